"""who opened, closed or gave a new password to an account"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

REFUSAL = "what was done to accounts cannot be changed"


def upgrade() -> None:
    op.create_table(
        "account_acts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('opened', 'password', 'closed')", name=op.f("ck_account_acts_act")),
        sa.ForeignKeyConstraint(["account_id"], ["users.id"], name=op.f("fk_account_acts_account_id_users")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_account_acts_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_acts")),
    )
    op.create_index(op.f("ix_account_acts_at_id"), "account_acts", ["at", "id"])
    op.create_index(op.f("ix_account_acts_account_id"), "account_acts", ["account_id"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER account_acts_no_{change.lower()} BEFORE {change} ON account_acts "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION refuse_account_act_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER account_acts_no_change BEFORE UPDATE OR DELETE ON account_acts "
            "FOR EACH ROW EXECUTE FUNCTION refuse_account_act_change()"
        )


def downgrade() -> None:
    op.drop_table("account_acts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_account_act_change()")
