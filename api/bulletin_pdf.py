"""A bulletin as PDF, set as a printed official document. The font is that of commitments, see
api/commitment_pdf.py."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from api.bulletin_rows import HEADINGS, LINES, OF_AREAS, written
from api.commitment_pdf import FONT
from models.bulletins import Bulletin
from supervision.bulletins import Content, NamedBusiness, name_of

SIDE, TOP, BOTTOM = 24 * mm, 22 * mm, 21 * mm
WIDTH, HEIGHT = A4[0] - 2 * SIDE, A4[1] - TOP - BOTTOM
INK, SOFT, ACCENT, FAINT = (HexColor(code) for code in ("#15201c", "#52605a", "#0b6b58", "#cdd5d0"))
NUMERALS = "一二三四五六七八九十"

_TITLE = ParagraphStyle("title", fontName=FONT, fontSize=20, leading=30, alignment=1, wordWrap="CJK")
_DAYS = ParagraphStyle("days", fontName=FONT, fontSize=10, leading=16, alignment=1, textColor=SOFT)
_HEADING = ParagraphStyle("heading", fontName=FONT, fontSize=14, leading=22, spaceBefore=14, spaceAfter=4)
_BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=22, wordWrap="CJK", firstLineIndent=24)
_CELL = ParagraphStyle("cell", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
_NUMBER = ParagraphStyle("number", parent=_CELL, alignment=2)
_END = ParagraphStyle("end", fontName=FONT, fontSize=12, leading=22, alignment=2)
_SMALL = ParagraphStyle("small", fontName=FONT, fontSize=8, leading=13, wordWrap="CJK", textColor=SOFT)

_WIDE = {ord(mark): ord(mark) + 0xFEE0 for mark in ",:;!?()"}
"""Each mark has its wide form this far on."""
_MARK = re.compile(r"(?<![0-9])[,:]|[,:](?![0-9])|[;!?()]")


def bulletin_pdf(bulletin: Bulletin, content: Content, zone: tzinfo) -> bytes:
    """zone: in which the times are written."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    title = printed(bulletin.title)
    _, pages = _lay_out(title, _story(bulletin, content, zone), 0)
    return _lay_out(title, _story(bulletin, content, zone), pages)[0]


def printed(text: str) -> str:
    """The marks as wide as in print; those within numbers and times stay as they are."""
    return _MARK.sub(lambda mark: mark.group().translate(_WIDE), text)


