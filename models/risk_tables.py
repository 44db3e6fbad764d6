"""The tables of risk scores."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables import Id, Table


class RiskRow(Table):
    """How a business stands now."""

    __tablename__ = "business_risks"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(None, "score", "business_id"),
    )

    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    """The local day for which it was last worked out."""
    score: Mapped[float]
    every_days: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    """Rows of [factor, points, most, value], most points first."""


class RiskChangeRow(Table):
    """The score from a day on; a row where it differs from the one before."""

    __tablename__ = "business_risk_changes"

    business_id: Mapped[str] = mapped_column(Id, ForeignKey("businesses.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    score: Mapped[float]
