"""The table of places."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.places import Filming
from models.tables import Table, one_of


class PlaceRow(Table):
    __tablename__ = "places"
    __table_args__ = (CheckConstraint(one_of("filming", Filming), name="filming"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    filming: Mapped[str] = mapped_column(String(10))
    covers: Mapped[list[Any]] = mapped_column(JSON)
    """Pairs of Chinese and English text."""
    order: Mapped[int]
