"""What changes, as server-sent events."""

from collections.abc import AsyncIterator, Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.assignment_schemas import CadreChangeEvent
from api.auth import Services, SignedIn, Viewer, find_viewer
from api.bulletin_schemas import BulletinEvent
from api.bus import RESYNC, Event
from api.capture_schemas import CaptureEvent
from api.case_schemas import CaseEvent
from api.health_schemas import HealthEvent
from api.inspection_schemas import InspectionEvent
from api.schemas import ID_PATTERN, CameraEvent, DetectionsEvent, ViolationEvent
from api.self_check_schemas import SelfCheckEvent
from api.service import Service
from models.people import Own, Scope

router = APIRouter(tags=["events"])

EVENTS = (
    ViolationEvent,
    CaseEvent,
    CameraEvent,
    DetectionsEvent,
    CaptureEvent,
    InspectionEvent,
    HealthEvent,
    BulletinEvent,
    SelfCheckEvent,
    CadreChangeEvent,
)
EVENT_REFS = tuple(f"#/components/schemas/{model.__name__}" for model in EVENTS)

TO_ALL = frozenset({"bulletin", "self_check", "cadre_change", "resync"})
"""They say only that lists are to be read again."""

RECHECK_S = 2.0
"""How long a withdrawn right may still hear events."""


class Sight:
    """Which events a scope may hear of, asked of the database once per business as long as this lives."""

    def __init__(self, service: Service, scope: Scope) -> None:
        self._service, self._scope = service, scope
        self._seen: set[str] = set()
        self._unseen: set[str] = set()

    async def of(self, items: Iterable[Event]) -> list[Event]:
        items = list(items)
        new = {item.business_id for item in items if item.kind not in TO_ALL} - self._seen - self._unseen
        if new:
            visible = await self._service.in_thread(self._service.visible, self._scope, new)
            self._seen |= visible
            self._unseen |= new - visible
        return [item for item in items if item.kind in TO_ALL or self._hears(item)]

    def _hears(self, item: Event) -> bool:
        is_for_us = not (item.is_official and isinstance(self._scope, Own))
        return is_for_us and item.business_id in self._seen


@router.get(
    "/events",
    operation_id="listen",
    response_class=EventSourceResponse,
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"oneOf": [{"$ref": ref} for ref in EVENT_REFS]}}},
            "description": "violation (ViolationEvent), case (CaseEvent), camera (CameraEvent), "
            "detections (DetectionsEvent), capture (CaptureEvent), inspection (InspectionEvent), "
            "health (HealthEvent), bulletin (BulletinEvent), self_check (SelfCheckEvent), "
            "cadre_change (CadreChangeEvent) "
            "and resync: the listener fell behind, or may see other things now: "
            "it must read its lists again",
        }
    },
)
async def listen(
    viewer: SignedIn,
    service: Services,
    cameras: Annotated[list[Annotated[str, Query(pattern=ID_PATTERN)]] | None, Query(max_length=64)] = None,
) -> EventSourceResponse:
    """Events within the viewer's scope; detections only of the cameras asked for."""
    return EventSourceResponse(_events(service, viewer, cameras or []), ping=15)


async def _events(service: Service, viewer: Viewer, cameras: list[str]) -> AsyncIterator[ServerSentEvent]:
    subscription = service.bus.subscribe(cameras)
    sight, checked = Sight(service, viewer.scope), service.monotonic()
    assigned = await service.in_thread(service.assigned, viewer.scope)
    try:
        # Said at once, so that the browser knows that it is listening.
        yield ServerSentEvent(comment="listening")
        while not service.stopping:
            items = await subscription.take(RECHECK_S)
            if service.monotonic() - checked >= RECHECK_S:
                now = await service.in_thread(find_viewer, service, viewer.token)
                if now is None:
                    return
                sight, checked = Sight(service, now.scope), service.monotonic()
                before, assigned = assigned, await service.in_thread(service.assigned, now.scope)
                if assigned != before:
                    # What the lists hold has come into sight or gone out of it.
                    yield ServerSentEvent(RESYNC.data, event=RESYNC.kind)
            for item in await sight.of(items):
                yield ServerSentEvent(item.data, event=item.kind)
    finally:
        service.bus.unsubscribe(subscription)
