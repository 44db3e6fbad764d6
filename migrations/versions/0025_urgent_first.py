"""the place of a task among those that are due on the same day"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLE = "supervision_tasks"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("rank", sa.Double(), nullable=False, server_default=sa.text("0")))
    with op.batch_alter_table(TABLE) as tasks:
        tasks.alter_column("rank", existing_type=sa.Double(), existing_nullable=False, server_default=None)
    op.drop_index(op.f(f"ix_{TABLE}_last_on_id"), table_name=TABLE)
    op.create_index(op.f(f"ix_{TABLE}_last_on_rank_id"), TABLE, ["last_on", "rank", "id"])


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{TABLE}_last_on_rank_id"), table_name=TABLE)
    op.create_index(op.f(f"ix_{TABLE}_last_on_id"), TABLE, ["last_on", "id"])
    with op.batch_alter_table(TABLE) as tasks:
        tasks.drop_column("rank")
