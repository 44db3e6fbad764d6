"""Live view by WebRTC: one source connection per camera, however many watch (WHEP).

Compressed H.264 packets come from the camera's thread and go to each viewer's connection as they are.
Only where the browser could not take them (another codec, B-frames) are decoded pictures encoded anew, for
a few viewers at most. Everything but `Feed.packet` and `Feed.picture` runs on the event loop.
"""

from __future__ import annotations  # PyAV's stubs are generic, its classes are not

import asyncio
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

import av
import structlog
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av.stream import Stream

from api.ice import Ice, LiveUnavailable
from api.local_names import with_addresses
from api.signalling import take_candidates
from ingest.source import Picture
from models.cameras import StreamName
from models.errors import InvalidValue, NotFound

log = structlog.get_logger()

CLOCK_RATE = 90_000
TIME_BASE = Fraction(1, CLOCK_RATE)
MOST_WAITING = 120
"""Packets a slow viewer may fall behind before it is sent on to the next keyframe."""
MOST_REENCODED = 4
MOST_RECENT_BYTES = 8 << 20
"""Packets since the last keyframe are kept for the next viewer up to this size."""
HASTE = CLOCK_RATE // 1000
"""Between the pictures that a new viewer is only shown so that the newest one can be decoded."""
CONNECT_WITHIN_S = 20


@dataclass(frozen=True, slots=True)
class Coded:
    """One access unit in Annex B form; pts in 1/90000 s on the feed's own continuous clock."""

    data: bytes
    pts: int
    keyframe: bool


class Rebase:
    """Puts the timestamps of one connection after another on one clock that never jumps.

    A jump back or of more than `most_s` ahead is replaced by the time that really passed.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, most_s: float = 5) -> None:
        self._monotonic, self._most = monotonic, int(most_s * CLOCK_RATE)
        self.shift = 0
        """What is added to the stamps of the present connection; any thread may read it."""
        self._last_in: int | None = None
        self._last_out = 0
        self._last_at = 0.0

    def __call__(self, pts: int) -> int:
        now = self._monotonic()
        if self._last_in is not None:
            step = pts - self._last_in
            if not 0 < step <= self._most:
                step = max(1, round((now - self._last_at) * CLOCK_RATE))
            self._last_out += step
        self._last_in, self._last_at = pts, now
        self.shift = self._last_out - pts
        return self._last_out


class LiveTrack(MediaStreamTrack):
    """A viewer's track.

    `on_sent` is called with a picture's pts when its sender, having sent all of it, asks for the next.
    """

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.on_sent: Callable[[int], None] = lambda _: None
        self._given: int | None = None

    def _tell_sent(self) -> None:
        if self._given is not None:
            self.on_sent(self._given)


class PassedThrough(LiveTrack):
    """A viewer's track of packets as the camera sent them, beginning with a keyframe.

    What it is offered again, or late, it leaves out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._queue: asyncio.Queue[Coded | None] = asyncio.Queue(MOST_WAITING)
        self._needs_keyframe = True
        self._last_pts = -1

    def offer(self, unit: Coded) -> None:
        if unit.pts <= self._last_pts or (self._needs_keyframe and not unit.keyframe):
            return
        try:
            self._queue.put_nowait(unit)
            self._needs_keyframe, self._last_pts = False, unit.pts
        except asyncio.QueueFull:
            while not self._queue.empty():
                self._queue.get_nowait()
            self._needs_keyframe = True

    async def recv(self) -> av.Packet[Stream]:
        self._tell_sent()
        unit = await self._queue.get()
        if unit is None or self.readyState != "live":
            raise MediaStreamError
        self._given = unit.pts
        packet = av.Packet(unit.data)
        packet.pts, packet.time_base, packet.is_keyframe = unit.pts, TIME_BASE, unit.keyframe
        return packet

    def stop(self) -> None:
        super().stop()
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(None)


class Reencoded(LiveTrack):
    """A viewer's track of decoded pictures, newest first come, for aiortc to encode."""

    def __init__(self) -> None:
        super().__init__()
        self._newest: tuple[av.VideoFrame, int] | None = None
        self._wake = asyncio.Event()

    def offer(self, raw: av.VideoFrame, pts: int) -> None:
        self._newest = raw, pts
        self._wake.set()

    async def recv(self) -> av.VideoFrame:
        self._tell_sent()
        await self._wake.wait()
        self._wake.clear()
        if self._newest is None or self.readyState != "live":
            raise MediaStreamError
        raw, pts = self._newest
        self._given = pts
        picture = as_encodable(raw)
        picture.pts, picture.time_base = pts, TIME_BASE
        return picture

    def stop(self) -> None:
        super().stop()
        self._wake.set()


