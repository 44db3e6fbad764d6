"""The table of acceptances."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables import Table, UserRow


class AcceptanceRow(Table):
    """That a person found a camera's picture fit to be watched. Rows are only ever added."""

    __tablename__ = "acceptances"

    id: Mapped[int] = mapped_column(primary_key=True)
    camera_id: Mapped[str] = mapped_column(ForeignKey("cameras.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    reference_key: Mapped[str] = mapped_column(String(64))
    """Evidence key of the picture that was looked at."""
    covered: Mapped[list[Any]] = mapped_column(JSON)
    """Pairs of Chinese and English text: what of the place's list was seen in it."""

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)
