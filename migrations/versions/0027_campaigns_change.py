"""campaigns that mean levels or must be seen on site, and what became of them"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("levels", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "campaigns", sa.Column("is_on_site", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("campaigns", sa.Column("cancelled_at", MOMENT, nullable=True))
    op.create_table(
        "campaign_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_changes_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_campaign_changes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_changes")),
    )
    op.create_index(op.f("ix_campaign_changes_campaign_id"), "campaign_changes", ["campaign_id"])
    op.create_index(op.f("ix_supervision_tasks_campaign_id"), "supervision_tasks", ["campaign_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_supervision_tasks_campaign_id"), table_name="supervision_tasks")
    op.drop_table("campaign_changes")
    with op.batch_alter_table("campaigns") as campaigns:
        for name in ("cancelled_at", "is_on_site", "levels"):
            campaigns.drop_column(name)
