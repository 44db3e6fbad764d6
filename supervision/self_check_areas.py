"""How an area's businesses keep up their self-checks (三件事). Takes the caller's session."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalog import area_ids
from models.people import InArea
from models.self_check_tables import SelfCheckRow
from models.self_checks import SelfCheckKind
from models.tables import BusinessRow
from supervision import policies
from supervision.coverage import WORKING
from supervision.self_check_store import Completion
from supervision.self_checks import Period, periods_between
from supervision.topics import SELF_CHECKS

LONGEST = timedelta(days=62)
"""From the first day that a record is about until it is due: a month, and a month of grace."""


def due_between(
    session: Session, kind: SelfCheckKind, start: datetime, end: datetime, zone: tzinfo
) -> Sequence[Period]:
    """The records that fall due in [start, end), the earliest first.

    None from before the first of its kind that anybody filed: only then had businesses begun with it.
    """
    of_kind = SelfCheckRow.kind == str(kind)
    begun: date | None = session.scalar(select(func.min(SelfCheckRow.first)).where(of_kind))
    if begun is None:
        return ()
    policy = policies.in_force(session, SELF_CHECKS, end)
    since = max(begun, (start - LONGEST).astimezone(zone).date())
    periods = periods_between(kind, since, end.astimezone(zone).date(), policy, zone)
    return [period for period in periods if start <= period.due_at < end]


def by_area(
    session: Session, scope: InArea, periods: Sequence[Period], end: datetime
) -> Mapping[str, Completion]:
    """By the id of the area in which working businesses lie: how many of some records of one kind, which
    follow each other, were filed before `end`."""
    working = WORKING, BusinessRow.area_id.in_(area_ids(scope.path))
    businesses = select(BusinessRow.area_id, func.count()).where(*working).group_by(BusinessRow.area_id)
    counts = session.execute(businesses)
    due = {area_id: Completion(len(periods) * count) for area_id, count in counts if area_id is not None}
    if not periods:
        return due
    is_late = SelfCheckRow.filed_at > SelfCheckRow.due_at
    filed = (
        select(
            BusinessRow.area_id,
            func.count().filter(~is_late),
            func.count().filter(is_late),
            func.count().filter(SelfCheckRow.zero_risk),
        )
        .join(BusinessRow, BusinessRow.id == SelfCheckRow.business_id)
        .where(
            *working,
            SelfCheckRow.kind == str(periods[0].kind),
            SelfCheckRow.first.between(periods[0].first, periods[-1].first),
            SelfCheckRow.filed_at < end,
        )
        .group_by(BusinessRow.area_id)
    )
    for area_id, in_time, late, zero_risk in session.execute(filed):
        if area_id is not None:
            due[area_id] += Completion(0, in_time, late, zero_risk)
    return due
