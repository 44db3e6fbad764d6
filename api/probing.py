"""Trying cameras out while somebody waits, and the pictures that were shown by it."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDone
from dataclasses import dataclass, field
from datetime import datetime

import cv2

from ingest.probe import Probe, probe
from ingest.redact import host_of
from ingest.source import SourceError, StreamInfo
from models.cameras import Trouble
from models.errors import BrightkitchenError
from models.frames import Frame

TESTED_S = 5.0
"""Whoever tests a camera has an answer within this time."""

MOST_AT_ONCE = 8
MOST_SHOTS = 32
SHOT_LASTS_S = 900.0
QUALITY = 90

_OPEN_S, _READ_S = 3.0, 2.0


class TooManyTests(BrightkitchenError):
    """As many cameras as may be are being tried out already."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A picture as JPEG. key: SHA-256 of the content; width, height: pixels; taken_at: aware UTC."""

    key: str
    content: bytes = field(repr=False)
    width: int
    height: int
    taken_at: datetime

    @classmethod
    def of(cls, frame: Frame) -> "Shot":
        done, content = cv2.imencode(".jpg", frame.image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        assert done
        jpeg = content.tobytes()
        return cls(hashlib.sha256(jpeg).hexdigest(), jpeg, frame.width, frame.height, frame.captured_at)


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """What one stream turned out to be, or what is wrong with it.

    trouble and detail (a sentence without credentials) are None where pictures came; everything else is None
    where none did. took_s: until the first picture. bit_rate: bits per second, None where it was too short.
    """

    trouble: Trouble | None = None
    detail: str | None = None
    info: StreamInfo | None = None
    took_s: float | None = None
    bit_rate: int | None = None
    shot: Shot | None = None


class Prober:
    """Tries addresses out in threads of its own, and remembers for a while what it showed of which camera.

    Any thread may call. Memory: MOST_SHOTS pictures.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="probe")
        self._free = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._shots: OrderedDict[tuple[str, str], tuple[float, Shot]] = OrderedDict()

    def close(self) -> None:
        """Start nothing more; what runs ends with its own time-outs."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def test(self, addresses: Mapping[str, str]) -> Mapping[str, Tested]:
        """Try all of a camera's streams at once; blocks for TESTED_S at most.

        Raises:
            TooManyTests: others are waiting already.
        """
        end = self._monotonic() + TESTED_S
        running = {name: (url, self._begin(url)) for name, url in addresses.items()}
        return {name: self._outcome(url, future, end) for name, (url, future) in running.items()}

    def remember(self, camera_id: str, shot: Shot) -> None:
        """Keep what was shown of a camera for whoever will accept it."""
        with self._lock:
            self._shots[camera_id, shot.key] = self._monotonic(), shot
            while len(self._shots) > MOST_SHOTS:
                self._shots.popitem(last=False)

    def forget(self, camera_id: str) -> None:
        """Nothing that was shown of this camera is what it shows now."""
        with self._lock:
            for key in [key for key in self._shots if key[0] == camera_id]:
                del self._shots[key]

    def shown(self, camera_id: str, key: str) -> Shot | None:
        """The picture of this camera that was shown under the key, unless that is too long ago."""
        with self._lock:
            at, shot = self._shots.get((camera_id, key), (0.0, None))
        return shot if self._monotonic() - at < SHOT_LASTS_S else None

    def _begin(self, url: str) -> Future[Probe]:
        if not self._free.acquire(blocking=False):
            raise TooManyTests(f"{MOST_AT_ONCE} cameras are being tested already; try again in a moment")
        future = self._pool.submit(probe, url, open_s=_OPEN_S, read_s=_READ_S)
        future.add_done_callback(lambda _: self._free.release())
        return future

    def _outcome(self, url: str, future: Future[Probe], end: float) -> Tested:
        try:
            found = future.result(max(0.0, end - self._monotonic()))
        except NotDone:
            future.cancel()
            return Tested(Trouble.TIMEOUT, f"{host_of(url)} showed no picture within {TESTED_S:g} s.")
        except SourceError as error:
            return Tested(error.trouble, error.detail)
        return Tested(None, None, found.info, found.took_s, found.bit_rate, Shot.of(found.frame))
