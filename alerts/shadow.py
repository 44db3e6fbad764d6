"""A second detector beside the first: what it would have said of the same people."""

import json
import threading
import time
from collections import Counter, deque
from pathlib import Path

import structlog

from alerts.association import Vote, judge
from detector.protocol import Detector
from models.clock import Clock
from models.rules import DEFAULT_RULES, RuleName
from models.tracks import TrackedFrame

log = structlog.get_logger(__name__)

_SAVE_S = 15.0
_LATEST = 50


class Shadow:
    """Judges, in a thread of its own, the newest frame once in `every_s` seconds with a second detector.

    Nothing waits for it and nothing depends on it: frames that come while it works are passed over, and
    its failures are logged. `offer` from any thread; `start` and `stop` from one.

    report: rewritten every quarter minute and at the end; counts of what the two said of one person, and
    the latest disagreements.
    """

    def __init__(
        self,
        detector: Detector,
        names: tuple[str, str],
        report: Path,
        clock: Clock,
        every_s: float = 1.0,
    ) -> None:
        self._detector = detector
        self._names = names
        self._report = report
        self._since = clock.now()
        self._every_s = every_s
        self._frames = 0
        self._counts: Counter[tuple[RuleName, Vote, Vote]] = Counter()
        self._latest: deque[dict[str, str]] = deque(maxlen=_LATEST)
        self._newest: TrackedFrame | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="shadow", daemon=True)

    def offer(self, tracked: TrackedFrame) -> None:
        """What the first detector saw; the latest offer is the one judged next."""
        self._newest = tracked

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        saved = time.monotonic()
        while not self._stopping.wait(self._every_s):
            tracked, self._newest = self._newest, None
            try:
                if tracked is not None:
                    self._compare(tracked)
                if time.monotonic() - saved > _SAVE_S:
                    saved = time.monotonic()
                    self._save()
            except Exception:  # the shadow must never darken the judging one
                log.exception("shadow.failed", model=self._names[1])
        self._save()

    def _compare(self, tracked: TrackedFrame) -> None:
        seen = self._detector.detect(tracked.frame.image)
        self._frames += 1
        for rule in DEFAULT_RULES:
            first = judge(tracked.tracks, tracked.detections, rule)
            second = judge(tracked.tracks, seen, rule)
            for track_id, judgement in first.items():
                said, other = judgement.vote, second[track_id].vote
                self._counts[rule.name, said, other] += 1
                if said is not other and Vote.MISSING in (said, other):
                    self._latest.append(
                        {
                            "at": tracked.frame.captured_at.isoformat(timespec="seconds"),
                            "camera": tracked.frame.camera_id,
                            "rule": str(rule.name),
                            "judging": str(said),
                            "shadow": str(other),
                        }
                    )

    def _save(self) -> None:
        counts = [
            {"rule": str(rule), "judging": str(said), "shadow": str(other), "count": count}
            for (rule, said, other), count in sorted(self._counts.items())
        ]
        report = {
            "judging": self._names[0],
            "shadow": self._names[1],
            "since": self._since.isoformat(timespec="seconds"),
            "frames": self._frames,
            "counts": counts,
            "latest": list(self._latest),
        }
        fresh = self._report.with_suffix(".new")
        fresh.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
        fresh.replace(self._report)
