"""How an area's businesses keep up their self-checks (三件事). Takes the caller's session."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models.catalog import area_ids
from models.people import InArea
from models.self_check_tables import SelfCheckRow
from models.self_checks import SelfCheckKind
from models.tables import BusinessRow
from supervision import policies
from supervision.coverage import WORKING
from supervision.self_check_duty import begun, is_counted
from supervision.self_check_store import Completion
from supervision.self_checks import Duty, Period, periods_between
from supervision.topics import SELF_CHECKS

LONGEST = timedelta(days=62)
"""From the first day that a record is about until it is due: a month, and a month of grace."""


def due_between(
    session: Session, kind: SelfCheckKind, start: datetime, end: datetime, zone: tzinfo
) -> Sequence[Period]:
    """The records that fall due in [start, end), the earliest first.

    None from before anybody had begun with its kind.
    """
    policy = policies.in_force(session, SELF_CHECKS, end)
    first = begun(session, kind, policy, zone)
    if first is None:
        return ()
    since = max(first, (start - LONGEST).astimezone(zone).date())
    periods = periods_between(kind, since, end.astimezone(zone).date(), policy, zone)
    return [period for period in periods if start <= period.due_at < end]


def by_area(
    session: Session, scope: InArea, periods: Sequence[Period], end: datetime
) -> Mapping[str, Completion]:
    """By the id of the area in which working businesses lie: how many of some records of one kind, which
    follow each other, were due of them and filed before `end`."""
    lies_in = WORKING, BusinessRow.area_id.in_(area_ids(scope.path))
    duties = BusinessRow.area_id, BusinessRow.supervised_from, BusinessRow.open_days
    sums: dict[str | None, Completion] = defaultdict(Completion)
    for area_id, since, days, count in session.execute(
        select(*duties, func.count()).where(*lies_in).group_by(*duties)
    ):
        sums[area_id] += Completion(count * sum(Duty(since, days).owes(period) for period in periods))
    # Null where nothing was filed. Business by business, for which one index holds all that is asked.
    there, is_late = SelfCheckRow.business_id.is_not(None), SelfCheckRow.filed_at > SelfCheckRow.due_at
    counted = (
        select(
            BusinessRow.area_id,
            func.count().filter(there, ~is_late).label("in_time"),
            func.count().filter(there, is_late).label("late"),
            func.count().filter(there, SelfCheckRow.zero_risk).label("zero_risk"),
        )
        .outerjoin(SelfCheckRow, and_(is_counted(periods), SelfCheckRow.filed_at < end))
        .where(*lies_in)
        .group_by(BusinessRow.id)
        .subquery()
    )
    kinds = counted.c.in_time, counted.c.late, counted.c.zero_risk
    for area_id, *counts in session.execute(
        select(counted.c.area_id, *map(func.sum, kinds)).group_by(counted.c.area_id)
    ):
        sums[area_id] += Completion(0, *map(int, counts))
    return {area_id: done for area_id, done in sums.items() if area_id is not None}
