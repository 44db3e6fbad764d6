"""The tables of trainings, competitions and sample tests."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.area_tables import AreaRow
from models.tables import BusinessRow, Id, Table, UserRow, one_of
from models.trainings import TrainingKind


class TrainingRow(Table):
    __tablename__ = "trainings"
    __table_args__ = (
        CheckConstraint(one_of("kind", TrainingKind), name="kind"),
        Index(None, "day", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    area_id: Mapped[str] = mapped_column(ForeignKey("areas.id"))
    day: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(2000))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    area: Mapped[AreaRow] = relationship(lazy="joined", innerjoin=True)
    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)
    participants: Mapped[list["ParticipantRow"]] = relationship(
        order_by="ParticipantRow.id", lazy="selectin", cascade="all, delete-orphan"
    )


class ParticipantRow(Table):
    """A business or a cadre that took part in a training."""

    __tablename__ = "training_participants"
    __table_args__ = (
        UniqueConstraint("training_id", "business_id"),
        UniqueConstraint("training_id", "user_id"),
        CheckConstraint("(business_id IS NULL) <> (user_id IS NULL)", name="one"),
        CheckConstraint("people > 0", name="people"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(None, "business_id"),
        Index(None, "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[str] = mapped_column(ForeignKey("trainings.id"))
    business_id: Mapped[str | None] = mapped_column(ForeignKey("businesses.id"))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    people: Mapped[int]
    """How many of the business came; 1 for a cadre."""
    score: Mapped[float | None]
    passed: Mapped[bool | None]
    """Null where nothing was tested."""
    note: Mapped[str] = mapped_column(String(400))

    business: Mapped[BusinessRow | None] = relationship(lazy="joined")
    user: Mapped[UserRow | None] = relationship(lazy="joined")
