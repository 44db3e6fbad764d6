"""why a task was withdrawn; of a business at most one dynamic task is open"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

OPEN_DYNAMIC = "kind = 'dynamic' AND done_at IS NULL AND withdrawn_at IS NULL"
REASONS = "withdrawn_because IN ('closed', 'looked', 'calmer', 'cancelled')"


def upgrade() -> None:
    op.add_column("supervision_tasks", sa.Column("withdrawn_because", sa.String(length=20), nullable=True))
    op.execute("UPDATE supervision_tasks SET withdrawn_because = 'closed' WHERE withdrawn_at IS NOT NULL")
    # A look began the next interval and left the task of the one before open.
    op.execute(
        "UPDATE supervision_tasks SET withdrawn_at = CURRENT_TIMESTAMP, withdrawn_because = 'looked' "
        "WHERE kind = 'dynamic' AND done_at IS NULL AND withdrawn_at IS NULL "
        "AND EXISTS (SELECT 1 FROM supervision_tasks AS later "
        "WHERE later.kind = 'dynamic' AND later.done_at IS NULL AND later.withdrawn_at IS NULL "
        "AND later.business_id = supervision_tasks.business_id "
        "AND (later.last_on, later.id) > (supervision_tasks.last_on, supervision_tasks.id))"
    )
    with op.batch_alter_table("supervision_tasks") as tasks:
        tasks.create_check_constraint(op.f("ck_supervision_tasks_withdrawn_because"), REASONS)
        tasks.create_check_constraint(
            op.f("ck_supervision_tasks_withdrawn"),
            "(withdrawn_at IS NULL) = (withdrawn_because IS NULL)",
        )
    where = sa.text(OPEN_DYNAMIC)
    op.create_index(
        op.f("uq_supervision_tasks_dynamic"), "supervision_tasks", ["business_id"],
        unique=True, sqlite_where=where, postgresql_where=where,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index(op.f("uq_supervision_tasks_dynamic"), table_name="supervision_tasks")
    with op.batch_alter_table("supervision_tasks") as tasks:
        tasks.drop_constraint(op.f("ck_supervision_tasks_withdrawn"), type_="check")
        tasks.drop_constraint(op.f("ck_supervision_tasks_withdrawn_because"), type_="check")
        tasks.drop_column("withdrawn_because")
