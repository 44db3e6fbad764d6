"""what is counted of who answers for which business is in the indexes"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BUSINESSES = ("area_id", "name", "id", "status", "supervised_from", "open_days")
ASSIGNMENTS = ("business_id", "until", "since")


def upgrade() -> None:
    op.drop_index(_named("businesses", BUSINESSES), table_name="businesses")
    op.create_index("ix_businesses_area_id", "businesses", [*BUSINESSES, "level"])
    op.drop_index(_named("assignments", ASSIGNMENTS), table_name="assignments")
    op.create_index("ix_assignments_business_id", "assignments", [*ASSIGNMENTS, "user_id", "override_reason"])


def downgrade() -> None:
    op.drop_index("ix_assignments_business_id", table_name="assignments")
    op.create_index(_named("assignments", ASSIGNMENTS), "assignments", list(ASSIGNMENTS))
    op.drop_index("ix_businesses_area_id", table_name="businesses")
    op.create_index(_named("businesses", BUSINESSES), "businesses", list(BUSINESSES))


def _named(table: str, columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")
