"""The tables, typed. Every time is stored in UTC; every id is text so that no id can overflow a column."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    SmallInteger,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from models.businesses import BusinessStatus, CameraKind, Position, RiskGrade
from models.cameras import StreamName
from models.opening import EVERY_DAY
from models.people import Level, Role
from models.reviews import Ground, Opinion
from models.rules import RuleName
from models.violations import ClipTrouble, EvidenceKind, ViolationState

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Table(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), str: String()}  # noqa: RUF012 (SQLAlchemy's contract)


Id = String(32)


class BusinessRow(Table):
    __tablename__ = "businesses"
    __table_args__ = (
        CheckConstraint(one_of("level", Level), name="level"),
        CheckConstraint(one_of("risk_grade", RiskGrade), name="risk_grade"),
        CheckConstraint(one_of("status", BusinessStatus), name="status"),
        Index(None, "name", "id"),
        CheckConstraint(f"open_days BETWEEN 1 AND {EVERY_DAY}", name="open_days"),
        # Whatever is counted by area is in it. Named, for with all its columns the name is too long.
        Index(
            "ix_businesses_area_id",
            "area_id",
            "name",
            "id",
            "status",
            "supervised_from",
            "open_days",
            "level",
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    """Not unique: a city has many of some names. The licence is."""
    level: Mapped[str] = mapped_column(String(1))
    address: Mapped[str] = mapped_column(String(400), default="")
    area_id: Mapped[str | None] = mapped_column(ForeignKey("areas.id"))
    """Null while nobody has said where it lies: then only those see it who see everything."""
    kind: Mapped[str] = mapped_column(String(40), default="")
    """餐饮, 学校食堂 … in the office's own words; empty while unknown."""
    risk_grade: Mapped[str | None] = mapped_column(String(1))
    licence: Mapped[str | None] = mapped_column(String(60), unique=True)
    """许可证编号."""
    opening_hours: Mapped[str] = mapped_column(String(200), default="")
    """See models/opening.py; empty while unknown."""
    open_days: Mapped[int] = mapped_column(SmallInteger, default=EVERY_DAY)
    """Days of the week on which it opens, as the hours say: bits, Monday the lowest; all while unknown."""
    supervised_from: Mapped[date | None] = mapped_column(Date)
    """First local day on which something is due of it; null: as far back as anything is."""
    status: Mapped[str] = mapped_column(String(20), default=str(BusinessStatus.ACTIVE))


class PersonRow(Table):
    """One of the three persons of a business; with an account of the service, or not yet."""

    __tablename__ = "business_persons"
    __table_args__ = (
        UniqueConstraint("business_id", "position", "name"),
        CheckConstraint(one_of("position", Position), name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    position: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(40), default="")
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), unique=True)


