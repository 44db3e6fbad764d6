"""Cases: what became of a breach, and whose turn it is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from api.auth import Services, SignedIn, Viewer, demand
from api.case_schemas import (
    ActIn,
    CaseCounts,
    CaseFileOut,
    CaseIn,
    CaseOut,
    CasePage,
    TipList,
    TipOut,
)
from api.paging import cursor_of
from api.photos import BODY, keep_photo
from api.problems import Problem
from api.schemas import ID_PATTERN, UploadedOut
from api.service import Service
from models import catalog
from models.cases import CaseState, Matter, Party, PictureKind, Source
from models.errors import InvalidValue, NotFound
from models.history import Cursor
from models.people import InArea, Role
from models.rules import RuleName
from supervision import areas, case_files, case_store, tips
from supervision.case_files import CaseFilters, Count
from supervision.case_store import Finding, Submission
from supervision.cases import Obstacle, Refused, party_of
from supervision.permissions import Right

router = APIRouter(prefix="/cases", tags=["cases"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]
IdFilters = Annotated[list[Annotated[str, Query(pattern=ID_PATTERN)]] | None, Query(max_length=100)]
IdFilter = Annotated[str | None, Query(pattern=ID_PATTERN)]


@router.get("", operation_id="list_cases")
def list_cases(
    viewer: SignedIn,
    service: Services,
    after: Annotated[Cursor | None, Depends(cursor_of(Cursor.decode))],
    state: Annotated[list[CaseState] | None, Query()] = None,
    owner: Annotated[list[Party] | None, Query(description="whose turn it is")] = None,
    business_id: IdFilters = None,
    area_id: IdFilter = None,
    rule: Annotated[list[RuleName] | None, Query()] = None,
    matter: Annotated[list[Matter] | None, Query(description="what was found")] = None,
    violation_id: Annotated[str | None, Query(pattern=ID_PATTERN, description="the case it feeds")] = None,
    mine: Annotated[bool, Query(description="only where it is the reader's turn")] = False,
    overdue: Annotated[bool, Query(description="only where the deadline has passed")] = False,
    open: Annotated[bool, Query(description="only those that are not ended")] = False,  # noqa: A002 (its name there)
    by_deadline: Annotated[bool, Query(description="open ones, the earliest deadline first")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasePage:
    """Newest first, or by deadline; a page at a time. A filter given several times matches any value."""
    user, now = viewer.sign_in.user, service.clock.now()
    party = party_of(user)
    if mine and party is None:
        return CasePage(items=[], next_cursor=None)
    filters = CaseFilters(
        states=tuple(state or ()),
        owners=tuple(owner or ()),
        business_ids=tuple(business_id or ()),
        rules=tuple(rule or ()),
        matters=tuple(matter or ()),
        violation_id=violation_id,
        turn_of=(party, user.id) if mine and party is not None else None,
        overdue_at=now if overdue else None,
        open_only=open,
    )
    read = case_files.queue if by_deadline else case_files.page
    with service.database.reading() as session:
        # The area lies within the scope: asking for both would cost twice.
        scope = InArea(areas.area_within(session, viewer.scope, area_id).path) if area_id else viewer.scope
        rules = service.cases.rules(session)
        lines, following = read(session, scope, filters, after=after, limit=limit)
    return CasePage(
        items=[CaseOut.of(line, user, rules, now) for line in lines],
        next_cursor=following.encode() if following else None,
    )


@router.get("/counts", operation_id="count_cases")
def count_cases(viewer: SignedIn, service: Services) -> CaseCounts:
    """How many open cases wait for whom, and how many for the reader."""
    user, now = viewer.sign_in.user, service.clock.now()
    party = party_of(user)
    with service.database.reading() as session:
        counts = case_files.counts(session, viewer.scope, now)
        mine = case_files.turn_of(session, viewer.scope, now, party, user.id) if party else Count()
    return CaseCounts.of(counts, mine)


@router.post("", status_code=201, operation_id="open_case")
def open_case(given: CaseIn, viewer: SignedIn, service: Services) -> CaseFileOut:
    """Say what somebody has found; it joins the day's case of the business and the matter, if there is one.

    What a cadre or an office has found they have confirmed by that: the business is told at once, or the
    case is escalated where policy holds the matter to be illegal.
    """
    user, now = viewer.sign_in.user, service.clock.now()
    if given.by_public and user.role is Role.BUSINESS:
        raise InvalidValue("a business speaks for itself")
    source = Source.BUSINESS if user.role is Role.BUSINESS else Source.CADRE
    finding = Finding(
        given.business_id,
        Source.PUBLIC if given.by_public else source,
        given.what.strip(),
        given.happened_at or now,
        given.matter,
    )
    if finding.happened_at > now:
        raise InvalidValue("what was found has happened")
    if party_of(user) is None:
        raise Refused(Obstacle.WRONG_PARTY, "who only looks cannot open a case")
    with service.database.reading() as session:
        if not catalog.sees(session, viewer.scope, given.business_id):
            raise NotFound("no such business")
    pictures = [keep_photo(service, given.photo, PictureKind.BEFORE)] if given.photo else []
    with service.database.writing() as session:
        rules = service.cases.rules(session)
        case_id = case_store.open_case(session, finding, user, pictures, rules, now)
    service.cases.announce("find", case_id, given.business_id)
    return _read(service, viewer, case_id)


@router.get("/{case_id}", operation_id="get_case")
def get_case(case_id: Id, viewer: SignedIn, service: Services) -> CaseFileOut:
    """A case with its whole history."""
    return _read(service, viewer, case_id)


@router.get("/{case_id}/tips", operation_id="list_tips")
def list_tips(case_id: Id, viewer: SignedIn, service: Services) -> TipList:
    """What the public said, oldest first; how to reach them the office alone is told."""
    demand(viewer, Right.SEE_TIPS)
    user = viewer.sign_in.user
    with service.database.reading() as session:
        found = tips.of_case(session, viewer.scope, case_id)
    if any(tip.contact for tip in found) and user.role is Role.OFFICE:
        service.log_view("tip_contact", user, case=case_id)
    return TipList(items=[TipOut.of(tip, user) for tip in found])


@router.post("/{case_id}/acts", operation_id="act_on_case")
def act(case_id: Id, given: ActIn, viewer: SignedIn, service: Services) -> CaseFileOut:
    """Do something with a case; who may do what and when is one table, and a refusal says why."""
    submission = Submission(
        given.reason.strip(), given.ground, tuple((item.kind, item.key) for item in given.pictures)
    )
    user = viewer.sign_in.user
    with service.database.writing() as session:
        rules, now = service.cases.rules(session), service.clock.now()
        reviewed = case_store.act(
            session, viewer.scope, case_id, user, given.act, submission, rules, now, seen=given.step
        )
    after = _read(service, viewer, case_id)
    service.cases.announce(str(given.act), case_id, after.business.id)
    for violation_id in reviewed:
        service.announce_reviewed(violation_id)
    return after


@router.post("/{case_id}/pictures", status_code=201, operation_id="upload_case_picture", openapi_extra=BODY)
async def upload(case_id: Id, request: Request, viewer: SignedIn, service: Services) -> UploadedOut:
    """Hand in a picture (JPEG, PNG or WebP, 10 MB at most) for an act that follows.

    It is encoded anew: where and with what it was taken is not kept.
    """
    content = await request.body()
    return await service.in_thread(_keep_picture, service, viewer, case_id, content)


def _keep_picture(service: Service, viewer: Viewer, case_id: str, content: bytes) -> UploadedOut:
    user = viewer.sign_in.user
    if party_of(user) is None:
        raise Problem(403, "forbidden", "Who only looks hands in no pictures")
    with service.database.reading() as session:
        case_files.get(session, viewer.scope, case_id)
    picture = keep_photo(service, content, PictureKind.OTHER)
    with service.database.writing() as session:
        case_store.add_picture(session, case_id, picture, user, service.clock.now())
    return UploadedOut.at(picture.key, picture.width, picture.height)


def _read(service: Service, viewer: Viewer, case_id: str) -> CaseFileOut:
    with service.database.reading() as session:
        rules = service.cases.rules(session)
        file = case_files.get(session, viewer.scope, case_id)
    return CaseFileOut.of_file(file, viewer.sign_in.user, rules, service.clock.now())
