"""indexes for lists of a whole city: records by when they were filed, a camera's open violations"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INDEXES = (
    ("self_checks", ("filed_at", "id")),
    ("self_checks", ("business_id", "filed_at", "id")),
    ("violations", ("camera_id", "state")),
)


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def downgrade() -> None:
    for table, columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
