"""Which self-checks are due of which business (`Duty`), in queries. Functions take the caller's session."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    SmallInteger,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    values,
)
from sqlalchemy.orm import Session

from models.opening import EVERY_DAY
from models.self_check_tables import SelfCheckRow
from models.self_checks import SelfCheckKind
from models.tables import BusinessRow
from supervision.self_checks import Duty, Period, SelfCheckPolicy, period_of


def duty_of(session: Session, business_id: str) -> Duty:
    query = select(BusinessRow.supervised_from, BusinessRow.open_days).where(BusinessRow.id == business_id)
    since, open_days = session.execute(query).one()
    return Duty(since, open_days)


def begun(session: Session, kind: SelfCheckKind, policy: SelfCheckPolicy, zone: tzinfo) -> date | None:
    """The first day of which records are due of anybody: that of the day, week or month in which one of the
    kind was filed first, by the service's clock. None where none was: nobody has begun with it.

    What a business files of days before is kept and makes nothing due, or one could for all.
    """
    first = session.scalar(select(func.min(SelfCheckRow.filed_at)).where(SelfCheckRow.kind == str(kind)))
    return period_of(kind, first.astimezone(zone).date(), policy, zone).first if first else None


def owes(period: Period) -> ColumnElement[bool]:
    """Whether a record is due of a business."""
    since = BusinessRow.supervised_from
    begun = or_(since.is_(None), since <= period.first)
    return and_(begun, _opens(period.first)) if period.kind is SelfCheckKind.DAILY else begun


def is_counted(periods: Sequence[Period]) -> ColumnElement[bool]:
    """Whether a record is the business's and one of these, which are of one kind and follow each other, and
    was due of it: what is filed beyond that makes up for nothing."""
    mine = SelfCheckRow.business_id == BusinessRow.id
    if not periods:
        return and_(mine, literal(False))
    first, last = periods[0], periods[-1]
    since = BusinessRow.supervised_from
    conditions = [
        mine,
        SelfCheckRow.kind == str(first.kind),
        SelfCheckRow.first.between(first.first, last.first),
        or_(since.is_(None), SelfCheckRow.first >= since),
    ]
    if first.kind is SelfCheckKind.DAILY:
        by_weekday = defaultdict[int, list[date]](list)
        for period in periods:
            by_weekday[period.first.weekday()].append(period.first)
        # Most businesses open every day: of them no more is asked.
        opens = [and_(_opens(days[0]), SelfCheckRow.first.in_(days)) for days in by_weekday.values()]
        conditions.append(or_(BusinessRow.open_days == EVERY_DAY, *opens))
    return and_(*conditions)


def owed(session: Session, periods: Sequence[Period], business: Any) -> ScalarSelect[int]:
    """How many of some records, of one kind and following each other, are due of a business, whose columns
    `supervised_from` and `open_days` are given.

    Worked out once for all businesses that began on the same day and open on the same days, for they are few.
    """
    begin = periods[0].first if periods else date.max
    is_daily = bool(periods) and periods[0].kind is SelfCheckKind.DAILY

    def key(of: Any) -> tuple[ColumnElement[date], ColumnElement[int]]:
        since = case((of.supervised_from > begin, of.supervised_from), else_=literal(begin, Date))
        return since, of.open_days if is_daily else literal(EVERY_DAY, SmallInteger)

    rows = [
        (first, days, sum(Duty(first, days).owes(period) for period in periods))
        for first, days in session.execute(select(*key(BusinessRow)).distinct())
    ]
    columns = column("since", Date), column("days", SmallInteger), column("due", Integer)
    # A row that is nobody's where there is no business: an empty table cannot be written.
    table = values(*columns, name="owed").data([*rows, (begin, 0, 0)]).cte("owed").c
    since, days = key(business)
    return select(table.due).where(table.since == since, table.days == days).scalar_subquery()


def _opens(day: date) -> ColumnElement[bool]:
    return BusinessRow.open_days.op("&")(1 << day.weekday()) != 0
