"""What an area has achieved in a period: the figures of its dashboard and of its bulletins.

Each figure is one grouped query over the whole subtree; its rows are added up for the area itself and for
each area directly in it, so that a drill-down costs what the total costs. Every function takes a session.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Self

from sqlalchemy import ColumnElement, Float, Select, and_, cast, extract, func, select, union_all
from sqlalchemy.orm import Session, aliased

from models import online
from models.areas import Area
from models.case_tables import CaseRow, CaseStepRow, CaseViolationRow
from models.cases import Act, Outcome
from models.catalog import area_ids
from models.online import OnlineTime
from models.people import InArea
from models.rules import RuleName
from models.self_checks import SelfCheckKind
from models.tables import BusinessRow, UserRow, ViolationRow
from models.task_tables import TaskRow
from models.training_tables import ParticipantRow, TrainingRow
from supervision import policies, self_check_areas
from supervision.areas import Division, divide
from supervision.coverage import Standing, coverage
from supervision.self_check_store import Completion
from supervision.topics import ASSIGNMENT

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment up to another, which is not part of it (both aware), and whose days are meant.

    as_of: up to when things count, the end or, while it lasts, now.
    """

    start: datetime
    end: datetime
    as_of: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """Supervision tasks that ran at some time of the period and were there by its end, none withdrawn.

    done: by its end, late ones among them, which were done after their last day. overdue: not done by its
    end although their last day has passed.
    """

    due: int = 0
    done: int = 0
    late: int = 0
    overdue: int = 0

    def __add__(self, other: "TaskFigures") -> "TaskFigures":
        return TaskFigures(
            self.due + other.due, self.done + other.done, self.late + other.late, self.overdue + other.overdue
        )


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """opened, closed: in the period; unfounded: of the closed those that were no violation after all.
    open, overdue: at its end; the owner's deadline had passed then."""

    opened: int = 0
    closed: int = 0
    unfounded: int = 0
    open: int = 0
    overdue: int = 0

    def __add__(self, other: "CaseFigures") -> "CaseFigures":
        return CaseFigures(
            self.opened + other.opened,
            self.closed + other.closed,
            self.unfounded + other.unfounded,
            self.open + other.open,
            self.overdue + other.overdue,
        )


@dataclass(frozen=True, slots=True)
class Corrections:
    """Cases closed in the period as corrected: how long it took from when the business was first told until
    it handed in the last correction. Seconds; None while there is none."""

    count: int = 0
    median_s: float | None = None
    mean_s: float | None = None

    @classmethod
    def of(cls, taken_s: Sequence[float]) -> Self:
        if not taken_s:
            return cls()
        return cls(len(taken_s), statistics.median(taken_s), statistics.fmean(taken_s))


