"""Bulletins in the database. Every function takes the caller's session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from models.area_tables import AreaRow
from models.areas import Area
from models.bulletin_tables import BulletinReadingRow, BulletinRow
from models.bulletins import Bulletin, BulletinKind, Recipients
from models.catalog import area_ids, within
from models.database import insert_into
from models.errors import Conflict, InvalidValue, NotFound
from models.people import AssignedTo, Everything, InArea, Own, Scope, User
from models.tables import BusinessRow, UserRow
from supervision import policies
from supervision.areas import area_of
from supervision.bulletin_businesses import best, worst
from supervision.bulletin_policy import BulletinPolicy
from supervision.bulletins import (
    DAY,
    Before,
    Content,
    Part,
    days_of,
    decode,
    encode,
    hash_of,
    is_empty,
    name_of,
    rank,
    score_of,
    words,
)
from supervision.figures import Period, figures
from supervision.topics import BULLETINS


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that is not kept yet."""

    content: Content
    title: str
    text: str


def prepare(
    session: Session, area: Area, kind: BulletinKind, day: date, zone: tzinfo, now: datetime
) -> Prepared:
    """The draft of the period that holds `day`: what takes long, in a session that only reads.

    Raises:
        InvalidValue: the period is not over.
        Conflict: there is a bulletin already.
    """
    first, last = days_of(kind, day)
    if last >= now.astimezone(zone).date():
        raise InvalidValue("the period is not over yet")
    if _of(session, area.id, kind, first) is not None:
        raise _there_already(area.name, kind, first)
    policy = policies.in_force(session, BULLETINS, now)
    content = content_of(session, area, kind, first, policy, zone)
    return Prepared(content, words(policy.title, content), words(policy.text, content))


def keep(session: Session, prepared: Prepared, *, by: User | None, now: datetime) -> str:
    """Its id. by: None for the service itself. Raises Conflict where somebody was first."""
    content, document = prepared.content, encode(prepared.content)
    values = {
        "id": uuid4().hex,
        "area_id": content.whole.id,
        "kind": str(content.kind),
        "first": content.first,
        "last": content.last,
        "title": prepared.title,
        "text": prepared.text,
        "content": document,
        "content_hash": hash_of(document),
        "made_at": now,
        "made_by": by.id if by else None,
        "to_offices": False,
        "to_cadres": False,
        "to_businesses": False,
    }
    statement = insert_into(session, BulletinRow).values(values).on_conflict_do_nothing()
    bulletin_id: str | None = session.scalar(statement.returning(BulletinRow.id))
    if bulletin_id is None:
        raise _there_already(content.whole.name, content.kind, content.first)
    return bulletin_id


def _there_already(area: str, kind: BulletinKind, first: date) -> Conflict:
    return Conflict(f"there is a bulletin of {name_of(kind, first)} for {area} already")


def missing(session: Session, today: date, now: datetime) -> Sequence[tuple[Area, BulletinKind, date]]:
    """What should have been drafted by itself for the periods that are just over: area, kind, first day."""
    kinds = [str(kind) for kind in policies.in_force(session, BULLETINS, now).areas]
    found = []
    for row in session.scalars(select(AreaRow).where(AreaRow.kind.in_(kinds)).order_by(AreaRow.path)):
        for kind in BulletinKind:
            first, _ = days_of(kind, days_of(kind, today)[0] - DAY)
            if _of(session, row.id, kind, first) is None:
                found.append((area_of(row), kind, first))
    return found


