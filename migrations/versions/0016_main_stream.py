"""camera health: a main stream that does not come while the camera's sub stream does"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FORMER = (
    "'offline', 'stalled', 'frozen', 'black', 'over_exposed', 'covered', 'out_of_focus', 'moved', "
    "'wrong_clock', 'low_fps', 'low_bit_rate', 'resolution_changed'"
)


def upgrade() -> None:
    _allow(FORMER.replace("'moved', ", "'moved', 'main_lost', "))


def downgrade() -> None:
    op.execute("DELETE FROM health_findings WHERE kind = 'main_lost'")
    _allow(FORMER)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("health_findings") as findings:
        findings.drop_constraint(op.f("ck_health_findings_kind"), type_="check")
        findings.create_check_constraint(op.f("ck_health_findings_kind"), f"kind IN ({kinds})")
