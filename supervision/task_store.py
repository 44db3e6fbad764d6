"""Supervision tasks in the database. Every function takes the caller's session.

Whose a task is follows from the assignments of the day, so a hand-over needs to change nothing here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from math import isfinite
from typing import Self

from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from models import cursors
from models.catalog import filmed, within
from models.errors import Conflict, InvalidValue, NotFound
from models.inspection_tables import TaskInspectionRow
from models.people import Scope, User
from models.tables import AssignmentRow, BusinessRow, UserRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind, TaskState, Withdrawal
from supervision.tasks import Quarter, TaskPolicy

PENDING = and_(TaskRow.done_at.is_(None), TaskRow.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands on a day. cadres: the names of those responsible now, or of who did it.

    inspection_id: the signed inspection that is its record.
    """

    id: str
    business_id: str
    business_name: str
    kind: TaskKind
    campaign: str | None
    first: date
    last: date
    state: TaskState
    withdrawn_because: Withdrawal | None
    may_be_remote: bool
    remote_by_note: bool
    on_site_by_note: bool
    cadres: tuple[str, ...]
    done_at: datetime | None
    mode: Mode | None
    note: str
    confirmed_at: datetime | None
    confirmed_by: str | None
    inspection_id: str | None


@dataclass(frozen=True, slots=True)
class TaskFilters:
    states: tuple[TaskState, ...] = ()
    kinds: tuple[TaskKind, ...] = ()
    business_id: str | None = None
    quarter: Quarter | None = None


_ORDER = TaskRow.last_on, TaskRow.rank, TaskRow.id


@dataclass(frozen=True, slots=True)
class TaskCursor:
    """A place in the list of tasks: the last one already given."""

    last: date
    rank: float
    id: str

    def encode(self) -> str:
        return cursors.write(str(self.last), repr(self.rank), id=self.id)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        (day, rank), task_id = cursors.read(text, 2)
        try:
            cursor = cls(date.fromisoformat(day), float(rank), task_id)
        except ValueError:
            raise cursors.invalid() from None
        if not isfinite(cursor.rank):
            raise cursors.invalid()
        return cursor


@dataclass(frozen=True, slots=True)
class Done:
    """How far a group has come with its tasks. in_time: done by the last day. overdue: open after it."""

    due: int
    done: int
    in_time: int
    overdue: int


class Grouping(StrEnum):
    AREA = "area"
    LEVEL = "level"
    CADRE = "cadre"


