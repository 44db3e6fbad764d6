"""Which supervision tasks there are, brought up to what should be due. Takes the caller's writing session.

Again, or by several workers at once, is the same as once: a task's key is made once, and of a business at
most one dynamic task is open.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.area_tables import AreaRow
from models.areas import holds
from models.businesses import BusinessStatus
from models.catalog import filmed
from models.database import insert_into
from models.inspection_tables import InspectionRow
from models.risk_tables import RiskRow
from models.tables import AssignmentRow, BusinessRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind, Withdrawal
from supervision import campaigns
from supervision.calendar import WorkingCalendar
from supervision.task_store import PENDING, withdraw_dynamic
from supervision.tasks import DueTask, Quarter, Standing, TaskPolicy, asks_sooner, tasks_due


def renew(session: Session, today: date, now: datetime, calendar: WorkingCalendar, policy: TaskPolicy) -> int:
    """Make the tasks that should exist today, and withdraw those that nothing asks for any more: those of
    businesses that do not work, and dynamic ones after a look or where the risk has fallen.

    calendar: whose days they are. What is withdrawn today and asked for again is made anew tomorrow. Returns
    how many were missing.
    """
    _follow_status(session, today, now)
    kept = or_(TaskRow.done_at.is_(None), TaskRow.last_on >= Quarter.of(today).first)
    known = set(session.scalars(select(TaskRow.key).where(kept)))
    begun, ranked = _open_dynamic(session), _ranks(session)
    meaning = campaigns.going_on(session, today)
    soonest = calendar.working_days_after(today, policy.response_days)
    missing: list[tuple[DueTask, float]] = []
    moved: list[dict[str, object]] = []
    for standing, path in _standings(session, calendar.zone, policy):
        first = begun.get(standing.business_id)
        if first is not None and not asks_sooner(standing, today, policy):
            is_looked = standing.looked is not None and standing.looked >= first
            why = Withdrawal.LOOKED if is_looked else Withdrawal.CALMER
            withdraw_dynamic(session, standing.business_id, why, now)
        rank = standing.rank(today)
        moved += [{"id": key, "rank": rank} for key, old in ranked[standing.business_id] if old != rank]
        meant = [campaign for campaign, where in meaning if holds(where, path)]
        missing += [
            (task, rank)
            for task in tasks_due(standing, today, soonest, meant, policy)
            if task.key not in known and not (task.kind is TaskKind.DYNAMIC and first is not None)
        ]
    if moved:
        session.execute(update(TaskRow), moved)
    _insert(session, missing, now)
    return len(missing)


def _open_dynamic(session: Session) -> Mapping[str, date]:
    """The first day of the dynamic task that is open, by business id."""
    query = select(TaskRow.business_id, TaskRow.first_on).where(
        TaskRow.kind == str(TaskKind.DYNAMIC), PENDING
    )
    return {business_id: first for business_id, first in session.execute(query)}  # noqa: C416 (rows are not pairs)


def _ranks(session: Session) -> Mapping[str, list[tuple[str, float]]]:
    """Ids and ranks of open tasks, by business id."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for task_id, business_id, rank in session.execute(
        select(TaskRow.id, TaskRow.business_id, TaskRow.rank).where(PENDING)
    ):
        found[business_id].append((task_id, rank))
    return found


def _standings(session: Session, zone: tzinfo, policy: TaskPolicy) -> Iterable[tuple[Standing, str]]:
    """Every working business, and the path of its area, empty without one."""
    answered = _by_business(session, AssignmentRow.business_id, func.min(AssignmentRow.since))
    done = _by_business(session, TaskRow.business_id, func.max(TaskRow.done_at))
    on_camera = filmed(session)
    finished = func.max(InspectionRow.finished_at)
    inspected = {
        mode: _by_business(session, InspectionRow.business_id, finished, InspectionRow.mode == str(mode))
        for mode in Mode
    }
    query = (
        select(
            BusinessRow.id,
            BusinessRow.kind,
            BusinessRow.risk_grade,
            AreaRow.path,
            RiskRow.every_days,
            RiskRow.score,
            BusinessRow.level,
        )
        .outerjoin(AreaRow, AreaRow.id == BusinessRow.area_id)
        .outerjoin(RiskRow, RiskRow.business_id == BusinessRow.id)
        .where(BusinessRow.status == str(BusinessStatus.ACTIVE))
    )

    def day(moments: Mapping[str, datetime], business_id: str) -> date | None:
        moment = moments.get(business_id)
        return moment.astimezone(zone).date() if moment is not None else None

    for business_id, kind, grade, path, every_days, score, level in session.execute(query):
        accepted = [mode for mode in Mode if policy.accepts(mode, grade, is_filmed=business_id in on_camera)]
        looks = [day(done, business_id), *(day(inspected[mode], business_id) for mode in accepted)]
        standing = Standing(
            business_id,
            kind,
            grade,
            opened=day(answered, business_id),
            looked=max((look for look in looks if look is not None), default=None),
            every_days=every_days or policy.calm_days,
            score=score or 0.0,
            level=level,
        )
        yield standing, path or ""


def _by_business(
    session: Session, business_id: InstrumentedAttribute[str], moment: Any, *conditions: ColumnElement[bool]
) -> Mapping[str, datetime]:
    query = select(business_id, moment).where(*conditions).group_by(business_id)
    return {key: value for key, value in session.execute(query) if value is not None}


def _follow_status(session: Session, today: date, now: datetime) -> None:
    works = TaskRow.business_id.in_(
        select(BusinessRow.id).where(BusinessRow.status == str(BusinessStatus.ACTIVE))
    )
    closed = {"withdrawn_at": now, "withdrawn_because": str(Withdrawal.CLOSED)}
    session.execute(update(TaskRow).where(PENDING, ~works).values(closed))
    # A dynamic one is asked for anew, by how the business stands by then.
    back = and_(
        TaskRow.withdrawn_because == str(Withdrawal.CLOSED),
        TaskRow.kind != str(TaskKind.DYNAMIC),
        TaskRow.last_on >= today,
        works,
    )
    session.execute(update(TaskRow).where(back).values(withdrawn_at=None, withdrawn_because=None))


def _insert(session: Session, tasks: Sequence[tuple[DueTask, float]], now: datetime) -> None:
    """Each with its rank."""
    if not tasks:
        return
    rows = [
        {
            "id": uuid4().hex,
            "key": task.key,
            "business_id": task.business_id,
            "kind": str(task.kind),
            "campaign_id": task.key.rpartition(":")[2] if task.kind is TaskKind.CAMPAIGN else None,
            "first_on": task.first,
            "last_on": task.last,
            "rank": rank,
            "made_at": now,
            "note": "",
        }
        for task, rank in tasks
    ]
    session.execute(insert_into(session, TaskRow).on_conflict_do_nothing(), rows)
