"""The tables of inspections, of the photos taken for them, and of the tasks that they are the record of."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables import BusinessRow, Id, Table, UserRow, one_of
from models.tasks import Mode


class InspectionRow(Table):
    """A cadre's way through a business. A draft can be changed and dropped; signed, it stays as it is."""

    __tablename__ = "inspections"
    __table_args__ = (
        CheckConstraint(one_of("mode", Mode), name="mode"),
        CheckConstraint("(finished_at IS NULL) = (digest IS NULL)", name="digest_when_finished"),
        CheckConstraint("confirmed_at IS NULL OR finished_at IS NOT NULL", name="confirmed_when_finished"),
        Index(None, "started_at", "id"),
        Index(None, "business_id", "started_at", "id"),
        Index(None, "task_id"),
        Index(
            "uq_inspections_draft",
            "business_id",
            "user_id",
            "mode",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    mode: Mapped[str] = mapped_column(String(20))
    task_id: Mapped[str | None] = mapped_column(ForeignKey("supervision_tasks.id"))
    """The task that it was begun for; what it is the record of stands in `tasks`."""
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    checklist: Mapped[str] = mapped_column(String(40))
    """Version of the check-list."""
    steps: Mapped[list[Any]] = mapped_column(JSON)
    """The way as it was planned at the start: see supervision/inspection_store.py."""
    conclusion: Mapped[str] = mapped_column(String(2000))
    finished_at: Mapped[datetime | None]
    """Null while it is a draft; a cadre has one draft per business and mode at most."""
    signed_name: Mapped[str | None] = mapped_column(String(100))
    digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the signed record, which is evidence under this key."""
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    reply: Mapped[str] = mapped_column(String(1000))

    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)
    inspector: Mapped[UserRow] = relationship(foreign_keys=[user_id], lazy="joined", innerjoin=True)
    confirmer: Mapped[UserRow | None] = relationship(foreign_keys=[confirmed_by], lazy="joined")
    answers: Mapped[list["InspectionAnswerRow"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="InspectionAnswerRow.item"
    )
    photos: Mapped[list["InspectionPhotoRow"]] = relationship(
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by="InspectionPhotoRow.at, InspectionPhotoRow.key",
    )
    tasks: Mapped[list["TaskInspectionRow"]] = relationship(
        lazy="selectin", viewonly=True, order_by="TaskInspectionRow.task_id"
    )


class InspectionAnswerRow(Table):
    __tablename__ = "inspection_answers"
    __table_args__ = (CheckConstraint("answer IN ('ok', 'problem', 'unseen', 'absent')", name="answer"),)

    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(1000))
    captures: Mapped[list[Any]] = mapped_column(JSON)
    """Ids of captures that show it."""
    photos: Mapped[list[Any]] = mapped_column(JSON)
    """Keys of photos that show it."""


class InspectionPhotoRow(Table):
    """A photo taken for an inspection; once that is signed, only those that its answers name."""

    __tablename__ = "inspection_photos"
    __table_args__ = (Index(None, "key"),)

    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the bytes, lower-case hex."""
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    at: Mapped[datetime]


class TaskInspectionRow(Table):
    """That a signed inspection is the record of a task: of several tasks it may be, a task has one."""

    __tablename__ = "task_inspections"

    task_id: Mapped[str] = mapped_column(ForeignKey("supervision_tasks.id"), primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"), index=True)
