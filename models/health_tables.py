"""The tables of camera health: what was wrong when, and when a camera was wanted at all."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.health import HealthKind
from models.tables import BusinessRow, CameraRow, Id, Table, UserRow, one_of


class HealthFindingRow(Table):
    __tablename__ = "health_findings"
    __table_args__ = (
        CheckConstraint(one_of("kind", HealthKind), name="kind"),
        CheckConstraint("ended_at >= began_at", name="ended_at"),
        Index(
            "uq_health_findings_ongoing",
            "camera_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "began_at", "id"),
        Index(None, "business_id", "began_at", "id"),
        Index(None, "camera_id", "began_at", "id"),
        Index(None, "picture_key"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    """Whose kitchen it was at the time."""
    camera_id: Mapped[str] = mapped_column(ForeignKey("cameras.id"))
    kind: Mapped[str] = mapped_column(String(20))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Null while it goes on; one of a kind per camera at most."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    picture_key: Mapped[str | None] = mapped_column(String(64))
    """Evidence key of what the camera showed when it was found."""
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

    camera: Mapped[CameraRow] = relationship(lazy="joined", innerjoin=True)
    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)
    acknowledger: Mapped[UserRow | None] = relationship(lazy="joined")


class CameraWatchRow(Table):
    """A span in which the service ran and an accepted camera was wanted; `until` grows while it lasts."""

    __tablename__ = "camera_watches"
    __table_args__ = (
        CheckConstraint("until >= began_at", name="until"),
        Index(None, "camera_id", "until"),
        Index(None, "business_id", "until"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    camera_id: Mapped[str] = mapped_column(ForeignKey("cameras.id"))
    began_at: Mapped[datetime]
    until: Mapped[datetime]
