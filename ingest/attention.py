"""How closely one camera is watched: a sleeping kitchen costs almost nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.motion import THUMBNAIL, MotionGate
from ingest.pace import DEFAULT_MAX_FPS, Pace
from ingest.source import Picture
from models.frames import Image

IDLE_FPS = 0.5
HOLD_NS = 10_000_000_000
"""How long a kitchen counts as active after the last motion or person."""
_SAMPLES_FPS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A thumbnail taken twice a second at most; uint8 (90, 160), brightness. Times as in Frame."""

    picture: Picture
    thumbnail: Image


class Attention:
    """Which of a camera's pictures the detector is to see.

    Active kitchens are analysed `active_fps` times per second of media time, idle ones IDLE_FPS. Motion makes
    a kitchen active, and so does a person whom the detector saw: neither may be missed because of the other.
    `admits` and `on_sample` belong to the camera's thread; any may use the rest.
    """

    def __init__(
        self,
        active_fps: float = DEFAULT_MAX_FPS,
        on_sample: Callable[[Sample], None] = lambda _: None,
    ) -> None:
        self._active_fps = active_fps
        self._on_sample = on_sample
        self._gate = MotionGate()
        self._samples = Pace(_SAMPLES_FPS)
        self._idle, self._active = Pace(min(IDLE_FPS, active_fps)), Pace(active_fps)
        self._run: int | None = None
        self._active_until_ns = 0
        self._is_idle = False

    @property
    def is_idle(self) -> bool:
        return self._is_idle

    def people_seen(self, run: int, media_ns: int) -> None:
        """The detector saw somebody in this picture."""
        if run == self._run:
            self._active_until_ns = max(self._active_until_ns, media_ns + HOLD_NS)

    def admits(self, picture: Picture) -> bool:
        """Whether to analyse this picture; asked once of each, in order."""
        if picture.run != self._run:
            self._run, self._active_until_ns = picture.run, 0
        if self._samples.admits(picture.run, picture.media_ns):
            sample = Sample(picture, picture.thumbnail(*THUMBNAIL))
            if self._gate.moves(sample.thumbnail, picture.media_ns):
                self._active_until_ns = max(self._active_until_ns, picture.media_ns + HOLD_NS)
            self._on_sample(sample)
        was_idle, self._is_idle = self._is_idle, picture.media_ns >= self._active_until_ns
        if was_idle and not self._is_idle:
            self._active = Pace(self._active_fps)
        pace = self._idle if self._is_idle else self._active
        return pace.admits(picture.run, picture.media_ns)
