"""A bulletin as PDF. The font is that of commitments, see api/commitment_pdf.py."""

import io
from collections.abc import Sequence
from datetime import tzinfo
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
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from api.bulletin_rows import LINES, OF_AREAS, written
from api.commitment_pdf import FONT
from models.bulletins import Bulletin
from supervision.bulletins import Content, NamedBusiness, name_of

MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, SOFT, ACCENT, FAINT = (HexColor(code) for code in ("#15201c", "#52605a", "#0b6b58", "#cdd5d0"))

_TITLE = ParagraphStyle("title", fontName=FONT, fontSize=18, leading=26, alignment=1)
_HEADING = ParagraphStyle("heading", fontName=FONT, fontSize=12, leading=20, spaceBefore=10)
_BODY = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=20, wordWrap="CJK")
_CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8.5, leading=12, wordWrap="CJK")
_NUMBER = ParagraphStyle("number", parent=_CELL, alignment=2)
_SMALL = ParagraphStyle("small", fontName=FONT, fontSize=8, leading=13, wordWrap="CJK", textColor=SOFT)


def bulletin_pdf(bulletin: Bulletin, content: Content, zone: tzinfo) -> bytes:
    """zone: in which the times are written."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    made = f"{bulletin.made_at.astimezone(zone):%Y-%m-%d %H:%M}"
    told = bulletin.published_at and f"发布 {bulletin.published_at.astimezone(zone):%Y-%m-%d %H:%M}"
    story: list[Flowable] = [
        Paragraph(escape(bulletin.title), _TITLE),
        Paragraph(f"{bulletin.first} — {bulletin.last} · {told or '草稿,未发布'}", _SMALL),
        Spacer(1, 4 * mm),
        *(
            Paragraph(escape(line), _BODY) if line else Spacer(1, 2 * mm)
            for line in bulletin.text.splitlines()
        ),
    ]
    if content.before:
        story += [*_heading("走势"), _trend(content)]
    story += [*_heading("指标"), _figures(content)]
    if content.parts:
        story += [*_heading("各辖区"), _areas(content)]
    for name, items in (("企业:靠前", content.best_businesses), ("企业:靠后", content.worst_businesses)):
        if items:
            story += [*_heading(name), _businesses(items)]
    story += [
        Spacer(1, 8 * mm),
        Paragraph(f"数据生成 {made},此后不再变化", _SMALL),
        Paragraph(f"数据 SHA-256 {bulletin.content_hash}", _SMALL),
    ]
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        title=bulletin.title,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    ).build(story, onFirstPage=_number_page, onLaterPages=_number_page)
    return out.getvalue()


def _number_page(canvas: Canvas, document: BaseDocTemplate) -> None:
    title, number = str(document.title), canvas.getPageNumber()
    canvas.setFont(FONT, 8)
    canvas.setFillColor(SOFT)
    canvas.drawString(MARGIN, MARGIN / 2, title)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"第 {number} 页")


def _heading(text: str) -> list[Flowable]:
    """It stands over the first rows of what follows, never alone at the foot of a page."""
    return [CondPageBreak(30 * mm), Paragraph(text, _HEADING)]


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
        bar = Rect(middle - 7 * mm, 8 * mm, 14 * mm, tall)
        bar.fillColor, bar.strokeColor = color, None
        drawing.add(bar)
        for y, text, size in ((8 * mm + tall + 2, f"{opened:,}", 8.5), (3 * mm, name, 7.5)):
            label = String(middle, y, text, fontName=FONT, fontSize=size, textAnchor="middle")
            label.fillColor = INK
            drawing.add(label)
    drawing.add(String(0, height + 8 * mm, "新增案件", fontName=FONT, fontSize=8, fillColor=SOFT))
    return drawing


def _figures(content: Content) -> Table:
    past = content.before[-2:]
    rows = [["指标", *(name_of(content.kind, item.first) for item in past), "本期"]]
    for line in LINES:
        values = [line.value(item.figures) for item in past] + [line.value(content.whole.figures)]
        rows.append([line.name, *(written(value, line.unit) for value in values)])
    return _table(rows, [WIDTH - 32 * mm * (len(past) + 1), *[32 * mm] * (len(past) + 1)])


def _areas(content: Content) -> Table:
    rows = [["辖区", "得分", *(line.name for line in OF_AREAS)]]
    for part in sorted(content.parts, key=lambda item: (-(item.score or 0), item.name)):
        values = [written(line.value(part.figures), line.unit) for line in OF_AREAS]
        score = "—" if part.score is None else f"{part.score:.1f}"
        rows.append([part.name, score, *values])
    narrow = 15.5 * mm
    return _table(rows, [WIDTH - narrow * (len(rows[0]) - 1), *[narrow] * (len(rows[0]) - 1)])


def _businesses(items: Sequence[NamedBusiness]) -> Table:
    rows = [["企业", "所在辖区", "案件", "风险分"]]
    rows += [
        [item.name, item.area, f"{item.cases}", "—" if item.score is None else f"{item.score:.0f}"]
        for item in items
    ]
    return _table(rows, [WIDTH - 85 * mm, 45 * mm, 20 * mm, 20 * mm], words=2)


def _table(rows: Sequence[Sequence[str]], widths: Sequence[float], words: int = 1) -> Table:
    """words: the first columns, of words; the others are of numbers and end at one line."""
    cells = [
        [Paragraph(escape(text), _CELL if place < words else _NUMBER) for place, text in enumerate(row)]
        for row in rows
    ]
    table = Table(cells, colWidths=list(widths), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e0f0eb")),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, FAINT),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table
