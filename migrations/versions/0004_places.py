"""places that the office names; cameras can be retired, and those that were there count as accepted"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SURFACES = ["操作台面与地面", "Worktops and floor"]
PEOPLE = ["操作人员的头部与双手", "Heads and hands of the people at work"]
SINKS, CLEAN = ["清洗水池", "Sinks"], ["消毒与保洁设施", "Disinfection and clean storage"]
PLACES: tuple[tuple[str, str, str, str, list[list[str]]], ...] = (
    ("cooking", "烹饪", "Cooking", "must", [["灶台", "Stoves"], PEOPLE, SURFACES]),
    ("cutting", "切配", "Cutting", "must", [["切配台", "Cutting boards"], PEOPLE, SURFACES]),
    ("cold_dishes", "凉菜间", "Cold dishes", "must", [["加工台", "The worktop"], PEOPLE, SURFACES]),
    ("washing", "清洗消毒", "Washing", "must", [SINKS, CLEAN]),
    ("serving", "备餐", "Serving", "may", [["备餐台", "The serving counter"], PEOPLE]),
    ("storage", "仓库", "Storage", "may", [["货架与通道", "Shelves and aisles"]]),
    ("other", "其他", "Other", "may", []),
    ("changing_room", "更衣室", "Changing room", "never", []),
    ("toilet", "卫生间", "Toilet", "never", []),
    ("customers", "就餐区", "Customers' area", "never", []),
)
FORMER = "place IN ('cooking', 'cutting', 'cold_dishes', 'washing', 'serving', 'storage', 'other')"


def upgrade() -> None:
    places = op.create_table(
        "places",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("filming", sa.String(length=10), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.CheckConstraint("filming IN ('must', 'may', 'never')", name=op.f("ck_places_filming")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_places")),
    )
    op.bulk_insert(
        places,
        [
            {"key": key, "name_zh": zh, "name_en": en, "filming": filming, "covers": covers, "order": order}
            for order, (key, zh, en, filming, covers) in enumerate(PLACES, 1)
        ],
    )
    with op.batch_alter_table("cameras") as cameras:
        cameras.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        cameras.drop_constraint(op.f("ck_cameras_place"), type_="check")
        cameras.drop_constraint(op.f("uq_cameras_business_id_name"), type_="unique")
        cameras.alter_column("place", type_=sa.String(length=40), existing_nullable=False)
        cameras.create_foreign_key(op.f("fk_cameras_place_places"), "places", ["place"], ["key"])
    op.create_index(
        op.f("uq_cameras_business_id_name"),
        "cameras",
        ["business_id", "name"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    table = sa.table("cameras", sa.column("accepted_at", sa.DateTime(timezone=True)))
    op.execute(table.update().where(table.c.accepted_at.is_(None)).values(accepted_at=datetime.now(UTC)))


def downgrade() -> None:
    op.drop_index(op.f("uq_cameras_business_id_name"), table_name="cameras")
    with op.batch_alter_table("cameras") as cameras:
        cameras.drop_constraint(op.f("fk_cameras_place_places"), type_="foreignkey")
        cameras.alter_column("place", type_=sa.String(length=20), existing_nullable=False)
        cameras.create_check_constraint(op.f("ck_cameras_place"), FORMER)
        cameras.create_unique_constraint(op.f("uq_cameras_business_id_name"), ["business_id", "name"])
        cameras.drop_column("retired_at")
    op.drop_table("places")
