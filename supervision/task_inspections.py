"""Supervision tasks that are done by an inspection: what is signed and confirmed is the task's record.

Every function takes the caller's writing session.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalog import filmed
from models.errors import Conflict, InvalidValue
from models.inspection_tables import InspectionRow, TaskInspectionRow
from models.people import Scope, User
from models.tables import BusinessRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind, TaskState
from supervision import task_store
from supervision.inspections import Inspection
from supervision.tasks import TaskPolicy

MOST_NOTE = 2000


def task_for(
    session: Session,
    scope: Scope,
    business_id: str,
    task_id: str | None,
    mode: Mode,
    today: date,
    policy: TaskPolicy,
) -> str | None:
    """The task that an inspection begun now is to be the record of: the one asked for, or else the open one
    of the business that is due first and may be done this way; None where there is none.

    Raises:
        NotFound: no such task of this scope.
        InvalidValue: the one asked for is of another business, or cannot be done this way.
        Conflict: it is not open any more.
    """
    if task_id is not None:
        task = task_store.get(session, scope, task_id, today, policy)
        if task.business_id != business_id or (mode is Mode.REMOTE and not task.may_be_remote):
            raise InvalidValue(f"this task cannot be done by an inspection of this business that is {mode}")
        if task.state not in (TaskState.OPEN, TaskState.OVERDUE):
            raise Conflict("this task is not open any more")
        return task_id
    query = (
        select(TaskRow)
        .where(TaskRow.business_id == business_id, task_store.PENDING, TaskRow.first_on <= today)
        .order_by(TaskRow.last_on, TaskRow.id)
    )
    business = session.get_one(BusinessRow, business_id)
    if not _accepts(session, business, mode, policy):
        return None
    return next((row.id for row in session.scalars(query) if task_store.takes(row, mode)), None)


def record(
    session: Session,
    scope: Scope,
    signed: Inspection,
    user: User,
    policy: TaskPolicy,
    today: date,
    now: datetime,
) -> None:
    """Do what the inspection that was just signed is the record of, in the same transaction: the task that it
    was begun for and, since it has gone through the whole check-list, the task of this quarter. Where a look
    of its mode does, it is one whether or not it was begun for a task.

    It is not the record of what somebody has done meanwhile, or what policy now wants otherwise.
    """
    note = signed.conclusion[:MOST_NOTE]
    for task_id in _asked_of(session, signed, today):
        try:
            task_store.finish(
                session, scope, task_id, user, signed.mode, note, policy, now, is_inspection=True
            )
        except (Conflict, InvalidValue):
            continue
        session.add(TaskInspectionRow(task_id=task_id, inspection_id=signed.id))
    session.flush()
    business = session.get_one(BusinessRow, signed.business_id)
    if _accepts(session, business, signed.mode, policy):
        task_store.looked_at(session, signed.business_id, now)


def _asked_of(session: Session, signed: Inspection, today: date) -> list[str]:
    row = session.get_one(InspectionRow, signed.id)
    begun_for = session.get_one(TaskRow, row.task_id) if row.task_id is not None else None
    # A look that makes up for an earlier quarter is that quarter's alone.
    if begun_for is not None and begun_for.kind == TaskKind.QUARTERLY:
        return [begun_for.id]
    quarter = select(TaskRow.id).where(
        TaskRow.business_id == signed.business_id,
        TaskRow.kind == str(TaskKind.QUARTERLY),
        task_store.PENDING,
        TaskRow.first_on <= today,
        TaskRow.last_on >= today,
    )
    return [*([begun_for.id] if begun_for is not None else []), *session.scalars(quarter)]


def _accepts(session: Session, business: BusinessRow, mode: Mode, policy: TaskPolicy) -> bool:
    is_filmed = bool(filmed(session, [business.id]))
    return policy.accepts(mode, business.risk_grade, is_filmed=is_filmed)


def confirm(session: Session, scope: Scope, inspection_id: str, user: User, now: datetime) -> None:
    """The business has confirmed the inspection, and with it the tasks that it is the record of."""
    query = select(TaskInspectionRow.task_id).where(TaskInspectionRow.inspection_id == inspection_id)
    for task_id in session.scalars(query).all():
        task_store.confirm(session, scope, task_id, user, now)


def inspection_of(session: Session, task_id: str) -> str | None:
    """The signed inspection that is the task's record."""
    return session.scalar(select(TaskInspectionRow.inspection_id).where(TaskInspectionRow.task_id == task_id))
