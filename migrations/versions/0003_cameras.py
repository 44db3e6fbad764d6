"""cameras: how their video comes, a smaller stream, the key process, and their acceptance"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cameras") as cameras:
        cameras.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="rtsp"))
        cameras.add_column(sa.Column("sub_url", sa.String(length=2000), nullable=True))
        cameras.add_column(sa.Column("key_process", sa.String(length=200), nullable=False, server_default=""))
        cameras.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        cameras.add_column(sa.Column("accepted_by", sa.String(length=32), nullable=True))
        cameras.add_column(sa.Column("reference_key", sa.String(length=64), nullable=True))
        cameras.create_check_constraint(op.f("ck_cameras_kind"), "kind IN ('rtsp', 'whip')")
        cameras.create_foreign_key(op.f("fk_cameras_accepted_by_users"), "users", ["accepted_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("cameras") as cameras:
        cameras.drop_constraint(op.f("fk_cameras_accepted_by_users"), type_="foreignkey")
        cameras.drop_constraint(op.f("ck_cameras_kind"), type_="check")
        for column in ("reference_key", "accepted_by", "accepted_at", "key_process", "sub_url", "kind"):
            cameras.drop_column(column)
