"""self-checks: filed records, and who was reminded of what"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "self_check_reminders",
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('daily', 'weekly', 'monthly')", name=op.f("ck_self_check_reminders_kind")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_self_check_reminders_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint(
            "business_id", "kind", "first", "is_late", name=op.f("pk_self_check_reminders")
        ),
    )
    op.create_table(
        "self_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("zero_risk", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("violations", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('daily', 'weekly', 'monthly')", name=op.f("ck_self_checks_kind")),
        sa.CheckConstraint(
            "position IN ('principal', 'director', 'officer')", name=op.f("ck_self_checks_position")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_self_checks_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_self_checks_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_checks")),
        sa.UniqueConstraint(
            "business_id", "kind", "first", name=op.f("uq_self_checks_business_id_kind_first")
        ),
    )
    op.create_index(
        op.f("ix_self_checks_kind_first_business_id"),
        "self_checks",
        ["kind", "first", "business_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_self_checks_kind_first_business_id"), table_name="self_checks")
    op.drop_table("self_checks")
    op.drop_table("self_check_reminders")
