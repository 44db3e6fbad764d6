"""an index that holds when something was filed first"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_self_checks_kind_filed_at"), "self_checks", ["kind", "filed_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_self_checks_kind_filed_at"), table_name="self_checks")
