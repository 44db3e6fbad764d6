"""A signed commitment as PDF.

The Chinese font is one of those that every PDF reader brings or has a match for (STSong-Light, Adobe-GB1), so
that none is shipped and none need be installed on the server.
"""

import io
from datetime import tzinfo
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from supervision.commitments import Signature
from supervision.topics import Commitment

FONT = "STSong-Light"
MARGIN = 25 * mm

_TITLE = ParagraphStyle("title", fontName=FONT, fontSize=20, leading=30, alignment=1)
_BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=23, wordWrap="CJK")
_SMALL = ParagraphStyle(
    "small", fontName=FONT, fontSize=8.5, leading=14, wordWrap="CJK", textColor=HexColor("#52605a")
)


def commitment_pdf(text: Commitment, signature: Signature, zone: tzinfo) -> bytes:
    """zone: in which the times are written."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    signed, until = (moment.astimezone(zone) for moment in (signature.signed_at, signature.valid_until))
    story = [Paragraph(escape(text.title), _TITLE), Spacer(1, 8 * mm)]
    story += [Paragraph(escape(line) or "&nbsp;", _BODY) for line in text.text.splitlines()]
    story += [
        Spacer(1, 12 * mm),
        Paragraph(f"承诺人(电子签署):{escape(signature.name)}", _BODY),
        Paragraph(f"签署时间:{signed:%Y-%m-%d %H:%M:%S %Z}", _BODY),
        Paragraph(f"有效期至:{until:%Y-%m-%d}", _BODY),
        Spacer(1, 8 * mm),
        Paragraph(f"编号 {signature.number} · 文本版本 {signature.version}", _SMALL),
        Paragraph(f"文本 SHA-256 {signature.text_hash}", _SMALL),
        Paragraph(f"上一份存证 {signature.previous or '(无)'}", _SMALL),
        Paragraph(f"本份存证 {signature.link}", _SMALL),
    ]
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        title=text.title,
        author=signature.name,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    ).build(story)
    return out.getvalue()
