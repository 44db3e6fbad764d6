"""A bulletin as an XLSX workbook: its figures beside the periods before, its areas, its businesses."""

import io
from collections.abc import Sequence
from datetime import tzinfo

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.bulletin_rows import LINES, Unit, Value
from models.bulletins import Bulletin
from supervision.bulletins import Content, name_of

FORMATS = {Unit.COUNT: "#,##0", Unit.SHARE: "0.0%", Unit.HOURS: "0.0", Unit.POINTS: "0.0"}
HEAD = PatternFill("solid", fgColor="E0F0EB")


def bulletin_sheet(bulletin: Bulletin, content: Content, zone: tzinfo) -> bytes:
    """zone: in which the times are written."""
    book = openpyxl.Workbook()
    summary = book.active
    assert summary is not None
    summary.title = "指标"
    _figures(summary, content)
    if content.parts:
        _areas(book.create_sheet("各辖区"), content)
    _businesses(book.create_sheet("企业"), content)
    _about(book.create_sheet("说明"), bulletin, zone)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figures(sheet: Worksheet, content: Content) -> None:
    past = [(name_of(content.kind, item.first), item.figures, item.score) for item in content.before]
    spans = [*past, (name_of(content.kind, content.first), content.whole.figures, content.whole.score)]
    _head(sheet, ["指标", *(name for name, _, _ in spans)])
    for line in LINES:
        _row(sheet, line.name, [(line.value(figures), line.unit) for _, figures, _ in spans])
    _row(sheet, "综合得分", [(score, Unit.POINTS) for _, _, score in spans])


def _areas(sheet: Worksheet, content: Content) -> None:
    _head(sheet, ["辖区", "综合得分", *(line.name for line in LINES)])
    for part in content.parts:
        values = [(line.value(part.figures), line.unit) for line in LINES]
        _row(sheet, part.name, [(part.score, Unit.POINTS), *values])


def _businesses(sheet: Worksheet, content: Content) -> None:
    _head(sheet, ["企业", "所在辖区", "类别", "案件", "风险分"])
    for kind, items in (("靠前", content.best_businesses), ("靠后", content.worst_businesses)):
        for item in items:
            sheet.append([_plain(item.name), _plain(item.area), kind, item.cases, item.score])


def _about(sheet: Worksheet, bulletin: Bulletin, zone: tzinfo) -> None:
    published = bulletin.published_at and f"{bulletin.published_at.astimezone(zone):%Y-%m-%d %H:%M}"
    for name, value in (
        ("标题", bulletin.title),
        ("期间", f"{bulletin.first} — {bulletin.last}"),
        ("正文", bulletin.text),
        ("数据生成", f"{bulletin.made_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        ("发布", published or "草稿"),
        ("数据 SHA-256", bulletin.content_hash),
    ):
        sheet.append([name, _plain(value)])
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 100
    for (cell,) in sheet.iter_rows(min_col=2, max_col=2):
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _head(sheet: Worksheet, names: Sequence[str]) -> None:
    sheet.append(list(names))
    sheet.freeze_panes = "B2"
    for number, name in enumerate(names, 1):
        cell = sheet.cell(1, number)
        cell.font, cell.fill = Font(bold=True), HEAD
        sheet.column_dimensions[get_column_letter(number)].width = max(12, 2 * len(name) + 4)


def _row(sheet: Worksheet, name: str, values: Sequence[tuple[Value, Unit]]) -> None:
    sheet.append([_plain(name), *(value for value, _ in values)])
    for number, (_, unit) in enumerate(values, 2):
        sheet.cell(sheet.max_row, number).number_format = FORMATS[unit]


def _plain(text: str) -> str:
    """A name that begins like a formula must not become one."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
