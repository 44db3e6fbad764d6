"""How closely one camera is watched: a sleeping kitchen costs almost nothing."""

from ingest.motion import THUMBNAIL, MotionGate
from ingest.pace import DEFAULT_MAX_FPS, Pace
from ingest.source import Picture

IDLE_FPS = 0.5
HOLD_NS = 10_000_000_000
"""How long a kitchen counts as active after the last motion or person."""
_SAMPLES_FPS = 2.0


class Attention:
    """Which of a camera's pictures the detector is to see.

    Active kitchens are analysed `active_fps` times per second of media time, idle ones IDLE_FPS. Motion makes
    a kitchen active, and so does a person whom the detector saw: neither may be missed because of the other.
    It looks for motion twice a second at most. hold_ns: how long a kitchen stays active after the last of
    either. `admits` belongs to the camera's thread, the rest to any.
    """

    def __init__(self, active_fps: float = DEFAULT_MAX_FPS, hold_ns: int = HOLD_NS) -> None:
        self._active_fps, self._hold_ns = active_fps, hold_ns
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
            self._stay_active(media_ns)

    def admits(self, picture: Picture) -> bool:
        """Whether to analyse this picture; asked once of each, in order."""
        if picture.run != self._run:
            self._run, self._active_until_ns = picture.run, 0
        if self._samples.admits(picture.run, picture.media_ns) and self._gate.moves(
            picture.thumbnail(*THUMBNAIL), picture.media_ns
        ):
            self._stay_active(picture.media_ns)
        was_idle, self._is_idle = self._is_idle, picture.media_ns >= self._active_until_ns
        if was_idle and not self._is_idle:
            self._active = Pace(self._active_fps)
        pace = self._idle if self._is_idle else self._active
        return pace.admits(picture.run, picture.media_ns)

    def _stay_active(self, media_ns: int) -> None:
        self._active_until_ns = max(self._active_until_ns, media_ns + self._hold_ns)
