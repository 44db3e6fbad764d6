"""what people found cases by: captures, inspections, tips of the public"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MATTERS = (
    "mask", "hat", "gloves", "hygiene", "clean", "handling", "spoiled", "pests", "licence", "records",
    "other",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "case_captures",
        sa.Column("capture_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name=op.f("fk_case_captures_capture_id_captures")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_captures_case_id_cases")),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_case_captures")),
    )
    op.create_index(op.f("ix_case_captures_case_id"), "case_captures", ["case_id"])
    op.create_table(
        "case_inspections",
        sa.Column("inspection_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_case_inspections_inspection_id_inspections")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_inspections_case_id_cases")),
        sa.PrimaryKeyConstraint("inspection_id", "step", "item", name=op.f("pk_case_inspections")),
    )
    op.create_index(op.f("ix_case_inspections_case_id"), "case_inspections", ["case_id"])
    op.create_table(
        "tips",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("picture_key", sa.String(length=64), nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"matter IN ({', '.join(map(repr, MATTERS))})", name=op.f("ck_tips_matter")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tips_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
    )
    op.create_index(op.f("ix_tips_case_id_at"), "tips", ["case_id", "at"])
    op.create_index(op.f("ix_tips_picture_key"), "tips", ["picture_key"])


def downgrade() -> None:
    op.drop_table("tips")
    op.drop_table("case_inspections")
    op.drop_table("case_captures")
