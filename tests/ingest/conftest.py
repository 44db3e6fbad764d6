import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sample_videos.simulator import CameraSimulator, run_simulator
from tests.ingest.clips import write_clip


@dataclass(frozen=True)
class Clips:
    plain: Path
    hevc: Path
    odd: Path
    reordered: Path
    single: Path
    large: Path


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    folder = tmp_path_factory.mktemp("clips")
    return Clips(
        plain=write_clip(folder / "plain.mp4"),
        hevc=write_clip(folder / "hevc.mp4", codec="libx265"),
        odd=write_clip(folder / "odd.mp4", width=638, height=358),
        reordered=write_clip(folder / "reordered.mp4", b_frames=2),
        single=write_clip(folder / "single.mp4", pictures=1),
        large=write_clip(folder / "large.mp4", width=642, height=362, fps=15, pictures=30),
    )


@pytest.fixture(scope="session")
def cameras(clips: Clips) -> Iterator[CameraSimulator]:
    """A simulator that no test disturbs."""
    with run_simulator({name: getattr(clips, name) for name in Clips.__dataclass_fields__}) as simulator:
        yield simulator


class Watched:
    """Remembers what threads did, and waits for what they will have done."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        with self._changed:
            yield
            self._changed.notify_all()

    def until(self, happened: Callable[[], bool], timeout_s: float = 10) -> float:
        """Wait until it happened; the seconds that took."""
        began = time.monotonic()
        with self._changed:
            assert self._changed.wait_for(happened, timeout_s), f"did not happen in {timeout_s} s"
        return time.monotonic() - began
