"""Inspections: a check-list walked beside live pictures or on site, signed, confirmed by the business."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from alerts.evidence import EvidenceNotKept
from api.auth import Services, SignedIn, Viewer
from api.capture_schemas import CaptureOut
from api.inspection_schemas import (
    AnswerIn,
    ConfirmationIn,
    InspectionBrief,
    InspectionIn,
    InspectionOut,
    InspectionPage,
    SignatureIn,
)
from api.paging import cursor_of
from api.photos import BODY, keep_photo
from api.problems import Problem, not_found
from api.schemas import ID_PATTERN, UploadedOut
from api.service import Service
from models import catalog, place_catalog
from models.cases import PictureKind
from models.errors import InvalidValue
from models.history import Cursor
from models.tasks import Mode
from supervision import capture_store, case_sources, inspection_store, policies, task_inspections
from supervision.captures import Capture
from supervision.checklists import label
from supervision.inspection_store import InspectionFilters
from supervision.inspections import (
    Given,
    Inspection,
    NotComplete,
    Photo,
    check_complete,
    may_confirm,
    may_inspect,
    plan,
    plan_on_site,
    record,
)
from supervision.topics import CHECKLISTS, TASKS

router = APIRouter(prefix="/inspections", tags=["inspections"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]


@router.post("", status_code=201, operation_id="start_inspection")
def start(given: InspectionIn, viewer: SignedIn, service: Services) -> InspectionOut:
    """Begin to inspect a business, or go on with one's draft of it; signed, it is the record of a task."""
    user, now = viewer.sign_in.user, service.clock.now()
    if not may_inspect(user):
        raise Problem(403, "forbidden", "A cadre inspects")
    with service.database.writing() as session:
        if not catalog.sees(session, viewer.scope, given.business_id):
            raise not_found("no such business")
        checklist = policies.version_at(session, CHECKLISTS, now)
        kind, places = catalog.kind_of(session, given.business_id), place_catalog.list_places(session)
        if given.mode is Mode.ON_SITE:
            steps = plan_on_site(places, checklist.value, kind)
        else:
            cameras = catalog.list_cameras(session, viewer.scope, business_id=given.business_id)
            steps = plan(cameras, places, checklist.value, kind)
        task_id = task_inspections.task_for(
            session,
            viewer.scope,
            given.business_id,
            given.task_id,
            given.mode,
            service.duties.today,
            policies.in_force(session, TASKS, now),
        )
        inspection_id = inspection_store.start(
            session,
            business_id=given.business_id,
            user=user,
            mode=given.mode,
            checklist=label(checklist.number),
            steps=steps,
            task_id=task_id,
            now=now,
        )
    return _out(service, viewer, inspection_id)


