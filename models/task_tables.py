"""The tables of supervision tasks and of the campaigns that ask for some of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables import BusinessRow, Id, Table, UserRow, one_of
from models.tasks import Mode, TaskKind, Withdrawal

OPEN = "done_at IS NULL AND withdrawn_at IS NULL"
OPEN_DYNAMIC = f"kind = 'dynamic' AND {OPEN}"
"""Of a business at most one."""


class CampaignRow(Table):
    """The office wants some businesses looked at before a holiday or for another reason."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="days"), Index(None, "last_on"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    area_id: Mapped[str | None] = mapped_column(ForeignKey("areas.id"))
    """Null where it means every area."""
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    """Included."""
    kinds: Mapped[list[Any]] = mapped_column(JSON)
    """Kinds of business; empty for all."""
    grades: Mapped[list[Any]] = mapped_column(JSON)
    """Risk grades; empty for all."""
    levels: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Levels of businesses; empty for all."""
    is_on_site: Mapped[bool] = mapped_column(default=False)
    """A remote look does not do."""
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    """When it was called off."""


class CampaignChangeRow(Table):
    """That a campaign was given another end, or none. Rows are only ever added."""

    __tablename__ = "campaign_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    last_on: Mapped[date | None] = mapped_column(Date)
    """The last day from then on; null where it was called off."""
    reason: Mapped[str] = mapped_column(String(400))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class TaskRow(Table):
    """One look that is due at a business. Whose it is follows from who is assigned, until it is done."""

    __tablename__ = "supervision_tasks"
    __table_args__ = (
        CheckConstraint(one_of("kind", TaskKind), name="kind"),
        CheckConstraint(one_of("mode", Mode), name="mode"),
        CheckConstraint(
            "(done_at IS NULL) = (done_by IS NULL) AND (done_at IS NULL) = (mode IS NULL)", name="done"
        ),
        CheckConstraint("done_at IS NULL OR withdrawn_at IS NULL", name="done_or_withdrawn"),
        CheckConstraint(one_of("withdrawn_because", Withdrawal), name="withdrawn_because"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_because IS NULL)", name="withdrawn"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed"),
        Index(None, "business_id", "last_on"),
        Index(None, "last_on", "rank", "id"),
        Index(
            "ix_supervision_tasks_open", "business_id", "last_on", "first_on",
            sqlite_where=text(OPEN), postgresql_where=text(OPEN),
        ),
        Index(
            "uq_supervision_tasks_dynamic", "business_id",
            unique=True, sqlite_where=text(OPEN_DYNAMIC), postgresql_where=text(OPEN_DYNAMIC),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    """What it is for, so that it is made once."""
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    kind: Mapped[str] = mapped_column(String(20))
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    """Local days, both included."""
    rank: Mapped[float] = mapped_column(default=0.0)
    """Its place among those of a day, smallest first: minus the business's urgency (supervision/risk.py),
    brought up to date while it is open."""
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    mode: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(2000), default="")
    """What was seen, in the cadre's words."""
    confirmed_at: Mapped[datetime | None]
    """When the business confirmed the record."""
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    """When it stopped being due."""
    withdrawn_because: Mapped[str | None] = mapped_column(String(20))

    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)
    campaign: Mapped[CampaignRow | None] = relationship(lazy="joined")
    cadre: Mapped[UserRow | None] = relationship(lazy="joined", foreign_keys=[done_by])
    confirmer: Mapped[UserRow | None] = relationship(lazy="joined", foreign_keys=[confirmed_by])
