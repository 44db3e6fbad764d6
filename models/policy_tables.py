"""The table of policies."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables import Table, UserRow


class PolicyRow(Table):
    """One version of one topic. Rows are only ever added; version 0 is the shipped default and has no row."""

    __tablename__ = "policies"
    __table_args__ = (
        UniqueConstraint("topic", "version"),
        CheckConstraint("version > 0", name="version"),
        Index(None, "topic", "effective_from", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    effective_from: Mapped[datetime]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(400))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)