@dataclass(frozen=True, slots=True)
class TrainingFigures:
    """events: trainings, competitions and sample tests held for the area or one below it. businesses, cadres:
    of the area's own, how often they took part in one, wherever it was held; tested, passed: of those."""

    events: int = 0
    businesses: int = 0
    cadres: int = 0
    tested: int = 0
    passed: int = 0

    def __add__(self, other: "TrainingFigures") -> "TrainingFigures":
        return TrainingFigures(
            self.events + other.events,
            self.businesses + other.businesses,
            self.cadres + other.cadres,
            self.tested + other.tested,
            self.passed + other.passed,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """An area's with all below it. businesses: those at work; covered: those that have a cadre. cadres: those
    who work there; signed: with a commitment in force. violations: by rule, without those that a person has
    found to be none. online: of the accepted cameras."""

    businesses: int
    covered: int
    cadres: int
    signed: int
    tasks: TaskFigures
    cases: CaseFigures
    corrections: Corrections
    checks: Mapping[SelfCheckKind, Completion]
    online: OnlineTime
    violations: Mapping[RuleName, int]
    training: TrainingFigures = TrainingFigures()


@dataclass(frozen=True, slots=True)
class AreaFigures:
    area: Area
    figures: Figures
    has_areas: bool


def figures(session: Session, area: Area, period: Period) -> tuple[AreaFigures, Sequence[AreaFigures]]:
    """The area's own, and those of each area directly in it, by name.

    What lies in the area itself and in none below it counts for the area alone.
    """
    division, scope = divide(session, area), InArea(area.path)
    most = policies.in_force(session, ASSIGNMENT, period.as_of).most_businesses
    whole, parts = coverage(session, area, most=most, at=period.as_of)
    tasks = _added(_tasks(session, scope, period), division, TaskFigures())
    cases = _added(_cases(session, scope, period), division, CaseFigures())
    taken = _added(_corrections(session, scope, period), division, [])
    violations = _added(_violations(session, scope, period), division, Counter())
    training = _added(_trainings(session, scope, period), division, TrainingFigures())
    times = online.by_area(session, scope, period.start, period.as_of)
    onlines = _added(times.items(), division, OnlineTime())
    checks = {
        kind: _added(_checks(session, scope, kind, period).items(), division, Completion())
        for kind in SelfCheckKind
    }

    def of(standing: Standing) -> AreaFigures:
        key = standing.area.id
        found = Figures(
            standing.businesses,
            standing.covered,
            standing.cadres,
            standing.signed,
            tasks.get(key, TaskFigures()),
            cases.get(key, CaseFigures()),
            Corrections.of(taken.get(key, [])),
            {kind: sums.get(key, Completion()) for kind, sums in checks.items()},
            onlines.get(key, OnlineTime()),
            {rule: violations.get(key, Counter())[rule] for rule in RuleName},
            training.get(key, TrainingFigures()),
        )
        return AreaFigures(standing.area, found, standing.has_areas)

    return of(whole), [of(item) for item in sorted(parts, key=lambda item: item.area.name)]


def _added(rows: Iterable[tuple[str, Any]], division: Division, nothing: Any) -> dict[str, Any]:
    """Rows of the id of an area and what is counted there, added up for whoever holds that area."""
    sums: dict[str, Any] = {}
    for area_id, value in rows:
        for key in division.holders.get(area_id, ()):
            sums[key] = sums.get(key, nothing) + value
    return sums


def _tasks(session: Session, scope: InArea, period: Period) -> Iterable[tuple[str, TaskFigures]]:
    first, last = (
        _local_day(period.start, period.zone),
        _local_day(period.end - timedelta.resolution, period.zone),
    )
    today = _local_day(period.as_of, period.zone)
    offset = period.as_of.astimezone(period.zone).utcoffset() or timedelta()
    is_done = and_(TaskRow.done_at.is_not(None), TaskRow.done_at < period.as_of)
    # The end of the last day, in seconds of UTC: China has no summer time.
    too_late = _epoch(TaskRow.last_on) + (DAY - offset).total_seconds()
    query = (
        select(
            BusinessRow.area_id,
            func.count(),
            func.count().filter(is_done),
            func.count().filter(is_done, _epoch(TaskRow.done_at) >= too_late),
            func.count().filter(~is_done, TaskRow.last_on < today),
        )
        .select_from(TaskRow)
        .join(BusinessRow, BusinessRow.id == TaskRow.business_id)
        .where(
            TaskRow.last_on >= first,
            TaskRow.first_on <= last,
            TaskRow.made_at < period.as_of,
            TaskRow.withdrawn_at.is_(None),
        )
    )
    for area_id, *counts in _by_area(session, query, scope):
        yield area_id, TaskFigures(*counts)


def _cases(session: Session, scope: InArea, period: Period) -> Iterable[tuple[str, CaseFigures]]:
    """What was open is read off the history, so that it stays true when the case has moved on since."""
    joined = select(BusinessRow.area_id).join(CaseRow, CaseRow.business_id == BusinessRow.id)
    opened = joined.add_columns(func.count()).where(_during(CaseRow.opened_at, period))
    for area_id, count in _by_area(session, opened, scope):
        yield area_id, CaseFigures(opened=count)
    unfounded = func.count().filter(CaseRow.outcome == str(Outcome.NO_VIOLATION))
    ended = (
        select(CaseRow.business_id, func.count().label("all"), unfounded.label("unfounded"))
        .where(_during(CaseRow.ended_at, period))
        .group_by(CaseRow.business_id)
        .subquery()
    )
    closed = select(BusinessRow.area_id, func.sum(ended.c.all), func.sum(ended.c.unfounded)).join(
        ended, ended.c.business_id == BusinessRow.id
    )
    for area_id, *counts in _by_area(session, closed, scope):
        yield area_id, CaseFigures(0, *map(int, counts))
    for area_id, *counts in _by_area(session, _still_open(period), scope):
        yield area_id, CaseFigures(0, 0, 0, *counts)


def _still_open(period: Period) -> Select[*tuple[Any, ...]]:
    cases, later = select(CaseRow.id, CaseRow.business_id), aliased(CaseStepRow)
    # Two searches of an index, where one with OR would read every case.
    candidate = union_all(
        cases.where(CaseRow.ended_at.is_(None)), cases.where(CaseRow.ended_at >= period.as_of)
    ).subquery()
    last = (
        select(func.max(later.number))
        .where(later.case_id == candidate.c.id, later.at < period.as_of)
        .scalar_subquery()
    )
    is_last = and_(CaseStepRow.case_id == candidate.c.id, CaseStepRow.number == last)
    return (
        select(BusinessRow.area_id, func.count(), func.count().filter(CaseStepRow.due_at < period.as_of))
        .select_from(candidate)
        .join(CaseStepRow, is_last)
        .join(BusinessRow, BusinessRow.id == candidate.c.business_id)
        .where(CaseStepRow.owner.is_not(None))
    )


def _corrections(session: Session, scope: InArea, period: Period) -> Iterable[tuple[str, list[float]]]:
    def when(extreme: Any, act: Act) -> ColumnElement[float]:
        step = aliased(CaseStepRow)
        query = select(extreme(step.at)).where(step.case_id == CaseRow.id, step.act == str(act))
        return _epoch(query.scalar_subquery())

    query = (
        select(BusinessRow.area_id, when(func.max, Act.CORRECT) - when(func.min, Act.NOTIFY))
        .select_from(CaseRow)
        .join(BusinessRow, BusinessRow.id == CaseRow.business_id)
        .where(
            _during(CaseRow.ended_at, period),
            CaseRow.outcome == str(Outcome.CORRECTED),
            BusinessRow.area_id.in_(area_ids(scope.path)),
        )
    )
    for area_id, seconds in session.execute(query):
        if area_id is not None and seconds is not None:
            yield area_id, [float(seconds)]


def _violations(session: Session, scope: InArea, period: Period) -> Iterable[tuple[str, Counter[RuleName]]]:
    """All of them, less those of cases that ended without a violation, which are few."""
    during = _during(ViolationRow.started_at, period)
    found = (
        select(ViolationRow.business_id, ViolationRow.rule, func.count().label("all"))
        .where(during)
        .group_by(ViolationRow.business_id, ViolationRow.rule)
        .subquery()
    )
    total = (
        select(BusinessRow.area_id, found.c.rule, func.sum(found.c.all))
        .join(found, found.c.business_id == BusinessRow.id)
        .group_by(found.c.rule)
    )
    for area_id, rule, count in _by_area(session, total, scope):
        yield area_id, Counter({RuleName(rule): int(count)})
    unfounded = (
        select(CaseViolationRow.violation_id)
        .join(CaseRow, CaseRow.id == CaseViolationRow.case_id)
        .where(CaseRow.ended_at >= period.start, CaseRow.outcome == str(Outcome.NO_VIOLATION))
    )
    none = (
        select(BusinessRow.area_id, ViolationRow.rule, func.count())
        .select_from(ViolationRow)
        .join(BusinessRow, BusinessRow.id == ViolationRow.business_id)
        .where(during, ViolationRow.id.in_(unfounded))
        .group_by(ViolationRow.rule)
    )
    for area_id, rule, count in _by_area(session, none, scope):
        less = Counter[RuleName]()
        less[RuleName(rule)] = -int(count)
        yield area_id, less


def _trainings(session: Session, scope: InArea, period: Period) -> Iterable[tuple[str, TrainingFigures]]:
    first = _local_day(period.start, period.zone)
    last = _local_day(period.as_of - timedelta.resolution, period.zone)
    inside, during = area_ids(scope.path), TrainingRow.day.between(first, last)
    held = (
        select(TrainingRow.area_id, func.count())
        .where(during, TrainingRow.area_id.in_(inside))
        .group_by(TrainingRow.area_id)
    )
    for area_id, count in session.execute(held):
        yield area_id, TrainingFigures(events=count)
    tested = func.count().filter(ParticipantRow.passed.is_not(None))
    passed = func.count().filter(ParticipantRow.passed.is_(True))
    for owner, key in ((BusinessRow, ParticipantRow.business_id), (UserRow, ParticipantRow.user_id)):
        query = (
            select(owner.area_id, func.count(), tested, passed)
            .select_from(TrainingRow)
            .join(ParticipantRow, ParticipantRow.training_id == TrainingRow.id)
            .join(owner, owner.id == key)
            .where(during, owner.area_id.in_(inside))
            .group_by(owner.area_id)
        )
        for area, took_part, *results in session.execute(query):
            if area is not None:
                counts = (took_part, 0) if owner is BusinessRow else (0, took_part)
                yield area, TrainingFigures(0, *counts, *results)


def _checks(session: Session, scope: InArea, kind: SelfCheckKind, period: Period) -> Mapping[str, Completion]:
    due = self_check_areas.due_between(session, kind, period.start, period.as_of, period.zone)
    return self_check_areas.by_area(session, scope, due, period.as_of)


def _by_area(session: Session, query: Select[*tuple[Any, ...]], scope: InArea) -> Iterable[Any]:
    return session.execute(
        query.where(BusinessRow.area_id.in_(area_ids(scope.path))).group_by(BusinessRow.area_id)
    )


def _during(moment: Any, period: Period) -> ColumnElement[bool]:
    return and_(moment >= period.start, moment < period.as_of)


def _epoch(moment: Any) -> ColumnElement[float]:
    return cast(extract("epoch", moment), Float)


def _local_day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
