"""How often pictures are let through."""

DEFAULT_MAX_FPS = 4.0

_SECOND_NS = 1_000_000_000


class Pace:
    """Lets through at most `max_fps` pictures per second of media time, evenly; each run begins anew."""

    def __init__(self, max_fps: float) -> None:
        self._interval_ns = round(_SECOND_NS / max_fps)
        self._run: int | None = None
        self._next_ns = 0

    def admits(self, run: int, media_ns: int) -> bool:
        """Whether this picture is due; asking is what counts it."""
        if run != self._run:
            self._run, self._next_ns = run, media_ns
        # A picture that comes a little early is the one that was meant.
        if media_ns < self._next_ns - self._interval_ns // 10:
            return False
        on_grid = self._next_ns + self._interval_ns
        self._next_ns = on_grid if on_grid > media_ns else media_ns + self._interval_ns
        return True
