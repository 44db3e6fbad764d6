"""Businesses whose cadre could not be assigned to them any more: a level or an area has changed since."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.area_tables import AreaRow
from models.areas import DEPTH, Area, AreaKind, bounds
from models.businesses import BusinessStatus
from models.people import Level
from models.tables import AssignmentRow, BusinessRow, UserRow
from supervision.areas import subtree, tops
from supervision.tiers import Tiers
from supervision.topics import AssignmentPolicy

ID_LENGTH = 32
"""Of an area in a path, which ends with a slash."""


def is_unfit(session: Session, policy: AssignmentPolicy) -> ColumnElement[bool]:
    """As a condition on businesses: somebody answers for it now and could not be assigned to it now.

    The same as `Tiers.suits` says, for the database to ask of a whole city. Most cadres work where one of
    the level does, which is cheap to see.
    """
    cadre, home, place, trees = aliased(UserRow), aliased(AreaRow), aliased(AreaRow), tops(session)
    usual: ColumnElement[Any] = literal("")
    if len(trees) == 1:
        usual = _usual_home(Tiers(policy, trees[0].kind), subtree(session), place.path)
    given, wanted = _depth(home.kind), _wanted(policy, trees, place.path)
    suits = and_(
        func.substr(place.path, 1, func.length(home.path)) == home.path,
        or_(given == wanted, and_(given < wanted, AssignmentRow.override_reason != "")),
    )
    return exists(
        select(AssignmentRow.id)
        .join(cadre, cadre.id == AssignmentRow.user_id)
        .outerjoin(home, home.id == cadre.area_id)
        .outerjoin(place, place.id == BusinessRow.area_id)
        .where(
            AssignmentRow.business_id == BusinessRow.id,
            AssignmentRow.until.is_(None),
            cadre.area_id.is_distinct_from(usual),
            func.coalesce(suits, False).is_(False),
        )
        .correlate(BusinessRow)
    )


def count_unfit(session: Session, area: Area, policy: AssignmentPolicy) -> Mapping[str, int]:
    """How many businesses at work lie in each area, itself or below, whose cadre is unfit; by area id.

    The database leaves out those whose cadre works where one of their level does; of the few others alike
    ones are counted there and judged here, which costs less than asking it of each.
    """
    known = {item.id: item for item in subtree(session, area.path.partition("/")[0] + "/")}
    tiers = Tiers(policy, known[area.path.partition("/")[0]].kind)
    place, (first, end) = aliased(AreaRow), bounds(area.path)
    is_reasoned = AssignmentRow.override_reason != ""
    alike = (BusinessRow.area_id, BusinessRow.level, UserRow.area_id, is_reasoned)
    query = (
        select(*alike, func.count(BusinessRow.id.distinct()))
        .select_from(place)
        .join(BusinessRow, BusinessRow.area_id == place.id)
        .join(AssignmentRow, AssignmentRow.business_id == BusinessRow.id)
        .join(UserRow, UserRow.id == AssignmentRow.user_id)
        .where(
            place.path >= first,
            place.path < end,
            BusinessRow.status == str(BusinessStatus.ACTIVE),
            AssignmentRow.until.is_(None),
            UserRow.area_id.is_distinct_from(_usual_home(tiers, known.values(), place.path)),
        )
        .group_by(*alike)
    )
    found: Counter[str] = Counter()
    for area_id, level, works_in, reasoned, count in session.execute(query):
        home = known.get(works_in or "")
        if not tiers.suits(Level(level), known[area_id or ""].path, home, "given" if reasoned else ""):
            found[area_id or ""] += count
    return found


def _usual_home(tiers: Tiers, tree: Iterable[Area], path: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """The area of the level's kind in this path; "" where areas of one depth are of several kinds."""
    kinds: dict[int, set[AreaKind]] = defaultdict(set)
    for area in tree:
        kinds[area.path.count("/")].add(area.kind)
    depths = {next(iter(found)): depth for depth, found in kinds.items() if len(found) == 1}
    homes = {
        str(level): func.substr(path, 1 + (depths[kind] - 1) * (ID_LENGTH + 1), ID_LENGTH)
        for level in Level
        if (kind := tiers.kind_for(level)) in depths
    }
    return case(homes, value=BusinessRow.level, else_="") if homes else literal("")


def _depth(kind: InstrumentedAttribute[str]) -> ColumnElement[int]:
    return case({str(name): depth for name, depth in DEPTH.items()}, value=kind)


def _wanted(
    policy: AssignmentPolicy, trees: Sequence[Area], path: InstrumentedAttribute[str]
) -> ColumnElement[int]:
    """How deep a cadre for the business works, by its level and the tree in which it lies."""
    found = []
    for top in trees:
        first, end = bounds(top.path)
        tiers = Tiers(policy, top.kind)
        depths = {str(level): DEPTH[tiers.kind_for(level)] for level in Level}
        found.append((and_(path >= first, path < end), case(depths, value=BusinessRow.level)))
    return case(*found) if found else literal(0)
