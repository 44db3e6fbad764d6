"""The table of captures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.rules import RuleName
from models.tables import BusinessRow, CameraRow, Id, Table, UserRow, one_of


class CaptureRow(Table):
    """A picture that a person captured. Rows are never deleted: what was taken back says so."""

    __tablename__ = "captures"
    __table_args__ = (
        CheckConstraint(one_of("rule", RuleName), name="rule"),
        Index(None, "captured_at", "id"),
        Index(None, "business_id", "captured_at", "id"),
        Index(None, "camera_id", "captured_at", "id"),
        Index(None, "key"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id"))
    """Whose kitchen it was at the time."""
    camera_id: Mapped[str] = mapped_column(ForeignKey("cameras.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    captured_at: Mapped[datetime]
    """When the picture was on the author's screen, by the camera's time of arrival."""
    recorded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(1000))
    rule: Mapped[str | None] = mapped_column(String(20))
    """Null where it shows something that no rule is about."""
    key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bytes, lower-case hex."""
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    withdrawn_at: Mapped[datetime | None]
    """Set when its author took it back within seconds: nobody sees it."""
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

    business: Mapped[BusinessRow] = relationship(lazy="joined", innerjoin=True)
    camera: Mapped[CameraRow] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[UserRow] = relationship(foreign_keys=[user_id], lazy="joined", innerjoin=True)
    acknowledger: Mapped[UserRow | None] = relationship(foreign_keys=[acknowledged_by], lazy="joined")