def page(
    session: Session,
    scope: Scope,
    filters: TaskFilters,
    today: date,
    policy: TaskPolicy,
    *,
    after: TaskCursor | None,
    limit: int,
) -> tuple[Sequence[Task], TaskCursor | None]:
    """The next tasks by their last day, of the same day those of the most urgent businesses first; and where
    the page after begins."""
    query = select(TaskRow).where(within(scope, TaskRow.business_id)).order_by(*_ORDER)
    if filters.states:
        query = query.where(or_(*(_is(state, today) for state in filters.states)))
    if filters.kinds:
        query = query.where(TaskRow.kind.in_(filters.kinds))
    if filters.business_id:
        query = query.where(TaskRow.business_id == filters.business_id)
    if filters.quarter:
        query = query.where(TaskRow.last_on.between(filters.quarter.first, filters.quarter.last))
    if after is not None:
        query = query.where(tuple_(*_ORDER) > (after.last, after.rank, after.id))
    rows = session.scalars(query.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    more = TaskCursor(last.last_on, last.rank, last.id) if last is not None else None
    return _tasks(session, rows[:limit], today, policy), more


def get(session: Session, scope: Scope, task_id: str, today: date, policy: TaskPolicy) -> Task:
    """Raises NotFound alike for an unknown task and for one outside the scope."""
    return _tasks(session, [_row(session, scope, task_id)], today, policy)[0]


def finish(
    session: Session,
    scope: Scope,
    task_id: str,
    user: User,
    mode: Mode,
    note: str,
    policy: TaskPolicy,
    now: datetime,
    *,
    is_inspection: bool = False,
) -> None:
    """The cadre has looked, which is what the risk has asked for as well: see `looked_at`. What was kept can
    only be confirmed afterwards, not changed.

    is_inspection: a signed inspection is the record, and `note` its conclusion.

    Raises:
        NotFound: no such task, or outside the scope.
        Conflict: it is done or withdrawn.
        InvalidValue: policy does not accept this mode for this business, or not by a note, or there is none.
    """
    row = _row(session, scope, task_id, is_locked=True)
    if row.done_at is not None or row.withdrawn_at is not None:
        raise Conflict("this task is not open any more")
    grade = row.business.risk_grade
    if not takes(row, mode):
        raise InvalidValue("this campaign wants its businesses seen on site")
    is_filmed = bool(filmed(session, [row.business_id]))
    if not policy.accepts(mode, grade, is_filmed=is_filmed):
        what = f"of risk grade {grade}" if is_filmed else "without an accepted camera"
        raise InvalidValue(f"a business {what} must be seen on site")
    if not is_inspection:
        if not policy.by_note(mode):
            raise InvalidValue("a signed inspection is the record of such a look")
        if not note and mode is Mode.REMOTE:
            raise InvalidValue("a remote look is recorded by what was seen, or by a signed inspection")
    row.done_at, row.done_by, row.mode, row.note = now, user.id, str(mode), note
    session.flush()
    looked_at(session, row.business_id, now)


def takes(row: TaskRow, mode: Mode) -> bool:
    """Whether what asked for the task lets it be done this way; policy may still not."""
    return mode is Mode.ON_SITE or row.campaign is None or not row.campaign.is_on_site


def looked_at(session: Session, business_id: str, now: datetime) -> None:
    """Somebody has finished a look at the business: its open dynamic task asks for nothing more."""
    withdraw_dynamic(session, business_id, Withdrawal.LOOKED, now)


def withdraw_dynamic(session: Session, business_id: str, why: Withdrawal, now: datetime) -> None:
    """Let nothing be due any more by the business's open dynamic task, where it has one."""
    session.execute(
        update(TaskRow)
        .where(TaskRow.business_id == business_id, TaskRow.kind == str(TaskKind.DYNAMIC), PENDING)
        .values(withdrawn_at=now, withdrawn_because=str(why))
    )


def confirm(session: Session, scope: Scope, task_id: str, user: User, now: datetime) -> None:
    """The business agrees with the record; again is the same as once.

    Raises:
        NotFound: no such task, or outside the scope.
        Conflict: nobody has done it.
    """
    row = _row(session, scope, task_id)
    if row.done_at is None:
        raise Conflict("there is no record yet")
    if row.confirmed_at is None:
        row.confirmed_at, row.confirmed_by = now, user.id
        session.flush()


def completion(
    session: Session, scope: Scope, quarter: Quarter, today: date, by: Grouping, zone: tzinfo
) -> dict[str, Done]:
    """Quarterly tasks of the quarter by area id, level or cadre id; withdrawn ones do not count.

    A business without an area counts under "", and so does one that nobody is responsible for. What several
    cadres answer for counts for each of them: see `completion_of_all`.
    """
    # The day after, at local midnight: the first instant that is too late.
    too_late = datetime.combine(quarter.last + timedelta(days=1), time.min, zone)
    is_done, is_in_time = TaskRow.done_at.is_not(None), TaskRow.done_at < too_late
    counts = (
        func.count(),
        func.sum(case((is_done, 1), else_=0)),
        func.sum(case((is_in_time, 1), else_=0)),
        func.sum(case((and_(TaskRow.done_at.is_(None), TaskRow.last_on < today), 1), else_=0)),
    )
    match by:
        case Grouping.AREA:
            query = select(BusinessRow.area_id, *counts).join(TaskRow.business).group_by(BusinessRow.area_id)
        case Grouping.LEVEL:
            query = select(BusinessRow.level, *counts).join(TaskRow.business).group_by(BusinessRow.level)
        case Grouping.CADRE:
            cadre = func.coalesce(TaskRow.done_by, AssignmentRow.user_id)
            held = and_(
                AssignmentRow.business_id == TaskRow.business_id,
                AssignmentRow.since < too_late,
                or_(AssignmentRow.until.is_(None), AssignmentRow.until >= too_late),
                TaskRow.done_by.is_(None),
            )
            query = select(cadre, *counts).select_from(TaskRow).outerjoin(AssignmentRow, held).group_by(cadre)
    rows = session.execute(query.where(*_of_quarter(scope, quarter)))
    return {key or "": Done(due, done or 0, timely or 0, late or 0) for key, due, done, timely, late in rows}


def completion_of_all(session: Session, scope: Scope, quarter: Quarter) -> tuple[int, int]:
    """How many quarterly tasks of the quarter are due, each once, and how many of them are done."""
    query = select(func.count(), func.count(TaskRow.done_at)).where(*_of_quarter(scope, quarter))
    due, done = session.execute(query).one()
    return due, done


def _of_quarter(scope: Scope, quarter: Quarter) -> tuple[ColumnElement[bool], ...]:
    return (
        TaskRow.kind == str(TaskKind.QUARTERLY),
        TaskRow.last_on == quarter.last,
        TaskRow.withdrawn_at.is_(None),
        within(scope, TaskRow.business_id),
    )


def _row(session: Session, scope: Scope, task_id: str, *, is_locked: bool = False) -> TaskRow:
    query = select(TaskRow).where(TaskRow.id == task_id, within(scope, TaskRow.business_id))
    if is_locked:
        query = query.with_for_update(of=TaskRow).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such task")
    return row


def _is(state: TaskState, today: date) -> ColumnElement[bool]:
    match state:
        case TaskState.DONE:
            return TaskRow.done_at.is_not(None)
        case TaskState.WITHDRAWN:
            return TaskRow.withdrawn_at.is_not(None)
        case TaskState.OVERDUE:
            return and_(PENDING, TaskRow.last_on < today)
        case TaskState.OPEN:
            return and_(PENDING, TaskRow.last_on >= today)


def _state(row: TaskRow, today: date) -> TaskState:
    if row.done_at is not None:
        return TaskState.DONE
    if row.withdrawn_at is not None:
        return TaskState.WITHDRAWN
    return TaskState.OVERDUE if row.last_on < today else TaskState.OPEN


def _tasks(session: Session, rows: Sequence[TaskRow], today: date, policy: TaskPolicy) -> list[Task]:
    responsible: dict[str, list[str]] = {}
    query = (
        select(AssignmentRow.business_id, UserRow.name)
        .join(UserRow, UserRow.id == AssignmentRow.user_id)
        .where(
            AssignmentRow.business_id.in_({row.business_id for row in rows}), AssignmentRow.until.is_(None)
        )
        .order_by(AssignmentRow.id)
    )
    for business_id, name in session.execute(query):
        responsible.setdefault(business_id, []).append(name)
    inspected = select(TaskInspectionRow.task_id, TaskInspectionRow.inspection_id).where(
        TaskInspectionRow.task_id.in_([row.id for row in rows if row.done_at is not None])
    )
    on_camera = filmed(session, {row.business_id for row in rows})
    inspections: dict[str, str] = {task: key for task, key in session.execute(inspected)}  # noqa: C416 (rows are not pairs)
    return [
        Task(
            id=row.id,
            business_id=row.business_id,
            business_name=row.business.name,
            kind=TaskKind(row.kind),
            campaign=row.campaign.name if row.campaign else None,
            first=row.first_on,
            last=row.last_on,
            state=_state(row, today),
            withdrawn_because=Withdrawal(row.withdrawn_because) if row.withdrawn_because else None,
            may_be_remote=policy.accepts(
                Mode.REMOTE, row.business.risk_grade, is_filmed=row.business_id in on_camera
            )
            and takes(row, Mode.REMOTE),
            remote_by_note=policy.remote_by_note,
            on_site_by_note=policy.on_site_by_note,
            cadres=(row.cadre.name,) if row.cadre else tuple(responsible.get(row.business_id, ())),
            done_at=row.done_at,
            mode=Mode(row.mode) if row.mode else None,
            note=row.note,
            confirmed_at=row.confirmed_at,
            confirmed_by=row.confirmer.name if row.confirmer else None,
            inspection_id=inspections.get(row.id),
        )
        for row in rows
    ]
