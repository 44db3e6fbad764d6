"""Bulletins (通报): drafts of what an area has achieved, their publication, and what others are told."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy.orm import Session

from api.auth import Services, SignedIn, Viewer, demand
from api.bulletin_pdf import bulletin_pdf
from api.bulletin_schemas import (
    BulletinIn,
    BulletinOut,
    BulletinPage,
    FullBulletin,
    PublicationIn,
    WordsIn,
)
from api.bulletin_sheet import bulletin_sheet
from api.day_cursor import DayCursor, day_cursor, write_cursor
from api.schemas import ID_PATTERN
from models.bulletins import Bulletin, BulletinKind
from supervision import areas, bulletin_store
from supervision.bulletins import decode, hash_of
from supervision.permissions import Right, has

router = APIRouter(prefix="/bulletins", tags=["bulletins"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _makes(viewer: Viewer) -> bool:
    return has(Right.MAKE_BULLETIN, viewer.sign_in.user.role, viewer.scope)


def _get(session: Session, viewer: Viewer, bulletin_id: str) -> Bulletin:
    demand(viewer, Right.SEE_BULLETINS)
    user = viewer.sign_in.user
    return bulletin_store.get(session, viewer.scope, user, bulletin_id, drafts=_makes(viewer))


def _full(session: Session, viewer: Viewer, bulletin_id: str) -> FullBulletin:
    found = _get(session, viewer, bulletin_id)
    return FullBulletin.of_full(found, genuine=hash_of(found.content) == found.content_hash)


@router.get("", operation_id="list_bulletins")
def list_bulletins(
    viewer: SignedIn,
    service: Services,
    after: Annotated[DayCursor | None, Depends(day_cursor)],
    kind: BulletinKind | None = None,
    area_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    unread: Annotated[bool, Query(description="only published ones that the reader has not opened")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BulletinPage:
    """Of one's area and below, and what one is told of others; the newest period first."""
    demand(viewer, Right.SEE_BULLETINS)
    with service.database.reading() as session:
        found, more = bulletin_store.page(
            session,
            viewer.scope,
            viewer.sign_in.user,
            drafts=_makes(viewer),
            kind=kind,
            area_id=area_id,
            unread=unread,
            after=after,
            limit=limit,
        )
    return BulletinPage(items=[BulletinOut.of(item) for item in found], next_cursor=write_cursor(more))


@router.post("", status_code=201, operation_id="make_bulletin")
def make_bulletin(given: BulletinIn, viewer: SignedIn, service: Services) -> FullBulletin:
    """A draft of a period that is over, with its figures frozen as they are now."""
    demand(viewer, Right.MAKE_BULLETIN)
    user, now, zone = viewer.sign_in.user, service.clock.now(), service.duties.zone
    with service.database.reading() as session:
        area = areas.area_within(session, viewer.scope, given.area_id)
        prepared = bulletin_store.prepare(session, area, given.kind, given.day, zone, now)
    with service.database.writing() as session:
        made = bulletin_store.keep(session, prepared, by=user, now=now)
        return _full(session, viewer, made)


@router.get("/{bulletin_id}", operation_id="get_bulletin")
def get_bulletin(bulletin_id: Id, viewer: SignedIn, service: Services) -> FullBulletin:
    with service.database.reading() as session:
        return _full(session, viewer, bulletin_id)


@router.patch("/{bulletin_id}", operation_id="change_bulletin")
def change_bulletin(bulletin_id: Id, given: WordsIn, viewer: SignedIn, service: Services) -> FullBulletin:
    """Another title or text of a draft; its figures stay."""
    demand(viewer, Right.MAKE_BULLETIN)
    with service.database.writing() as session:
        title, text = given.title.strip(), given.text.strip()
        bulletin_store.change(session, viewer.scope, bulletin_id, title=title, text=text)
        return _full(session, viewer, bulletin_id)


@router.delete("/{bulletin_id}", status_code=204, operation_id="delete_bulletin")
def delete_bulletin(bulletin_id: Id, viewer: SignedIn, service: Services) -> None:
    """Throw a draft away; it can be made anew, with the figures as they are then."""
    demand(viewer, Right.MAKE_BULLETIN)
    with service.database.writing() as session:
        bulletin_store.drop(session, viewer.scope, bulletin_id)


@router.post("/{bulletin_id}/publication", operation_id="publish_bulletin")
def publish_bulletin(
    bulletin_id: Id, given: PublicationIn, viewer: SignedIn, service: Services
) -> FullBulletin:
    """Tell those it concerns; nothing of it can be changed afterwards."""
    demand(viewer, Right.MAKE_BULLETIN)
    user, now = viewer.sign_in.user, service.clock.now()
    with service.database.writing() as session:
        to = frozenset(given.recipients)
        bulletin_store.publish(session, viewer.scope, bulletin_id, to, by=user, now=now)
        found = _full(session, viewer, bulletin_id)
    log.info("bulletin.published", by=user.username, bulletin=bulletin_id, to=sorted(to))
    service.duties.announce_bulletin("published")
    return found


@router.post("/{bulletin_id}/reading", status_code=204, operation_id="read_bulletin")
def read_bulletin(bulletin_id: Id, viewer: SignedIn, service: Services) -> None:
    """The reader has opened it; again is the same as once."""
    with service.database.writing() as session:
        found = _get(session, viewer, bulletin_id)
        if found.published_at is not None:
            bulletin_store.mark_read(session, bulletin_id, viewer.sign_in.user, service.clock.now())


@router.get(
    "/{bulletin_id}/pdf",
    operation_id="get_bulletin_pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "the bulletin"}},
)
def get_bulletin_pdf(bulletin_id: Id, viewer: SignedIn, service: Services) -> Response:
    with service.database.reading() as session:
        found = _get(session, viewer, bulletin_id)
    content = bulletin_pdf(found, decode(found.content), service.duties.zone)
    return Response(content, headers=_named(found, "pdf"), media_type="application/pdf")


@router.get(
    "/{bulletin_id}/xlsx",
    operation_id="get_bulletin_xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "the figures as a workbook"}},
)
def get_bulletin_xlsx(bulletin_id: Id, viewer: SignedIn, service: Services) -> Response:
    with service.database.reading() as session:
        found = _get(session, viewer, bulletin_id)
    content = bulletin_sheet(found, decode(found.content), service.duties.zone)
    return Response(content, headers=_named(found, "xlsx"), media_type=XLSX)


def _named(found: Bulletin, ending: str) -> dict[str, str]:
    disposition = "inline" if ending == "pdf" else "attachment"
    name = f"bulletin-{found.kind}-{found.first}.{ending}"
    return {"Content-Disposition": f'{disposition}; filename="{name}"', "Cache-Control": "no-store"}
