"""Self-checks in the database. Every function takes the caller's session."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from uuid import uuid4

from sqlalchemy import ColumnElement, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from models.businesses import BusinessStatus, Position
from models.catalog import within
from models.database import insert_into
from models.errors import Conflict, InvalidValue, NotFound
from models.health_tables import HealthFindingRow
from models.history import Cursor
from models.people import InArea, Scope, User
from models.places import Words
from models.reviews import Opinion
from models.self_check_tables import SelfCheckReminderRow, SelfCheckRow
from models.self_checks import Filled, FormItem, SelfCheck, SelfCheckKind, Verdict
from models.tables import BusinessRow, PersonRow, ReviewRow, UtcDateTime, ViolationRow
from supervision.self_check_duty import owes
from supervision.self_checks import DAY, Period, SelfCheckPolicy, check_complete, period_of

CAMERAS = "cameras"
"""Key of the form's item that speaks of cameras."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the service knows of a period: violations by rule and the findings on cameras, by form item."""

    broken: Mapping[str, int]

    @property
    def violations(self) -> int:
        return sum(count for key, count in self.broken.items() if key != CAMERAS)


def known(session: Session, business_id: str, period: Period, zone: tzinfo) -> Known:
    """Violations that began in the period, without those that a person has rejected, and what was wrong with
    cameras at any time of it."""
    begin, end = _span(period, zone)
    later = aliased(ReviewRow)
    rejected = exists().where(
        ReviewRow.violation_id == ViolationRow.id,
        ReviewRow.opinion == str(Opinion.REJECTED),
        ~exists().where(later.violation_id == ViolationRow.id, later.id > ReviewRow.id),
    )
    query = (
        select(ViolationRow.rule, func.count())
        .where(
            ViolationRow.business_id == business_id,
            ViolationRow.started_at >= begin,
            ViolationRow.started_at < end,
            ~rejected,
        )
        .group_by(ViolationRow.rule)
    )
    broken: Counter[str] = Counter({rule: count for rule, count in session.execute(query)})  # noqa: C416 (rows are not pairs)
    troubles = select(func.count()).where(
        HealthFindingRow.business_id == business_id,
        HealthFindingRow.began_at < end,
        or_(HealthFindingRow.ended_at.is_(None), HealthFindingRow.ended_at >= begin),
    )
    if count := session.scalar(troubles):
        broken[CAMERAS] = count
    return Known(broken)


def persons(session: Session, business_id: str) -> Sequence[tuple[Position, str]]:
    """The three persons as the register has them, principal first."""
    query = select(PersonRow.position, PersonRow.name).where(PersonRow.business_id == business_id)
    order = list(Position)
    found = [(Position(position), name) for position, name in session.execute(query)]
    return sorted(found, key=lambda item: (order.index(item[0]), item[1]))


def check_person(session: Session, business_id: str, person: str, position: Position, user: User) -> None:
    """People sign for themselves, or for one of the three persons as the register has them; the account that
    did is kept beside the name.

    Raises:
        InvalidValue: it is the name of nobody of them.
    """
    if person != user.name and (position, person) not in persons(session, business_id):
        raise InvalidValue("sign with your own name, or as one of the persons that are on record")


def filed(session: Session, business_id: str, period: Period) -> SelfCheck | None:
    return filed_of(session, business_id, [period]).get((period.kind, period.first))


