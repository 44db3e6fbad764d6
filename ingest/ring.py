"""The last packets of a stream, for what is wanted of them afterwards: stills and clips."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import av
from av.stream import Stream

from ingest.source import StreamInfo
from ingest.still import Lead, StillMissing, Unit
from ingest.timeline import SECOND_NS
from models.clock import Clock, SystemClock
from models.frames import Frame

MOST_S = 50.0
"""A violation is told of at most half a minute after its best picture; its clip begins ten seconds before."""
MOST_BYTES = 32 << 20
"""Per stream: fifty seconds at 5 Mbit/s. A stream of more is kept for a shorter time."""
MOST_APART_S = 1.0
"""A still further off the wanted instant than this is none of it."""
LATE_S = 1.5
"""How long a stream may be behind the one whose instant is asked for."""
_WINDOW_NS = 10 * SECOND_NS


class ArrivalClock:
    """When the pictures of one connection arrive if nothing holds them up.

    That is as near as arrival tells when they were taken: the wait in the camera and on the network is in it,
    its variation is not. Of the last ten to twenty seconds the least delayed packet counts, so that the
    camera's clock may run a little fast or slow.
    """

    def __init__(self) -> None:
        self._least_ns: int | None = None
        self._least_before_ns: int | None = None
        self._since_ns = 0

    def arrived(self, media_ns: int, at_ns: int) -> None:
        """A packet of this media time came at this wall-clock time (ns since the epoch)."""
        offset_ns = at_ns - media_ns
        if self._least_ns is None or media_ns - self._since_ns > _WINDOW_NS:
            self._least_before_ns, self._least_ns, self._since_ns = self._least_ns, offset_ns, media_ns
        self._least_ns = min(self._least_ns, offset_ns)

    @property
    def offset_ns(self) -> int:
        """What is added to media time; 0 before the first packet."""
        known = [least for least in (self._least_ns, self._least_before_ns) if least is not None]
        return min(known, default=0)


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in a stream: media time within a run."""

    run: int
    media_ns: int


