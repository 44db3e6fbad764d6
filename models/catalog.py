"""Businesses and cameras in the database. Every function takes the caller's session."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.businesses import Business, Camera, CameraKind
from models.errors import Conflict, NotFound
from models.people import Level, Scope
from models.place_catalog import check_filmed
from models.tables import BusinessRow, CameraRow


def within(scope: Scope, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The scope as a condition on a column of business ids."""
    return true() if scope.business_ids is None else column.in_(scope.business_ids)


def add_business(session: Session, *, name: str, level: Level, address: str = "") -> Business:
    if session.scalar(select(BusinessRow.id).where(BusinessRow.name == name)):
        raise Conflict(f"business {name!r} exists already")
    row = BusinessRow(id=uuid4().hex, name=name, level=str(level), address=address)
    session.add(row)
    session.flush()
    return business_of(row)


def find_business(session: Session, *, name: str) -> Business | None:
    row = session.scalar(select(BusinessRow).where(BusinessRow.name == name))
    return business_of(row) if row else None


def get_business(session: Session, business_id: str) -> Business | None:
    row = session.get(BusinessRow, business_id)
    return business_of(row) if row else None


def list_businesses(session: Session, scope: Scope) -> Sequence[Business]:
    query = select(BusinessRow).where(within(scope, BusinessRow.id)).order_by(BusinessRow.name)
    return [business_of(row) for row in session.scalars(query)]


def add_camera(
    session: Session,
    *,
    business_id: str,
    name: str,
    place: str,
    url: str,
    accepted_at: datetime | None,
    kind: CameraKind = CameraKind.RTSP,
    sub_url: str | None = None,
    key_process: str = "",
) -> Camera:
    """A new camera. accepted_at: when a person found its first picture fit; None while nobody has.

    Raises:
        NotFound: the business is unknown.
        InvalidValue: the place is unknown, or NotFilmed.
        Conflict: the business has a camera of this name.
    """
    if session.get(BusinessRow, business_id) is None:
        raise NotFound(f"no business {business_id!r}")
    check_filmed(session, place)
    check_name(session, business_id, name)
    row = CameraRow(
        id=uuid4().hex,
        business_id=business_id,
        name=name,
        place=place,
        url=url,
        kind=str(kind),
        sub_url=sub_url,
        key_process=key_process,
        accepted_at=accepted_at,
        last_run=0,
    )
    session.add(row)
    session.flush()
    return camera_of(row)


def check_name(session: Session, business_id: str, name: str, *, but: str | None = None) -> None:
    """Raises Conflict where a camera of the business, another one than `but`, has the name."""
    taken = select(CameraRow.id).where(
        CameraRow.business_id == business_id, CameraRow.name == name, CameraRow.retired_at.is_(None)
    )
    if session.scalar(taken.where(CameraRow.id != but) if but else taken):
        raise Conflict(f"this business has a camera {name!r} already")


def set_camera_url(session: Session, *, camera_id: str, url: str) -> None:
    session.execute(update(CameraRow).where(CameraRow.id == camera_id).values(url=url))


def list_cameras(session: Session, scope: Scope, *, business_id: str | None = None) -> Sequence[Camera]:
    """The cameras in use."""
    query = (
        select(CameraRow)
        .where(within(scope, CameraRow.business_id), CameraRow.retired_at.is_(None))
        .order_by(CameraRow.name, CameraRow.id)
    )
    if business_id is not None:
        query = query.where(CameraRow.business_id == business_id)
    return [camera_of(row) for row in session.scalars(query)]


def get_camera(session: Session, scope: Scope, camera_id: str) -> Camera:
    """Raises NotFound alike for an unknown camera, a deleted one, and one outside the scope."""
    row = session.get(CameraRow, camera_id)
    if row is None or row.retired_at is not None or not scope.allows(row.business_id):
        raise NotFound("no such camera")
    return camera_of(row)


def next_run(session: Session, camera_id: str) -> int:
    """The number of a camera's next connection; never handed out twice, across restarts too."""
    taken = update(CameraRow).where(CameraRow.id == camera_id).values(last_run=CameraRow.last_run + 1)
    run: int | None = session.scalar(taken.returning(CameraRow.last_run))
    if run is None:
        raise NotFound("no such camera")
    return run


def business_of(row: BusinessRow) -> Business:
    return Business(row.id, row.name, Level(row.level), row.address)


def camera_of(row: CameraRow) -> Camera:
    return Camera(
        row.id,
        business_of(row.business),
        row.name,
        row.place,
        row.url,
        CameraKind(row.kind),
        row.sub_url,
        row.key_process,
        row.accepted_at,
        row.reference_key,
    )
