"""inspections on site, with photos; and of which tasks a signed inspection is the record"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

REMOTE = ("business_id", "user_id")
ANSWERS = "answer IN ('ok', 'problem', 'unseen')"
MORE_ANSWERS = "answer IN ('ok', 'problem', 'unseen', 'absent')"

_inspections = sa.table(
    "inspections", sa.column("id"), sa.column("task_id"), sa.column("mode"), sa.column("finished_at")
)
_answers = sa.table(
    "inspection_answers", sa.column("inspection_id"), sa.column("answer"), sa.column("photos")
)
_links = sa.table("task_inspections", sa.column("task_id"), sa.column("inspection_id"))


def upgrade() -> None:
    op.create_table(
        "task_inspections",
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("inspection_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["supervision_tasks.id"], name=op.f("fk_task_inspections_task_id_supervision_tasks")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_task_inspections_inspection_id_inspections")
        ),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_inspections")),
    )
    op.create_index(op.f("ix_task_inspections_inspection_id"), "task_inspections", ["inspection_id"])
    signed = sa.select(_inspections.c.task_id, _inspections.c.id).where(
        _inspections.c.task_id.is_not(None), _inspections.c.finished_at.is_not(None)
    )
    op.execute(sa.insert(_links).from_select(["task_id", "inspection_id"], signed))
    op.create_table(
        "inspection_photos",
        sa.Column("inspection_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_photos_inspection_id_inspections")
        ),
        sa.PrimaryKeyConstraint("inspection_id", "key", name=op.f("pk_inspection_photos")),
    )
    op.create_index(op.f("ix_inspection_photos_key"), "inspection_photos", ["key"])
    op.drop_index("uq_inspections_draft", table_name="inspections")
    with op.batch_alter_table("inspections") as batch:
        batch.add_column(sa.Column("mode", sa.String(length=20), nullable=False, server_default="remote"))
    with op.batch_alter_table("inspections") as batch:
        batch.alter_column("mode", server_default=None)
        batch.create_check_constraint(op.f("ck_inspections_mode"), "mode IN ('remote', 'on_site')")
    _make_draft_index((*REMOTE, "mode"))
    with op.batch_alter_table("inspection_answers") as batch:
        batch.add_column(sa.Column("photos", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("inspection_answers") as batch:
        batch.alter_column("photos", server_default=None)
        batch.drop_constraint(op.f("ck_inspection_answers_answer"), type_="check")
        batch.create_check_constraint(op.f("ck_inspection_answers_answer"), MORE_ANSWERS)


def downgrade() -> None:
    """Drafts on site are lost, and photos are no longer named; what was signed stays as it was signed."""
    drafts = sa.select(_inspections.c.id).where(
        _inspections.c.mode == "on_site", _inspections.c.finished_at.is_(None)
    )
    op.drop_index(op.f("ix_inspection_photos_key"), table_name="inspection_photos")
    op.drop_table("inspection_photos")
    op.execute(sa.delete(_answers).where(_answers.c.inspection_id.in_(drafts)))
    op.execute(
        sa.delete(_inspections).where(_inspections.c.mode == "on_site", _inspections.c.finished_at.is_(None))
    )
    op.execute(sa.update(_answers).where(_answers.c.answer == "absent").values(answer="unseen"))
    _keep_one_task()
    op.drop_index(op.f("ix_task_inspections_inspection_id"), table_name="task_inspections")
    op.drop_table("task_inspections")
    with op.batch_alter_table("inspection_answers") as batch:
        batch.drop_constraint(op.f("ck_inspection_answers_answer"), type_="check")
        batch.create_check_constraint(op.f("ck_inspection_answers_answer"), ANSWERS)
        batch.drop_column("photos")
    op.drop_index("uq_inspections_draft", table_name="inspections")
    with op.batch_alter_table("inspections") as batch:
        batch.drop_constraint(op.f("ck_inspections_mode"), type_="check")
        batch.drop_column("mode")
    _make_draft_index(REMOTE)


def _keep_one_task() -> None:
    """The one that an inspection was begun for, or else one of those that it did."""
    of_it = _links.c.inspection_id == _inspections.c.id
    is_done = sa.exists().where(of_it, _links.c.task_id == _inspections.c.task_id)
    one = sa.select(sa.func.min(_links.c.task_id)).where(of_it).scalar_subquery()
    signed = _inspections.c.finished_at.is_not(None)
    op.execute(sa.update(_inspections).where(signed, ~is_done).values(task_id=one))


def _make_draft_index(columns: tuple[str, ...]) -> None:
    is_draft = sa.text("finished_at IS NULL")
    op.create_index(
        "uq_inspections_draft", "inspections", list(columns),
        unique=True, sqlite_where=is_draft, postgresql_where=is_draft,
    )  # fmt: skip
