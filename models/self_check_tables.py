"""The tables of self-checks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.businesses import Position
from models.self_checks import SelfCheckKind
from models.tables import BusinessRow, Id, Table, UserRow, one_of


class SelfCheckRow(Table):
    """A filed record. Rows are only ever added."""

    __tablename__ = "self_checks"
    __table_args__ = (
        UniqueConstraint("business_id", "kind", "first"),
        CheckConstraint(one_of("kind", SelfCheckKind), name="kind"),
        CheckConstraint(one_of("position", Position), name="position"),
        Index(None, "kind", "first", "business_id"),
        Index(None, "kind", "filed_at"),
        Index(None, "filed_at", "id"),
        Index(None, "business_id", "filed_at", "id"),
        Index("ix_self_checks_counted", "business_id", "kind", "first", "due_at", "filed_at", "zero_risk"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    kind: Mapped[str] = mapped_column(String(20))
    first: Mapped[date] = mapped_column(Date)
    """First local day that the record is about."""
    last: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime]
    title: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Chinese and English."""
    person: Mapped[str] = mapped_column(String(100))
    position: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    filed_at: Mapped[datetime]
    items: Mapped[list[Any]] = mapped_column(JSON)
    """Objects with key, zh, en, verdict and note."""
    zero_risk: Mapped[bool]
    note: Mapped[str] = mapped_column(String(2000))
    violations: Mapped[int]

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)
    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)


class SelfCheckReminderRow(Table):
    """That a business was reminded of a record; the key makes it happen once."""

    __tablename__ = "self_check_reminders"
    __table_args__ = (CheckConstraint(one_of("kind", SelfCheckKind), name="kind"),)

    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    first: Mapped[date] = mapped_column(Date, primary_key=True)
    is_late: Mapped[bool] = mapped_column(primary_key=True)
    """False: before it is due; true: after."""
    at: Mapped[datetime]
