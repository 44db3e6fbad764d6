"""since when a business is supervised, and on which days of the week it opens"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NAMES = "一二三四五六日"
LISTED = ("area_id", "name", "id", "status")
MORE = ("supervised_from", "open_days")


def upgrade() -> None:
    _drop(LISTED)
    with op.batch_alter_table("businesses") as batch:
        batch.add_column(sa.Column("open_days", sa.SmallInteger(), nullable=False, server_default="127"))
        batch.add_column(sa.Column("supervised_from", sa.Date(), nullable=True))
    businesses = sa.table("businesses", sa.column("opening_hours"), sa.column("open_days"))
    for hours in op.get_bind().scalars(sa.select(businesses.c.opening_hours).distinct()).all():
        if (days := _days(hours)) != 127:
            those = businesses.c.opening_hours == hours
            op.execute(sa.update(businesses).where(those).values(open_days=days))
    with op.batch_alter_table("businesses") as batch:
        batch.alter_column("open_days", server_default=None)
        batch.create_check_constraint(op.f("ck_businesses_open_days"), "open_days BETWEEN 1 AND 127")
    _make((*LISTED, *MORE))


def downgrade() -> None:
    _drop((*LISTED, *MORE))
    with op.batch_alter_table("businesses") as batch:
        batch.drop_constraint(op.f("ck_businesses_open_days"), type_="check")
        batch.drop_column("supervised_from")
        batch.drop_column("open_days")
    _make(LISTED)


def _days(hours: str) -> int:
    """Of hours as they have been kept: 周一至周五 06:30-13:30; 周六 08:00-12:00."""
    found = 0
    for span in filter(None, hours.split("; ")):
        days = span.partition(" ")[0].replace("周", "").split("至")
        if not all(day in NAMES for day in days):
            return 127
        first, last = NAMES.index(days[0]), NAMES.index(days[-1])
        for step in range((last - first) % 7 + 1):
            found |= 1 << (first + step) % 7
    return found or 127


def _make(columns: tuple[str, ...]) -> None:
    op.create_index(op.f(f"ix_businesses_{'_'.join(columns)}"), "businesses", list(columns))


def _drop(columns: tuple[str, ...]) -> None:
    op.drop_index(op.f(f"ix_businesses_{'_'.join(columns)}"), table_name="businesses")
