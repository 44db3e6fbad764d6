"""The whole of the rules over a stream of tracked frames."""

from collections.abc import Iterable, Iterator, Sequence

from alerts.findings import Finding
from alerts.monitor import CameraMonitor
from models.rules import DEFAULT_RULES, Rule
from models.tracks import TrackedFrame


def watch(frames: Iterable[TrackedFrame], rules: Sequence[Rule] = DEFAULT_RULES) -> Iterator[Finding]:
    """Findings as they arise from one camera's frames; what still goes on after the last frame is ended.

    Raises:
        InvalidValue: the frames are of several cameras, or their media time does not grow within a run.
    """
    monitor = CameraMonitor(rules)
    for tracked in frames:
        yield from monitor.observe(tracked)
    yield from monitor.finish()
