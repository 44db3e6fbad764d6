"""Who files self-checks in time, by business and area. Every function takes the caller's session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import Select, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from models.businesses import BusinessStatus
from models.catalog import area_ids, within
from models.people import Everything, Scope
from models.self_check_tables import SelfCheckRow
from models.self_checks import SelfCheckKind
from models.tables import BusinessRow
from supervision import policies
from supervision.self_check_duty import begun, is_counted, owed
from supervision.self_check_store import Completion
from supervision.self_checks import DAY, Period, SelfCheckPolicy, periods_between
from supervision.topics import SELF_CHECKS


@dataclass(frozen=True, slots=True)
class BusinessCompletion:
    business_id: str
    name: str
    area_id: str | None
    completion: Completion


@dataclass(frozen=True, slots=True)
class Board:
    """How the businesses of a scope did. total and count: of all of them.

    areas: by the id of the area in which they lie. businesses: those that miss most, the most missing first.
    """

    total: Completion
    count: int
    areas: Mapping[str, Completion]
    businesses: Sequence[BusinessCompletion]


def completion(
    session: Session,
    scope: Scope,
    periods: Sequence[Period],
    now: datetime,
    *,
    area_path: str | None = None,
    limit: int = 100,
) -> Board:
    """How the active businesses of the scope did. Only what is due by now counts."""
    due = [period for period in periods if period.due_at <= now]
    counted = _counted(session, scope, due, area_path).cte()
    missing = counted.c.due - counted.c.in_time - counted.c.late
    worst = (
        select(counted)
        .order_by(missing.desc(), counted.c.late.desc(), counted.c.name, counted.c.id)
        .limit(limit)
        .subquery()
    )
    kinds = counted.c.due, counted.c.in_time, counted.c.late, counted.c.zero_risk
    areas = select(
        null().label("id"), null().label("name"), counted.c.area_id, func.count(), *map(func.sum, kinds)
    ).group_by(counted.c.area_id)
    rows = select(worst.c.id, worst.c.name, worst.c.area_id, literal(0), worst.c.due, worst.c.in_time,
                  worst.c.late, worst.c.zero_risk)  # fmt: skip
    total, count = Completion(), 0
    by_area: dict[str, Completion] = {}
    businesses = []
    for business_id, name, area_id, number, *counts in session.execute(union_all(areas, rows)):
        done = Completion(*map(int, counts))
        if business_id is not None:
            businesses.append(BusinessCompletion(business_id, name, area_id, done))
            continue
        total, count = total + done, count + number
        if area_id is not None:
            by_area[area_id] = done
    businesses.sort(key=lambda item: (-item.completion.missing, -item.completion.late, item.name))
    return Board(total, count, by_area, businesses)


def shares_in_time(session: Session, since: datetime, now: datetime, zone: tzinfo) -> Mapping[str, float]:
    """Of the daily records due of each business the share filed in time, in [0, 1]; the risk score asks it.
    A business of which none was due has none.

    Nothing counts from before anybody had begun.
    """
    policy = policies.in_force(session, SELF_CHECKS, now)
    first, today = since.astimezone(zone).date(), now.astimezone(zone).date()
    _, periods = days_counted(session, SelfCheckKind.DAILY, first, today, policy, zone)
    due = [period for period in periods if period.due_at <= now]
    if not due:
        return {}
    counted = _counted(session, Everything(), due, None).subquery()
    rows = session.execute(select(counted.c.id, counted.c.in_time, counted.c.due))
    return {business_id: in_time / number for business_id, in_time, number in rows if number}


def days_counted(
    session: Session,
    kind: SelfCheckKind,
    since: date | None,
    until: date,
    policy: SelfCheckPolicy,
    zone: tzinfo,
) -> tuple[date, Sequence[Period]]:
    """From which day on to count up to `until`, and the records of these days: from `since`, or four weeks
    back where nobody says, and none from before anybody had begun."""
    first = begun(session, kind, policy, zone)
    if first is None or first > until:
        return since or until, ()
    first = max(first, since or until - DAY * 27)
    return first, periods_between(kind, first, until, policy, zone)


def _counted(
    session: Session, scope: Scope, due: Sequence[Period], area_path: str | None
) -> Select[str, str, str | None, int, int, int, int]:
    """Each active business with how many of the records were due of it, and how many it filed; by the indexes
    that have all of it."""
    # Something of the row that the index holds: it is null where nothing was filed.
    there, is_late = SelfCheckRow.business_id.is_not(None), SelfCheckRow.filed_at > SelfCheckRow.due_at
    query = (
        select(
            BusinessRow.id,
            BusinessRow.name,
            BusinessRow.area_id,
            BusinessRow.supervised_from,
            BusinessRow.open_days,
            func.count().filter(there, ~is_late).label("in_time"),
            func.count().filter(there, is_late).label("late"),
            func.count().filter(there, SelfCheckRow.zero_risk).label("zero_risk"),
        )
        .outerjoin(SelfCheckRow, is_counted(due))
        .where(BusinessRow.status == str(BusinessStatus.ACTIVE), within(scope, BusinessRow.id))
        .group_by(BusinessRow.id)
    )
    if area_path is not None:
        query = query.where(BusinessRow.area_id.in_(area_ids(area_path)))
    # Business by business first: what is due would be asked of each record.
    counted = query.cte().c
    return select(
        counted.id, counted.name, counted.area_id, owed(session, due, counted).label("due"),
        counted.in_time, counted.late, counted.zero_risk,
    )  # fmt: skip
