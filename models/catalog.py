"""Businesses and cameras in the database. Every function takes the caller's session."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, true, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models import cursors
from models.area_tables import AreaRow
from models.areas import bounds, is_top
from models.businesses import Business, Camera, CameraKind
from models.errors import Conflict, NotFound
from models.people import AssignedTo, Everything, InArea, Level, Own, Scope
from models.place_catalog import check_filmed
from models.place_tables import PlaceRow
from models.tables import AssignmentRow, BusinessRow, CameraRow
from models.zones import Zone


@dataclass(frozen=True, slots=True)
class NameCursor:
    """A place in a list by name: the last row already given."""

    name: str
    id: str

    def encode(self) -> str:
        return cursors.write(self.name, id=self.id)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        (name,), row_id = cursors.read(text, 1)
        return cls(name, row_id)


def within(
    scope: Scope, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    """The scope as a condition on a column of business ids."""
    match scope:
        case Everything():
            return true()
        case Own(business_id):
            return column == business_id
        case AssignedTo():
            return column.in_(_assigned(scope))
        case InArea(path) if column is BusinessRow.id:
            return BusinessRow.area_id.in_(area_ids(path))
        case InArea(path):
            # Aliased: a query around this one may speak of the same tables.
            business = aliased(BusinessRow)
            lies_in = business.area_id.in_(area_ids(path))
            if is_top(path):
                # Nearly every row is inside: asking each costs less than gathering all businesses first.
                return exists().where(business.id == column, lies_in)
            return column.in_(select(business.id).where(lies_in))


def assigned_to(session: Session, scope: AssignedTo) -> frozenset[str]:
    return frozenset(session.scalars(_assigned(scope)))


def _assigned(scope: AssignedTo) -> Select[str]:
    return select(AssignmentRow.business_id).where(
        AssignmentRow.user_id == scope.user_id, AssignmentRow.until.is_(None)
    )


def area_ids(path: str) -> Select[str]:
    """The ids of an area and of all below it, as a query."""
    area = aliased(AreaRow)
    first, end = bounds(path)
    return select(area.id).where(area.path >= first, area.path < end)


def visible(session: Session, scope: Scope, business_ids: Collection[str]) -> frozenset[str]:
    """Those of a few businesses that are within the scope."""
    query = select(BusinessRow.id).where(BusinessRow.id.in_(business_ids), within(scope, BusinessRow.id))
    return frozenset(session.scalars(query))


def sees(session: Session, scope: Scope, business_id: str) -> bool:
    return bool(visible(session, scope, (business_id,)))


def add_business(
    session: Session,
    *,
    name: str,
    level: Level,
    address: str = "",
    area_id: str | None = None,
    since: date | None = None,
) -> Business:
    """since: its first local day under supervision, None where that is as old as anything.

    Raises Conflict when one of this name is there already: without a licence the name tells them apart.
    """
    if session.scalar(select(BusinessRow.id).where(BusinessRow.name == name).limit(1)):
        raise Conflict(f"business {name!r} exists already")
    row = BusinessRow(
        id=uuid4().hex, name=name, level=str(level), address=address, area_id=area_id, supervised_from=since
    )
    session.add(row)
    session.flush()
    return business_of(row)


def find_business(session: Session, *, name: str) -> Business | None:
    """Raises Conflict when there are several of this name."""
    rows = session.scalars(select(BusinessRow).where(BusinessRow.name == name).limit(2)).all()
    if len(rows) > 1:
        raise Conflict(f"there are several businesses {name!r}")
    return business_of(rows[0]) if rows else None


def get_business(session: Session, business_id: str) -> Business | None:
    row = session.get(BusinessRow, business_id)
    return business_of(row) if row else None


def list_businesses(session: Session, scope: Scope) -> Sequence[Business]:
    query = select(BusinessRow).where(within(scope, BusinessRow.id)).order_by(BusinessRow.name)
    return [business_of(row) for row in session.scalars(query)]


def page_of_businesses(
    session: Session,
    scope: Scope,
    *,
    search: str = "",
    ids: Collection[str] = (),
    after: NameCursor | None = None,
    limit: int,
) -> tuple[Sequence[Business], NameCursor | None]:
    """A page by name, and where the next begins. search: part of the name or the licence. ids: only these."""
    query = select(BusinessRow).where(within(scope, BusinessRow.id))
    if ids:
        query = query.where(BusinessRow.id.in_(ids))
    if search:
        parts = BusinessRow.name, BusinessRow.licence
        query = query.where(or_(*(part.contains(search, autoescape=True) for part in parts)))
    if after is not None:
        query = query.where(tuple_(BusinessRow.name, BusinessRow.id) > (after.name, after.id))
    rows = session.scalars(query.order_by(BusinessRow.name, BusinessRow.id).limit(limit + 1)).all()
    more = NameCursor(rows[limit - 1].name, rows[limit - 1].id) if len(rows) > limit else None
    return [business_of(row) for row in rows[:limit]], more


HAS_SOURCE = or_(CameraRow.url != "", CameraRow.kind == str(CameraKind.WHIP))
# What can be watched comes first.
_PLACE_IN_LIST = case((HAS_SOURCE, "0"), else_="1").concat(CameraRow.name)


def page_of_cameras(
    session: Session,
    scope: Scope,
    *,
    search: str = "",
    business_id: str | None = None,
    awaiting: bool = False,
    after: NameCursor | None = None,
    limit: int,
) -> tuple[Sequence[Camera], NameCursor | None]:
    """A page of the cameras in use by name, those without an address last, and where the next begins.

    search: part of the name, the business's, the place's or the key process. awaiting: not accepted yet.
    """
    query = select(CameraRow).where(within(scope, CameraRow.business_id), CameraRow.retired_at.is_(None))
    if business_id is not None:
        query = query.where(CameraRow.business_id == business_id)
    if awaiting:
        query = query.where(CameraRow.accepted_at.is_(None))
    if search:
        query = query.where(_named_like(search))
    if after is not None:
        query = query.where(tuple_(_PLACE_IN_LIST, CameraRow.id) > (after.name, after.id))
    rows = session.scalars(query.order_by(_PLACE_IN_LIST, CameraRow.id).limit(limit + 1)).all()
    cameras = [camera_of(row) for row in rows[:limit]]
    more = None
    if len(rows) > limit:
        more = NameCursor(f"{0 if cameras[-1].has_source else 1}{cameras[-1].name}", cameras[-1].id)
    return cameras, more


def _named_like(search: str) -> ColumnElement[bool]:
    businesses = select(BusinessRow.id).where(BusinessRow.name.contains(search, autoescape=True))
    words = PlaceRow.name_zh, PlaceRow.name_en
    places = select(PlaceRow.key).where(or_(*(word.contains(search, autoescape=True) for word in words)))
    return or_(
        CameraRow.name.contains(search, autoescape=True),
        CameraRow.key_process.contains(search, autoescape=True),
        CameraRow.business_id.in_(businesses),
        CameraRow.place.in_(places),
    )


def cameras_of(session: Session, business_ids: Collection[str]) -> Sequence[Camera]:
    """The cameras in use of some businesses. The caller has checked the right to them."""
    query = select(CameraRow).where(CameraRow.business_id.in_(business_ids), CameraRow.retired_at.is_(None))
    return [camera_of(row) for row in session.scalars(query)]


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
        zones=[],
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


def kind_of(session: Session, business_id: str) -> str:
    """The kind of business, empty while unknown. The caller has checked the right to it."""
    return session.scalar(select(BusinessRow.kind).where(BusinessRow.id == business_id)) or ""


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


def filmed(session: Session, business_ids: Collection[str] | None = None) -> frozenset[str]:
    """Ids of businesses, of these or of all, with a camera in use whose picture has been accepted."""
    query = select(CameraRow.business_id).where(
        CameraRow.accepted_at.is_not(None), CameraRow.retired_at.is_(None)
    )
    if business_ids is not None:
        query = query.where(CameraRow.business_id.in_(business_ids))
    return frozenset(session.scalars(query.distinct()))


def list_sources(session: Session) -> Sequence[Camera]:
    """The cameras in use that there is a connection to."""
    query = select(CameraRow).where(CameraRow.retired_at.is_(None), HAS_SOURCE)
    return [camera_of(row) for row in session.scalars(query)]


def count_by_place(session: Session, scope: Scope) -> Mapping[str, int]:
    """How many cameras within the scope look at each place now."""
    query = (
        select(CameraRow.place, func.count())
        .where(within(scope, CameraRow.business_id), CameraRow.retired_at.is_(None))
        .group_by(CameraRow.place)
    )
    return {key: count for key, count in session.execute(query)}  # noqa: C416 (rows are not pairs)


def get_camera(session: Session, scope: Scope, camera_id: str) -> Camera:
    """Raises NotFound alike for an unknown camera, a deleted one, and one outside the scope."""
    query = select(CameraRow).where(
        CameraRow.id == camera_id, CameraRow.retired_at.is_(None), within(scope, CameraRow.business_id)
    )
    row = session.scalar(query)
    if row is None:
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
        tuple(Zone.from_json(zone) for zone in row.zones),
    )
