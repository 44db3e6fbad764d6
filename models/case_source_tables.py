"""The tables of what people found cases by: a capture, an inspection's item, a tip of the public."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.cases import Matter
from models.tables import Id, Table, one_of


class CaseCaptureRow(Table):
    """The case that was opened by a capture; each capture opens one."""

    __tablename__ = "case_captures"

    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]


class CaseInspectionRow(Table):
    """The case that was opened by an item of a signed inspection."""

    __tablename__ = "case_inspections"

    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]


class TipRow(Table):
    """What somebody of the public said of a business (举报). Rows are only ever added."""

    __tablename__ = "tips"
    __table_args__ = (
        CheckConstraint(one_of("matter", Matter), name="matter"),
        Index(None, "case_id", "at"),
        Index(None, "picture_key"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    matter: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(1000))
    contact: Mapped[str] = mapped_column(String(100))
    """How to reach whoever sent it, where they said; the office alone sees it."""
    picture_key: Mapped[str | None] = mapped_column(String(64))
    is_first: Mapped[bool]
    """Whether it opened the case, whose first step then has its words and its picture."""
    at: Mapped[datetime]
