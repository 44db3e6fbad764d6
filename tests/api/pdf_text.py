"""Where which words stand in a PDF that reportlab made: enough of the format for that, and no more."""

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics

from api.commitment_pdf import FONT

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_TOKEN = re.compile(rb"\((?:\\.|[^\\)])*\)|[^\s()\[\]]+", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. page: from 1. x, y: of its beginning, in points from the page's lower left corner."""

    page: int
    x: float
    y: float
    size: float
    text: str

    @property
    def right(self) -> float:
        return self.x + pdfmetrics.stringWidth(self.text, FONT, self.size)


def lines_of(pdf: bytes) -> list[Line]:
    """In the order in which they are drawn."""
    pages = [
        zlib.decompress(base64.a85decode(b"<~" + raw.strip(), adobe=True)) for raw in _STREAM.findall(pdf)
    ]
    return [line for number, page in enumerate(pages, 1) for line in _lines(number, page) if line.text]


def _lines(number: int, page: bytes) -> Iterator[Line]:
    """Nothing is turned or scaled: a place is the sum of the moves that lead to it."""
    operands: list[bytes] = []
    kept: list[tuple[float, float]] = []
    origin = line = 0.0, 0.0
    size = leading = 0.0
    for token in _TOKEN.findall(page):
        match token:
            case b"q":
                kept.append(origin)
            case b"Q":
                origin = kept.pop()
            case b"cm":
                origin = _moved(origin, operands)
            case b"BT":
                line = 0.0, 0.0
            case b"Tm":
                line = _moved((0.0, 0.0), operands)
            case b"Td":
                line = _moved(line, operands)
            case b"TL":
                leading = float(operands[-1])
            case b"T*":
                line = line[0], line[1] - leading
            case b"Tf":
                size = float(operands[-1])
            case b"Tj":
                yield Line(number, origin[0] + line[0], origin[1] + line[1], size, _text(operands[-1]))
            case _:
                operands.append(token)
                continue
        operands.clear()


def _moved(place: tuple[float, float], operands: list[bytes]) -> tuple[float, float]:
    return place[0] + float(operands[-2]), place[1] + float(operands[-1])


def _text(literal: bytes) -> str:
    """Of two bytes a character, as the Chinese font has it."""

    def plain(match: re.Match[bytes]) -> bytes:
        escaped = match.group(1)
        return bytes([int(escaped, 8)]) if len(escaped) == 3 else _NAMED.get(escaped, escaped)

    return _ESCAPE.sub(plain, literal[1:-1]).decode("utf-16-be")
