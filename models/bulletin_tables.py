"""The tables of bulletins."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.area_tables import AreaRow
from models.bulletins import BulletinKind
from models.tables import Id, Table, UserRow, one_of


class BulletinRow(Table):
    """A bulletin. The database refuses to change its content, and anything of it once it is published."""

    __tablename__ = "bulletins"
    __table_args__ = (
        UniqueConstraint("area_id", "kind", "first"),
        CheckConstraint(one_of("kind", BulletinKind), name="kind"),
        CheckConstraint("last >= first", name="days"),
        CheckConstraint("(published_at IS NULL) = (published_by IS NULL)", name="published"),
        Index(None, "last", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("areas.id"))
    kind: Mapped[str] = mapped_column(String(20))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(8000))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """See supervision/bulletins.py."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content, lower-case hex."""
    made_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    """Null where the service made the draft by itself."""
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    to_offices: Mapped[bool] = mapped_column(default=False)
    to_cadres: Mapped[bool] = mapped_column(default=False)
    to_businesses: Mapped[bool] = mapped_column(default=False)

    area: Mapped[AreaRow] = relationship(lazy="joined", innerjoin=True)
    maker: Mapped[UserRow | None] = relationship(lazy="joined", foreign_keys=[made_by])
    publisher: Mapped[UserRow | None] = relationship(lazy="joined", foreign_keys=[published_by])


class BulletinReadingRow(Table):
    """That somebody has read a published bulletin."""

    __tablename__ = "bulletin_readings"

    bulletin_id: Mapped[str] = mapped_column(ForeignKey("bulletins.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    at: Mapped[datetime]
