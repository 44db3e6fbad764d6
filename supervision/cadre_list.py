"""Cadres with how much they have: as a list to look through, and as those who could answer for businesses.

Functions take the caller's session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from models import cursors
from models.area_tables import AreaRow
from models.areas import DEPTH, Area
from models.catalog import area_ids, within
from models.commitment_tables import CommitmentRow
from models.people import Level, Scope
from models.tables import AssignmentRow, BusinessRow, UserRow
from supervision import areas
from supervision.assignments import works_in
from supervision.coverage import serving, signers
from supervision.tiers import Tiers
from supervision.topics import AssignmentPolicy


@dataclass(frozen=True, slots=True)
class LoadCursor:
    """A place in the list of cadres: the last one already given."""

    businesses: int
    name: str
    id: str

    def encode(self) -> str:
        return cursors.write(self.name, str(self.businesses), id=self.id)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        (name, count), row_id = cursors.read(text, 2)
        if not count.isdecimal() or len(count) > 9:
            raise cursors.invalid()
        return cls(int(count), name, row_id)


@dataclass(frozen=True, slots=True)
class CadreLoad:
    """A cadre with how many businesses they answer for. commitment: the number of the one in force."""

    id: str
    username: str
    name: str
    title: str
    area_id: str | None
    area: str
    businesses: int
    commitment: int | None
    may_sign_in: bool


@dataclass(frozen=True, slots=True)
class CadreFilters:
    """query: part of the name or the account. more_than: only with more businesses than this. unsigned: only
    without a commitment in force."""

    area_path: str | None = None
    query: str = ""
    more_than: int | None = None
    unsigned: bool = False


_load = (
    select(AssignmentRow.user_id, func.count().label("held"))
    .where(AssignmentRow.until.is_(None))
    .group_by(AssignmentRow.user_id)
    .subquery()
)
_held: ColumnElement[int] = func.coalesce(_load.c.held, 0)
Rows = Select[UserRow, str, int]


def cadres(
    session: Session,
    scope: Scope,
    filters: CadreFilters,
    *,
    now: datetime,
    after: LoadCursor | None = None,
    limit: int = 50,
) -> tuple[Sequence[CadreLoad], LoadCursor | None, int]:
    """A page of those who serve, most businesses first, where the next begins, and how many there are."""
    wanted = _narrowed(_serving(scope, now), filters, now)
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(_held.desc(), UserRow.name, UserRow.id).limit(limit + 1)
    if after is not None:
        beside = and_(UserRow.name == after.name, UserRow.id > after.id)
        less = or_(UserRow.name > after.name, beside)
        page = page.where(or_(_held < after.businesses, and_(_held == after.businesses, less)))
    found = _loads(session, page, now)
    last = found[limit - 1] if len(found) > limit else None
    following = LoadCursor(last.businesses, last.name, last.id) if last else None
    return found[:limit], following, count


def who_may_answer(
    session: Session,
    scope: Scope,
    business_ids: Sequence[str],
    policy: AssignmentPolicy,
    *,
    now: datetime,
    query: str = "",
    limit: int = 50,
) -> tuple[Sequence[CadreLoad], int]:
    """Those who could be assigned to all of these businesses, and how many they are.

    Their area holds them all; first come those of the tier of the level, then of the tiers above, for which a
    reason is needed, and of each the least loaded first.
    """
    depth = case({str(kind): depth for kind, depth in DEPTH.items()}, value=AreaRow.kind)
    wanted = _narrowed(_serving(scope, now), CadreFilters(query=query), now)
    for place, deepest in _places(session, scope, business_ids, policy):
        wanted = wanted.where(AreaRow.id.in_([area.id for area in place]), depth <= deepest)
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(depth.desc(), _held, UserRow.name, UserRow.id).limit(limit)
    return _loads(session, page, now), count


def _places(
    session: Session, scope: Scope, business_ids: Sequence[str], policy: AssignmentPolicy
) -> Sequence[tuple[Sequence[Area], int]]:
    """Of the places and levels of the businesses, each once: the areas in which they lie, from the top down,
    and how deep a cadre for them works."""
    query = select(BusinessRow.area_id, BusinessRow.level).where(
        BusinessRow.id.in_(business_ids), within(scope, BusinessRow.id), BusinessRow.area_id.is_not(None)
    )
    found = []
    for area_id, level in session.execute(query.distinct()):
        assert area_id is not None
        area = areas.get_area(session, area_id)
        chain = [*areas.above(session, area), area]
        found.append((chain, DEPTH[Tiers(policy, chain[0].kind).kind_for(Level(level))]))
    return found


def _serving(scope: Scope, now: datetime) -> Rows:
    return (
        select(UserRow, AreaRow.name, _held)
        .outerjoin(_load, _load.c.user_id == UserRow.id)
        .outerjoin(AreaRow, AreaRow.id == UserRow.area_id)
        .where(*serving(now), works_in(scope))
    )


def _narrowed(rows: Rows, filters: CadreFilters, now: datetime) -> Rows:
    if filters.area_path is not None:
        rows = rows.where(UserRow.area_id.in_(area_ids(filters.area_path)))
    if filters.query:
        named = UserRow.name.contains(filters.query, autoescape=True)
        rows = rows.where(or_(named, UserRow.username.contains(filters.query, autoescape=True)))
    if filters.more_than is not None:
        rows = rows.where(filters.more_than < _held)
    return rows.where(UserRow.id.not_in(signers(now))) if filters.unsigned else rows


def _loads(session: Session, page: Rows, now: datetime) -> Sequence[CadreLoad]:
    rows = session.execute(page).all()
    numbers = _in_force(session, [row.id for row, *_ in rows], now)
    return [
        CadreLoad(
            row.id, row.username, row.name, row.title, row.area_id, area or "", count, numbers.get(row.id),
            row.password_hash is not None,
        )
        for row, area, count in rows
    ]  # fmt: skip


def _in_force(session: Session, user_ids: Sequence[str], now: datetime) -> Mapping[str, int]:
    """The number of the newest commitment in force of each who has one."""
    query = (
        select(CommitmentRow.user_id, func.max(CommitmentRow.number))
        .where(
            CommitmentRow.user_id.in_(user_ids),
            CommitmentRow.signed_at <= now,
            CommitmentRow.valid_until > now,
        )
        .group_by(CommitmentRow.user_id)
    )
    return {user_id: number for user_id, number in session.execute(query)}  # noqa: C416 (rows are not pairs)
