"""what a case is about; texts are kept with the first signature; appeals are the office's turn"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MATTERS = (
    "mask", "hat", "gloves", "hygiene", "clean", "handling", "spoiled", "pests", "licence", "records",
    "other",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "commitment_texts",
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", name=op.f("pk_commitment_texts")),
    )
    op.add_column("cases", sa.Column("matter", sa.String(length=20), nullable=True))
    _tell_matters()
    # Who confirmed a case decides no appeal any more; the history stays as it was.
    op.execute("UPDATE cases SET owner = 'office' WHERE state = 'appealed'")
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("matter", existing_type=sa.String(length=20), nullable=False)
        listed = ", ".join(f"'{matter}'" for matter in MATTERS)
        cases.create_check_constraint(op.f("ck_cases_matter"), f"matter IN ({listed})")
        cases.create_check_constraint(op.f("ck_cases_matter_of_rule"), "rule IS NULL OR rule = matter")


def _tell_matters() -> None:
    """A case's id was derived from business, matter and day: of a few matters it says which."""
    op.execute("UPDATE cases SET matter = coalesce(rule, 'other')")
    connection = op.get_bind()
    query = sa.text("SELECT id, business_id, day FROM cases WHERE rule IS NULL")
    found = [
        {"id": case_id, "matter": matter}
        for case_id, business_id, day in connection.execute(query).all()
        for matter in MATTERS
        if hashlib.sha256(f"{business_id}\x1f{matter}\x1f{day}".encode()).hexdigest()[:32] == case_id
    ]
    if found:
        connection.execute(sa.text("UPDATE cases SET matter = :matter WHERE id = :id"), found)


def downgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint(op.f("ck_cases_matter_of_rule"), type_="check")
        cases.drop_constraint(op.f("ck_cases_matter"), type_="check")
        cases.drop_column("matter")
    op.drop_table("commitment_texts")
