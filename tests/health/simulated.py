"""An hour of a camera's life in seconds: really encoded and decoded clips, on a clock that the test moves."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.video.frame import VideoFrame

from ingest.health.checkup import Checkup
from ingest.health.clock import StreamClock
from ingest.health.confirm import HealthNews
from ingest.health.vitals import Vitals
from ingest.source import Picture
from models.cameras import CameraState, CameraStatus, Trouble

if TYPE_CHECKING:
    from av.stream import Stream

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Played:
    """A clip's keyframes, decoded, and all its packets; `fps` packets make a second."""

    keyframes: list[VideoFrame]
    packets: list["av.Packet[Stream]"]
    fps: float

    @classmethod
    def of(cls, path: Path) -> "Played":
        keyframes, packets = [], []
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            fps = float(stream.average_rate or 12)
            for packet in container.demux(stream):
                frames = packet.decode()
                keyframes += [frame for frame in frames if frame.key_frame]
                if packet.size:
                    packets.append(cast("av.Packet[Stream]", packet))
        return cls(keyframes, packets, fps)


@dataclass
class Life:
    """Feeds a checkup second by second."""

    checkup: Checkup
    now: datetime = NOON
    status: CameraStatus = field(
        default_factory=lambda: CameraStatus("kitchen", CameraState.ONLINE, NOON, run=1)
    )
    clock: StreamClock = field(default_factory=StreamClock)
    vitals: Vitals = field(default_factory=Vitals)
    news: list[HealthNews] = field(default_factory=list)
    _seconds: int = 0
    _sent: float = 0.0

    def online(self, played: Played, seconds: int, *, frozen: bool = False) -> list[HealthNews]:
        """Send the clip in a loop for so long; frozen: its first picture alone."""
        if self.status.state is not CameraState.ONLINE:
            self.status = CameraStatus("kitchen", CameraState.ONLINE, self.now, run=self.status.run + 1)
        return list(self._passing(seconds, played, frozen=frozen))

    def away(self, state: CameraState, trouble: Trouble, seconds: int) -> list[HealthNews]:
        self.status = replace(self.status, state=state, since=self.now, trouble=trouble)
        return list(self._passing(seconds))

    def _passing(
        self, seconds: int, played: Played | None = None, *, frozen: bool = False
    ) -> Iterator[HealthNews]:
        for _ in range(seconds):
            self.now += timedelta(seconds=1)
            self._seconds += 1
            if played is not None:
                self._send(played, frozen=frozen)
            news = self.checkup.check(self.now, self.status, self.vitals.counts, self.clock)
            self.news += news
            yield from news

    def _send(self, played: Played, *, frozen: bool) -> None:
        self._sent += played.fps
        while self._sent >= 1:
            self._sent -= 1
            index = self._seconds * round(played.fps) + int(self._sent)
            self.vitals(played.packets[0 if frozen else index % len(played.packets)])
        # A whole clip is no whole number of checks, so that none meets the same picture each time.
        raw = played.keyframes[0 if frozen else self._seconds % len(played.keyframes)]
        media_ns = self._seconds * 10**9
        self.checkup.looker.see(
            Picture("kitchen", self.status.run, self._seconds, media_ns, self.now, raw, lambda _: _nothing())
        )


def _nothing() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    raise AssertionError("a health check needs no BGR picture")
