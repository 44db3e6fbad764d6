"""supervision tasks, campaigns and risk scores"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_risk_changes",
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_business_risk_changes_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("business_id", "day", name=op.f("pk_business_risk_changes")),
    )
    op.create_table(
        "business_risks",
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_business_risks_score")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_business_risks_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_business_risks")),
    )
    with op.batch_alter_table("business_risks") as table:
        table.create_index(table.f("ix_business_risks_score"), ["score"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("area_id", sa.String(length=32), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_campaigns_days")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_campaigns_area_id_areas")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_campaigns_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    with op.batch_alter_table("campaigns") as table:
        table.create_index(table.f("ix_campaigns_last_on"), ["last_on"], unique=False)

    op.create_table(
        "supervision_tasks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("campaign_id", sa.String(length=32), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=32), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('quarterly', 'campaign', 'dynamic')", name=op.f("ck_supervision_tasks_kind")
        ),
        sa.CheckConstraint("mode IN ('remote', 'on_site')", name=op.f("ck_supervision_tasks_mode")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_supervision_tasks_confirmed")
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by IS NULL) AND (done_at IS NULL) = (mode IS NULL)",
            name=op.f("ck_supervision_tasks_done"),
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_supervision_tasks_done_or_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_supervision_tasks_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_supervision_tasks_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["users.id"], name=op.f("fk_supervision_tasks_confirmed_by_users")
        ),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_supervision_tasks_done_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_supervision_tasks_key")),
    )
    with op.batch_alter_table("supervision_tasks") as table:
        table.create_index(
            table.f("ix_supervision_tasks_business_id_last_on"), ["business_id", "last_on"], unique=False
        )
        table.create_index(table.f("ix_supervision_tasks_last_on_id"), ["last_on", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("supervision_tasks") as table:
        table.drop_index(table.f("ix_supervision_tasks_last_on_id"))
        table.drop_index(table.f("ix_supervision_tasks_business_id_last_on"))

    op.drop_table("supervision_tasks")
    with op.batch_alter_table("campaigns") as table:
        table.drop_index(table.f("ix_campaigns_last_on"))

    op.drop_table("campaigns")
    with op.batch_alter_table("business_risks") as table:
        table.drop_index(table.f("ix_business_risks_score"))

    op.drop_table("business_risks")
    op.drop_table("business_risk_changes")
