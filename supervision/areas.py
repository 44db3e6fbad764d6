"""The tree of areas in the database. Every function takes the caller's session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.area_tables import AreaRow
from models.areas import Area, AreaKind, bounds, holds, may_lie_in, path_of
from models.errors import Conflict, NotFound
from models.people import Everything, InArea, Scope


def add_area(session: Session, *, name: str, kind: AreaKind, parent: Area | None = None) -> Area:
    """Raises Conflict when the name is taken there, or this kind cannot lie in the parent's."""
    if not may_lie_in(kind, parent.kind if parent else None):
        raise Conflict(f"{name!r} ({kind}) cannot lie {f'in {parent.name!r}' if parent else 'at the top'}")
    if _child(session, name, parent) is not None:
        raise Conflict(f"area {name!r} exists already")
    area_id = uuid4().hex
    row = AreaRow(
        id=area_id,
        name=name,
        kind=str(kind),
        parent_id=parent.id if parent else None,
        path=path_of(area_id, parent.path if parent else ""),
    )
    session.add(row)
    session.flush()
    return area_of(row)


def get_area(session: Session, area_id: str) -> Area:
    row = session.get(AreaRow, area_id)
    if row is None:
        raise NotFound("no such area")
    return area_of(row)


def area_within(session: Session, scope: Scope, area_id: str) -> Area:
    """Raises NotFound alike for an unknown area and for one that the scope does not hold whole."""
    area = get_area(session, area_id)
    if isinstance(scope, Everything) or (isinstance(scope, InArea) and holds(scope.path, area.path)):
        return area
    raise NotFound("no such area")


def area_or_top(session: Session, scope: Scope, area_id: str | None) -> Area:
    """The area asked for, or the topmost that the scope holds; raises NotFound as `area_within` does."""
    if area_id is not None:
        return area_within(session, scope, area_id)
    if isinstance(scope, InArea):
        return get_area(session, scope.path.split("/")[-2])
    found = tops(session)
    if not found:
        raise NotFound("there are no areas yet; import them first")
    return area_within(session, scope, found[0].id)


def find_area(session: Session, names: Sequence[str]) -> Area:
    """The area reached by these names from the top down; raises NotFound."""
    area: Area | None = None
    for name in names:
        row = _child(session, name, area)
        if row is None:
            raise NotFound(f"no area {name!r} {f'in {area.name!r}' if area else 'at the top'}")
        area = area_of(row)
    if area is None:
        raise NotFound("no area is named")
    return area


def subtree(session: Session, path: str = "") -> Sequence[Area]:
    """The area with this path and all below it, each after the one it lies in; all areas without one."""
    query = select(AreaRow).order_by(AreaRow.path)
    if path:
        first, end = bounds(path)
        query = query.where(AreaRow.path >= first, AreaRow.path < end)
    return [area_of(row) for row in session.scalars(query)]


def tops(session: Session) -> Sequence[Area]:
    """The areas that lie in no other, by name."""
    query = select(AreaRow).where(AreaRow.parent_id.is_(None)).order_by(AreaRow.name)
    return [area_of(row) for row in session.scalars(query)]


@dataclass(frozen=True, slots=True)
class Division:
    """An area and those directly in it, by name. holders: of it and each area below it, the ids of those of
    them in which that lies: what is counted there counts for them."""

    area: Area
    parts: tuple[Area, ...]
    holders: Mapping[str, tuple[str, ...]]
    divided: frozenset[str]
    """Ids of the areas that have others in them."""


def divide(session: Session, area: Area) -> Division:
    below = [item for item in subtree(session, area.path) if item.id != area.id]
    depth = area.path.count("/")
    holders = {area.id: (area.id,)} | {item.id: (area.id, item.path.split("/")[depth]) for item in below}
    parts = sorted((item for item in below if item.parent_id == area.id), key=lambda item: item.name)
    return Division(area, tuple(parts), holders, frozenset(item.parent_id or "" for item in below))


def above(session: Session, area: Area) -> Sequence[Area]:
    """What the area lies in, from the top down."""
    ids = area.path.split("/")[:-2]
    rows = {row.id: row for row in session.scalars(select(AreaRow).where(AreaRow.id.in_(ids)))}
    return [area_of(rows[area_id]) for area_id in ids]


def area_of(row: AreaRow) -> Area:
    return Area(row.id, row.name, AreaKind(row.kind), row.parent_id, row.path)


def _child(session: Session, name: str, parent: Area | None) -> AreaRow | None:
    query = select(AreaRow).where(AreaRow.name == name, AreaRow.parent_id == (parent.id if parent else None))
    return session.scalar(query)
