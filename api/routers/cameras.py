"""Businesses, their cameras, and live view by WHEP."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated, Any

from aiortc.mediastreams import MediaStreamError
from av.error import FFmpegError
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.types import Receive, Scope, Send

from api.auth import Services, SignedIn, watched
from api.fragments import Fragments, stream
from api.ice import LiveUnavailable
from api.paging import cursor_of
from api.problems import Problem, ProblemBody
from api.schemas import ID_PATTERN, BusinessOut, BusinessPage, CameraOut, CameraPage, IceServerList, LiveOut
from api.service import Service
from api.signalling import FRAGMENT, SDP, Fragment, Offer, body_of
from api.streams import KeptStream
from models import camera_need, catalog, history
from models.businesses import Camera
from models.cameras import CameraState, StreamName
from models.catalog import NameCursor
from models.history import Tally

router = APIRouter(tags=["cameras"])

FIRST_PICTURE_S = 5.0
"""How long to wait for a keyframe; most cameras send one every second or two."""

Id = Annotated[str, Path(pattern=ID_PATTERN)]


class LiveResponse(StreamingResponse):
    """Ends the view however the response ends, even before its first byte."""

    def __init__(self, parts: AsyncIterator[bytes], end: Callable[[], Awaitable[None]], **more: Any) -> None:
        super().__init__(parts, **more)
        self._end = end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._end()


After = Annotated[NameCursor | None, Depends(cursor_of(NameCursor.decode, 1100))]
Limit = Annotated[int, Query(ge=1, le=200)]
ListedId = Annotated[str, Field(pattern=ID_PATTERN)]


@router.get("/businesses", operation_id="list_businesses")
def list_businesses(
    viewer: SignedIn,
    service: Services,
    after: After,
    q: Annotated[str, Query(max_length=100, description="part of the name or the licence")] = "",
    ids: Annotated[list[ListedId] | None, Query(alias="id", max_length=200, description="only these")] = None,
    limit: Limit = 50,
) -> BusinessPage:
    """The businesses in the viewer's scope, by name."""
    with service.database.reading() as session:
        businesses, following = catalog.page_of_businesses(
            session, viewer.scope, search=q.strip(), ids=ids or (), after=after, limit=limit
        )
        cameras = catalog.cameras_of(session, [business.id for business in businesses])
        tallies = history.tally_by_camera(session, [camera.id for camera in cameras])
    total, online, opened = Counter[str](), Counter[str](), Counter[str]()
    for camera in cameras:
        business_id = camera.business.id
        total[business_id] += 1
        online[business_id] += service.status(camera).state is CameraState.ONLINE
        opened[business_id] += tallies.get(camera.id, Tally()).open
    items = [
        BusinessOut(
            id=business.id,
            name=business.name,
            level=business.level,
            address=business.address,
            open_violations=opened[business.id],
            cameras_online=online[business.id],
            cameras_total=total[business.id],
        )
        for business in businesses
    ]
    return BusinessPage(items=items, next_cursor=following.encode() if following else None)


def cameras_out(service: Service, session: Session, cameras: Sequence[Camera]) -> list[CameraOut]:
    """Cameras with how each is doing right now."""
    ids = [camera.id for camera in cameras]
    tallies, ongoing = history.tally_by_camera(session, ids), camera_need.ongoing(session, ids)
    return [
        CameraOut.of(
            camera, service.status(camera), tallies.get(camera.id, Tally()), ongoing.get(camera.id, ())
        )
        for camera in cameras
    ]


@router.get("/cameras", operation_id="list_cameras")
def list_cameras(
    viewer: SignedIn,
    service: Services,
    after: After,
    business_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    q: Annotated[
        str,
        Query(max_length=100, description="part of its name, place or key process, or the business's name"),
    ] = "",
    awaiting: Annotated[bool, Query(description="only those whose picture nobody has accepted yet")] = False,
    limit: Limit = 50,
) -> CameraPage:
    """The cameras in the viewer's scope by name, with how each is doing; those without an address last."""
    with service.database.reading() as session:
        cameras, following = catalog.page_of_cameras(
            session,
            viewer.scope,
            search=q.strip(),
            business_id=business_id,
            awaiting=awaiting,
            after=after,
            limit=limit,
        )
        items = cameras_out(service, session, cameras)
    return CameraPage(items=items, next_cursor=following.encode() if following else None)


@router.get("/cameras/{camera_id}", operation_id="get_camera")
def get_camera(camera_id: Id, viewer: SignedIn, service: Services) -> CameraOut:
    with service.database.reading() as session:
        camera = catalog.get_camera(session, viewer.scope, camera_id)
        return cameras_out(service, session, [camera])[0]


NO_PICTURE: dict[int | str, dict[str, Any]] = {
    409: {"model": ProblemBody, "description": "camera_offline or awaiting_acceptance"},
    503: {"model": ProblemBody, "description": "live_unavailable"},
}


