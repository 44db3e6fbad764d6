"""Supervision tasks that are done by a remote inspection: what is signed and confirmed is the task's record.

Every function takes the caller's writing session.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalog import filmed
from models.errors import Conflict, InvalidValue
from models.inspection_tables import InspectionRow
from models.people import Scope, User
from models.tables import BusinessRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskState
from supervision import inspection_store, task_store
from supervision.inspections import Inspection
from supervision.tasks import TaskPolicy

MOST_NOTE = 2000


def task_for(
    session: Session, scope: Scope, business_id: str, task_id: str | None, today: date, policy: TaskPolicy
) -> str | None:
    """The task that an inspection begun now is to be the record of: the one asked for, or else the open one
    of the business that is due first and may be done remotely; None where there is none.

    Raises:
        NotFound: no such task of this scope.
        InvalidValue: the one asked for is of another business, or cannot be done remotely.
        Conflict: it is not open any more.
    """
    if task_id is not None:
        task = task_store.get(session, scope, task_id, today, policy)
        if task.business_id != business_id or not task.may_be_remote:
            raise InvalidValue("this task cannot be done by a remote inspection of this business")
        if task.state not in (TaskState.OPEN, TaskState.OVERDUE):
            raise Conflict("this task is not open any more")
        return task_id
    query = (
        select(TaskRow)
        .where(
            TaskRow.business_id == business_id,
            TaskRow.done_at.is_(None),
            TaskRow.withdrawn_at.is_(None),
            TaskRow.first_on <= today,
        )
        .order_by(TaskRow.last_on, TaskRow.id)
        .limit(1)
    )
    row = session.scalar(query)
    if row is None or (row.campaign is not None and row.campaign.is_on_site):
        return None
    return row.id if _may_be_remote(session, row.business, policy) else None


def record(
    session: Session, scope: Scope, signed: Inspection, user: User, policy: TaskPolicy, now: datetime
) -> None:
    """Do the task by the inspection that was just signed, in the same transaction; where a remote look does,
    it is one whether or not it was begun for a task.

    Where somebody has done it meanwhile, or policy now wants it on site, the inspection is of no task.
    """
    if signed.task_id is not None:
        note = signed.conclusion[:MOST_NOTE]
        try:
            task_store.finish(
                session, scope, signed.task_id, user, Mode.REMOTE, note, policy, now, is_inspection=True
            )
        except (Conflict, InvalidValue):
            inspection_store.settle_task(session, signed.id, None)
    business = session.get_one(BusinessRow, signed.business_id)
    if _may_be_remote(session, business, policy):
        task_store.looked_at(session, signed.business_id, now)


def _may_be_remote(session: Session, business: BusinessRow, policy: TaskPolicy) -> bool:
    is_filmed = bool(filmed(session, [business.id]))
    return policy.accepts(Mode.REMOTE, business.risk_grade, is_filmed=is_filmed)


def confirm(session: Session, scope: Scope, confirmed: Inspection, user: User, now: datetime) -> None:
    """The business has confirmed the inspection, and with it the task."""
    if confirmed.task_id is not None:
        task_store.confirm(session, scope, confirmed.task_id, user, now)


def inspection_of(session: Session, task_id: str) -> str | None:
    """The signed inspection that is the task's record."""
    query = select(InspectionRow.id).where(
        InspectionRow.task_id == task_id, InspectionRow.finished_at.is_not(None)
    )
    return session.scalar(query.limit(1))
