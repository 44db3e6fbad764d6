"""Cameras that publish by WebRTC: phones and browsers (WHIP, RFC 9725).

The compressed pictures go to the camera's thread as they came. Everything runs on the event loop.
"""

import asyncio
import queue
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from aiortc import RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription

from api.ice import Ice, LiveUnavailable
from api.local_names import with_addresses
from api.signalling import take_candidates
from ingest.annexb import is_h264_keyframe
from ingest.publication import AccessUnit, Inlet, Publication
from models.clock import Clock, SystemClock
from models.errors import Conflict, InvalidValue, NotFound

log = structlog.get_logger()

CONNECT_WITHIN_S = 20
KEYFRAME_EVERY_S = 2.0
"""Browsers send keyframes when asked; viewers, clips and idle kitchens need them this often."""
SILENT_FOR_S = 15.0
"""A publisher who sends no picture for so long has gone."""
CODECS = {"H264": "h264", "VP8": "vp8"}


class AlreadyPublishing(Conflict):
    """Another device publishes as this camera."""


@dataclass(eq=False)
class Publisher:
    """Somebody who publishes, by the right of this id."""

    id: str
    camera_id: str
    right_id: str
    connection: RTCPeerConnection
    publication: Publication
    last_unit_at: float
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class UnitTap(queue.Queue[Any]):
    """Stands where aiortc's receiver hands each compressed picture to its decoding thread.

    The pictures go elsewhere, None (the end) still ends that thread, which has nothing else to do.
    """

    def __init__(self, on_unit: Callable[[str, bytes, int], None]) -> None:
        super().__init__()
        self._on_unit = on_unit

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        if item is None:
            super().put(item, block, timeout)
            return
        codec, frame = item
        self._on_unit(CODECS[codec.name], frame.data, frame.timestamp)


