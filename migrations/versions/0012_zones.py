"""zones of cameras, and who accepted their pictures"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cameras") as cameras:
        cameras.add_column(sa.Column("zones", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "acceptances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference_key", sa.String(length=64), nullable=False),
        sa.Column("covered", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["cameras.id"], name=op.f("fk_acceptances_camera_id_cameras")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_acceptances_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptances")),
    )
    op.create_index(op.f("ix_acceptances_camera_id"), "acceptances", ["camera_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_acceptances_camera_id"), table_name="acceptances")
    op.drop_table("acceptances")
    with op.batch_alter_table("cameras") as cameras:
        cameras.drop_column("zones")
