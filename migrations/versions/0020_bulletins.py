"""bulletins and who has read them; trainings, competitions and sample tests"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REFUSAL = "a bulletin cannot be changed"
FROZEN = "OLD.published_at IS NOT NULL"
CHANGED = (
    f"{FROZEN} OR OLD.content_hash <> NEW.content_hash OR OLD.first <> NEW.first OR OLD.last <> NEW.last"
)


def upgrade() -> None:
    _bulletins()
    _trainings()
    _refuse_changes()


def _bulletins() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("area_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=8000), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=32), nullable=True),
        sa.Column("to_offices", sa.Boolean(), nullable=False),
        sa.Column("to_cadres", sa.Boolean(), nullable=False),
        sa.Column("to_businesses", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('weekly', 'monthly', 'quarterly')", name=op.f("ck_bulletins_kind")),
        sa.CheckConstraint("last >= first", name=op.f("ck_bulletins_days")),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by IS NULL)", name=op.f("ck_bulletins_published")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_bulletins_area_id_areas")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_bulletins_made_by_users")),
        sa.ForeignKeyConstraint(["published_by"], ["users.id"], name=op.f("fk_bulletins_published_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint("area_id", "kind", "first", name=op.f("uq_bulletins_area_id_kind_first")),
    )
    op.create_index(op.f("ix_bulletins_last_id"), "bulletins", ["last", "id"])
    op.create_table(
        "bulletin_readings",
        sa.Column("bulletin_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_readings_bulletin_id_bulletins")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bulletin_readings_user_id_users")),
        sa.PrimaryKeyConstraint("bulletin_id", "user_id", name=op.f("pk_bulletin_readings")),
    )


def _trainings() -> None:
    op.create_table(
        "trainings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("area_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('training', 'competition', 'sample_test')", name=op.f("ck_trainings_kind")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_trainings_area_id_areas")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_trainings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
    )
    op.create_index(op.f("ix_trainings_day_id"), "trainings", ["day", "id"])
    table = "training_participants"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=True),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.CheckConstraint("(business_id IS NULL) <> (user_id IS NULL)", name=op.f(f"ck_{table}_one")),
        sa.CheckConstraint("people > 0", name=op.f(f"ck_{table}_people")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f(f"ck_{table}_score")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f(f"fk_{table}_training_id_trainings")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f(f"fk_{table}_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("training_id", "business_id", name=op.f(f"uq_{table}_training_id_business_id")),
        sa.UniqueConstraint("training_id", "user_id", name=op.f(f"uq_{table}_training_id_user_id")),
    )
    for column in ("business_id", "user_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change, when in (("UPDATE", CHANGED), ("DELETE", FROZEN)):
            op.execute(
                f"CREATE TRIGGER bulletins_no_{change.lower()} BEFORE {change} ON bulletins WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_bulletin_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for change, when in (("UPDATE", CHANGED), ("DELETE", FROZEN)):
        op.execute(
            f"CREATE TRIGGER bulletins_no_{change.lower()} BEFORE {change} ON bulletins "
            f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_bulletin_change()"
        )


def downgrade() -> None:
    for table in ("training_participants", "trainings", "bulletin_readings", "bulletins"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_bulletin_change()")
