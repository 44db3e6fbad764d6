"""The streams of a camera: who reads each, who watches it now, and what is kept of it for later."""

from collections.abc import Callable, Iterator

import av
from av.stream import Stream

from api.live import Feed
from ingest.camera import CameraWorker
from ingest.health.clock import StreamClock
from ingest.health.vitals import Vitals
from ingest.publication import Inlet
from ingest.published import PublishedSource
from ingest.ring import PacketRing
from ingest.rtsp import RtspSource
from ingest.source import Picture, Source
from models.cameras import CameraState, CameraStatus, StreamName
from models.clock import Clock


class KeptStream:
    """One stream: `feed` gives it to those who watch, `ring` keeps its last packets, `vitals` counts them.

    passes: whether a browser takes its packets as they are; None while it sends nothing. inlet: where it
    comes in if somebody publishes it, else it is fetched from the address. Everything but reading `passes`
    belongs to the stream's thread.
    """

    def __init__(
        self, camera_id: str, name: StreamName, url: str, feed: Feed, clock: Clock, inlet: Inlet | None = None
    ) -> None:
        self.name, self.feed = name, feed
        self.ring = PacketRing(camera_id, clock=clock)
        self.vitals = Vitals()
        self.passes: bool | None = None
        self._camera_id, self._url, self._clock, self._inlet = camera_id, url, clock, inlet
        self._source: RtspSource | PublishedSource | None = None

    def open(
        self,
        run: int,
        *,
        skims: Callable[[], bool] = lambda: False,
        decodes: Callable[[], bool] | None = None,
    ) -> Source:
        """A new connection, not yet open, whose packets come here."""

        def keep(packet: "av.Packet[Stream]") -> None:
            self._packet(run, packet)

        if self._inlet is not None:
            self._source = PublishedSource(
                self._camera_id, self._inlet, run, on_packet=keep, skims=skims, clock=self._clock
            )
        else:
            self._source = RtspSource(
                self._camera_id,
                self._url,
                run,
                on_packet=keep,
                skims=skims,
                decodes=decodes,
                clock=self._clock,
            )
        return self._source

    def arrivals(self) -> Iterator[Picture | None]:
        """What the present connection brings."""
        assert isinstance(self._source, RtspSource)
        return self._source.arrivals()

    @property
    def camera_clock(self) -> StreamClock:
        """What the present or last connection knows of the camera's clock; any thread."""
        return self._source.camera_clock if isinstance(self._source, RtspSource) else StreamClock()

    def note(self, status: CameraStatus) -> None:
        """Take down how the connection is doing."""
        if self._source is None or status.state is not CameraState.ONLINE:
            self.passes = None
            return
        info = self._source.info
        self.passes = info.codec == "h264" and not info.has_b_frames

    def pts_of(self, media_ns: int) -> int:
        """When viewers see the picture of this media time of the present run, 1/90000 s."""
        return self.feed.pts_of(media_ns, passes=bool(self.passes))

    def _packet(self, run: int, packet: "av.Packet[Stream]") -> None:
        assert self._source is not None
        self.feed.packet(packet)
        self.vitals(packet)
        self.ring.add(run, self._source.info, packet)


class MainStream:
    """A main stream beside the one that is analysed: connected and kept, and decoded only for viewers whose
    browsers do not take its packets."""

    def __init__(
        self,
        stream: KeptStream,
        *,
        camera_id: str,
        next_run: Callable[[], int],
        on_status: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._stream, self._on_status = stream, on_status
        self._worker = CameraWorker(
            camera_id,
            lambda run: stream.open(run, decodes=lambda: bool(stream.feed.reencoded)),
            next_run,
            lambda _: None,
            self._note,
            admits=self._show,
            arrivals=stream.arrivals,
            clock=clock,
        )

    @property
    def status(self) -> CameraStatus:
        return self._worker.status

    def start(self) -> None:
        self._worker.start()

    def stop(self) -> None:
        """End its thread; blocks for a read's time-out at most."""
        self._worker.stop()

    def _show(self, picture: Picture) -> bool:
        self._stream.feed.picture(picture)
        return False

    def _note(self, status: CameraStatus) -> None:
        self._stream.note(status)
        self._on_status()
