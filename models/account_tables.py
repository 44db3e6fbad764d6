"""The table of what was done to accounts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.people import AccountAct
from models.tables import Id, Table, one_of


class AccountActRow(Table):
    """One thing done to an account. Rows are only ever added; the database refuses to change them."""

    __tablename__ = "account_acts"
    __table_args__ = (
        CheckConstraint(one_of("act", AccountAct), name="act"),
        Index(None, "at", "id"),
        Index(None, "account_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    act: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    """Null for the command line, which knows nobody."""
    at: Mapped[datetime]
