"""Cameras that publish: codes that let a device do it, and WHIP (RFC 9725)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.auth import Services, SignedIn, Viewer
from api.ice import IceServer, LiveUnavailable
from api.origin import origin_of
from api.problems import Problem, ProblemBody
from api.publishing import AlreadyPublishing
from api.publishing_schemas import PublisherOut, PublishRightList, PublishRightOut, PublishTokenOut
from api.schemas import ID_PATTERN
from api.service import Service
from api.signalling import FRAGMENT, SDP, Fragment, Offer, body_of
from models import catalog, publishing
from models.businesses import Camera, CameraKind
from models.errors import NotFound
from models.publishing import PublishRefused, PublishRight, Refusal

router = APIRouter(tags=["publishing"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]
Key = Annotated[
    str | None,
    Header(
        alias="Publisher-Key",
        min_length=32,
        max_length=200,
        description="a secret that the device made up: with it, and no other, it may publish again",
    ),
]

_bearer = HTTPBearer(auto_error=False, description="a token of POST /cameras/{id}/publish-tokens")
_REASONS = {
    Refusal.UNKNOWN: "There is no such token.",
    Refusal.EXPIRED: "The token was not used in time.",
    Refusal.USED: "Another device has used the token.",
    Refusal.ENDED: "The right to publish has ended.",
}
REFUSED: dict[int | str, dict[str, Any]] = {
    401: {
        "model": ProblemBody,
        "description": "publish_token_missing, …_unknown, …_expired, …_used or …_ended",
    }
}


def _token(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    if given is None or not given.credentials:
        raise _refused("missing", "A token is needed.")
    return given.credentials


Token = Annotated[str, Depends(_token)]


def _refused(reason: str, detail: str) -> Problem:
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return Problem(401, f"publish_token_{reason}", "The token gives no right to publish", detail, headers)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except PublishRefused as error:
        raise _refused(str(error.reason), _REASONS[error.reason]) from error


def _given_away(service: Service, viewer: Viewer, camera_id: str) -> Camera:
    """The camera, as which the viewer may let others publish."""
    with service.database.reading() as session:
        camera = catalog.get_camera(session, viewer.scope, camera_id)
    if not publishing.may_give(viewer.sign_in.user, camera):
        raise Problem(403, "forbidden", "Only the business and administrators let others publish")
    if camera.kind is not CameraKind.WHIP:
        raise Problem(
            409, "not_a_publisher", "The camera does not publish", "Its video is fetched from its address."
        )
    return camera


@router.post("/cameras/{camera_id}/publish-tokens", status_code=201, operation_id="add_publish_token")
def add_publish_token(
    camera_id: Id, viewer: SignedIn, request: Request, response: Response, service: Services
) -> PublishTokenOut:
    """Let one device publish as this camera. The code is good for ten minutes, the right for twelve hours."""
    camera = _given_away(service, viewer, camera_id)
    user = viewer.sign_in.user
    with service.database.writing() as session:
        token, right = publishing.issue(
            session, camera_id=camera.id, user_id=user.id, now=service.clock.now()
        )
    log.info("publishing.allowed", camera=camera.id, right=right.id, by=user.username)
    response.headers["Cache-Control"] = "no-store"
    return PublishTokenOut.of(right, token, origin_of(request, https=service.settings.https))


@router.get("/cameras/{camera_id}/publish-tokens", operation_id="list_publish_tokens")
def list_publish_tokens(camera_id: Id, viewer: SignedIn, service: Services) -> PublishRightList:
    """The rights that are used, or can still be."""
    camera = _given_away(service, viewer, camera_id)
    on_air = {publisher.right_id for publisher in service.publishing.publishers}
    with service.database.reading() as session:
        rights = publishing.list_rights(session, camera.id, service.clock.now())
    return PublishRightList(items=[PublishRightOut.of(item, on_air=item.id in on_air) for item in rights])


@router.delete(
    "/cameras/{camera_id}/publish-tokens/{token_id}", status_code=204, operation_id="withdraw_publish_token"
)
async def withdraw_publish_token(camera_id: Id, token_id: Id, viewer: SignedIn, service: Services) -> None:
    """End a right, and what is published by it at once."""
    await service.in_thread(_withdraw, service, viewer, camera_id, token_id)
    for publisher in service.publishing.publishers:
        if publisher.right_id == token_id:
            await service.publishing.close(publisher.id)


def _withdraw(service: Service, viewer: Viewer, camera_id: str, right_id: str) -> None:
    camera = _given_away(service, viewer, camera_id)
    with service.database.writing() as session:
        publishing.withdraw(session, camera_id=camera.id, right_id=right_id, now=service.clock.now())
    log.info("publishing.withdrawn", camera=camera.id, right=right_id, by=viewer.sign_in.user.username)


@router.get("/cameras/{camera_id}/publisher", operation_id="get_publisher", responses=REFUSED)
def get_publisher(camera_id: Id, token: Token, service: Services, key: Key = None) -> PublisherOut:
    """What a device may do with its token, without using it."""
    with service.database.reading() as session, _refusing():
        right = publishing.look_up(
            session, camera_id=camera_id, token=token, key=key, now=service.clock.now()
        )
    return PublisherOut.of(right, service.ice.servers())


@router.post(
    "/cameras/{camera_id}/whip",
    status_code=201,
    operation_id="publish",
    response_class=Response,
    responses={
        201: {"content": {SDP: {}}, "description": "the SDP answer; Location ends the publication"},
        **REFUSED,
        409: {"model": ProblemBody, "description": "already_publishing"},
        503: {"model": ProblemBody, "description": "live_unavailable"},
    },
    openapi_extra=body_of(SDP),
)
async def publish(camera_id: Id, token: Token, offer: Offer, service: Services, key: Key = None) -> Response:
    """Publish as a camera: a WHIP offer to send video, in H.264 where the device can. Sound is not taken.

    The first use of a token makes it this device's. It may publish again with the same Publisher-Key.
    """
    with _refusing():
        right = await service.in_thread(_claim, service, camera_id, token, key)
    try:
        publication_id, answer = await service.publishing.open(camera_id, right.id, offer)
    except AlreadyPublishing as error:
        raise Problem(409, "already_publishing", "The camera is on air already", str(error)) from error
    except LiveUnavailable as error:
        raise Problem(503, "live_unavailable", "Publishing is not possible now", str(error)) from error
    headers = {"Location": f"/api/v1/publications/{publication_id}", "Accept-Patch": FRAGMENT}
    response = Response(answer, 201, headers, media_type=SDP)
    for link in _links(service.ice.servers()):
        response.headers.append("Link", link)
    return response


def _claim(service: Service, camera_id: str, token: str, key: str | None) -> PublishRight:
    with service.database.writing() as session:
        return publishing.claim(session, camera_id=camera_id, token=token, key=key, now=service.clock.now())


@router.patch(
    "/publications/{publication_id}",
    status_code=204,
    operation_id="add_publication_candidates",
    responses=REFUSED,
    openapi_extra=body_of(FRAGMENT),
)
async def add_publication_candidates(
    publication_id: Id, token: Token, fragment: Fragment, service: Services
) -> None:
    """Tell ICE candidates that were found after the offer (trickle)."""
    right_id = await service.in_thread(_right_of, service, token)
    publisher = service.publishing.publisher(publication_id, right_id)
    await service.publishing.add_candidates(publisher, fragment)


@router.delete(
    "/publications/{publication_id}", status_code=204, operation_id="end_publication", responses=REFUSED
)
async def end_publication(publication_id: Id, token: Token, service: Services) -> None:
    """Stop publishing."""
    right_id = await service.in_thread(_right_of, service, token)
    await service.publishing.close(service.publishing.publisher(publication_id, right_id).id)


def _right_of(service: Service, token: str) -> str:
    with service.database.reading() as session:
        right_id = publishing.right_of(session, token)
    if right_id is None:
        raise NotFound("no such publication")
    return right_id


def _links(servers: list[IceServer]) -> Iterator[str]:
    """The servers as WHIP tells them (RFC 9725, section 4.6)."""
    for server in servers:
        for url in server.urls:
            link = f'<{url}>; rel="ice-server"'
            if server.username is not None:
                link += f'; username="{server.username}"; credential="{server.credential}"'
                link += '; credential-type="password"'
            yield link
