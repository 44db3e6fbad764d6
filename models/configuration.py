"""What an administrator changes of cameras. Every function takes the caller's session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import place_catalog
from models.acceptance_tables import AcceptanceRow
from models.businesses import Camera, CameraKind
from models.catalog import add_camera, camera_of, check_name
from models.errors import InvalidValue, NotFound
from models.people import User
from models.place_catalog import check_filmed
from models.places import Words
from models.tables import CameraRow
from models.zones import Zone, check_zones


class Private(StrEnum):
    """What no accepted picture shows."""

    CHANGING_ROOM = "changing_room"
    TOILET = "toilet"
    CUSTOMERS = "customers"


class NotAcceptable(InvalidValue):
    """The picture does not show what it has to, or may show what it must not."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That a person found a camera's picture fit. by: the person's name. covered: what was seen in it."""

    by: str
    at: datetime
    reference_key: str
    covered: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class CameraDraft:
    """What a camera is to be. Fields as in Camera; the addresses have been found usable.

    Raises:
        InvalidValue: the name is empty, or kind and addresses do not go together.
    """

    name: str
    place: str
    kind: CameraKind = CameraKind.RTSP
    url: str = field(default="", repr=False)
    sub_url: str | None = field(default=None, repr=False)
    key_process: str = ""

    def __post_init__(self) -> None:
        if not self.name or self.name != self.name.strip():
            raise InvalidValue("a camera needs a name")
        if self.kind is CameraKind.RTSP and not self.url:
            raise InvalidValue("an RTSP camera needs an address")
        if self.kind is CameraKind.WHIP and (self.url or self.sub_url):
            raise InvalidValue("a camera that publishes to the service has no address")

    @classmethod
    def of(cls, camera: Camera) -> Self:
        return cls(camera.name, camera.place, camera.kind, camera.url, camera.sub_url, camera.key_process)


def install(session: Session, business_id: str, draft: CameraDraft) -> Camera:
    """A new camera, which awaits acceptance. Raises as `catalog.add_camera` does."""
    return add_camera(
        session,
        business_id=business_id,
        name=draft.name,
        place=draft.place,
        url=draft.url,
        accepted_at=None,
        kind=draft.kind,
        sub_url=draft.sub_url,
        key_process=draft.key_process,
    )


def change(session: Session, camera_id: str, draft: CameraDraft, *, same_view: bool) -> Camera:
    """Make a camera what the draft says.

    same_view: whether it still shows what was accepted; else, and with another place, whose first picture
    has to show other things, it awaits acceptance again.

    Raises:
        NotFound, InvalidValue, NotFilmed, Conflict: as `catalog.add_camera` does.
    """
    row = _row(session, camera_id)
    check_filmed(session, draft.place)
    check_name(session, row.business_id, draft.name, but=camera_id)
    if not same_view or draft.place != row.place:
        row.accepted_at = row.accepted_by = row.reference_key = None
    row.name, row.place, row.kind = draft.name, draft.place, str(draft.kind)
    row.url, row.sub_url, row.key_process = draft.url, draft.sub_url, draft.key_process
    session.flush()
    return camera_of(row)


def set_zones(session: Session, camera_id: str, zones: Sequence[Zone]) -> Camera:
    """Replace a camera's zones. Raises InvalidValue where they cannot stand together."""
    check_zones(zones)
    row = _row(session, camera_id)
    row.zones = [zone.as_json() for zone in zones]
    session.flush()
    return camera_of(row)


def accept(
    session: Session,
    camera_id: str,
    user: User,
    *,
    reference_key: str,
    covered: Collection[Words],
    absent: Collection[Private],
    now: datetime,
) -> Camera:
    """A person has looked at the picture `reference_key` and found it fit.

    covered: what of the place's list is seen in it. absent: what is not.

    Raises:
        NotAcceptable: something that has to be seen is not, or something may be that must not.
    """
    row = _row(session, camera_id)
    wanted = place_catalog.get_place(session, row.place).covers
    if set(covered) != set(wanted):
        raise NotAcceptable("everything on the place's list has to be seen, and nothing else is asked for")
    if set(absent) != set(Private):
        raise NotAcceptable("no changing room, toilet or customer's face may be seen")
    row.accepted_at, row.accepted_by, row.reference_key = now, user.id, reference_key
    session.add(
        AcceptanceRow(
            camera_id=camera_id,
            user_id=user.id,
            at=now,
            reference_key=reference_key,
            covered=[[item.zh, item.en] for item in covered],
        )
    )
    session.flush()
    return camera_of(row)


def acceptances(session: Session, camera_id: str) -> Sequence[Acceptance]:
    """Who has accepted the camera so far, newest first."""
    query = (
        select(AcceptanceRow)
        .where(AcceptanceRow.camera_id == camera_id)
        .order_by(AcceptanceRow.at.desc(), AcceptanceRow.id.desc())
    )
    return [
        Acceptance(row.user.name, row.at, row.reference_key, tuple(Words(zh, en) for zh, en in row.covered))
        for row in session.scalars(query)
    ]


def retire(session: Session, camera_id: str, now: datetime) -> None:
    """Delete a camera: it is watched no more and its addresses are forgotten; its history stays."""
    row = _row(session, camera_id)
    row.retired_at, row.url, row.sub_url = now, "", None
    session.flush()


def _row(session: Session, camera_id: str) -> CameraRow:
    row = session.get(CameraRow, camera_id)
    if row is None or row.retired_at is not None:
        raise NotFound("no such camera")
    return row