@router.get("", operation_id="list_inspections")
def list_inspections(
    viewer: SignedIn,
    service: Services,
    after: Annotated[Cursor | None, Depends(cursor_of(Cursor.decode))],
    business_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    is_draft: Annotated[bool | None, Query(alias="draft", description="one's own drafts")] = None,
    is_open: Annotated[bool | None, Query(alias="open", description="waits for the business")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> InspectionPage:
    """Newest first, a page at a time."""
    user = viewer.sign_in.user
    filters = InspectionFilters(business_id, is_draft, is_open)
    with service.database.reading() as session:
        found, following = inspection_store.page(
            session, viewer.scope, user, filters, after=after, limit=limit
        )
        waiting = inspection_store.count_open(session, viewer.scope)
    return InspectionPage(
        items=[InspectionBrief.of(item, user.id) for item in found],
        open=waiting,
        next_cursor=following.encode() if following else None,
    )


@router.get("/{inspection_id}", operation_id="get_inspection")
def get_inspection(inspection_id: Id, viewer: SignedIn, service: Services) -> InspectionOut:
    return _out(service, viewer, inspection_id)


@router.delete("/{inspection_id}", status_code=204, operation_id="drop_inspection")
def drop(inspection_id: Id, viewer: SignedIn, service: Services) -> None:
    """Drop one's own draft with all its answers; what is signed stays."""
    with service.database.writing() as session:
        _check_own(inspection_store.get(session, viewer.scope, viewer.sign_in.user, inspection_id), viewer)
        inspection_store.drop(session, inspection_id)


@router.put("/{inspection_id}/answers", operation_id="answer_inspection")
def answer(inspection_id: Id, given: AnswerIn, viewer: SignedIn, service: Services) -> InspectionOut:
    """Answer an item of one's own draft; it is saved at once and can be changed until the signature."""
    with service.database.writing() as session:
        inspection = inspection_store.get(session, viewer.scope, viewer.sign_in.user, inspection_id)
        _check_own(inspection, viewer)
        found = _captures(service, viewer, inspection, given.capture_ids)
        if len(found) != len(set(given.capture_ids)):
            raise InvalidValue("there is no such capture of this business")
        value = (
            None
            if given.answer is None
            else Given(given.answer, given.note.strip(), tuple(given.capture_ids), tuple(given.photo_keys))
        )
        now = service.clock.now()
        inspection_store.answer(session, inspection_id, given.step, given.item, value, now)
    return _out(service, viewer, inspection_id)


@router.post(
    "/{inspection_id}/photos", status_code=201, operation_id="upload_inspection_photo", openapi_extra=BODY
)
async def upload(inspection_id: Id, request: Request, viewer: SignedIn, service: Services) -> UploadedOut:
    """Hand in a photo (JPEG, PNG or WebP, 10 MB at most) that an answer of one's own draft may name.

    It is encoded anew: where and with what it was taken is not kept.
    """
    content = await request.body()
    return await service.in_thread(_keep_photo, service, viewer, inspection_id, content)


def _keep_photo(service: Service, viewer: Viewer, inspection_id: str, content: bytes) -> UploadedOut:
    with service.database.writing() as session:
        _check_own(inspection_store.get(session, viewer.scope, viewer.sign_in.user, inspection_id), viewer)
        inspection_store.check_room(session, inspection_id)
    kept = keep_photo(service, content, PictureKind.BEFORE)
    photo = Photo(kept.key, kept.width, kept.height, kept.size_bytes)
    with service.database.writing() as session:
        inspection_store.add_photo(session, inspection_id, photo, service.clock.now())
    return UploadedOut.at(photo.key, photo.width, photo.height)


@router.post("/{inspection_id}/signature", operation_id="sign_inspection")
def sign(inspection_id: Id, given: SignatureIn, viewer: SignedIn, service: Services) -> InspectionOut:
    """Finish and sign: from then on nothing of it changes, and the business sees it."""
    now, name, conclusion = service.clock.now(), given.name.strip(), given.conclusion.strip()
    with service.database.writing() as session:
        inspection = inspection_store.get(session, viewer.scope, viewer.sign_in.user, inspection_id)
        _check_own(inspection, viewer)
        inspection_store.hold(session, inspection_id)
        inspection = inspection_store.get(session, viewer.scope, viewer.sign_in.user, inspection_id)
        if name != viewer.sign_in.user.name:
            raise InvalidValue("sign with your own name, as it is written in your account")
        try:
            check_complete(inspection.steps, inspection.answers)
        except NotComplete as error:
            raise Problem(409, "not_complete", "The inspection is not complete", str(error)) from error
        ids = {key for item in inspection.answers.values() for key in item.capture_ids}
        captures = {item.id: item for item in _captures(service, viewer, inspection, list(ids))}
        if captures.keys() != ids:
            raise Problem(409, "not_complete", "The inspection is not complete", "a picture was taken back")
        try:
            digest = service.evidence.put(record(inspection, captures, name, conclusion, now))
        except EvidenceNotKept as error:
            raise Problem(503, "evidence_unavailable", "The record could not be kept", str(error)) from error
        inspection_store.sign(session, inspection_id, name=name, conclusion=conclusion, digest=digest, at=now)
        policy = policies.in_force(session, TASKS, now)
        signed = inspection_store.get(session, viewer.scope, viewer.sign_in.user, inspection_id)
        task_inspections.record(
            session, viewer.scope, signed, viewer.sign_in.user, policy, service.duties.today, now
        )
        opened = case_sources.open_by_inspection(
            session,
            inspection,
            [(item.step, item.item) for item in given.cases],
            captures,
            viewer.sign_in.user,
            service.cases.rules(session),
            now,
        )
    service.announce_inspection("signed", signed)
    for case_id in opened:
        service.cases.announce("find", case_id, signed.business_id)
    return _out(service, viewer, inspection_id)


@router.post("/{inspection_id}/confirmation", operation_id="confirm_inspection")
def confirm(inspection_id: Id, given: ConfirmationIn, viewer: SignedIn, service: Services) -> InspectionOut:
    """The business says that it has taken note; saying it twice keeps the first answer."""
    user, before = viewer.sign_in.user, _read(service, viewer, inspection_id)
    if not may_confirm(user, before.business_id):
        raise Problem(403, "forbidden", "Only the business itself can confirm")
    with service.database.writing() as session:
        now = service.clock.now()
        inspection_store.confirm(session, inspection_id, user, given.reply.strip(), now)
        task_inspections.confirm(session, viewer.scope, inspection_id, user, now)
    if before.confirmed_at is None:
        service.announce_inspection("confirmed", _read(service, viewer, inspection_id))
    return _out(service, viewer, inspection_id)


@router.get(
    "/{inspection_id}/record",
    operation_id="get_inspection_record",
    response_class=Response,
    responses={
        200: {
            "content": {"application/json": {}},
            "description": "the signed bytes; their SHA-256 is `digest`",
        }
    },
)
def get_record(inspection_id: Id, viewer: SignedIn, service: Services) -> Response:
    """What was signed, byte for byte, checked against its hash each time it is read."""
    inspection = _read(service, viewer, inspection_id)
    if inspection.digest is None:
        raise not_found("a draft has no record yet")
    content = service.evidence.read(inspection.digest)
    service.log_view("inspection_record", viewer.sign_in.user, key=inspection.digest)
    name = f"inspection-{inspection.id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return Response(content, headers=headers, media_type="application/json")


def _check_own(inspection: Inspection, viewer: Viewer) -> None:
    if inspection.inspector_id != viewer.sign_in.user.id:
        raise Problem(403, "forbidden", "Only its inspector can change a draft")


def _read(service: Service, viewer: Viewer, inspection_id: str) -> Inspection:
    with service.database.reading() as session:
        return inspection_store.get(session, viewer.scope, viewer.sign_in.user, inspection_id)


def _captures(service: Service, viewer: Viewer, inspection: Inspection, ids: list[str]) -> list[Capture]:
    """Those of the captures that are of this business and that the viewer may see."""
    with service.database.reading() as session:
        found = capture_store.known(session, viewer.scope, viewer.sign_in.user, ids, service.clock.now())
    return [item for item in found if item.business_id == inspection.business_id]


def _out(service: Service, viewer: Viewer, inspection_id: str) -> InspectionOut:
    inspection, reader = _read(service, viewer, inspection_id), viewer.sign_in.user
    ids = [key for given in inspection.answers.values() for key in given.capture_ids]
    captures = [CaptureOut.of(item, reader.id) for item in _captures(service, viewer, inspection, ids)]
    with service.database.reading() as session:
        cases = case_sources.cases_of_inspection(session, viewer.scope, inspection_id)
    return InspectionOut.whole(inspection, captures, cases, reader.id)