def filed_of(
    session: Session, business_id: str, periods: Sequence[Period]
) -> Mapping[tuple[SelfCheckKind, date], SelfCheck]:
    """Those of the records that the business has filed, by kind and first day."""
    query = select(SelfCheckRow).where(
        SelfCheckRow.business_id == business_id,
        tuple_(SelfCheckRow.kind, SelfCheckRow.first).in_(
            [(str(period.kind), period.first) for period in periods]
        ),
    )
    return {(SelfCheckKind(row.kind), row.first): _check(row) for row in session.scalars(query)}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a business hands in. verdicts: by the key of each item, with a note."""

    person: str
    position: Position
    verdicts: Mapping[str, tuple[Verdict, str]]
    zero_risk: bool
    note: str


def file(
    session: Session,
    business_id: str,
    period: Period,
    answers: Answers,
    policy: SelfCheckPolicy,
    user: User,
    zone: tzinfo,
    now: datetime,
) -> SelfCheck:
    """File the record of a period. The caller has checked that the person may.

    Raises:
        NotComplete: something is missing.
        Conflict: it has been filed.
    """
    form = policy.form(period.kind)
    items = tuple(
        Filled(item, *answers.verdicts[item.key]) for item in form.items if item.key in answers.verdicts
    )
    violations = known(session, business_id, period, zone).violations
    check_complete(form, answers.position, items, answers.zero_risk, answers.note, violations)
    row = SelfCheckRow(
        id=uuid4().hex,
        business_id=business_id,
        kind=str(period.kind),
        first=period.first,
        last=period.last,
        due_at=period.due_at,
        title={"zh": form.title.zh, "en": form.title.en},
        person=answers.person,
        position=str(answers.position),
        user_id=user.id,
        filed_at=now,
        items=plain(items),
        zero_risk=answers.zero_risk,
        note=answers.note,
        violations=violations,
    )
    values = {column.name: getattr(row, column.name) for column in SelfCheckRow.__table__.columns}
    statement = (
        insert_into(session, SelfCheckRow).values(values).on_conflict_do_nothing().returning(SelfCheckRow.id)
    )
    if session.scalar(statement.returning(SelfCheckRow.id)) is None:
        raise Conflict("this record has been filed")
    stored = session.get(SelfCheckRow, row.id)
    assert stored is not None
    return _check(stored)


def plain(items: Sequence[Filled]) -> list[dict[str, str]]:
    """The items as they are kept."""
    return [
        {
            "key": item.item.key,
            "zh": item.item.text.zh,
            "en": item.item.text.en,
            "verdict": str(item.verdict),
            "note": item.note,
        }
        for item in items
    ]


def reminded_at(session: Session, business_id: str, period: Period) -> datetime | None:
    """When the business was last reminded of this record."""
    query = select(func.max(SelfCheckReminderRow.at)).where(
        SelfCheckReminderRow.business_id == business_id,
        SelfCheckReminderRow.kind == str(period.kind),
        SelfCheckReminderRow.first == period.first,
    )
    return session.scalar(query)


def get(session: Session, scope: Scope, check_id: str) -> SelfCheck:
    """Raises NotFound alike for an unknown record and for one outside the scope."""
    query = select(SelfCheckRow).where(SelfCheckRow.id == check_id, within(scope, SelfCheckRow.business_id))
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such record")
    return _check(row)


def page(
    session: Session,
    scope: Scope,
    *,
    business_id: str | None,
    kind: SelfCheckKind | None,
    after: Cursor | None,
    limit: int,
) -> tuple[Sequence[SelfCheck], Cursor | None]:
    """Filed records, newest first."""
    query = select(SelfCheckRow).where(_seen(scope))
    if business_id is not None:
        query = query.where(SelfCheckRow.business_id == business_id)
    if kind is not None:
        query = query.where(SelfCheckRow.kind == str(kind))
    if after is not None:
        query = query.where(
            (SelfCheckRow.filed_at < after.started_at)
            | ((SelfCheckRow.filed_at == after.started_at) & (SelfCheckRow.id < after.id))
        )
    query = query.order_by(SelfCheckRow.filed_at.desc(), SelfCheckRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return [_check(row) for row in rows[:limit]], Cursor(last.filed_at, last.id) if last else None


@dataclass(frozen=True, slots=True)
class Completion:
    """Records of one business, or of an area, over some periods. in_time + late + missing = due."""

    due: int = 0
    in_time: int = 0
    late: int = 0
    zero_risk: int = 0

    @property
    def missing(self) -> int:
        return self.due - self.in_time - self.late

    def __add__(self, other: "Completion") -> "Completion":
        return Completion(
            self.due + other.due,
            self.in_time + other.in_time,
            self.late + other.late,
            self.zero_risk + other.zero_risk,
        )


def remind(
    session: Session, policy: SelfCheckPolicy, zone: tzinfo, now: datetime
) -> Sequence[tuple[str, Period, bool]]:
    """Note each business that has not filed what is due soon, or was; each once, however many workers run.

    Returns business, period and whether it is late already, of those that were noted now.
    """
    told = []
    today = now.astimezone(zone).date()
    for kind in SelfCheckKind:
        grace = policy.form(kind).grace_days
        days = (today - DAY * before for before in (0, 1, grace, grace + 1))
        for period in dict.fromkeys(period_of(kind, day, policy, zone) for day in days):
            hours_left = (period.due_at - now).total_seconds() / 3600
            if not -24 <= hours_left <= policy.remind_hours:
                continue
            late = hours_left <= 0
            told += [(business_id, period, late) for business_id in _note(session, period, late, now)]
    return told


def _note(session: Session, period: Period, late: bool, now: datetime) -> Sequence[str]:
    has_filed = (
        select(SelfCheckRow.id)
        .where(
            SelfCheckRow.business_id == BusinessRow.id,
            SelfCheckRow.kind == str(period.kind),
            SelfCheckRow.first == period.first,
        )
        .exists()
    )
    reminded = (
        select(SelfCheckReminderRow.at)
        .where(
            SelfCheckReminderRow.business_id == BusinessRow.id,
            SelfCheckReminderRow.kind == str(period.kind),
            SelfCheckReminderRow.first == period.first,
            SelfCheckReminderRow.is_late == late,
        )
        .exists()
    )
    missing = select(
        BusinessRow.id,
        literal(str(period.kind)),
        literal(period.first),
        literal(late),
        literal(now, UtcDateTime()),
    ).where(BusinessRow.status == str(BusinessStatus.ACTIVE), owes(period), ~has_filed, ~reminded)
    columns = ["business_id", "kind", "first", "is_late", "at"]
    statement = insert_into(session, SelfCheckReminderRow).from_select(columns, missing)
    return session.scalars(
        statement.on_conflict_do_nothing().returning(SelfCheckReminderRow.business_id)
    ).all()


def _span(period: Period, zone: tzinfo) -> tuple[datetime, datetime]:
    return (
        datetime.combine(period.first, time(), zone),
        datetime.combine(period.last + DAY, time(), zone),
    )


def _seen(scope: Scope) -> ColumnElement[bool]:
    """The scope, for a list by time: each row is asked, or all of an area would be sorted for one page."""
    if not isinstance(scope, InArea):
        return within(scope, SelfCheckRow.business_id)
    lies_in = within(scope, BusinessRow.id)
    return exists().where(BusinessRow.id == SelfCheckRow.business_id, lies_in)


def _check(row: SelfCheckRow) -> SelfCheck:
    return SelfCheck(
        id=row.id,
        business_id=row.business_id,
        business_name=row.business.name,
        kind=SelfCheckKind(row.kind),
        first=row.first,
        last=row.last,
        due_at=row.due_at,
        title=Words(row.title["zh"], row.title["en"]),
        person=row.person,
        position=Position(row.position),
        by=row.user.name,
        filed_at=row.filed_at,
        items=tuple(
            Filled(
                FormItem(item["key"], Words(item["zh"], item["en"])), Verdict(item["verdict"]), item["note"]
            )
            for item in row.items
        ),
        zero_risk=row.zero_risk,
        note=row.note,
        violations=row.violations,
    )
