"""How each business stands, for those who supervise it: a list by risk, a page at a time. Takes a session.

The page is chosen first and then counted, so that a page of a city costs what a page of a street does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import cursors
from models.area_tables import AreaRow
from models.areas import bounds
from models.businesses import BusinessStatus
from models.case_tables import CaseRow
from models.catalog import within
from models.commitment_tables import CommitmentRow
from models.errors import NotFound
from models.health import SILENT
from models.health_tables import HealthFindingRow
from models.inspection_tables import InspectionRow
from models.people import Everything, InArea, Level, Own, Scope
from models.risk_tables import RiskRow
from models.tables import AssignmentRow, BusinessRow, CameraRow, UserRow
from models.task_tables import TaskRow
from supervision.case_rows import TOLD
from supervision.risk import Risk
from supervision.risk_store import risk_of
from supervision.tasks import Quarter

_Standing = Select[BusinessRow, RiskRow, str]


class Need(StrEnum):
    """Why somebody should look at a business."""

    OPEN_CASES = "open_cases"
    OVERDUE_CASES = "overdue_cases"
    OVERDUE_TASKS = "overdue_tasks"
    SILENT_CAMERAS = "silent_cameras"
    NOT_LOOKED = "not_looked"
    """Nobody has finished a look at it this quarter."""


@dataclass(frozen=True, slots=True)
class Supervised:
    """How a business stands.

    risk: None until it is worked out. cameras: accepted ones in use; silent: of them offline or stalled now.
    looked_at: when somebody last finished a look, on site or remote. inspection_id: the last signed one.
    cadres: names of whoever answers for it.
    """

    id: str
    name: str
    level: Level
    grade: str | None
    kind: str
    area: str
    risk: Risk | None
    open_cases: int
    overdue_cases: int
    open_tasks: int
    overdue_tasks: int
    cameras: int
    silent: int
    looked_at: datetime | None
    inspection_id: str | None
    cadres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answerable:
    """A cadre who answers for a business. signed_until: until when the commitment holds; None without one."""

    name: str
    title: str
    signed_until: datetime | None


@dataclass(frozen=True, slots=True)
class SupervisedFilters:
    """area_path: that area and all below it. query: part of the name. needs: any of them."""

    area_path: str | None = None
    query: str = ""
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreCursor:
    """A place in the list by score: the last row already given; a business without a score has -1."""

    score: float
    id: str

    def encode(self) -> str:
        return cursors.write(repr(self.score), id=self.id)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        (score,), row_id = cursors.read(text, 1)
        try:
            return cls(float(score), row_id)
        except ValueError:
            raise cursors.invalid() from None


def page(
    session: Session,
    scope: Scope,
    filters: SupervisedFilters,
    *,
    today: date,
    now: datetime,
    after: ScoreCursor | None,
    limit: int,
) -> tuple[Sequence[Supervised], ScoreCursor | None]:
    """The riskiest first, those without a score last; and where the next page begins."""
    rows: list[Any] = []
    if after is None or after.score >= 0:
        query = _filtered(_scored(scope, filters), RiskRow.business_id, scope, filters, today, now)
        if after is not None:
            query = query.where(tuple_(RiskRow.score, RiskRow.business_id) < (after.score, after.id))
        order = RiskRow.score.desc(), RiskRow.business_id.desc()
        rows += session.execute(query.order_by(*order).limit(limit + 1))
    if len(rows) <= limit:
        query = _working(scope).where(RiskRow.business_id.is_(None))
        query = _filtered(query, BusinessRow.id, scope, filters, today, now)
        if after is not None and after.score < 0:
            query = query.where(BusinessRow.id < after.id)
        rows += session.execute(query.order_by(BusinessRow.id.desc()).limit(limit + 1 - len(rows)))
    found = _counted(session, scope, rows[:limit], today, now)
    if len(rows) <= limit:
        return found, None
    last = found[-1]
    return found, ScoreCursor(last.risk.score if last.risk is not None else -1.0, last.id)


def _scored(scope: Scope, filters: SupervisedFilters) -> _Standing:
    """Those with a score. No index finds an expression, which says from which side the two are joined: from
    the scores in their order, until the page is full; or from the businesses where few are asked for."""
    is_few = bool(filters.query) or not isinstance(scope, Everything | InArea)
    if is_few:
        return _working(scope, RiskRow.business_id == BusinessRow.id.concat(""))
    return _working(scope, BusinessRow.id == RiskRow.business_id.concat(""))


def _filtered(
    query: _Standing,
    business_id: InstrumentedAttribute[str],
    scope: Scope,
    filters: SupervisedFilters,
    today: date,
    now: datetime,
) -> _Standing:
    """business_id: in which column the query has it at first."""
    if filters.area_path is not None:
        query = query.where(_lies_in(filters.area_path))
    if filters.query:
        query = query.where(BusinessRow.name.contains(filters.query, autoescape=True))
    if filters.needs:
        query = query.where(or_(*(_needs(need, business_id, scope, today, now) for need in filters.needs)))
    return query


def get(session: Session, scope: Scope, business_id: str, *, today: date, now: datetime) -> Supervised:
    """Raises NotFound alike for an unknown business and for one outside the scope."""
    rows = session.execute(_working(scope).where(BusinessRow.id == business_id)).all()
    if not rows:
        raise NotFound("no such business")
    return _counted(session, scope, rows, today, now)[0]


def answerable(session: Session, business_id: str, now: datetime) -> Sequence[Answerable]:
    """Who answers for the business now. The caller has checked that the reader may see it."""
    signed = (
        select(CommitmentRow.user_id, func.max(CommitmentRow.valid_until).label("until"))
        .where(CommitmentRow.valid_until > now)
        .group_by(CommitmentRow.user_id)
        .subquery()
    )
    query = (
        select(UserRow.name, UserRow.title, signed.c.until)
        .join(AssignmentRow, AssignmentRow.user_id == UserRow.id)
        .outerjoin(signed, signed.c.user_id == UserRow.id)
        .where(AssignmentRow.business_id == business_id, AssignmentRow.until.is_(None))
        .order_by(AssignmentRow.id)
    )
    return [Answerable(name, title, until) for name, title, until in session.execute(query)]


def _working(scope: Scope, scored: ColumnElement[bool] | None = None) -> _Standing:
    """scored: how a score belongs to a business; then only of those that have one."""
    query = select(BusinessRow, RiskRow, AreaRow.name)
    if scored is None:
        query = query.outerjoin(RiskRow, RiskRow.business_id == BusinessRow.id)
    else:
        query = query.join(RiskRow, scored)
    return query.outerjoin(AreaRow, AreaRow.id == BusinessRow.area_id).where(
        BusinessRow.status == str(BusinessStatus.ACTIVE),
        # The area is joined already: a condition on it costs less than a list of its businesses.
        _lies_in(scope.path) if isinstance(scope, InArea) else within(scope, BusinessRow.id),
    )


def _lies_in(path: str) -> ColumnElement[bool]:
    first, end = bounds(path)
    return and_(AreaRow.path >= first, AreaRow.path < end)


def _told(scope: Scope) -> ColumnElement[bool]:
    """Of cases of businesses within the scope, those that its holder may know of."""
    return TOLD if isinstance(scope, Own) else true()


def _is_late(today: date) -> ColumnElement[bool]:
    return and_(TaskRow.done_at.is_(None), TaskRow.withdrawn_at.is_(None), TaskRow.last_on < today)


def _is_silent() -> ColumnElement[bool]:
    kinds = [str(kind) for kind in SILENT]
    return and_(HealthFindingRow.ended_at.is_(None), HealthFindingRow.kind.in_(kinds))


def _needs(
    need: Need, business_id: InstrumentedAttribute[str], scope: Scope, today: date, now: datetime
) -> ColumnElement[bool]:
    match need:
        case Need.OPEN_CASES:
            held = select(CaseRow.business_id).where(CaseRow.due_at.is_not(None), _told(scope))
        case Need.OVERDUE_CASES:
            held = select(CaseRow.business_id).where(CaseRow.due_at <= now, _told(scope))
        case Need.SILENT_CAMERAS:
            held = select(HealthFindingRow.business_id).where(_is_silent())
        # There are many more tasks than those of one business, which an index finds.
        case Need.OVERDUE_TASKS:
            return exists(TaskRow.business_id).where(TaskRow.business_id == business_id, _is_late(today))
        case Need.NOT_LOOKED:
            begun = TaskRow.last_on >= Quarter.of(today).first
            return ~exists().where(TaskRow.business_id == business_id, begun, TaskRow.done_at.is_not(None))
    return business_id.in_(held)


def _counted(
    session: Session, scope: Scope, rows: Sequence[Any], today: date, now: datetime
) -> list[Supervised]:
    ids = [row[0].id for row in rows]

    def grouped(column: Any, *counts: Any, where: ColumnElement[bool]) -> Mapping[str, tuple[Any, ...]]:
        query = select(column, *counts).where(column.in_(ids), where).group_by(column)
        return {key: tuple(values) for key, *values in session.execute(query)}

    cases = grouped(
        CaseRow.business_id, func.count(), func.count().filter(CaseRow.due_at <= now),
        where=and_(CaseRow.due_at.is_not(None), _told(scope)),
    )  # fmt: skip
    pending = and_(TaskRow.done_at.is_(None), TaskRow.withdrawn_at.is_(None), TaskRow.first_on <= today)
    tasks = grouped(
        TaskRow.business_id, func.count(), func.count().filter(TaskRow.last_on < today), where=pending
    )
    done = grouped(TaskRow.business_id, func.max(TaskRow.done_at), where=TaskRow.done_at.is_not(None))
    in_use = and_(CameraRow.retired_at.is_(None), CameraRow.accepted_at.is_not(None))
    cameras = grouped(CameraRow.business_id, func.count(), where=in_use)
    silent = grouped(
        HealthFindingRow.business_id, func.count(HealthFindingRow.camera_id.distinct()), where=_is_silent()
    )
    inspections, cadres = _last_inspections(session, ids), _cadres(session, ids)

    def looked(business_id: str) -> datetime | None:
        moments = [done.get(business_id, (None,))[0], inspections.get(business_id, (None, None))[1]]
        return max((moment for moment in moments if moment is not None), default=None)

    return [
        Supervised(
            id=business.id,
            name=business.name,
            level=Level(business.level),
            grade=business.risk_grade,
            kind=business.kind,
            area=area or "",
            risk=risk_of(risk) if risk is not None else None,
            open_cases=cases.get(business.id, (0, 0))[0],
            overdue_cases=cases.get(business.id, (0, 0))[1],
            open_tasks=tasks.get(business.id, (0, 0))[0],
            overdue_tasks=tasks.get(business.id, (0, 0))[1],
            cameras=cameras.get(business.id, (0,))[0],
            silent=silent.get(business.id, (0,))[0],
            looked_at=looked(business.id),
            inspection_id=inspections.get(business.id, (None, None))[0],
            cadres=cadres.get(business.id, ()),
        )
        for business, risk, area in rows
    ]


def _last_inspections(session: Session, ids: Collection[str]) -> Mapping[str, tuple[str, datetime]]:
    query = (
        select(InspectionRow.business_id, InspectionRow.id, InspectionRow.finished_at)
        .where(InspectionRow.business_id.in_(ids), InspectionRow.finished_at.is_not(None))
        .order_by(InspectionRow.finished_at)
    )
    return {business_id: (key, at) for business_id, key, at in session.execute(query) if at is not None}


def _cadres(session: Session, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    query = (
        select(AssignmentRow.business_id, UserRow.name)
        .join(UserRow, UserRow.id == AssignmentRow.user_id)
        .where(AssignmentRow.business_id.in_(ids), AssignmentRow.until.is_(None))
        .order_by(AssignmentRow.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for business_id, name in session.execute(query):
        found[business_id] = (*found.get(business_id, ()), name)
    return found
