"""indexes that hold all that the coverage of a whole city asks of businesses and assignments"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

LONGER = (
    ("businesses", ("area_id", "name", "id"), "status"),
    ("assignments", ("business_id", "until"), "since"),
)


def upgrade() -> None:
    for table, columns, more in LONGER:
        _drop(table, columns)
        _make(table, (*columns, more))
    _drop("assignments", ("user_id",))
    _make("assignments", ("user_id", "until", "since"))


def downgrade() -> None:
    _drop("assignments", ("user_id", "until", "since"))
    _make("assignments", ("user_id",))
    for table, columns, more in reversed(LONGER):
        _drop(table, (*columns, more))
        _make(table, columns)


def _make(table: str, columns: tuple[str, ...]) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _drop(table: str, columns: tuple[str, ...]) -> None:
    op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
