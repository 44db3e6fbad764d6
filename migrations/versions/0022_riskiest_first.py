"""indexes for the businesses of a whole city by score, and for what is open of each"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OPEN = (
    ("cases", ("business_id", "due_at"), "due_at IS NOT NULL"),
    ("supervision_tasks", ("business_id", "last_on", "first_on"), "done_at IS NULL AND withdrawn_at IS NULL"),
)


def upgrade() -> None:
    op.drop_index(op.f("ix_business_risks_score"), table_name="business_risks")
    op.create_index(op.f("ix_business_risks_score_business_id"), "business_risks", ["score", "business_id"])
    for table, columns, condition in OPEN:
        where = sa.text(condition)
        op.create_index(
            op.f(f"ix_{table}_open"), table, list(columns), sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    for table, _, _ in reversed(OPEN):
        op.drop_index(op.f(f"ix_{table}_open"), table_name=table)
    op.drop_index(op.f("ix_business_risks_score_business_id"), table_name="business_risks")
    op.create_index(op.f("ix_business_risks_score"), "business_risks", ["score"])
