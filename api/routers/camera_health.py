"""What is wrong with cameras, and how much of the time they were online."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from api.auth import Services, SignedIn, demand
from api.health_desk import in_order
from api.health_schemas import (
    AreaRateList,
    AreaRateOut,
    CameraHealthOut,
    CameraHealthPage,
    CameraHealthRow,
    HealthFindingOut,
    HealthFindingPage,
    HealthNow,
    OnlineRateOut,
    OnlineRatePage,
)
from api.kept import to_the_minute
from api.paging import cursor_of
from api.problems import Problem
from api.routers.cameras import After as AfterCamera
from api.routers.cameras import cameras_out
from api.routers.violations import Ids
from api.schemas import ID_PATTERN
from api.service import Service
from ingest.health.clock import StreamClock
from models import camera_need, catalog, health_log, online
from models.errors import NotFound
from models.health import HealthKind
from models.health_log import HealthFilters
from models.history import Cursor
from models.online import OnlineTime
from models.people import may_acknowledge
from supervision.online_areas import by_area
from supervision.permissions import Right

router = APIRouter(tags=["camera health"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]
Since = Annotated[AwareDatetime | None, Query(description="RFC 3339; by default a week before `until`")]
Until = Annotated[AwareDatetime | None, Query(description="RFC 3339, exclusive; by default now")]
Limit = Annotated[int, Query(ge=1, le=200)]

DEFAULT_SPAN = timedelta(days=7)
MOST_FINDINGS = 1000
"""What a page of cameras is told of its span at most, the newest."""


def _span(service: Services, since: Since = None, until: Until = None) -> tuple[datetime, datetime]:
    """Up to now at most: of the future nothing is known."""
    now = service.clock.now()
    end = min(until or now, now)
    begin = since or end - DEFAULT_SPAN
    if begin > end:
        raise Problem(422, "invalid_request", "The span ends before it begins")
    return begin, end


Span = Annotated[tuple[datetime, datetime], Depends(_span)]
After = Annotated[Cursor | None, Depends(cursor_of(Cursor.decode))]


@router.get("/cameras/{camera_id}/health", operation_id="get_camera_health")
def get_camera_health(
    camera_id: Id, viewer: SignedIn, service: Services, span: Span, after: After, limit: Limit = 100
) -> CameraHealthOut:
    """What is wrong with a camera now, and what was in a span of time."""
    since, until = span
    filters = HealthFilters(camera_ids=(camera_id,), since=since, until=until)
    with service.database.reading() as session:
        camera = catalog.get_camera(session, viewer.scope, camera_id)
        records, following = health_log.page(session, viewer.scope, filters, after=after, limit=limit)
        times = online.by_camera(session, (camera.id,), since, until)
        ongoing = camera_need.ongoing(session, (camera.id,)).get(camera.id, frozenset())
    return CameraHealthOut(
        now=_now(service, camera_id, ongoing),
        online=OnlineRateOut.of(camera_id, times.get(camera_id, OnlineTime())),
        since=since,
        until=until,
        items=[HealthFindingOut.of(record) for record in records],
        next_cursor=following.encode() if following else None,
    )


def _now(service: Service, camera_id: str, ongoing: Collection[HealthKind]) -> HealthNow:
    running = service.running.get(camera_id)
    rates = running.checkup.rates if running else None
    clock = running.camera_clock if running else StreamClock()
    return HealthNow(
        ongoing=list(in_order(ongoing)),
        fps=round(rates.fps, 1) if rates else None,
        kbit_s=round(rates.bit_rate / 1e3) if rates else None,
        clock_offset_s=clock.offset_s and round(clock.offset_s, 1),
    )


@router.get("/camera-health", operation_id="list_camera_health")
def list_camera_health(
    viewer: SignedIn,
    service: Services,
    span: Span,
    after: AfterCamera,
    well: Annotated[bool, Query(description="those with which nothing is wrong now instead")] = False,
    business_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> CameraHealthPage:
    """The cameras with which something is wrong now, what matters most first, each with its span of time.

    Of those that are well the ones that were not at some moment of the span come first.
    """
    since, until = span
    page = partial(camera_need.page_of_well, since=since) if well else camera_need.page_of_ill
    with service.database.reading() as session:
        cameras, following = page(session, viewer.scope, business_id=business_id, after=after, limit=limit)
        counts = camera_need.count(session, viewer.scope, business_id=business_id)
        ids = [camera.id for camera in cameras]
        times = online.by_camera(session, ids, since, until)
        findings: dict[str, list[HealthFindingOut]] = {camera_id: [] for camera_id in ids}
        if ids:
            filters = HealthFilters(camera_ids=tuple(ids), since=since, until=until)
            records, _ = health_log.page(session, viewer.scope, filters, after=None, limit=MOST_FINDINGS)
            for record in records:
                findings[record.camera.id].append(HealthFindingOut.of(record))
        items = [
            CameraHealthRow(
                camera=camera,
                online=OnlineRateOut.of(camera.id, times.get(camera.id, OnlineTime())),
                findings=findings[camera.id],
            )
            for camera in cameras_out(service, session, cameras)
        ]
    return CameraHealthPage(
        items=items,
        next_cursor=following.encode() if following else None,
        ill=counts.ill,
        well=counts.well,
    )


def _filters(
    camera_id: Ids = None,
    business_id: Ids = None,
    kind: Annotated[list[HealthKind] | None, Query()] = None,
    ongoing: Annotated[bool | None, Query(description="only what lasts, or only what has ended")] = None,
    since: Annotated[AwareDatetime | None, Query(description="lasted at or after, RFC 3339")] = None,
    until: Annotated[AwareDatetime | None, Query(description="began before, RFC 3339")] = None,
) -> HealthFilters:
    """A filter given several times matches any of its values."""
    return HealthFilters(
        tuple(camera_id or ()), tuple(business_id or ()), tuple(kind or ()), ongoing, since, until
    )


@router.get("/health-findings", operation_id="list_health_findings")
def list_health_findings(
    viewer: SignedIn,
    service: Services,
    filters: Annotated[HealthFilters, Depends(_filters)],
    after: After,
    limit: Limit = 50,
) -> HealthFindingPage:
    """Newest first, a page at a time."""
    with service.database.reading() as session:
        records, following = health_log.page(session, viewer.scope, filters, after=after, limit=limit)
    return HealthFindingPage(
        items=[HealthFindingOut.of(record) for record in records],
        next_cursor=following.encode() if following else None,
    )


@router.get("/health-findings/{finding_id}", operation_id="get_health_finding")
def get_health_finding(finding_id: Id, viewer: SignedIn, service: Services) -> HealthFindingOut:
    with service.database.reading() as session:
        return HealthFindingOut.of(health_log.get(session, viewer.scope, finding_id))


@router.post("/health-findings/{finding_id}/acknowledgement", operation_id="acknowledge_health_finding")
def acknowledge(finding_id: Id, viewer: SignedIn, service: Services) -> HealthFindingOut:
    """The business says that it has seen what is wrong; saying it twice keeps the first answer.

    The finding itself ends when the camera is well again, whoever has seen it.
    """
    user = viewer.sign_in.user
    with service.database.writing() as session:
        record = health_log.get(session, viewer.scope, finding_id)
        if not may_acknowledge(user, record.business_id):
            raise Problem(403, "forbidden", "Only the business itself can acknowledge")
        health_log.acknowledge(session, finding_id, user, service.clock.now())
        session.expire_all()
        after = health_log.get(session, viewer.scope, finding_id)
    if record.acknowledged_at is None:
        service.health.announce("acknowledged", after)
    return HealthFindingOut.of(after)


@router.get("/online-rates", operation_id="list_online_rates")
def list_online_rates(
    viewer: SignedIn,
    service: Services,
    span: Span,
    after: AfterCamera,
    business_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    limit: Limit = 50,
) -> OnlineRatePage:
    """The online rate of each camera in use, in the order and by the pages in which cameras are listed."""
    with service.database.reading() as session:
        cameras, following = catalog.page_of_cameras(
            session, viewer.scope, business_id=business_id, after=after, limit=limit
        )
        times = online.by_camera(session, [camera.id for camera in cameras], *span)
    return OnlineRatePage(
        items=[OnlineRateOut.of(camera.id, times.get(camera.id, OnlineTime())) for camera in cameras],
        next_cursor=following.encode() if following else None,
    )


@router.get("/online-rates/areas", operation_id="list_area_online_rates")
def list_area_online_rates(viewer: SignedIn, service: Services, span: Span) -> AreaRateList:
    """The online rate of each area's cameras together, those of the areas below it included."""
    demand(viewer, Right.SEE_AREA_RATES)
    key = "online", viewer.scope, *to_the_minute(*span)
    with service.database.reading() as session:
        found = service.figures.get(key, lambda: by_area(session, viewer.scope, *span))
    return AreaRateList(items=[AreaRateOut.of_area(area, time) for area, time in found])


@router.get("/businesses/{business_id}/online-rate", operation_id="get_online_rate")
def get_online_rate(business_id: Id, viewer: SignedIn, service: Services, span: Span) -> OnlineRateOut:
    """The online rate of all cameras of a business together."""
    with service.database.reading() as session:
        if not catalog.sees(session, viewer.scope, business_id):
            raise NotFound("no such business")
        times = online.by_business(session, viewer.scope, *span, business_id=business_id)
    return OnlineRateOut.of(business_id, times.get(business_id, OnlineTime()))
