"""The table of rights to publish."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables import CameraRow, Id, Table, UserRow


class PublishTokenRow(Table):
    """A right to publish as a camera. Of its secrets only the SHA-256 is kept."""

    __tablename__ = "publish_tokens"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    camera_id: Mapped[str] = mapped_column(ForeignKey("cameras.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Until when it can be used first."""
    used_at: Mapped[datetime | None]
    key_hash: Mapped[str | None] = mapped_column(String(64))
    """Of the key of the device that used it: that one alone may publish with it again."""
    ends_at: Mapped[datetime | None]
    """Until when that device may publish."""
    withdrawn_at: Mapped[datetime | None]

    camera: Mapped[CameraRow] = relationship(lazy="joined", innerjoin=True)
    creator: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)
