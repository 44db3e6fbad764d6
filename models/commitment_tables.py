"""The table of commitments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.tables import Table, UserRow


class CommitmentRow(Table):
    """One signature under one version of the commitment's text. Rows are only ever added."""

    __tablename__ = "commitments"
    __table_args__ = (UniqueConstraint("number"), Index(None, "user_id", "signed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    """1 for the first signature of all, then one more each: a missing one is noticed."""
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(200))
    """As signed."""
    version: Mapped[int]
    """Of the policy topic `commitment`."""
    text_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of title and text, lower-case hex."""
    signed_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(64))
    """`link` of the signature before; empty for the first."""
    link: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 over everything above."""

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)


class CommitmentTextRow(Table):
    """A text that somebody has signed, kept with its first signature. Rows are only ever added."""

    __tablename__ = "commitment_texts"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of title and text, lower-case hex."""
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
