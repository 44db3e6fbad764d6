"""reviews, and what the detector saw in a picture"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("boxes", sa.JSON(), nullable=True))
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("violation_id", sa.String(length=32), nullable=False),
        sa.Column("opinion", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=True),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "opinion IN ('confirmed', 'rejected', 'appealed')", name=op.f("ck_reviews_opinion")
        ),
        sa.CheckConstraint("ground IN ('worn', 'unclear', 'other')", name=op.f("ck_reviews_ground")),
        sa.CheckConstraint(
            "(opinion = 'confirmed') = (ground IS NULL)", name=op.f("ck_reviews_ground_of_opinion")
        ),
        sa.ForeignKeyConstraint(
            ["violation_id"], ["violations.id"], name=op.f("fk_reviews_violation_id_violations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reviews_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_violation_id"), "reviews", ["violation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reviews_violation_id"), table_name="reviews")
    op.drop_table("reviews")
    op.drop_column("evidence", "boxes")
