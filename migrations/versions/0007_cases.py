"""cases: where each stands, its steps that nobody can change, what feeds it, pictures and reminders"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSAL = "the steps of a case are never changed"


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("lead_violation_id", sa.String(length=32), nullable=True),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("appeals", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("turn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('rejected', 'closed')) = (due_at IS NULL)", name=op.f("ck_cases_due_while_open")
        ),
        sa.CheckConstraint(
            "(state IN ('rejected', 'closed')) = (outcome IS NOT NULL)", name=op.f("ck_cases_outcome_at_end")
        ),
        sa.CheckConstraint(
            "(state IN ('rejected', 'closed')) = (owner IS NULL)", name=op.f("ck_cases_owner_while_open")
        ),
        sa.CheckConstraint(
            "outcome IN ('no_violation', 'corrected', 'handled')", name=op.f("ck_cases_outcome")
        ),
        sa.CheckConstraint(
            "owner IN ('system', 'cadre', 'business', 'office', 'regulator')", name=op.f("ck_cases_owner")
        ),
        sa.CheckConstraint("rule IN ('mask', 'hat', 'gloves')", name=op.f("ck_cases_rule")),
        sa.CheckConstraint("severity IN ('minor', 'illegal')", name=op.f("ck_cases_severity")),
        sa.CheckConstraint(
            "source IN ('detector', 'cadre', 'business', 'public')", name=op.f("ck_cases_source")
        ),
        sa.CheckConstraint(
            "state IN ('found', 'confirmed', 'notified', 'corrected', 'rechecked', 'appealed', "
            "'escalated', 'claimed', 'referred', 'handled', 'rejected', 'closed')",
            name=op.f("ck_cases_state"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_cases_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["lead_violation_id"], ["violations.id"], name=op.f("fk_cases_lead_violation_id_violations")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_cases_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("business_id", "rule", "day", name=op.f("uq_cases_business_id_rule_day")),
    )
    op.create_index(
        op.f("ix_cases_business_id_opened_at_id"), "cases", ["business_id", "opened_at", "id"], unique=False
    )
    op.create_index(op.f("ix_cases_due_at_id"), "cases", ["due_at", "id"], unique=False)
    op.create_index(op.f("ix_cases_opened_at_id"), "cases", ["opened_at", "id"], unique=False)
    op.create_index(op.f("ix_cases_remind_at"), "cases", ["remind_at"], unique=False)
    op.create_table(
        "case_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_pictures_case_id_cases")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_pictures_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pictures")),
        sa.UniqueConstraint("case_id", "key", name=op.f("uq_case_pictures_case_id_key")),
    )
    op.create_index(op.f("ix_case_pictures_key"), "case_pictures", ["key"], unique=False)
    op.create_table(
        "case_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("party", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "party IN ('system', 'cadre', 'business', 'office', 'regulator')",
            name=op.f("ck_case_reminders_party"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_reminders_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reminders")),
        sa.UniqueConstraint(
            "case_id", "turn", "number", "party", name=op.f("uq_case_reminders_case_id_turn_number_party")
        ),
    )
    op.create_table(
        "case_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("party", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=True),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("appeals", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(party = 'system') = (user_id IS NULL)", name=op.f("ck_case_steps_user_of_party")
        ),
        sa.CheckConstraint(
            "act IN ('find', 'confirm', 'reject', 'notify', 'correct', 'pass', 'fail', 'appeal', 'uphold', "
            "'dismiss', 'escalate', 'claim', 'give_back', 'refer', 'handle', 'close', 'reopen', 'note')",
            name=op.f("ck_case_steps_act"),
        ),
        sa.CheckConstraint("ground IN ('worn', 'unclear', 'other')", name=op.f("ck_case_steps_ground")),
        sa.CheckConstraint(
            "party IN ('system', 'cadre', 'business', 'office', 'regulator')",
            name=op.f("ck_case_steps_party"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_steps_case_id_cases")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_case_steps_owner_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_steps_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_steps_case_id_number")),
    )
    op.create_table(
        "case_violations",
        sa.Column("violation_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_violations_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["violation_id"], ["violations.id"], name=op.f("fk_case_violations_violation_id_violations")
        ),
        sa.PrimaryKeyConstraint("violation_id", name=op.f("pk_case_violations")),
    )
    op.create_index(op.f("ix_case_violations_case_id"), "case_violations", ["case_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER case_steps_no_{change.lower()} BEFORE {change} ON case_steps "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION refuse_case_step_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER case_steps_no_change BEFORE UPDATE OR DELETE ON case_steps "
            "FOR EACH ROW EXECUTE FUNCTION refuse_case_step_change()"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_case_violations_case_id"), table_name="case_violations")
    op.drop_table("case_violations")
    op.drop_table("case_steps")
    op.drop_table("case_reminders")
    op.drop_index(op.f("ix_case_pictures_key"), table_name="case_pictures")
    op.drop_table("case_pictures")
    op.drop_index(op.f("ix_cases_remind_at"), table_name="cases")
    op.drop_index(op.f("ix_cases_opened_at_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_due_at_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_business_id_opened_at_id"), table_name="cases")
    op.drop_table("cases")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_case_step_change()")
