"""inspections that are the record of a supervision task"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inspections") as inspections:
        inspections.add_column(sa.Column("task_id", sa.String(length=32), nullable=True))
        inspections.create_foreign_key(
            op.f("fk_inspections_task_id_supervision_tasks"), "supervision_tasks", ["task_id"], ["id"]
        )
    op.create_index(op.f("ix_inspections_task_id"), "inspections", ["task_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_inspections_task_id"), table_name="inspections")
    with op.batch_alter_table("inspections") as inspections:
        inspections.drop_constraint(op.f("fk_inspections_task_id_supervision_tasks"), type_="foreignkey")
        inspections.drop_column("task_id")
