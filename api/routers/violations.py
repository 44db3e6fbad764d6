"""The history of violations, their pictures, and the business's answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import AwareDatetime

from api.auth import Services, SignedIn
from api.paging import cursor_of
from api.problems import Problem, not_found
from api.ranges import NoSuchRange, asked_for
from api.schemas import ID_PATTERN, KEY_PATTERN, ReviewIn, ViolationOut, ViolationPage
from models import health_log, history
from models.errors import InvalidValue
from models.history import Cursor, Filters
from models.people import may_acknowledge
from models.reviews import may_say
from models.rules import RuleName
from models.violations import ViolationState
from supervision import capture_store, case_files, case_reviews, inspection_store

router = APIRouter(tags=["violations"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]
Ids = Annotated[list[Annotated[str, Query(pattern=ID_PATTERN)]] | None, Query(max_length=100)]


def _filters(
    camera_id: Ids = None,
    business_id: Ids = None,
    rule: Annotated[list[RuleName] | None, Query()] = None,
    state: Annotated[list[ViolationState] | None, Query()] = None,
    since: Annotated[AwareDatetime | None, Query(description="started at or after, RFC 3339")] = None,
    until: Annotated[AwareDatetime | None, Query(description="started before, RFC 3339")] = None,
) -> Filters:
    """A filter given several times matches any of its values."""
    return Filters(
        tuple(camera_id or ()), tuple(business_id or ()), tuple(rule or ()), tuple(state or ()), since, until
    )


@router.get("/violations", operation_id="list_violations")
def list_violations(
    viewer: SignedIn,
    service: Services,
    filters: Annotated[Filters, Depends(_filters)],
    after: Annotated[Cursor | None, Depends(cursor_of(Cursor.decode))],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ViolationPage:
    """Newest first, a page at a time."""
    with service.database.reading() as session:
        records, following = history.page(session, viewer.scope, filters, after=after, limit=limit)
    return ViolationPage(
        items=[ViolationOut.of(record) for record in records],
        next_cursor=following.encode() if following else None,
    )


@router.get("/violations/{violation_id}", operation_id="get_violation")
def get_violation(violation_id: Id, viewer: SignedIn, service: Services) -> ViolationOut:
    with service.database.reading() as session:
        return ViolationOut.of(history.get(session, viewer.scope, violation_id))


@router.post("/violations/{violation_id}/acknowledgement", operation_id="acknowledge_violation")
def acknowledge(violation_id: Id, viewer: SignedIn, service: Services) -> ViolationOut:
    """The business says that it has seen its violation; saying it twice keeps the first answer."""
    user = viewer.sign_in.user
    with service.database.writing() as session:
        record = history.get(session, viewer.scope, violation_id)
        if not may_acknowledge(user, record.business_id):
            raise Problem(403, "forbidden", "Only the business itself can acknowledge")
        history.acknowledge(session, violation_id, user, service.clock.now())
        session.expire_all()
        after = history.get(session, viewer.scope, violation_id)
    if record.acknowledged_at is None:
        service.announce("acknowledged", after)
    return ViolationOut.of(after)


@router.post("/violations/{violation_id}/reviews", operation_id="review_violation")
def review(violation_id: Id, given: ReviewIn, viewer: SignedIn, service: Services) -> ViolationOut:
    """A cadre confirms or rejects, the business appeals.

    Opinions are added, never changed; the latest stands. The violation's case moves with it as far as it can.
    """
    user = viewer.sign_in.user
    with service.database.writing() as session:
        record = history.get(session, viewer.scope, violation_id)
        if not may_say(user, record.business_id, given.opinion):
            raise Problem(403, "forbidden", "A cadre confirms or rejects, the business itself appeals")
        try:
            history.review(
                session,
                violation_id,
                user,
                given.opinion,
                given.ground,
                given.comment.strip(),
                service.clock.now(),
            )
        except InvalidValue as error:
            raise Problem(422, "invalid_review", "The review is not complete", str(error)) from error
        case_id = case_reviews.follow(
            session,
            violation_id,
            user,
            given.opinion,
            given.ground,
            given.comment.strip(),
            service.cases.rules(session),
            service.clock.now(),
        )
        session.expire_all()
        after = history.get(session, viewer.scope, violation_id)
    service.announce("reviewed", after)
    if case_id is not None:
        service.cases.announce("reviewed", case_id, after.business_id)
    return ViolationOut.of(after)


@router.get(
    "/evidence/{key}",
    operation_id="get_evidence",
    response_class=Response,
    responses={
        200: {
            "content": {"image/jpeg": {}, "video/mp4": {}},
            "description": "the picture's or clip's bytes, whose SHA-256 is the key",
        },
        206: {"description": "the bytes asked for by Range"},
        304: {"description": "not modified"},
        416: {"description": "no such range"},
    },
)
def get_evidence(
    key: Annotated[str, Path(pattern=KEY_PATTERN)], request: Request, viewer: SignedIn, service: Services
) -> Response:
    """A picture or clip, checked against its hash each time it is read."""
    with service.database.reading() as session:
        is_known = (
            history.may_see_picture(session, viewer.scope, key)
            or health_log.may_see_picture(session, viewer.scope, key)
            or case_files.may_see_picture(session, viewer.scope, key)
            or capture_store.may_see_picture(
                session, viewer.scope, viewer.sign_in.user, key, service.clock.now()
            )
            or inspection_store.may_see_photo(session, viewer.scope, viewer.sign_in.user, key)
        )
    if not is_known:
        raise not_found("no such picture")
    # `no-cache` makes the browser ask each time: the right to see may have ended.
    headers = {"ETag": f'"{key}"', "Cache-Control": "private, no-cache", "Accept-Ranges": "bytes"}
    known = (tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(","))
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    content = service.evidence.read(key)
    service.log_view("evidence", viewer.sign_in.user, key=key)
    kind = "video/mp4" if content[4:8] == b"ftyp" else "image/jpeg"
    size = len(content)
    # A range of something else would be of no use.
    is_same = request.headers.get("if-range", headers["ETag"]) == headers["ETag"]
    try:
        part = asked_for(request.headers.get("range", "") if is_same else "", size)
    except NoSuchRange:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    if part is None:
        return Response(content, headers=headers, media_type=kind)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return Response(content[part.start : part.stop], 206, headers, media_type=kind)
