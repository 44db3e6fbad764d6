"""What changes, handed from the working threads to the browsers that listen."""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "violation",
    "case",
    "camera",
    "detections",
    "capture",
    "inspection",
    "health",
    "bulletin",
    "self_check",
    "cadre_change",
    "resync",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One change. business_id decides who may hear of it; `data` is its JSON.

    is_official: the business itself may not hear of it.
    """

    kind: Kind
    business_id: str
    camera_id: str
    data: str
    is_official: bool = False


def event(
    kind: Kind, business_id: str, camera_id: str, data: Mapping[str, Any], *, is_official: bool = False
) -> Event:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Event(kind, business_id, camera_id, text, is_official)


RESYNC = Event("resync", "", "", "{}")


@dataclass(eq=False)
class Subscription:
    """One listener's waiting events. Lives on the event loop.

    Violations and camera states queue up to `most`; beyond that they are thrown away and one `resync`
    tells the listener to read its lists again. Of detections only the newest per camera waits.
    """

    cameras: frozenset[str]
    most: int = 200
    _waiting: deque[Event] = field(default_factory=deque)
    _newest: dict[str, Event] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, item: Event) -> None:
        if item.kind == "detections":
            if item.camera_id not in self.cameras:
                return
            self._newest[item.camera_id] = item
        elif len(self._waiting) >= self.most:
            self._waiting.clear()
            self._waiting.append(RESYNC)
        else:
            self._waiting.append(item)
        self._wake.set()

    def wake(self) -> None:
        """Let `take` return now, with nothing if nothing waits."""
        self._wake.set()

    async def take(self, timeout_s: float) -> tuple[Event, ...]:
        """All that waits, or nothing after the time-out."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._wake.wait()
        except TimeoutError:
            return ()
        self._wake.clear()
        items = (*self._waiting, *self._newest.values())
        self._waiting.clear()
        self._newest.clear()
        return items


class EventBus:
    """Publish from any thread; subscribe on the event loop given to `attach`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._subscriptions: set[Subscription] = set()
        self._listened: frozenset[str] = frozenset()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def detach(self) -> None:
        self._loop = None

    def wants_detections(self, camera_id: str) -> bool:
        """Whether anybody draws boxes for this camera; spares the work when nobody does. Any thread."""
        return camera_id in self._listened

    def publish(self, item: Event) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._dispatch, item)

    def subscribe(self, cameras: Iterable[str]) -> Subscription:
        subscription = Subscription(frozenset(cameras))
        self._subscriptions.add(subscription)
        self._count_listeners()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        self._subscriptions.discard(subscription)
        self._count_listeners()

    def wake_all(self) -> None:
        """Let every listener look whether to go on. On the event loop."""
        for subscription in self._subscriptions:
            subscription.wake()

    def _count_listeners(self) -> None:
        self._listened = frozenset[str]().union(*(item.cameras for item in self._subscriptions))

    def _dispatch(self, item: Event) -> None:
        for subscription in self._subscriptions:
            subscription.offer(item)
