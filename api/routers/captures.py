"""Pictures that a cadre captures by hand from a live view."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

import cv2
from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from api.auth import Services, SignedIn, Viewer, demand, watched
from api.capture_schemas import CaptureCaseIn, CaptureIn, CaptureNote, CaptureOut, CapturePage
from api.paging import cursor_of
from api.problems import Problem
from api.routers.violations import Ids
from api.schemas import ID_PATTERN
from api.service import Service
from ingest.still import StillMissing
from models.businesses import Camera
from models.capture_tables import CaptureRow
from models.frames import Frame
from models.history import Cursor
from models.people import may_acknowledge
from models.rules import RuleName
from supervision import capture_store, case_sources, inspection_store
from supervision.capture_store import CaptureFilters
from supervision.captures import UNDO, Capture, may_annotate, may_capture, may_take_back
from supervision.permissions import Right

router = APIRouter(prefix="/captures", tags=["captures"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]

JPEG_QUALITY = 92


@router.post("", status_code=201, operation_id="capture")
def capture(given: CaptureIn, viewer: SignedIn, service: Services) -> CaptureOut:
    """Keep the picture that is on the cadre's screen, in the main stream's size, as evidence.

    For five seconds its author alone sees it and may take it back.
    """
    user = viewer.sign_in.user
    if not may_capture(user):
        raise Problem(403, "forbidden", "A cadre captures")
    camera = watched(service, given.camera_id, viewer)
    frame = _frame(service, camera, given)
    content = cv2.imencode(".jpg", frame.image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()
    key = service.evidence.put(content)
    now = service.clock.now()
    row = CaptureRow(
        id=uuid4().hex,
        business_id=camera.business.id,
        camera_id=camera.id,
        user_id=user.id,
        captured_at=frame.captured_at,
        recorded_at=now,
        note="",
        rule=None,
        key=key,
        width=frame.width,
        height=frame.height,
        size_bytes=len(content),
    )
    capture_id = row.id
    with service.database.writing() as session:
        capture_store.keep(session, row)
    service.log_view("capture", user, camera=camera.id, key=key)
    service.after(UNDO.total_seconds(), lambda: _announce_kept(service, viewer, capture_id))
    return CaptureOut.of(_read(service, viewer, capture_id), user.id)


def _frame(service: Service, camera: Camera, given: CaptureIn) -> Frame:
    running = service.running.get(camera.id)
    at = (
        service.shown_at(camera.id, given.stream, given.pts) if given.pts is not None else service.clock.now()
    )
    if running is None or at is None:
        raise Problem(409, "picture_gone", "This picture is gone", "The camera has connected anew since.")
    try:
        return running.still(at)
    except StillMissing as error:
        raise Problem(409, "picture_gone", "This picture is gone", str(error)) from error


def _announce_kept(service: Service, viewer: Viewer, capture_id: str) -> None:
    with service.database.reading() as session:
        row = session.get(CaptureRow, capture_id)
        is_kept = row is not None and row.withdrawn_at is None
    if is_kept:
        service.announce_capture("kept", _read(service, viewer, capture_id))


def _read(service: Service, viewer: Viewer, capture_id: str) -> Capture:
    with service.database.reading() as session:
        return capture_store.get(session, viewer.scope, viewer.sign_in.user, capture_id, service.clock.now())


def _filters(
    camera_id: Ids = None,
    business_id: Ids = None,
    rule: Annotated[list[RuleName] | None, Query()] = None,
    is_open: Annotated[bool | None, Query(alias="open", description="waits for the business")] = None,
    since: Annotated[AwareDatetime | None, Query(description="captured at or after, RFC 3339")] = None,
    until: Annotated[AwareDatetime | None, Query(description="captured before, RFC 3339")] = None,
) -> CaptureFilters:
    """A filter given several times matches any of its values."""
    return CaptureFilters(
        tuple(camera_id or ()), tuple(business_id or ()), tuple(rule or ()), is_open, since, until
    )


@router.get("", operation_id="list_captures")
def list_captures(
    viewer: SignedIn,
    service: Services,
    filters: Annotated[CaptureFilters, Depends(_filters)],
    after: Annotated[Cursor | None, Depends(cursor_of(Cursor.decode))],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CapturePage:
    """Newest first, a page at a time."""
    user, now = viewer.sign_in.user, service.clock.now()
    with service.database.reading() as session:
        captures, following = capture_store.page(
            session, viewer.scope, user, filters, now=now, after=after, limit=limit
        )
        waiting = capture_store.count_open(session, viewer.scope, user, now)
    return CapturePage(
        items=[CaptureOut.of(item, user.id) for item in captures],
        open=waiting,
        next_cursor=following.encode() if following else None,
    )


@router.get("/{capture_id}", operation_id="get_capture")
def get_capture(capture_id: Id, viewer: SignedIn, service: Services) -> CaptureOut:
    return CaptureOut.of(_read(service, viewer, capture_id), viewer.sign_in.user.id)


@router.patch("/{capture_id}", operation_id="annotate_capture")
def annotate(capture_id: Id, given: CaptureNote, viewer: SignedIn, service: Services) -> CaptureOut:
    """Say what it shows: its author, within ten minutes and before the business has answered."""
    user, now = viewer.sign_in.user, service.clock.now()
    if not may_annotate(user, _read(service, viewer, capture_id), now):
        raise Problem(403, "forbidden", "Its author says what it shows, within ten minutes")
    with service.database.writing() as session:
        capture_store.annotate(session, capture_id, given.note.strip(), given.rule)
    after = _read(service, viewer, capture_id)
    if _is_settled(after, now):
        service.announce_capture("annotated", after)
    return CaptureOut.of(after, user.id)


@router.delete("/{capture_id}", status_code=204, operation_id="take_back_capture")
def take_back(capture_id: Id, viewer: SignedIn, service: Services) -> None:
    """Take it back: its author, within seconds. Later it is evidence."""
    user, now = viewer.sign_in.user, service.clock.now()
    kept = _read(service, viewer, capture_id)
    if not may_take_back(user, kept, now):
        raise Problem(403, "forbidden", "Its author takes a capture back, within five seconds")
    with service.database.writing() as session:
        if inspection_store.is_signed(session, kept):
            raise Problem(403, "forbidden", "A signed inspection shows this capture")
        if kept.case_id is not None:
            raise Problem(403, "forbidden", "A case shows this capture")
        capture_store.take_back(session, capture_id, now)


@router.post("/{capture_id}/acknowledgement", operation_id="acknowledge_capture")
def acknowledge(capture_id: Id, viewer: SignedIn, service: Services) -> CaptureOut:
    """The business says that it has seen it; saying it twice keeps the first answer."""
    user, before = viewer.sign_in.user, _read(service, viewer, capture_id)
    if not may_acknowledge(user, before.business_id):
        raise Problem(403, "forbidden", "Only the business itself can acknowledge")
    with service.database.writing() as session:
        capture_store.acknowledge(session, capture_id, user, service.clock.now())
    after = _read(service, viewer, capture_id)
    if before.acknowledged_at is None:
        service.announce_capture("acknowledged", after)
    return CaptureOut.of(after, user.id)


@router.post("/{capture_id}/case", status_code=201, operation_id="open_case_by_capture")
def open_case(capture_id: Id, given: CaptureCaseIn, viewer: SignedIn, service: Services) -> CaptureOut:
    """Open a case with the picture, or add it to the day's case of this matter; again is the same as once."""
    demand(viewer, Right.OPEN_CASE_BY_CAPTURE)
    user, now = viewer.sign_in.user, service.clock.now()
    kept = _read(service, viewer, capture_id)
    with service.database.writing() as session:
        rules = service.cases.rules(session)
        case_id, is_new = case_sources.open_by_capture(
            session, kept, given.matter, given.what.strip(), user, rules, now
        )
    if is_new:
        service.cases.announce("find", case_id, kept.business_id)
    return CaptureOut.of(_read(service, viewer, capture_id), user.id)


def _is_settled(capture: Capture, now: datetime) -> bool:
    """Whether others see it."""
    return now - capture.recorded_at >= UNDO
