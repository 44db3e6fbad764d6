"""areas, offices and regulators; what an office keeps of a business; assignments with their history"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLES = "role IN ('cadre', 'business', {}'auditor', 'admin')"


def upgrade() -> None:
    path = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")
    op.create_table(
        "areas",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("path", path, nullable=False),
        sa.CheckConstraint("kind IN ('prefecture', 'county', 'town', 'village')", name=op.f("ck_areas_kind")),
        sa.ForeignKeyConstraint(["parent_id"], ["areas.id"], name=op.f("fk_areas_parent_id_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_areas_parent_id_name")),
        sa.UniqueConstraint("path", name=op.f("uq_areas_path")),
    )
    with op.batch_alter_table("businesses") as businesses:
        businesses.add_column(sa.Column("area_id", sa.String(length=32), nullable=True))
        businesses.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default=""))
        businesses.add_column(sa.Column("risk_grade", sa.String(length=1), nullable=True))
        businesses.add_column(sa.Column("licence", sa.String(length=60), nullable=True))
        businesses.add_column(
            sa.Column("opening_hours", sa.String(length=200), nullable=False, server_default="")
        )
        businesses.add_column(
            sa.Column("status", sa.String(length=20), nullable=False, server_default="active")
        )
        businesses.drop_constraint(op.f("uq_businesses_name"), type_="unique")
        businesses.create_unique_constraint(op.f("uq_businesses_licence"), ["licence"])
        businesses.create_check_constraint(
            op.f("ck_businesses_risk_grade"), "risk_grade IN ('A', 'B', 'C', 'D')"
        )
        businesses.create_check_constraint(
            op.f("ck_businesses_status"), "status IN ('active', 'suspended', 'closed')"
        )
        businesses.create_foreign_key(op.f("fk_businesses_area_id_areas"), "areas", ["area_id"], ["id"])
        businesses.create_index(op.f("ix_businesses_name_id"), ["name", "id"])
        businesses.create_index(op.f("ix_businesses_area_id_name_id"), ["area_id", "name", "id"])
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("area_id", sa.String(length=32), nullable=True))
        users.add_column(sa.Column("title", sa.String(length=100), nullable=False, server_default=""))
        users.add_column(sa.Column("phone", sa.String(length=40), nullable=False, server_default=""))
        users.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        users.alter_column("password_hash", existing_type=sa.String(length=200), nullable=True)
        users.drop_constraint(op.f("ck_users_role"), type_="check")
        users.create_check_constraint(op.f("ck_users_role"), ROLES.format("'office', 'regulator', "))
        users.create_check_constraint(
            op.f("ck_users_area_of_role"), "role NOT IN ('office', 'regulator') OR area_id IS NOT NULL"
        )
        users.create_foreign_key(op.f("fk_users_area_id_areas"), "areas", ["area_id"], ["id"])
        users.create_index(op.f("ix_users_area_id"), ["area_id"])
    op.create_table(
        "business_persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "position IN ('principal', 'director', 'officer')", name=op.f("ck_business_persons_position")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_business_persons_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_business_persons_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_persons")),
        sa.UniqueConstraint(
            "business_id", "position", "name", name=op.f("uq_business_persons_business_id_position_name")
        ),
        sa.UniqueConstraint("user_id", name=op.f("uq_business_persons_user_id")),
    )
    _remember_assignments()


def _remember_assignments() -> None:
    """A row per period in place of one per pair."""
    op.execute("CREATE TABLE assignments_before AS SELECT user_id, business_id, since FROM assignments")
    op.drop_table("assignments")
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_by", sa.String(length=32), nullable=True),
        sa.Column("override_reason", sa.String(length=400), nullable=False, server_default=""),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("end_reason", sa.String(length=400), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["assigned_by"], ["users.id"], name=op.f("fk_assignments_assigned_by_users")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_assignments_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_assignments_ended_by_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assignments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_business_id_until"), "assignments", ["business_id", "until"])
    op.create_index(op.f("ix_assignments_user_id"), "assignments", ["user_id"])
    op.create_index(
        "uq_assignments_current",
        "assignments",
        ["user_id", "business_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.execute(
        "INSERT INTO assignments (user_id, business_id, since) "
        "SELECT user_id, business_id, since FROM assignments_before"
    )
    op.drop_table("assignments_before")


def downgrade() -> None:
    op.execute(
        "CREATE TABLE assignments_after AS "
        "SELECT user_id, business_id, since FROM assignments WHERE until IS NULL"
    )
    op.drop_table("assignments")
    op.create_table(
        "assignments",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("business_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_assignments_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assignments_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "business_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_business_id"), "assignments", ["business_id"])
    op.execute("INSERT INTO assignments SELECT user_id, business_id, since FROM assignments_after")
    op.drop_table("assignments_after")
    op.drop_table("business_persons")
    # Older versions know neither these roles nor accounts without a password; "!" is no hash of any.
    op.execute("UPDATE users SET role = 'auditor', password_hash = '!' WHERE role IN ('office', 'regulator')")
    op.execute("UPDATE users SET password_hash = '!' WHERE password_hash IS NULL OR left_at IS NOT NULL")
    with op.batch_alter_table("users") as users:
        users.drop_index(op.f("ix_users_area_id"))
        users.drop_constraint(op.f("fk_users_area_id_areas"), type_="foreignkey")
        users.drop_constraint(op.f("ck_users_role"), type_="check")
        users.drop_constraint(op.f("ck_users_area_of_role"), type_="check")
        users.create_check_constraint(op.f("ck_users_role"), ROLES.format(""))
        users.alter_column("password_hash", existing_type=sa.String(length=200), nullable=False)
        for column in ("area_id", "title", "phone", "left_at"):
            users.drop_column(column)
    with op.batch_alter_table("businesses") as businesses:
        businesses.drop_index(op.f("ix_businesses_area_id_name_id"))
        businesses.drop_index(op.f("ix_businesses_name_id"))
        businesses.drop_constraint(op.f("fk_businesses_area_id_areas"), type_="foreignkey")
        businesses.drop_constraint(op.f("ck_businesses_status"), type_="check")
        businesses.drop_constraint(op.f("ck_businesses_risk_grade"), type_="check")
        businesses.drop_constraint(op.f("uq_businesses_licence"), type_="unique")
        businesses.create_unique_constraint(op.f("uq_businesses_name"), ["name"])
        for column in ("area_id", "kind", "risk_grade", "licence", "opening_hours", "status"):
            businesses.drop_column(column)
    op.drop_table("areas")