def as_encodable(raw: av.VideoFrame) -> av.VideoFrame:
    """A copy that an encoder takes: 4:2:0 with even sides; an odd last row or column is scaled away."""
    picture: av.VideoFrame = raw.reformat(
        raw.width // 2 * 2, raw.height // 2 * 2, format="yuv420p", threads=1
    )
    if picture is not raw:
        return picture
    return av.VideoFrame.from_ndarray(raw.to_ndarray(), format="yuv420p")


@dataclass(eq=False)
class Feed:
    """One stream's live pictures and who watches them."""

    camera_id: str
    loop: asyncio.AbstractEventLoop
    passed: set[PassedThrough] = field(default_factory=set)
    reencoded: set[Reencoded] = field(default_factory=set)
    _recent: list[Coded] = field(default_factory=list)
    _recent_bytes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _packet_clock: Rebase = field(default_factory=Rebase)
    _picture_clock: Rebase = field(default_factory=Rebase)

    def packet(self, packet: av.Packet[Stream]) -> None:
        """Take a packet; camera thread. Its bytes are copied before the thread goes on."""
        if packet.dts is None or packet.time_base is None:
            return
        pts = self._packet_clock(int(packet.dts * packet.time_base * CLOCK_RATE))
        unit = Coded(bytes(packet), pts, packet.is_keyframe)
        with self._lock:
            if unit.keyframe or self._recent_bytes > MOST_RECENT_BYTES:
                self._recent.clear()
                self._recent_bytes = 0
            if unit.keyframe or self._recent:
                self._recent.append(unit)
                self._recent_bytes += len(unit.data)
        if self.passed:
            self.loop.call_soon_threadsafe(self._pass_on, unit)

    def pts_of(self, media_ns: int, *, passes: bool) -> int:
        """When viewers see the picture of this media time of the present run, as their tracks count."""
        clock = self._packet_clock if passes else self._picture_clock
        return media_ns * CLOCK_RATE // 1_000_000_000 + clock.shift

    def media_ns_of(self, pts: int, *, passes: bool) -> int:
        """The other way round: the media time of the picture that viewers see at `pts`."""
        clock = self._packet_clock if passes else self._picture_clock
        return (pts - clock.shift) * 1_000_000_000 // CLOCK_RATE

    def join(self, track: PassedThrough) -> None:
        """Begin to give a track the packets, those since the last keyframe at once."""
        with self._lock:
            recent = list(self._recent)
        self.passed.add(track)
        # Their own times would make a player wait as long as they took to come.
        for place, unit in enumerate(recent, 1 - len(recent)):
            track.offer(replace(unit, pts=recent[-1].pts + place * HASTE))

    def picture(self, picture: Picture) -> None:
        """Take a decoded picture; camera thread."""
        pts = self._picture_clock(picture.media_ns * CLOCK_RATE // 1_000_000_000)
        if self.reencoded:
            self.loop.call_soon_threadsafe(self._show, picture.raw, pts)

    def _pass_on(self, unit: Coded) -> None:
        for track in self.passed:
            track.offer(unit)

    def _show(self, raw: av.VideoFrame, pts: int) -> None:
        for track in self.reencoded:
            track.offer(raw, pts)


@dataclass(eq=False)
class Watch:
    """One viewer of a feed. `token` is the signed-in session it belongs to; there is no connection but with
    WebRTC.

    rtp_origin: the RTP time stamp that the viewer sees for pts 0 (uint32), once a picture was sent.
    """

    id: str
    feed: Feed
    token: str
    connection: RTCPeerConnection | None
    track: PassedThrough | Reencoded
    rtp_origin: int | None = None

    @property
    def camera_id(self) -> str:
        return self.feed.camera_id


class LiveHub:
    """All feeds and all who watch them."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ice: Ice | None = None) -> None:
        self._loop, self._ice = loop, ice or Ice()
        self._feeds: dict[tuple[str, StreamName], Feed] = {}
        self._watches: dict[str, Watch] = {}

    def feed(self, camera_id: str, stream: StreamName = StreamName.MAIN) -> Feed:
        return self._feeds.setdefault((camera_id, stream), Feed(camera_id, self._loop))

    @property
    def watches(self) -> tuple[Watch, ...]:
        return tuple(self._watches.values())

    async def open(self, feed: Feed, token: str, offer_sdp: str, *, passes: bool) -> tuple[str, str]:
        """Answer a WHEP offer: the watch's id and the SDP answer.

        passes: whether the stream's own packets suit a browser.

        Raises:
            InvalidValue: the offer is not one for receiving video.
            LiveUnavailable: too many pictures are being encoded anew already, or no UDP port is free.
        """
        if not passes and sum(len(item.reencoded) for item in self._feeds.values()) >= MOST_REENCODED:
            raise LiveUnavailable(
                f"This camera's video has to be converted; that is done for {MOST_REENCODED} viewers at most."
            )
        track = PassedThrough() if passes else Reencoded()
        if isinstance(track, Reencoded):
            # Counts from now on: offers may come at the same time.
            feed.reencoded.add(track)
        connection = RTCPeerConnection(self._ice.configuration())
        try:
            with self._ice.gathering():
                answer = await _negotiate(connection, track, offer_sdp)
            self._ice.check(answer)
        except BaseException as error:
            feed.reencoded.discard(track)
            await connection.close()
            if isinstance(error, LiveUnavailable) or not isinstance(error, Exception):
                raise
            raise InvalidValue("the offer is not a WebRTC offer to receive H.264 video") from error
        watch = self._admit(feed, token, connection, track)
        track.on_sent = partial(_note_origin, watch, connection.getSenders()[0])
        if isinstance(track, PassedThrough):
            connection.on("connectionstatechange", partial(_join, connection, feed, track))

        @connection.on("connectionstatechange")
        async def on_change() -> None:
            if connection.connectionState in {"failed", "closed", "disconnected"}:
                await self.close(watch.id)

        self._loop.call_later(CONNECT_WITHIN_S, self._expire, watch, connection)
        log.info("live.opened", camera=feed.camera_id, watch=watch.id, reencoded=not passes)
        return watch.id, answer

    def open_stream(self, feed: Feed, token: str) -> tuple[Watch, PassedThrough]:
        """A view by other means than WebRTC, of packets as they are; whoever asks for it closes it."""
        track = PassedThrough()
        watch = self._admit(feed, token, None, track)
        feed.join(track)
        log.info("live.opened", camera=feed.camera_id, watch=watch.id, reencoded=False)
        return watch, track

    def _admit(
        self,
        feed: Feed,
        token: str,
        connection: RTCPeerConnection | None,
        track: PassedThrough | Reencoded,
    ) -> Watch:
        watch = Watch(secrets.token_hex(16), feed, token, connection, track)
        self._watches[watch.id] = watch
        return watch

    def watch(self, watch_id: str, token: str) -> Watch:
        """Raises NotFound, alike for one that another session opened."""
        watch = self._watches.get(watch_id)
        if watch is None or watch.token != token:
            raise NotFound("no such live view")
        return watch

    async def add_candidates(self, watch: Watch, fragment: str) -> None:
        """As `signalling.take_candidates`."""
        connection = watch.connection
        if connection is None:
            raise InvalidValue("this view has no WebRTC connection")
        await take_candidates(connection, fragment)

    async def close(self, watch_id: str) -> None:
        """End a watch; ending one that has ended is fine."""
        watch = self._watches.pop(watch_id, None)
        if watch is None:
            return
        watch.feed.passed.discard(watch.track)
        watch.feed.reencoded.discard(watch.track)
        watch.track.stop()
        if watch.connection is not None:
            await watch.connection.close()
        log.info("live.closed", camera=watch.camera_id, watch=watch.id)

    async def close_all(self) -> None:
        await asyncio.gather(*(self.close(watch.id) for watch in self.watches))

    def _expire(self, watch: Watch, connection: RTCPeerConnection) -> None:
        if watch.id in self._watches and connection.connectionState != "connected":
            self._loop.create_task(self.close(watch.id))


def _note_origin(watch: Watch, sender: RTCRtpSender, pts: int) -> None:
    # aiortc draws the origin at random and keeps it to itself; the stamp it sent last tells it.
    sent: int = getattr(sender, "_RTCRtpSender__rtp_timestamp")  # noqa: B009 (mangled, unknown to types)
    watch.rtp_origin = (sent - pts) % (1 << 32)


def _join(connection: RTCPeerConnection, feed: Feed, track: PassedThrough) -> None:
    """Packets are only worth sending once somebody can get them."""
    if connection.connectionState == "connected" and track not in feed.passed:
        feed.join(track)


async def _negotiate(connection: RTCPeerConnection, track: PassedThrough | Reencoded, offer_sdp: str) -> str:
    connection.addTrack(track)
    # The browser must be held to H.264: the packets are not encoded for it.
    h264 = [codec for codec in RTCRtpSender.getCapabilities("video").codecs if codec.mimeType == "video/H264"]
    for transceiver in connection.getTransceivers():
        transceiver.setCodecPreferences(h264)
    await connection.setRemoteDescription(RTCSessionDescription(await with_addresses(offer_sdp), "offer"))
    answer = await connection.createAnswer()
    assert answer is not None
    await connection.setLocalDescription(answer)
    return str(connection.localDescription.sdp)
