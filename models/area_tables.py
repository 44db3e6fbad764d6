"""The table of areas."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.areas import AreaKind
from models.tables import Id, Table, one_of

# A range of paths is a subtree in binary order only, and PostgreSQL's own order is a language's.
PATH = String(200).with_variant(String(200, collation="C"), "postgresql")


class AreaRow(Table):
    __tablename__ = "areas"
    __table_args__ = (
        UniqueConstraint("parent_id", "name"),
        CheckConstraint(one_of("kind", AreaKind), name="kind"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("areas.id"))
    """Null at the top."""
    path: Mapped[str] = mapped_column(PATH, unique=True)
    """See models/areas.py."""
