"""indexes that hold what the figures of areas count"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COUNTED = ("business_id", "kind", "first", "due_at", "filed_at", "zero_risk")


def upgrade() -> None:
    for table, columns in (
        ("cases", ("ended_at", "outcome", "business_id", "id")),
        ("case_steps", ("case_id", "act", "at")),
        ("violations", ("started_at", "rule", "business_id")),
    ):
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
    op.create_index("ix_self_checks_counted", "self_checks", list(COUNTED))


def downgrade() -> None:
    op.drop_index("ix_self_checks_counted", table_name="self_checks")
    op.drop_index(op.f("ix_violations_started_at_rule_business_id"), table_name="violations")
    op.drop_index(op.f("ix_case_steps_case_id_act_at"), table_name="case_steps")
    op.drop_index(op.f("ix_cases_ended_at_outcome_business_id_id"), table_name="cases")