Wanted = Annotated[
    StreamName | None,
    Query(
        alias="stream",
        description="the smaller one unless told otherwise; X-Stream of the answer says which one it is:"
        " another than the one asked for where the camera has none such or it cannot be shown now",
    ),
]
WHICH = "X-Stream"


def _watchable(service: Service, camera_id: str, wanted: StreamName | None) -> Sequence[KeptStream]:
    streams = service.watchable(camera_id, wanted)
    if not streams:
        raise Problem(
            409, "camera_offline", "The camera is offline", "Live view returns when the camera does."
        )
    return streams


def _unavailable(reason: str) -> Problem:
    return Problem(503, "live_unavailable", "Live view is not available", reason)


@router.post(
    "/cameras/{camera_id}/whep",
    status_code=201,
    operation_id="watch_live",
    response_class=Response,
    responses={
        201: {"content": {"application/sdp": {}}, "description": "the SDP answer; Location ends the view"},
        **NO_PICTURE,
    },
    openapi_extra=body_of(SDP),
)
async def watch_live(
    camera_id: Id,
    viewer: SignedIn,
    service: Services,
    offer: Offer,
    request: Request,
    wanted: Wanted = None,
) -> Response:
    """Watch a camera: a WHEP offer. The answer has all of the service's ICE candidates."""
    camera = await service.in_thread(watched, service, camera_id, viewer)
    streams = _watchable(service, camera.id, wanted)
    for kept in streams:
        try:
            watch_id, answer = await service.live.open(
                kept.feed, viewer.token, offer, passes=bool(kept.passes)
            )
        except LiveUnavailable as error:
            if kept is streams[-1]:
                raise _unavailable(str(error)) from error
            continue
        break
    if await request.is_disconnected():
        # Whoever turned the page meanwhile does not know what to end.
        await service.live.close(watch_id)
    service.log_view("live", viewer.sign_in.user, camera=camera.id, stream=str(kept.name))
    headers = {"Location": f"/api/v1/live/{watch_id}", WHICH: str(kept.name)}
    return Response(answer, 201, headers, media_type="application/sdp")


@router.get(
    "/cameras/{camera_id}/live.mp4",
    operation_id="stream_live",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"video/mp4": {}}, "description": "fragmented MP4 that goes on"},
        **NO_PICTURE,
    },
)
async def stream_live(
    camera_id: Id, viewer: SignedIn, service: Services, wanted: Wanted = None
) -> StreamingResponse:
    """Watch a camera over HTTP where WebRTC finds no way: its packets as they are, in fragmented MP4."""
    camera = await service.in_thread(watched, service, camera_id, viewer)
    kept = next((kept for kept in _watchable(service, camera.id, wanted) if kept.passes), None)
    if kept is None:
        raise _unavailable("This camera's video has to be converted, which is done for WebRTC alone.")
    watch, track = service.live.open_stream(kept.feed, viewer.token)
    try:
        first = await asyncio.wait_for(track.recv(), FIRST_PICTURE_S)
        packer = Fragments(bytes(first))
    except (TimeoutError, MediaStreamError, FFmpegError):
        await service.live.close(watch.id)
        raise _unavailable("The camera sends no picture now.") from None
    service.log_view("live", viewer.sign_in.user, camera=camera.id, stream=str(kept.name))
    return LiveResponse(
        stream(track, first, packer),
        partial(service.live.close, watch.id),
        media_type=packer.content_type,
        headers={
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
            # The player counts from 0.
            "X-First-Pts": str(first.pts),
            WHICH: str(kept.name),
        },
    )


@router.get("/ice-servers", operation_id="list_ice_servers")
def list_ice_servers(viewer: SignedIn, service: Services) -> IceServerList:
    """The STUN and TURN servers with which a browser finds its way to the service."""
    return IceServerList.of(service.ice.servers())


@router.delete("/live/{watch_id}", status_code=204, operation_id="end_live")
async def end_live(watch_id: Id, viewer: SignedIn, service: Services) -> None:
    """End one's own live view."""
    await service.live.close(service.live.watch(watch_id, viewer.token).id)


@router.patch(
    "/live/{watch_id}",
    status_code=204,
    operation_id="add_live_candidates",
    openapi_extra=body_of(FRAGMENT),
)
async def add_live_candidates(watch_id: Id, viewer: SignedIn, service: Services, fragment: Fragment) -> None:
    """Tell ICE candidates that were found after the offer (trickle)."""
    await service.live.add_candidates(service.live.watch(watch_id, viewer.token), fragment)


@router.get("/live/{watch_id}", operation_id="get_live")
async def get_live(watch_id: Id, viewer: SignedIn, service: Services) -> LiveOut:
    """What it takes to tell the time of a picture in one's own live view."""
    return LiveOut(rtp_origin=service.live.watch(watch_id, viewer.token).rtp_origin)
