"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "businesses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=1), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.CheckConstraint("level IN ('A', 'B', 'C', 'D')", name=op.f("ck_businesses_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_businesses")),
        sa.UniqueConstraint("name", name=op.f("uq_businesses_name")),
    )
    op.create_table(
        "cameras",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("last_run", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "place IN ('cooking', 'cutting', 'cold_dishes', 'washing', 'serving', 'storage', 'other')",
            name=op.f("ck_cameras_place"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_cameras_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cameras")),
        sa.UniqueConstraint("business_id", "name", name=op.f("uq_cameras_business_id_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(role = 'business') = (business_id IS NOT NULL)", name=op.f("ck_users_business_of_role")
        ),
        sa.CheckConstraint("role IN ('cadre', 'business', 'auditor', 'admin')", name=op.f("ck_users_role")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_users_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "assignments",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_assignments_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assignments_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "business_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_business_id"), "assignments", ["business_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)

    op.create_table(
        "violations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("camera_id", sa.String(length=32), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("peak_score", sa.Double(), nullable=False),
        sa.Column("votes_missing", sa.Integer(), nullable=False),
        sa.Column("votes_present", sa.Integer(), nullable=False),
        sa.Column("votes_unseen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint("rule IN ('mask', 'hat', 'gloves')", name=op.f("ck_violations_rule")),
        sa.CheckConstraint("state IN ('open', 'acknowledged')", name=op.f("ck_violations_state")),
        sa.CheckConstraint("peak_score BETWEEN 0 AND 1", name=op.f("ck_violations_peak_score")),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["users.id"], name=op.f("fk_violations_acknowledged_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_violations_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["camera_id"], ["cameras.id"], name=op.f("fk_violations_camera_id_cameras")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violations")),
    )
    op.create_index(
        op.f("ix_violations_business_id_started_at_id"),
        "violations",
        ["business_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_violations_camera_id_started_at_id"),
        "violations",
        ["camera_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_violations_ended_at"), "violations", ["ended_at"], unique=False)
    op.create_index(op.f("ix_violations_started_at_id"), "violations", ["started_at", "id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("violation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('original', 'annotated')", name=op.f("ck_evidence_kind")),
        sa.ForeignKeyConstraint(
            ["violation_id"], ["violations.id"], name=op.f("fk_evidence_violation_id_violations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("violation_id", "kind", "key", name=op.f("uq_evidence_violation_id_kind_key")),
    )
    op.create_index(op.f("ix_evidence_key"), "evidence", ["key"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_evidence_key"), table_name="evidence")

    op.drop_table("evidence")
    op.drop_index(op.f("ix_violations_started_at_id"), table_name="violations")
    op.drop_index(op.f("ix_violations_ended_at"), table_name="violations")
    op.drop_index(op.f("ix_violations_camera_id_started_at_id"), table_name="violations")
    op.drop_index(op.f("ix_violations_business_id_started_at_id"), table_name="violations")

    op.drop_table("violations")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions")

    op.drop_table("sessions")
    op.drop_index(op.f("ix_assignments_business_id"), table_name="assignments")

    op.drop_table("assignments")
    op.drop_table("users")
    op.drop_table("cameras")
    op.drop_table("businesses")
