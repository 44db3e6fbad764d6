"""Who has no cadre, and who has too many businesses: by area, and as lists. Functions take a session."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models.area_tables import AreaRow
from models.areas import Area
from models.businesses import BusinessStatus
from models.catalog import NameCursor, area_ids, within
from models.commitment_tables import CommitmentRow
from models.people import Level, Role, Scope
from models.tables import AssignmentRow, BusinessRow, UserRow
from supervision.areas import divide
from supervision.misfits import is_unfit
from supervision.topics import AssignmentPolicy

WORKING = BusinessRow.status == str(BusinessStatus.ACTIVE)
# By a column that the index holds: of "*" SQLite would read the row.
_ASSIGNED = exists(AssignmentRow.business_id).where(AssignmentRow.business_id == BusinessRow.id)
COVERED = _ASSIGNED.where(AssignmentRow.until.is_(None))


@dataclass
class Standing:
    """Of an area with all below it. businesses: those at work. overloaded: cadres beyond the policy."""

    area: Area
    businesses: int = 0
    covered: int = 0
    cadres: int = 0
    overloaded: int = 0
    signed: int = 0
    """Cadres with a commitment that is in force."""
    unfit: int = 0
    """Businesses at work whose cadre could not be assigned to them any more, where that was asked."""
    has_areas: bool = False


def coverage(
    session: Session, area: Area, *, most: int, at: datetime, unfit: Mapping[str, int] | None = None
) -> tuple[Standing, Sequence[Standing]]:
    """The area itself and each area directly in it, worst covered first, as they stood at a moment.

    Which businesses are at work is not kept: they are those of today. unfit: what `misfits.count_unfit` gave.
    """
    division = divide(session, area)
    found = {
        item.id: Standing(item, has_areas=item.id in division.divided) for item in (area, *division.parts)
    }

    def add(area_id: str | None, **counts: int) -> None:
        for key in division.holders.get(area_id or "", ()):
            for name, count in counts.items():
                setattr(found[key], name, getattr(found[key], name) + count)

    lies_in = area_ids(area.path)
    totals = (
        select(BusinessRow.area_id, func.count(), func.count().filter(_ASSIGNED.where(_held(at))))
        .where(WORKING, BusinessRow.area_id.in_(lies_in))
        .group_by(BusinessRow.area_id)
    )
    for area_id, count, held in session.execute(totals):
        add(area_id, businesses=count, covered=held, unfit=(unfit or {}).get(area_id or "", 0))
    cadres = select(UserRow.id, UserRow.area_id).where(*serving(at), UserRow.area_id.in_(lies_in))
    loads, signed = _loads(session, at), frozenset(session.scalars(signers(at)))
    for user_id, area_id in session.execute(cadres):
        add(area_id, cadres=1, overloaded=int(loads[user_id] > most), signed=int(user_id in signed))
    parts = [found[item.id] for item in division.parts]
    return found[area.id], sorted(parts, key=lambda item: (item.covered - item.businesses, item.area.name))


def _held(at: datetime) -> ColumnElement[bool]:
    return and_(AssignmentRow.since <= at, or_(AssignmentRow.until.is_(None), AssignmentRow.until > at))


def serving(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return UserRow.role == str(Role.CADRE), or_(UserRow.left_at.is_(None), UserRow.left_at > at)


def _loads(session: Session, at: datetime) -> Counter[str]:
    query = select(AssignmentRow.user_id, func.count()).where(_held(at)).group_by(AssignmentRow.user_id)
    return Counter({user_id: count for user_id, count in session.execute(query)})  # noqa: C416 (rows are not pairs)


def signers(at: datetime) -> Select[str]:
    """Those whose commitment is in force."""
    return select(CommitmentRow.user_id).where(CommitmentRow.signed_at <= at, CommitmentRow.valid_until > at)


@dataclass(frozen=True, slots=True)
class BusinessFilters:
    """area_path: that area and all below. query: part of the name or the licence."""

    area_path: str | None = None
    cadre_id: str | None = None
    level: Level | None = None
    uncovered: bool = False
    query: str = ""
    unfit_by: AssignmentPolicy | None = None
    """Only those whose cadre could not be assigned to them any more, by this policy."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A business with whoever answers for it."""

    id: str
    name: str
    level: Level
    licence: str | None
    area: str
    cadres: tuple[tuple[str, str], ...] = field(default=())
    """Ids and names."""


def charges(
    session: Session, scope: Scope, filters: BusinessFilters, *, after: NameCursor | None, limit: int
) -> tuple[Sequence[Charge], NameCursor | None]:
    """A page by name, and where the next begins."""
    query = (
        select(BusinessRow.id, BusinessRow.name, BusinessRow.level, BusinessRow.licence, AreaRow.name)
        .outerjoin(AreaRow, AreaRow.id == BusinessRow.area_id)
        .where(WORKING, within(scope, BusinessRow.id))
        .order_by(BusinessRow.name, BusinessRow.id)
        .limit(limit + 1)
    )
    if filters.area_path is not None:
        query = query.where(BusinessRow.area_id.in_(area_ids(filters.area_path)))
    if filters.cadre_id is not None:
        held = AssignmentRow.user_id == filters.cadre_id, AssignmentRow.until.is_(None)
        query = query.where(BusinessRow.id.in_(select(AssignmentRow.business_id).where(*held)))
    if filters.level is not None:
        query = query.where(BusinessRow.level == str(filters.level))
    if filters.uncovered:
        query = query.where(~COVERED)
    if filters.unfit_by is not None:
        query = query.where(is_unfit(session, filters.unfit_by))
    if filters.query:
        query = query.where(
            or_(
                BusinessRow.name.contains(filters.query, autoescape=True),
                BusinessRow.licence.contains(filters.query, autoescape=True),
            )
        )
    if after is not None:
        beside = and_(BusinessRow.name == after.name, BusinessRow.id > after.id)
        query = query.where(or_(BusinessRow.name > after.name, beside))
    rows = session.execute(query).all()
    more = NameCursor(rows[limit - 1][1], rows[limit - 1][0]) if len(rows) > limit else None
    cadres = _cadres_of(session, [row[0] for row in rows[:limit]])
    return [
        Charge(row[0], row[1], Level(row[2]), row[3], row[4] or "", cadres.get(row[0], ()))
        for row in rows[:limit]
    ], more


def _cadres_of(session: Session, business_ids: Sequence[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    query = (
        select(AssignmentRow.business_id, UserRow.id, UserRow.name)
        .join(UserRow, UserRow.id == AssignmentRow.user_id)
        .where(AssignmentRow.business_id.in_(business_ids), AssignmentRow.until.is_(None))
        .order_by(AssignmentRow.id)
    )
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for business_id, user_id, name in session.execute(query):
        found[business_id] = (*found.get(business_id, ()), (user_id, name))
    return found
