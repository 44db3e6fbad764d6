"""The tables of what changed with cadres, and of reminders to assign anew."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables import Table, UserRow


class CadreChangeRow(Table):
    """A cadre moves, is ill, leaves: it is to be reported, and the office is to assign anew."""

    __tablename__ = "cadre_changes"
    __table_args__ = (Index(None, "settled_at", "reassign_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    happened_on: Mapped[date] = mapped_column(Date)
    what: Mapped[str] = mapped_column(String(400))
    report_by: Mapped[date] = mapped_column(Date)
    """The last day on which it was to be reported, by the policy then in force."""
    reported_at: Mapped[datetime]
    reported_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    reassign_by: Mapped[date] = mapped_column(Date)
    """The last day on which the office is to have assigned anew."""
    settled_at: Mapped[datetime | None]
    """When it had; null while it is open."""
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True, foreign_keys=[user_id])


class CadreReminderRow(Table):
    """That the office was reminded to assign anew; the key makes it happen once."""

    __tablename__ = "cadre_reminders"

    change_id: Mapped[int] = mapped_column(ForeignKey("cadre_changes.id"), primary_key=True)
    is_late: Mapped[bool] = mapped_column(primary_key=True)
    """False: before the last day is over; true: after."""
    at: Mapped[datetime]
