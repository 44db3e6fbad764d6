"""captures by hand, and remote inspections with their answers"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "captures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("camera_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        moment("captured_at"),
        moment("recorded_at"),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        moment("withdrawn_at", nullable=True),
        moment("acknowledged_at", nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint("rule IN ('mask', 'hat', 'gloves')", name=op.f("ck_captures_rule")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_captures_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["camera_id"], ["cameras.id"], name=op.f("fk_captures_camera_id_cameras")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_captures_user_id_users")),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["users.id"], name=op.f("fk_captures_acknowledged_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
    )
    for columns in (
        ["captured_at", "id"],
        ["business_id", "captured_at", "id"],
        ["camera_id", "captured_at", "id"],
        ["key"],
    ):
        op.create_index(op.f(f"ix_captures_{'_'.join(columns)}"), "captures", columns)
    op.create_table(
        "inspections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        moment("started_at"),
        moment("updated_at"),
        sa.Column("checklist", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("conclusion", sa.String(length=2000), nullable=False),
        moment("finished_at", nullable=True),
        sa.Column("signed_name", sa.String(length=100), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        moment("confirmed_at", nullable=True),
        sa.Column("confirmed_by", sa.String(length=32), nullable=True),
        sa.Column("reply", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (digest IS NULL)", name=op.f("ck_inspections_digest_when_finished")
        ),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR finished_at IS NOT NULL",
            name=op.f("ck_inspections_confirmed_when_finished"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_inspections_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_inspections_user_id_users")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["users.id"], name=op.f("fk_inspections_confirmed_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    for columns in (["started_at", "id"], ["business_id", "started_at", "id"]):
        op.create_index(op.f(f"ix_inspections_{'_'.join(columns)}"), "inspections", columns)
    op.create_index(
        "uq_inspections_draft",
        "inspections",
        ["business_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "inspection_answers",
        sa.Column("inspection_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("captures", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('ok', 'problem', 'unseen')", name=op.f("ck_inspection_answers_answer")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_inspection_answers_inspection_id_inspections"),
        ),
        sa.PrimaryKeyConstraint("inspection_id", "step", "item", name=op.f("pk_inspection_answers")),
    )


def downgrade() -> None:
    op.drop_table("inspection_answers")
    op.drop_table("inspections")
    op.drop_table("captures")
