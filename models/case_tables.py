"""The tables of cases: where each stands, and how it came there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.cases import Act, CaseState, Matter, Outcome, Party, Severity, Source
from models.reviews import Ground
from models.rules import RuleName
from models.tables import BusinessRow, Id, Table, UserRow, one_of

ENDED = f"state IN ('{CaseState.REJECTED}', '{CaseState.CLOSED}')"


class CaseRow(Table):
    """Where a case stands now; what its last step says, kept for queries."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("business_id", "rule", "day"),
        CheckConstraint(one_of("rule", RuleName), name="rule"),
        CheckConstraint(one_of("matter", Matter), name="matter"),
        CheckConstraint("rule IS NULL OR rule = matter", name="matter_of_rule"),
        CheckConstraint(one_of("source", Source), name="source"),
        CheckConstraint(one_of("state", CaseState), name="state"),
        CheckConstraint(one_of("severity", Severity), name="severity"),
        CheckConstraint(one_of("owner", Party), name="owner"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint(f"({ENDED}) = (owner IS NULL)", name="owner_while_open"),
        CheckConstraint(f"({ENDED}) = (due_at IS NULL)", name="due_while_open"),
        CheckConstraint(f"({ENDED}) = (outcome IS NOT NULL)", name="outcome_at_end"),
        Index(None, "opened_at", "id"),
        Index(None, "business_id", "opened_at", "id"),
        Index(None, "due_at", "id"),
        Index(None, "ended_at", "outcome", "business_id", "id"),
        Index(
            "ix_cases_open", "business_id", "due_at",
            sqlite_where=text("due_at IS NOT NULL"), postgresql_where=text("due_at IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    rule: Mapped[str | None] = mapped_column(String(20))
    """Null for what no rule covers; `what` then says it. With a rule, one case per business and day."""
    matter: Mapped[str] = mapped_column(String(20))
    """What was found, in one word; the rule where there is one."""
    day: Mapped[date] = mapped_column(Date)
    """The local day on which it happened."""
    source: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(400))
    """In the finder's words; empty for the detector."""
    lead_violation_id: Mapped[str | None] = mapped_column(ForeignKey("violations.id"))
    """The violation that stands for all of them."""
    severity: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str | None] = mapped_column(String(20))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    due_at: Mapped[datetime | None]
    rounds: Mapped[int]
    appeals: Mapped[int]
    outcome: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    steps: Mapped[int]
    """Number of the last step."""
    turn: Mapped[int]
    """Number of the step that gave the case its owner and deadline."""
    turn_at: Mapped[datetime]
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the next reminder of this turn is due; null when none is left."""

    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)


class CaseStepRow(Table):
    """One line of a case's history. Rows are only ever added; the database refuses to change them."""

    __tablename__ = "case_steps"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index(None, "case_id", "act", "at"),
        CheckConstraint(one_of("act", Act), name="act"),
        CheckConstraint(one_of("party", Party), name="party"),
        CheckConstraint(one_of("ground", Ground), name="ground"),
        CheckConstraint("(party = 'system') = (user_id IS NULL)", name="user_of_party"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(20))
    party: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(2000))
    ground: Mapped[str | None] = mapped_column(String(20))
    pictures: Mapped[list[Any]] = mapped_column(JSON)
    """Objects with kind, key, width, height and size_bytes."""
    state: Mapped[str] = mapped_column(String(20))
    severity: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str | None] = mapped_column(String(20))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    due_at: Mapped[datetime | None]
    rounds: Mapped[int]
    appeals: Mapped[int]
    outcome: Mapped[str | None] = mapped_column(String(20))
    link: Mapped[str] = mapped_column(String(64))
    """Hex SHA-256 over this step and the link before it."""

    user: Mapped[UserRow | None] = relationship(lazy="joined", foreign_keys=[user_id])


class CaseViolationRow(Table):
    """Which violations feed a case; each feeds one."""

    __tablename__ = "case_violations"

    violation_id: Mapped[str] = mapped_column(ForeignKey("violations.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    added_at: Mapped[datetime]


class CasePictureRow(Table):
    """A picture that somebody has uploaded for a case; a step may refer to it afterwards."""

    __tablename__ = "case_pictures"
    __table_args__ = (UniqueConstraint("case_id", "key"), Index(None, "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    key: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class CaseReminderRow(Table):
    """That a party was reminded of a turn. The unique key makes each reminder happen once."""

    __tablename__ = "case_reminders"
    __table_args__ = (
        UniqueConstraint("case_id", "turn", "number", "party"),
        CheckConstraint(one_of("party", Party), name="party"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    turn: Mapped[int]
    number: Mapped[int]
    """Its place in the turn's schedule."""
    kind: Mapped[str] = mapped_column(String(20))
    party: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]
    at: Mapped[datetime]
