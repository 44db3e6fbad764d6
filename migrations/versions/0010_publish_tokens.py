"""publish_tokens: who may publish as a camera, by a one-time token"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publish_tokens",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("camera_id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["cameras.id"], name=op.f("fk_publish_tokens_camera_id_cameras")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_publish_tokens_created_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publish_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_publish_tokens_token_hash")),
    )
    op.create_index(op.f("ix_publish_tokens_camera_id"), "publish_tokens", ["camera_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_publish_tokens_camera_id"), table_name="publish_tokens")
    op.drop_table("publish_tokens")
