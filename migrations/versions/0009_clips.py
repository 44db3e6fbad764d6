"""clips among the evidence, which stream a picture is of, and why a clip is missing"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(sa.Column("stream", sa.String(length=4), nullable=False, server_default="main"))
        evidence.add_column(sa.Column("duration_ms", sa.Integer(), nullable=True))
        evidence.drop_constraint(op.f("ck_evidence_kind"), type_="check")
        evidence.create_check_constraint(
            op.f("ck_evidence_kind"), "kind IN ('original', 'annotated', 'clip')"
        )
        evidence.create_check_constraint(op.f("ck_evidence_stream"), "stream IN ('main', 'sub')")
        evidence.create_check_constraint(
            op.f("ck_evidence_duration_of_clip"), "(kind = 'clip') = (duration_ms IS NOT NULL)"
        )
    with op.batch_alter_table("violations") as violations:
        violations.add_column(sa.Column("clip_trouble", sa.String(length=20), nullable=True))
        violations.create_check_constraint(
            op.f("ck_violations_clip_trouble"), "clip_trouble IN ('codec', 'gone', 'failed')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM evidence WHERE kind = 'clip'")
    with op.batch_alter_table("violations") as violations:
        violations.drop_constraint(op.f("ck_violations_clip_trouble"), type_="check")
        violations.drop_column("clip_trouble")
    with op.batch_alter_table("evidence") as evidence:
        for name in ("duration_of_clip", "stream", "kind"):
            evidence.drop_constraint(op.f(f"ck_evidence_{name}"), type_="check")
        evidence.create_check_constraint(op.f("ck_evidence_kind"), "kind IN ('original', 'annotated')")
        evidence.drop_column("duration_ms")
        evidence.drop_column("stream")