def content_of(
    session: Session, area: Area, kind: BulletinKind, first: date, policy: BulletinPolicy, zone: tzinfo
) -> Content:
    """What is known now of a period that is over."""
    last = days_of(kind, first)[1]
    period = _period(first, last, zone)
    whole, below = figures(session, area, period)
    parts = [
        Part(
            item.area.id,
            item.area.name,
            item.area.kind,
            item.figures,
            score_of(item.figures, policy.measures),
        )
        for item in below
    ]
    best_areas, worst_areas = rank(parts, policy.ranked)
    own = Part(area.id, area.name, area.kind, whole.figures, score_of(whole.figures, policy.measures))
    return Content(
        kind=kind,
        first=first,
        last=last,
        whole=own,
        parts=tuple(parts),
        before=tuple(_before(session, area, kind, first, policy, zone)),
        best=best_areas,
        worst=worst_areas,
        best_businesses=tuple(best(session, area.path, period, policy.ranked)),
        worst_businesses=tuple(worst(session, area.path, period, policy.ranked)),
        measures=policy.measures,
    )


def change(session: Session, scope: Scope, bulletin_id: str, *, title: str, text: str) -> None:
    """Another title or text of a draft. Raises NotFound, and Conflict once it is published."""
    row = _draft(session, scope, bulletin_id)
    row.title, row.text = title, text
    session.flush()


def drop(session: Session, scope: Scope, bulletin_id: str) -> None:
    """Throw a draft away: it can be made anew. Raises NotFound, and Conflict once it is published."""
    session.delete(_draft(session, scope, bulletin_id))
    session.flush()


def publish(
    session: Session, scope: Scope, bulletin_id: str, to: frozenset[Recipients], *, by: User, now: datetime
) -> None:
    """Tell those it concerns; nothing of it can be changed afterwards.

    Raises:
        NotFound: no such draft in the scope.
        Conflict: it is published.
        InvalidValue: nobody is told.
    """
    if not to:
        raise InvalidValue("say to whom it is published")
    row = _draft(session, scope, bulletin_id)
    row.to_offices, row.to_cadres, row.to_businesses = (item in to for item in Recipients)
    row.published_at, row.published_by = now, by.id
    session.flush()


def mark_read(session: Session, bulletin_id: str, user: User, now: datetime) -> None:
    """The person has read it; again is the same as once. The caller has checked that they see it."""
    values = {"bulletin_id": bulletin_id, "user_id": user.id, "at": now}
    session.execute(insert_into(session, BulletinReadingRow).values(values).on_conflict_do_nothing())


