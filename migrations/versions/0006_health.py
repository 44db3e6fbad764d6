"""camera health: what was wrong when, and when a camera was wanted"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('offline', 'stalled', 'frozen', 'black', 'over_exposed', 'covered', 'out_of_focus', 'moved', "
    "'wrong_clock', 'low_fps', 'low_bit_rate', 'resolution_changed')"
)


def upgrade() -> None:
    op.create_table(
        "health_findings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("camera_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("picture_key", sa.String(length=64), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_health_findings_kind")),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_health_findings_ended_at")),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["users.id"], name=op.f("fk_health_findings_acknowledged_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_health_findings_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["cameras.id"], name=op.f("fk_health_findings_camera_id_cameras")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_findings")),
    )
    for columns in (
        ("began_at", "id"),
        ("business_id", "began_at", "id"),
        ("camera_id", "began_at", "id"),
        ("picture_key",),
    ):
        op.create_index(op.f(f"ix_health_findings_{'_'.join(columns)}"), "health_findings", list(columns))
    op.create_index(
        "uq_health_findings_ongoing",
        "health_findings",
        ["camera_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "camera_watches",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("camera_id", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until >= began_at", name=op.f("ck_camera_watches_until")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_camera_watches_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["cameras.id"], name=op.f("fk_camera_watches_camera_id_cameras")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_watches")),
    )
    for column in ("camera_id", "business_id"):
        op.create_index(op.f(f"ix_camera_watches_{column}_until"), "camera_watches", [column, "until"])


def downgrade() -> None:
    op.drop_table("camera_watches")
    op.drop_table("health_findings")
