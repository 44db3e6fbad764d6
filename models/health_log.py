"""Findings of camera health in the database. Every function takes the caller's session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from models.businesses import Camera
from models.catalog import camera_of, within
from models.errors import NotFound
from models.health import Detail, HealthFinding, HealthKind, health_finding_id
from models.health_tables import HealthFindingRow
from models.history import Cursor
from models.people import Scope, User
from models.tables import CameraRow


@dataclass(frozen=True, slots=True)
class HealthRecord:
    """A finding as people see it."""

    finding: HealthFinding
    camera: Camera
    business_id: str
    business_name: str
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    """The display name of the person."""


@dataclass(frozen=True, slots=True)
class HealthFilters:
    """Which findings; an empty tuple asks for all.

    ongoing: only those that last, or only those that have ended. since, until: those that lasted at some
    moment of that span, `until` exclusive.
    """

    camera_ids: tuple[str, ...] = ()
    business_ids: tuple[str, ...] = ()
    kinds: tuple[HealthKind, ...] = ()
    ongoing: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


def begin(
    session: Session,
    camera_id: str,
    kind: HealthKind,
    began_at: datetime,
    detail: Detail,
    picture_key: str | None = None,
) -> str:
    """Write a finding that begins and return its id.

    One of its kind that goes on already is left as it is, and so is this very one, written before.

    Raises:
        NotFound: the camera is gone.
    """
    going = session.scalar(_going(camera_id, kind))
    if going is not None:
        return going.id
    finding_id = health_finding_id(camera_id, kind, began_at)
    if session.get(HealthFindingRow, finding_id) is not None:
        return finding_id
    camera = session.get(CameraRow, camera_id)
    if camera is None:
        raise NotFound("no such camera")
    row = HealthFindingRow(
        id=finding_id,
        business_id=camera.business_id,
        camera_id=camera_id,
        kind=str(kind),
        began_at=began_at,
        detail=dict(detail),
        picture_key=picture_key,
    )
    session.add(row)
    session.flush()
    return row.id


def explain(session: Session, camera_id: str, kind: HealthKind, detail: Detail) -> str | None:
    """Give the finding that goes on another detail; its id, None if there is none."""
    row = session.scalar(_going(camera_id, kind))
    if row is None:
        return None
    row.detail = dict(detail)
    session.flush()
    return row.id


def end(session: Session, camera_id: str, kind: HealthKind, ended_at: datetime) -> str | None:
    """End the finding that goes on; its id, None if there is none."""
    row = session.scalar(_going(camera_id, kind))
    if row is None:
        return None
    row.ended_at = max(ended_at, row.began_at)
    session.flush()
    return row.id


def end_all(session: Session, camera_id: str, ended_at: datetime) -> Sequence[str]:
    """End whatever goes on with a camera that is not wanted any more; their ids."""
    rows = session.scalars(_all_going().where(HealthFindingRow.camera_id == camera_id)).all()
    for row in rows:
        row.ended_at = max(ended_at, row.began_at)
    session.flush()
    return [row.id for row in rows]


def end_of_the_gone(session: Session, ended_at: datetime) -> int:
    """End what goes on with cameras that were deleted; how many findings there were."""
    query = _all_going().join(CameraRow, CameraRow.id == HealthFindingRow.camera_id)
    rows = session.scalars(query.where(CameraRow.retired_at.is_not(None))).all()
    for row in rows:
        row.ended_at = max(ended_at, row.began_at)
    session.flush()
    return len(rows)


def ongoing(session: Session, camera_id: str) -> Mapping[HealthKind, Detail]:
    """What is wrong with a camera now, with what was measured."""
    rows = session.scalars(_all_going().where(HealthFindingRow.camera_id == camera_id))
    return {HealthKind(row.kind): row.detail for row in rows}


def get(session: Session, scope: Scope, finding_id: str) -> HealthRecord:
    """Raises NotFound alike for an unknown finding and for one outside the scope."""
    query = select(HealthFindingRow).where(
        HealthFindingRow.id == finding_id, within(scope, HealthFindingRow.business_id)
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such finding")
    return _record(row)


def page(
    session: Session, scope: Scope, filters: HealthFilters, *, after: Cursor | None, limit: int
) -> tuple[list[HealthRecord], Cursor | None]:
    """Newest first; `after` is the last row of the page before. The cursor is None on the last page."""
    query = select(HealthFindingRow).where(*_conditions(scope, filters))
    if after is not None:
        older = and_(HealthFindingRow.began_at == after.started_at, HealthFindingRow.id < after.id)
        query = query.where(
            HealthFindingRow.began_at <= after.started_at,
            or_(HealthFindingRow.began_at < after.started_at, older),
        )
    query = query.order_by(HealthFindingRow.began_at.desc(), HealthFindingRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return [_record(row) for row in rows[:limit]], Cursor(last.began_at, last.id) if last else None


def acknowledge(session: Session, finding_id: str, user: User, now: datetime) -> None:
    """Doing it twice keeps the first answer. The caller has checked that the user may."""
    session.execute(
        update(HealthFindingRow)
        .where(HealthFindingRow.id == finding_id, HealthFindingRow.acknowledged_at.is_(None))
        .values(acknowledged_at=now, acknowledged_by=user.id)
    )


def may_see_picture(session: Session, scope: Scope, key: str) -> bool:
    """Whether the key is a picture of a finding within the scope."""
    query = select(HealthFindingRow.id).where(
        HealthFindingRow.picture_key == key, within(scope, HealthFindingRow.business_id)
    )
    return session.scalar(query.limit(1)) is not None


def _all_going() -> Select[HealthFindingRow]:
    return select(HealthFindingRow).where(HealthFindingRow.ended_at.is_(None))


def _going(camera_id: str, kind: HealthKind) -> Select[HealthFindingRow]:
    return _all_going().where(HealthFindingRow.camera_id == camera_id, HealthFindingRow.kind == str(kind))


def _conditions(scope: Scope, filters: HealthFilters) -> list[ColumnElement[bool]]:
    conditions = [within(scope, HealthFindingRow.business_id)]
    if filters.camera_ids:
        conditions.append(HealthFindingRow.camera_id.in_(filters.camera_ids))
    if filters.business_ids:
        conditions.append(HealthFindingRow.business_id.in_(filters.business_ids))
    if filters.kinds:
        conditions.append(HealthFindingRow.kind.in_([str(kind) for kind in filters.kinds]))
    ended_at = HealthFindingRow.ended_at
    if filters.ongoing is not None:
        conditions.append(ended_at.is_(None) if filters.ongoing else ended_at.is_not(None))
    if filters.since is not None:
        conditions.append(or_(ended_at.is_(None), ended_at >= filters.since))
    if filters.until is not None:
        conditions.append(HealthFindingRow.began_at < filters.until)
    return conditions


def _record(row: HealthFindingRow) -> HealthRecord:
    return HealthRecord(
        finding=HealthFinding(
            id=row.id,
            camera_id=row.camera_id,
            kind=HealthKind(row.kind),
            began_at=row.began_at,
            ended_at=row.ended_at,
            detail=row.detail,
            picture_key=row.picture_key,
        ),
        camera=camera_of(row.camera),
        business_id=row.business_id,
        business_name=row.business.name,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledger.name if row.acknowledger else None,
    )