class CameraRow(Table):
    __tablename__ = "cameras"
    __table_args__ = (
        Index(
            "uq_cameras_business_id_name",
            "business_id",
            "name",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
        CheckConstraint(one_of("kind", CameraKind), name="kind"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(ForeignKey("places.key"))
    url: Mapped[str] = mapped_column(String(2000))
    """May hold a password; never leaves the service."""
    kind: Mapped[str] = mapped_column(String(10), default=str(CameraKind.RTSP))
    sub_url: Mapped[str | None] = mapped_column(String(2000))
    """Like url."""
    key_process: Mapped[str] = mapped_column(String(200), default="")
    accepted_at: Mapped[datetime | None]
    """Null until a person has found its first picture fit."""
    accepted_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    reference_key: Mapped[str | None] = mapped_column(String(64))
    """Evidence key of the view accepted."""
    zones: Mapped[list[Any]] = mapped_column(JSON)
    """As Zone.as_json gives them, in the order of drawing."""
    retired_at: Mapped[datetime | None]
    """When the camera was deleted; its row stays for the history, its addresses do not."""
    last_run: Mapped[int] = mapped_column(default=0)
    """The run number last handed out; grows for ever, so that no two connections share one."""

    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)


class UserRow(Table):
    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role"),
        CheckConstraint("(role = 'business') = (business_id IS NOT NULL)", name="business_of_role"),
        CheckConstraint("role NOT IN ('office', 'regulator') OR area_id IS NOT NULL", name="area_of_role"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    business_id: Mapped[str | None] = mapped_column(ForeignKey("businesses.id"))
    """The business this person answers for; set exactly when the role is business."""
    area_id: Mapped[str | None] = mapped_column(ForeignKey("areas.id"), index=True)
    """Where the person works; always set for an office and a regulator."""
    title: Mapped[str] = mapped_column(String(100), default="")
    """职务."""
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Null until somebody has set a password: then nobody signs in."""
    left_at: Mapped[datetime | None]
    """When the person left the service; from then on nobody signs in."""

    business: Mapped[BusinessRow | None] = relationship(lazy="joined")


class AssignmentRow(Table):
    """A cadre's responsibility for a business (包保), from `since` until `until`. Never deleted."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(
            "uq_assignments_current", "user_id", "business_id",
            unique=True, sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),
        # Who answers for what, and with which reason, is counted without reading the rows.
        Index(
            "ix_assignments_business_id", "business_id", "until", "since", "user_id", "override_reason"
        ),
        Index(None, "user_id", "until", "since"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    """Null while it goes on."""
    assigned_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    override_reason: Mapped[str] = mapped_column(String(400), default="")
    """Why a higher level than the business's own is responsible (提级); empty where it is its own."""
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    end_reason: Mapped[str] = mapped_column(String(400), default="")


class SessionRow(Table):
    """A signed-in browser. Only the token's SHA-256 is kept: a copy of the database opens no session."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)


class ViolationRow(Table):
    __tablename__ = "violations"
    __table_args__ = (
        CheckConstraint(one_of("rule", RuleName), name="rule"),
        CheckConstraint(one_of("state", ViolationState), name="state"),
        CheckConstraint("peak_score BETWEEN 0 AND 1", name="peak_score"),
        CheckConstraint(one_of("clip_trouble", ClipTrouble), name="clip_trouble"),
        Index(None, "started_at", "id"),
        Index(None, "business_id", "started_at", "id"),
        Index(None, "camera_id", "started_at", "id"),
        Index(None, "camera_id", "state"),
        Index(None, "started_at", "rule", "business_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    """Whose kitchen it was at the time, even if the camera moves to another business later."""
    camera_id: Mapped[str] = mapped_column(ForeignKey("cameras.id"))
    run: Mapped[int]
    rule: Mapped[str] = mapped_column(String(20))
    track_id: Mapped[int]
    start_ms: Mapped[int] = mapped_column(BigInteger)
    """Media time of the first missing vote, milliseconds since the run began."""
    end_ms: Mapped[int] = mapped_column(BigInteger)
    """Media time of the last missing vote so far."""
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    detected_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    """Null while the violation goes on."""
    peak_score: Mapped[float]
    votes_missing: Mapped[int]
    votes_present: Mapped[int]
    votes_unseen: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    clip_trouble: Mapped[str | None] = mapped_column(String(20))
    """Why the latest clip is missing; null where there is one, or nothing is known (yet)."""

    camera: Mapped[CameraRow] = relationship(lazy="joined", innerjoin=True)
    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)
    acknowledger: Mapped[UserRow | None] = relationship(lazy="joined")
    evidence: Mapped[list["EvidenceRow"]] = relationship(order_by="EvidenceRow.id", lazy="selectin")
    reviews: Mapped[list["ReviewRow"]] = relationship(order_by="ReviewRow.id", lazy="selectin")


class EvidenceRow(Table):
    """A picture or clip of a violation. Rows are only ever added; the newest of a kind is the one shown."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("violation_id", "kind", "key"),
        CheckConstraint(one_of("kind", EvidenceKind), name="kind"),
        CheckConstraint(one_of("stream", StreamName), name="stream"),
        CheckConstraint("(kind = 'clip') = (duration_ms IS NOT NULL)", name="duration_of_clip"),
        Index(None, "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    violation_id: Mapped[str] = mapped_column(ForeignKey("violations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bytes, lower-case hex."""
    captured_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    stream: Mapped[str] = mapped_column(String(4), default=str(StreamName.MAIN))
    duration_ms: Mapped[int | None]
    boxes: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """Rows of [label, score, left, top, right, bottom]; what decided comes first."""


class ReviewRow(Table):
    """What somebody said of a violation. Rows are only ever added; the latest one stands."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint(one_of("opinion", Opinion), name="opinion"),
        CheckConstraint(one_of("ground", Ground), name="ground"),
        CheckConstraint("(opinion = 'confirmed') = (ground IS NULL)", name="ground_of_opinion"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    violation_id: Mapped[str] = mapped_column(ForeignKey("violations.id"), index=True)
    opinion: Mapped[str] = mapped_column(String(20))
    ground: Mapped[str | None] = mapped_column(String(20))
    comment: Mapped[str] = mapped_column(String(1000))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)
