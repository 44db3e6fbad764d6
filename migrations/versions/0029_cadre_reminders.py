"""reminders to assign anew what a cadre had"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cadre_reminders",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["cadre_changes.id"], name=op.f("fk_cadre_reminders_change_id_cadre_changes")
        ),
        sa.PrimaryKeyConstraint("change_id", "is_late", name=op.f("pk_cadre_reminders")),
    )


def downgrade() -> None:
    op.drop_table("cadre_reminders")
