"""Tables that people make in a spreadsheet: read from XLSX or CSV a row at a time, and templates for them."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from models.errors import InvalidValue

MOST_UNPACKED_BYTES = 400 * 1024 * 1024
"""An XLSX is a zip file; beyond this it is none that a person made."""


class Flaw(StrEnum):
    """Why a file is no list; stable codes, whose words the console has."""

    EMPTY = "empty"
    MISSING = "missing"
    """Columns that are needed."""
    TWICE = "twice"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NO_WORKBOOK = "no_workbook"
    NO_TABLE = "no_table"


class Unreadable(InvalidValue):
    """The file cannot be taken in. names: the columns that the flaw is about."""

    def __init__(self, flaw: Flaw, message: str, names: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.flaw, self.names = flaw, tuple(names)


@dataclass(frozen=True, slots=True)
class Column:
    """key: its name in the code. zh, en: what stands above it; either is understood."""

    key: str
    zh: str
    en: str
    note: str = ""
    """For whoever fills it in."""
    example: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """line: as the spreadsheet counts, the first is 1. cells: text by column key; empty ones are left out."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """The text, or nothing."""
        return self.cells.get(key, "")


def read_rows(content: bytes, columns: Sequence[Column]) -> Iterator[Row]:
    """The rows below the heading that hold anything, of the first sheet or of a CSV (UTF-8 or GB 18030).

    Columns are found by their headings, in any order; others are passed over.

    Raises:
        Unreadable: it is neither, or a column that is needed is missing.
    """
    lines = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    heading = next(lines, None)
    if heading is None:
        raise Unreadable(Flaw.EMPTY, "the table is empty")
    keys = _keys(heading, columns)
    for number, line in enumerate(lines, 2):
        cells = {key: text for key, text in zip(keys, line, strict=False) if key is not None and text}
        if cells:
            yield Row(number, cells)


def template(title: str, columns: Sequence[Column]) -> bytes:
    """An XLSX to fill in: headings in Chinese, and a second sheet that explains each."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number, column.zh + ("*" if column.required else ""))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E0F0EB")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.zh) + 4)
        # As text, so that the spreadsheet makes no number of a licence or a telephone.
        sheet.column_dimensions[letter].number_format = "@"
    notes = book.create_sheet("说明 Notes")
    notes.append(["列", "Column", "必填 Required", "说明 Note", "示例 Example"])
    for column in columns:
        notes.append([column.zh, column.en, "是 yes" if column.required else "", column.note, column.example])
    for letter, width in zip("ABCDE", (20, 24, 14, 70, 30), strict=True):
        notes.column_dimensions[letter].width = width
    for cells in notes.iter_rows():
        cells[0].font = Font(bold=True)
        cells[3].alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _keys(heading: Sequence[str], columns: Sequence[Column]) -> list[str | None]:
    known = {_plain(name): column.key for column in columns for name in (column.key, column.zh, column.en)}
    keys = [known.get(_plain(text)) for text in heading]
    missing = [column.zh for column in columns if column.required and column.key not in keys]
    if missing:
        raise Unreadable(
            Flaw.MISSING, f"columns are missing in the first line: {', '.join(missing)}", missing
        )
    doubled = {key for key in keys if key is not None and keys.count(key) > 1}
    if doubled:
        raise Unreadable(
            Flaw.TWICE, f"columns are there twice: {', '.join(sorted(doubled))}", sorted(doubled)
        )
    return keys


def _plain(heading: str) -> str:
    return "".join(heading.split()).rstrip("*").lower()


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise Unreadable(Flaw.TOO_LARGE, "the file is too large when unpacked")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(Flaw.NO_WORKBOOK, "the file is not an XLSX workbook that can be read") from error
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in row]
    finally:
        book.close()


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            # What Excel in China saves.
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Unreadable(
                Flaw.NO_TABLE, "the file is neither XLSX nor CSV in UTF-8 or GB 18030"
            ) from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [cell.strip() for cell in line]
    except csv.Error as error:
        raise Unreadable(Flaw.NO_TABLE, f"the CSV cannot be read: {error}") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
