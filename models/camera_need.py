"""Which cameras are ill and which well, by their need. Every function takes the caller's session."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, select, tuple_
from sqlalchemy.orm import Session

from models.businesses import Camera
from models.catalog import NameCursor, camera_of, within
from models.health import HealthKind
from models.health_tables import HealthFindingRow
from models.people import Scope
from models.tables import CameraRow

_RANKS = {str(kind): chr(ord("a") + place) for place, kind in enumerate(HealthKind)}
"""Letters in the order of the kinds: what matters most first."""
_ILL = (
    select(
        HealthFindingRow.camera_id,
        func.min(case(_RANKS, value=HealthFindingRow.kind, else_="z")).label("worst"),
    )
    .where(HealthFindingRow.ended_at.is_(None))
    .group_by(HealthFindingRow.camera_id)
    .subquery()
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cameras something is wrong with now, and with how many nothing is."""

    ill: int
    well: int


def ongoing(session: Session, camera_ids: Collection[str]) -> Mapping[str, frozenset[HealthKind]]:
    """What is wrong now by camera id; a well one has no entry. The caller has checked the right to them."""
    query = select(HealthFindingRow.camera_id, HealthFindingRow.kind).where(
        HealthFindingRow.camera_id.in_(camera_ids), HealthFindingRow.ended_at.is_(None)
    )
    found: dict[str, set[HealthKind]] = {}
    for camera_id, kind in session.execute(query):
        found.setdefault(camera_id, set()).add(HealthKind(kind))
    return {camera_id: frozenset(kinds) for camera_id, kinds in found.items()}


def page_of_ill(
    session: Session, scope: Scope, *, business_id: str | None, after: NameCursor | None, limit: int
) -> tuple[Sequence[Camera], NameCursor | None]:
    """By the worst that is wrong with each now, then by name; and where the next page begins."""
    place = _ILL.c.worst.concat(CameraRow.name)
    query = select(CameraRow, place).join(_ILL, _ILL.c.camera_id == CameraRow.id)
    return _page(session, query.where(*_in_use(scope, business_id)), place, after, limit)


def page_of_well(
    session: Session,
    scope: Scope,
    *,
    since: datetime,
    business_id: str | None,
    after: NameCursor | None,
    limit: int,
) -> tuple[Sequence[Camera], NameCursor | None]:
    """Those that were ill at some moment since then first, then by name; and where the next page begins."""
    was_ill = exists().where(HealthFindingRow.camera_id == CameraRow.id, HealthFindingRow.ended_at >= since)
    place = case((was_ill, "0"), else_="1").concat(CameraRow.name)
    is_well = CameraRow.id.not_in(select(_ILL.c.camera_id))
    query = select(CameraRow, place).where(*_in_use(scope, business_id), is_well)
    return _page(session, query, place, after, limit)


def count(session: Session, scope: Scope, *, business_id: str | None) -> Counts:
    in_use = _in_use(scope, business_id)
    total = session.scalar(select(func.count()).select_from(CameraRow).where(*in_use)) or 0
    joined = select(func.count()).select_from(CameraRow).join(_ILL, _ILL.c.camera_id == CameraRow.id)
    ill = session.scalar(joined.where(*in_use)) or 0
    return Counts(ill, total - ill)


def _page(
    session: Session,
    query: Select[CameraRow, str],
    place: ColumnElement[str],
    after: NameCursor | None,
    limit: int,
) -> tuple[Sequence[Camera], NameCursor | None]:
    if after is not None:
        query = query.where(tuple_(place, CameraRow.id) > (after.name, after.id))
    rows = session.execute(query.order_by(place, CameraRow.id).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return [camera_of(row) for row, _ in rows[:limit]], NameCursor(last[1], last[0].id) if last else None


def _in_use(scope: Scope, business_id: str | None) -> Sequence[ColumnElement[bool]]:
    conditions = [within(scope, CameraRow.business_id), CameraRow.retired_at.is_(None)]
    if business_id is not None:
        conditions.append(CameraRow.business_id == business_id)
    return conditions