def get(session: Session, scope: Scope, user: User, bulletin_id: str, *, drafts: bool) -> Bulletin:
    """drafts: whether the person sees those too. Raises NotFound alike for none and for one not seen."""
    query = select(BulletinRow).where(
        BulletinRow.id == bulletin_id, seen(session, scope, user, drafts=drafts)
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such bulletin")
    return _bulletin(row, _read(session, user, [row.id]))


def page(
    session: Session,
    scope: Scope,
    user: User,
    *,
    drafts: bool,
    kind: BulletinKind | None = None,
    area_id: str | None = None,
    unread: bool = False,
    after: tuple[date, str] | None,
    limit: int,
) -> tuple[Sequence[Bulletin], tuple[date, str] | None]:
    """Those that the person sees, the newest period first, and where the page after begins."""
    query = select(BulletinRow).where(seen(session, scope, user, drafts=drafts))
    if kind is not None:
        query = query.where(BulletinRow.kind == str(kind))
    if area_id is not None:
        query = query.where(BulletinRow.area_id == area_id)
    if unread:
        mine = select(BulletinReadingRow.bulletin_id).where(BulletinReadingRow.user_id == user.id)
        query = query.where(BulletinRow.published_at.is_not(None), BulletinRow.id.not_in(mine))
    if after is not None:
        day, last_id = after
        same_day = and_(BulletinRow.last == day, BulletinRow.id < last_id)
        query = query.where(or_(BulletinRow.last < day, same_day))
    query = query.order_by(BulletinRow.last.desc(), BulletinRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    more = (rows[limit - 1].last, rows[limit - 1].id) if len(rows) > limit else None
    read = _read(session, user, [row.id for row in rows[:limit]])
    return [_bulletin(row, read) for row in rows[:limit]], more


def seen(session: Session, scope: Scope, user: User, *, drafts: bool) -> ColumnElement[bool]:
    """Which bulletins a person sees: those of their own area and below, and what they are told of others."""
    published = BulletinRow.published_at.is_not(None)
    state = true() if drafts else published
    match scope:
        case Everything():
            return state
        case InArea(path):
            above = BulletinRow.area_id.in_(path.split("/")[:-1])
            told = and_(published, BulletinRow.to_offices, above)
            return or_(and_(BulletinRow.area_id.in_(area_ids(path)), state), told)
        case AssignedTo():
            told_of = BulletinRow.to_cadres
        case Own():
            told_of = BulletinRow.to_businesses
    return and_(published, told_of, BulletinRow.area_id.in_(_around(session, scope, user)))


def _around(session: Session, scope: Scope, user: User) -> frozenset[str]:
    """Ids of the areas in which the businesses of a scope, or the person's own place of work, lie."""
    lies_in = select(BusinessRow.area_id).where(within(scope, BusinessRow.id))
    works_in = select(UserRow.area_id).where(UserRow.id == user.id)
    paths = session.scalars(
        select(AreaRow.path).where(or_(AreaRow.id.in_(lies_in), AreaRow.id.in_(works_in)))
    )
    return frozenset(area_id for path in paths for area_id in path.split("/")[:-1])


def _draft(session: Session, scope: Scope, bulletin_id: str) -> BulletinRow:
    match scope:
        case Everything():
            own: ColumnElement[bool] = true()
        case InArea(path):
            own = BulletinRow.area_id.in_(area_ids(path))
        case _:
            own = false()
    query = select(BulletinRow).where(BulletinRow.id == bulletin_id, own)
    row = session.scalar(query.with_for_update(of=BulletinRow).execution_options(populate_existing=True))
    if row is None:
        raise NotFound("no such bulletin")
    if row.published_at is not None:
        raise Conflict("this bulletin is published: it cannot be changed any more")
    return row


def _period(first: date, last: date, zone: tzinfo) -> Period:
    start, end = (datetime.combine(day, time.min, zone) for day in (first, last + DAY))
    return Period(start, end, end, zone)


def _before(
    session: Session, area: Area, kind: BulletinKind, first: date, policy: BulletinPolicy, zone: tzinfo
) -> list[Before]:
    """As the bulletins of those periods said, where there are some; none from before anything was counted."""
    found: list[Before] = []
    for _ in range(policy.compared):
        first, last = days_of(kind, first - DAY)
        row = _of(session, area.id, kind, first)
        if row is not None:
            counted = decode(row.content).whole.figures
        else:
            counted = figures(session, area, _period(first, last, zone))[0].figures
        if is_empty(counted):
            break
        found.append(Before(first, last, counted, score_of(counted, policy.measures)))
    return found[::-1]


def _of(session: Session, area_id: str, kind: BulletinKind, first: date) -> BulletinRow | None:
    return session.scalar(
        select(BulletinRow).where(
            BulletinRow.area_id == area_id, BulletinRow.kind == str(kind), BulletinRow.first == first
        )
    )


def _read(session: Session, user: User, ids: Sequence[str]) -> frozenset[str]:
    query = select(BulletinReadingRow.bulletin_id).where(
        BulletinReadingRow.user_id == user.id, BulletinReadingRow.bulletin_id.in_(ids)
    )
    return frozenset(session.scalars(query))


def _bulletin(row: BulletinRow, read: frozenset[str]) -> Bulletin:
    told = (row.to_offices, row.to_cadres, row.to_businesses)
    return Bulletin(
        row.id,
        row.area_id,
        row.area.name,
        BulletinKind(row.kind),
        row.first,
        row.last,
        row.title,
        row.text,
        row.content,
        row.content_hash,
        row.made_at,
        row.maker.name if row.maker else None,
        row.published_at,
        row.publisher.name if row.publisher else None,
        frozenset(item for item, is_told in zip(Recipients, told, strict=True) if is_told),
        row.id in read,
    )