class PacketRing:
    """Keeps one stream's packets of the last `most_s`, and no more than `most_bytes` of them.

    It begins with a keyframe, so that everything in it can be decoded; where the keyframes are further apart
    than the bounds allow it is empty until the next one. `add` belongs to the stream's thread, the rest to
    any.

    Instants are those of ArrivalClock. Two streams of one camera, asked for the same instant, give pictures
    apart by the difference between their least delays: how much longer the camera takes to encode one than
    the other. Only the camera's sender reports (RTCP) would tell that; they are not used.
    """

    def __init__(
        self,
        camera_id: str,
        *,
        most_s: float = MOST_S,
        most_bytes: int = MOST_BYTES,
        clock: Clock | None = None,
    ) -> None:
        self.camera_id = camera_id
        self._most_ns, self._most_bytes = round(most_s * SECOND_NS), most_bytes
        self._clock = clock or SystemClock()
        self._changed = threading.Condition()
        self._units: deque[Unit] = deque()
        self._bytes = 0
        self._clocks: dict[int, ArrivalClock] = {}
        self._came_at: datetime | None = None

    @property
    def size_bytes(self) -> int:
        return self._bytes

    @property
    def length_s(self) -> float:
        """From the oldest packet to the newest, as they arrived."""
        with self._changed:
            if not self._units:
                return 0.0
            return (self._units[-1].came_ns - self._units[0].came_ns) / SECOND_NS

    def add(self, run: int, info: StreamInfo, packet: "av.Packet[Stream]") -> None:
        """Keep a packet as PacketSink describes; it has just arrived."""
        if packet.dts is None or packet.pts is None or packet.time_base is None:
            return
        now = self._clock.now()
        scale = packet.time_base * SECOND_NS
        unit = Unit(
            run=run,
            decoded_ns=int(packet.dts * scale),
            shown_ns=int(packet.pts * scale),
            came_ns=_ns(now),
            keyframe=packet.is_keyframe,
            data=bytes(packet),
            info=info,
        )
        with self._changed:
            clock = self._clocks.setdefault(run, ArrivalClock())
            clock.arrived(unit.decoded_ns, unit.came_ns)
            self._came_at = now
            if unit.keyframe or (self._units and self._units[-1].run == run):
                self._units.append(unit)
                self._bytes += len(unit.data)
            self._evict(unit.came_ns)
            self._changed.notify_all()

    @property
    def newest_run(self) -> int | None:
        """That of the newest packet."""
        with self._changed:
            return next(reversed(self._clocks), None)

    def instant(self, moment: Moment) -> datetime | None:
        """When a picture arrived or would have, undelayed; None where the run is not known any more."""
        with self._changed:
            clock = self._clocks.get(moment.run)
            return None if clock is None else _datetime(moment.media_ns + clock.offset_ns)

    def moment(self, at: datetime) -> Moment | None:
        """Where in the newest run an instant is; None before the first packet."""
        with self._changed:
            if not self._clocks:
                return None
            run = next(reversed(self._clocks))
            return Moment(run, _ns(at) - self._clocks[run].offset_ns)

    def lead_to(self, at: datetime) -> Lead | None:
        """What it takes to decode the picture nearest to an instant; None where none is near."""
        at_ns = _ns(at)
        with self._changed:
            units = tuple(self._units)
            instants = [unit.shown_ns + self._clocks[unit.run].offset_ns for unit in units]
        if not units:
            return None
        last = min(range(len(units)), key=lambda index: abs(instants[index] - at_ns))
        if abs(instants[last] - at_ns) > MOST_APART_S * SECOND_NS:
            return None
        first = next(index for index in range(last, -1, -1) if units[index].keyframe)
        return Lead(units[first : last + 1], _datetime(instants[last]))

    def around(self, moment: Moment, before_s: float, after_s: float) -> tuple[Unit, ...]:
        """The packets of a moment's run from so long before it to so long after it, as far as they are here.

        They begin with the last keyframe that is early enough, or the first there is; nothing where the
        moment's own picture is gone or never came.
        """
        since_ns = moment.media_ns - round(before_s * SECOND_NS)
        until_ns = moment.media_ns + round(after_s * SECOND_NS)
        with self._changed:
            units = [unit for unit in self._units if unit.run == moment.run]
        early = [index for index, unit in enumerate(units) if unit.keyframe and unit.decoded_ns <= since_ns]
        cut = tuple(unit for unit in units[early[-1] if early else 0 :] if unit.decoded_ns <= until_ns)
        if not cut or not cut[0].shown_ns <= moment.media_ns:
            return ()
        ends_early_ns = moment.media_ns - max(unit.shown_ns for unit in cut)
        return cut if ends_early_ns <= MOST_APART_S * SECOND_NS else ()

    def wait_for(self, at: datetime, timeout_s: float = LATE_S) -> None:
        """Wait until the stream has come so far, if it is coming at all."""
        at_ns = _ns(at)
        with self._changed:
            if self._came_at is None or self._clock.now() - self._came_at > timedelta(seconds=LATE_S):
                return
            self._changed.wait_for(lambda: self._reaches(at_ns), timeout_s)

    def _reaches(self, at_ns: int) -> bool:
        last = self._units[-1] if self._units else None
        return last is not None and last.shown_ns + self._clocks[last.run].offset_ns >= at_ns

    def _evict(self, now_ns: int) -> None:
        units = self._units
        while units and (self._bytes > self._most_bytes or now_ns - units[0].came_ns > self._most_ns):
            self._bytes -= len(units.popleft().data)
            while units and not units[0].keyframe:
                self._bytes -= len(units.popleft().data)
        oldest = units[0].run if units else next(reversed(self._clocks))
        for run in [run for run in self._clocks if run < oldest]:
            del self._clocks[run]


class Still:
    """A picture that is still compressed. What there is of it is held, whatever becomes of the ring."""

    def __init__(self, ring: PacketRing, at: datetime) -> None:
        self.at = at
        self._ring = ring
        self._lead = ring.lead_to(at)

    def frame(self) -> Frame:
        """The decoded picture. Any thread but the event loop's: it may wait LATE_S, and decodes.

        Its `captured_at` is its own instant, its `run` and `media_ns` are those of its stream.

        Raises:
            StillMissing: the stream had no picture near the instant, or it is damaged or no longer here.
        """
        lead = self._lead
        if lead is None or lead.captured_at < self.at:
            self._ring.wait_for(self.at)
            lead = self._ring.lead_to(self.at) or lead
        if lead is None:
            raise StillMissing("the stream has no picture of this instant")
        return lead.develop(self._ring.camera_id)


def _ns(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000) * 1000


def _datetime(at_ns: int) -> datetime:
    return datetime.fromtimestamp(at_ns / SECOND_NS, UTC)
