"""Places in the database. Every function takes the caller's session."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import Conflict, InvalidValue, NotFound
from models.place_tables import PlaceRow
from models.places import Filming, NotFilmed, Place, Words, key_from
from models.tables import CameraRow


def list_places(session: Session) -> Sequence[Place]:
    query = select(PlaceRow).order_by(PlaceRow.order, PlaceRow.key)
    return [_place(row) for row in session.scalars(query)]


def get_place(session: Session, key: str) -> Place:
    return _place(_row(session, key))


def check_filmed(session: Session, key: str) -> None:
    """Refuse a place for a camera.

    Raises:
        InvalidValue: there is no such place.
        NotFilmed: no camera may look there.
    """
    row = session.get(PlaceRow, key)
    if row is None:
        raise InvalidValue(f"no place {key!r}")
    if Filming(row.filming) is Filming.NEVER:
        raise NotFilmed(f"no camera may look at {row.name_zh} ({row.name_en})")


def add_place(session: Session, name: Words, filming: Filming, covers: Sequence[Words]) -> Place:
    """A new place, listed last."""
    taken = frozenset(session.scalars(select(PlaceRow.key)))
    last = session.scalar(select(func.max(PlaceRow.order)))
    place = Place(key_from(name, taken), name, filming, tuple(covers), 1 if last is None else last + 1)
    row = PlaceRow(key=place.key, order=place.order)
    _fill(row, place)
    session.add(row)
    session.flush()
    return place


def change_place(session: Session, key: str, name: Words, filming: Filming, covers: Sequence[Words]) -> Place:
    """Give a place other words or rules; its key and its position stay.

    Raises:
        Conflict: it is to be filmed no more, and cameras look there.
    """
    row = _row(session, key)
    if filming is Filming.NEVER and (count := cameras_at(session, key)):
        raise Conflict(f"{count} cameras look there; move or delete them first")
    place = Place(key, name, filming, tuple(covers), row.order)
    _fill(row, place)
    session.flush()
    return place


def remove_place(session: Session, key: str) -> None:
    """Raises Conflict where a camera looks or has looked: its history names the place."""
    row = _row(session, key)
    if session.scalar(select(CameraRow.id).where(CameraRow.place == key).limit(1)):
        raise Conflict("cameras look there, or did")
    session.delete(row)
    session.flush()


def order_places(session: Session, keys: Sequence[str]) -> None:
    """Raises InvalidValue unless `keys` names every place once."""
    rows = {row.key: row for row in session.scalars(select(PlaceRow))}
    if sorted(keys) != sorted(rows):
        raise InvalidValue("the order must name every place once")
    for order, key in enumerate(keys, 1):
        rows[key].order = order
    session.flush()


def cameras_at(session: Session, key: str) -> int:
    """How many cameras look at a place now."""
    query = select(func.count()).where(CameraRow.place == key, CameraRow.retired_at.is_(None))
    return session.scalar(query) or 0


def _row(session: Session, key: str) -> PlaceRow:
    row = session.get(PlaceRow, key)
    if row is None:
        raise NotFound("no such place")
    return row


def _fill(row: PlaceRow, place: Place) -> None:
    row.name_zh, row.name_en = place.name.zh, place.name.en
    row.filming = str(place.filming)
    row.covers = [[item.zh, item.en] for item in place.covers]


def _place(row: PlaceRow) -> Place:
    covers = tuple(Words(zh, en) for zh, en in row.covers)
    return Place(row.key, Words(row.name_zh, row.name_en), Filming(row.filming), covers, row.order)
