"""What an administrator changes of cameras. Every function takes the caller's session."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from models.businesses import Camera, CameraKind
from models.catalog import add_camera, camera_of, check_name
from models.errors import InvalidValue, NotFound
from models.place_catalog import check_filmed
from models.tables import CameraRow


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