def _lay_out(title: str, story: list[Flowable], pages: int) -> tuple[bytes, int]:
    """The document and how many pages it has. pages: how many each of them says there are."""
    out = io.BytesIO()

    def number(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(FONT, 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(SIDE, BOTTOM / 2, title)
        canvas.drawRightString(A4[0] - SIDE, BOTTOM / 2, f"第 {canvas.getPageNumber()} 页 共 {pages} 页")

    frame = Frame(SIDE, BOTTOM, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document = BaseDocTemplate(out, pagesize=A4, title=title)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=number))
    document.build(story)
    return out.getvalue(), document.page


def _story(bulletin: Bulletin, content: Content, zone: tzinfo) -> list[Flowable]:
    made = f"{bulletin.made_at.astimezone(zone):%Y-%m-%d %H:%M}"
    told = bulletin.published_at and f"{_day(bulletin.published_at.astimezone(zone).date())}发布"
    story: list[Flowable] = [
        Paragraph(_escaped(bulletin.title), _TITLE),
        HRFlowable(width="100%", thickness=1.6, color=INK, spaceBefore=6, spaceAfter=1.5),
        HRFlowable(width="100%", thickness=0.5, color=INK, spaceBefore=0, spaceAfter=5),
        Paragraph(f"{_day(bulletin.first)}至{_day(bulletin.last)}", _DAYS),
        Spacer(1, 5 * mm),
        *(Paragraph(_escaped(line), _BODY) for line in bulletin.text.splitlines() if line.strip()),
    ]
    for numeral, (name, body) in zip(NUMERALS, _sections(content), strict=False):
        # It stands over the plot or the first rows that follow, never alone at the foot of a page.
        least = body.height if isinstance(body, Drawing) else 18 * mm
        story += [CondPageBreak(14 * mm + least), Paragraph(f"{numeral}、{name}", _HEADING), body]
    end = [
        Spacer(1, 6 * mm),
        Paragraph(told or _escaped("(草稿,未发布)"), _END),
        Spacer(1, 3 * mm),
        Paragraph(_escaped(f"数据生成 {made},此后不再变化"), _SMALL),
        Paragraph(f"数据 SHA-256 {bulletin.content_hash}", _SMALL),
    ]
    return [*story, KeepTogether(end)]


def _sections(content: Content) -> Iterator[tuple[str, Flowable]]:
    if content.before:
        yield "走势", _trend(content)
    yield "指标", _figures(content)
    if content.parts:
        yield "各辖区", _areas(content)
    for name, items in (("靠前企业", content.best_businesses), ("靠后企业", content.worst_businesses)):
        if items:
            yield name, _businesses(items)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _escaped(text: str) -> str:
    return escape(printed(text))


def _trend(content: Content) -> Drawing:
    """Cases opened, a bar per period; the newest in full colour."""
    spans = [(name_of(content.kind, item.first), item.figures) for item in content.before]
    spans.append((name_of(content.kind, content.first), content.whole.figures))
    height, step = 34 * mm, WIDTH / len(spans)
    most = max(1, *(figures.cases.opened for _, figures in spans))
    drawing = Drawing(WIDTH, height + 12 * mm)
    drawing.add(Line(0, 8 * mm, WIDTH, 8 * mm, strokeColor=FAINT, strokeWidth=0.5))
    for number, (name, figures) in enumerate(spans):
        opened, middle = figures.cases.opened, (number + 0.5) * step
        tall = (height - 8 * mm) * opened / most
        color = ACCENT if number == len(spans) - 1 else FAINT
        half = min(7 * mm, step / 3)
        bar = Rect(middle - half, 8 * mm, 2 * half, tall)
        bar.fillColor, bar.strokeColor = color, None
        drawing.add(bar)
        for y, text, size in ((8 * mm + tall + 2, f"{opened:,}", 8.5), (3 * mm, name, 7.5)):
            label = String(middle, y, text, fontName=FONT, fontSize=size, textAnchor="middle")
            label.fillColor = INK
            drawing.add(label)
    drawing.add(String(0, height + 8 * mm, "新增案件", fontName=FONT, fontSize=8, fillColor=SOFT))
    return drawing


def _figures(content: Content) -> Table:
    """Without what nothing can be said of in any of the periods."""
    past = content.before[-2:]
    rows = [["指标", *(name_of(content.kind, item.first) for item in past), "本期"]]
    for line in LINES:
        values = [line.value(item.figures) for item in past] + [line.value(content.whole.figures)]
        if any(value is not None for value in values):
            rows.append([line.name, *(written(value, line.unit) for value in values)])
    return _table(rows, [WIDTH - 32 * mm * (len(past) + 1), *[32 * mm] * (len(past) + 1)])


def _areas(content: Content) -> Table:
    measured = [
        (heading, line)
        for heading, line in zip(HEADINGS, OF_AREAS, strict=True)
        if any(line.value(part.figures) is not None for part in content.parts)
    ]
    rows = [["辖区", "得分", *(heading for heading, _ in measured)]]
    for part in sorted(content.parts, key=lambda item: (-(item.score or 0), item.name)):
        values = [written(line.value(part.figures), line.unit) for _, line in measured]
        score = "—" if part.score is None else f"{part.score:.1f}"
        rows.append([part.name, score, *values])
    narrow = 15 * mm
    return _table(rows, [WIDTH - narrow * (len(rows[0]) - 1), *[narrow] * (len(rows[0]) - 1)])


def _businesses(items: Sequence[NamedBusiness]) -> Table:
    rows = [["企业", "所在辖区", "案件", "风险分"]]
    rows += [
        [item.name, item.area, f"{item.cases}", "—" if item.score is None else f"{item.score:.0f}"]
        for item in items
    ]
    return _table(rows, [WIDTH - 85 * mm, 45 * mm, 20 * mm, 20 * mm], words=2)


def _table(rows: Sequence[Sequence[str]], widths: Sequence[float], words: int = 1) -> Table:
    """words: the first columns, of words; the others are of numbers and end at one line.

    A line feed in a cell is kept.
    """
    cells = [
        [
            Paragraph(_escaped(text).replace("\n", "<br/>"), _CELL if place < words else _NUMBER)
            for place, text in enumerate(row)
        ]
        for row in rows
    ]
    table = Table(cells, colWidths=list(widths), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 1, INK),
                ("LINEBELOW", (0, 1), (-1, -2), 0.3, FAINT),
                ("LINEBELOW", (0, 0), (-1, 0), 0.6, INK),
                ("LINEBELOW", (0, -1), (-1, -1), 1, INK),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table