class PublishHub:
    """All who publish, and where each camera's pictures come in."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ice: Ice, clock: Clock | None = None) -> None:
        self.loop, self._ice, self._clock = loop, ice, clock or SystemClock()
        self._inlets: dict[str, Inlet] = {}
        self._publishers: dict[str, Publisher] = {}

    def inlet(self, camera_id: str) -> Inlet:
        return self._inlets.setdefault(camera_id, Inlet())

    @property
    def publishers(self) -> tuple[Publisher, ...]:
        return tuple(self._publishers.values())

    async def open(self, camera_id: str, right_id: str, offer_sdp: str) -> tuple[str, str]:
        """Answer a WHIP offer: the publication's id and the SDP answer.

        It takes the place of an earlier one by the same right.

        Raises:
            InvalidValue: the offer is not one to send H.264 or VP8 video.
            AlreadyPublishing: somebody publishes as this camera by another right.
            LiveUnavailable: no UDP port is free.
        """
        self._refuse_second(camera_id, right_id)
        connection = RTCPeerConnection(self._ice.configuration())
        publisher = Publisher(
            secrets.token_hex(16), camera_id, right_id, connection, Publication(), self.loop.time()
        )
        try:
            with self._ice.gathering():
                answer = await _negotiate(connection, partial(self._take, publisher), offer_sdp)
            self._ice.check(answer)
            self._refuse_second(camera_id, right_id)
        except BaseException as error:
            await connection.close()
            if isinstance(error, (LiveUnavailable, AlreadyPublishing)) or not isinstance(error, Exception):
                raise
            raise InvalidValue("the offer is not a WebRTC offer to send H.264 or VP8 video") from error
        former = [item.id for item in self.publishers if item.camera_id == camera_id]
        publisher.publication = self.inlet(camera_id).begin()
        self._publishers[publisher.id] = publisher
        for publisher_id in former:
            await self.close(publisher_id)

        @connection.on("connectionstatechange")
        async def on_change() -> None:
            if connection.connectionState in {"failed", "closed", "disconnected"}:
                await self.close(publisher.id)

        publisher.tasks.append(self.loop.create_task(self._attend(publisher)))
        log.info("publishing.opened", camera=camera_id, publication=publisher.id, right=right_id)
        return publisher.id, answer

    def publisher(self, publisher_id: str, right_id: str) -> Publisher:
        """Raises NotFound, alike for one by another right."""
        publisher = self._publishers.get(publisher_id)
        if publisher is None or publisher.right_id != right_id:
            raise NotFound("no such publication")
        return publisher

    async def add_candidates(self, publisher: Publisher, fragment: str) -> None:
        """As `signalling.take_candidates`."""
        await take_candidates(publisher.connection, fragment)

    async def close(self, publisher_id: str) -> None:
        """End a publication; ending one that has ended is fine."""
        publisher = self._publishers.pop(publisher_id, None)
        if publisher is None:
            return
        publisher.publication.end()
        for task in publisher.tasks:
            if task is not asyncio.current_task():
                task.cancel()
        await publisher.connection.close()
        log.info("publishing.closed", camera=publisher.camera_id, publication=publisher.id)

    async def close_all(self) -> None:
        await asyncio.gather(*(self.close(publisher.id) for publisher in self.publishers))

    def _refuse_second(self, camera_id: str, right_id: str) -> None:
        if any(item.camera_id == camera_id and item.right_id != right_id for item in self.publishers):
            raise AlreadyPublishing("Another device publishes as this camera.")

    def _take(self, publisher: Publisher, codec: str, data: bytes, pts: int) -> None:
        keyframe = is_h264_keyframe(data) if codec == "h264" else bool(data) and not data[0] & 1
        publisher.last_unit_at = self.loop.time()
        publisher.publication.put(AccessUnit(codec, data, pts, keyframe, self._clock.now()))

    async def _attend(self, publisher: Publisher) -> None:
        """Ask for keyframes, and end what never connects or has fallen silent."""
        opened = self.loop.time()
        connection = publisher.connection
        while publisher.id in self._publishers:
            await asyncio.sleep(KEYFRAME_EVERY_S)
            now = self.loop.time()
            if connection.connectionState == "connected":
                await _ask_for_keyframe(connection)
                gone = now - publisher.last_unit_at > SILENT_FOR_S
            else:
                gone = now - opened > CONNECT_WITHIN_S
            if gone:
                log.info("publishing.silent", camera=publisher.camera_id, publication=publisher.id)
                await self.close(publisher.id)


async def _negotiate(
    connection: RTCPeerConnection, on_unit: Callable[[str, bytes, int], None], offer_sdp: str
) -> str:
    transceiver = connection.addTransceiver("video", direction="recvonly")
    # Packets in H.264 go on to browsers as they are; VP8 is for phones that cannot make it.
    wanted = "video/H264" if "H264/90000" in offer_sdp else "video/VP8"
    known = RTCRtpReceiver.getCapabilities("video")
    assert known is not None
    transceiver.setCodecPreferences([codec for codec in known.codecs if codec.mimeType == wanted])
    await connection.setRemoteDescription(RTCSessionDescription(await with_addresses(offer_sdp), "offer"))
    if transceiver.mid is None or len(connection.getTransceivers()) > 2:
        raise InvalidValue("no video is offered")
    setattr(transceiver.receiver, "_RTCRtpReceiver__decoder_queue", UnitTap(on_unit))  # noqa: B010 (mangled)
    for other in connection.getTransceivers():
        if other is not transceiver:
            # Kitchens are seen, not heard.
            other.direction = "inactive"
    answer = await connection.createAnswer()
    assert answer is not None
    await connection.setLocalDescription(answer)
    return str(connection.localDescription.sdp)


async def _ask_for_keyframe(connection: RTCPeerConnection) -> None:
    for receiver in connection.getReceivers():
        for source in receiver.getSynchronizationSources():
            with suppress(ConnectionError):
                await receiver._send_rtcp_pli(source.source)
