import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import numpy as np
import pytest
import structlog
from av.video.frame import VideoFrame
from hypothesis import given
from hypothesis import strategies as st

from ingest.camera import STALLED_FOR_S, Backoff, CameraWorker, in_trouble, online
from ingest.mailbox import FrameExchange
from ingest.rtsp import RtspSource
from ingest.source import Picture, SourceError, StreamInfo
from models.cameras import CameraState, CameraStatus, Trouble
from models.frames import Frame
from sample_videos.simulator import run_simulator
from tests.ingest.conftest import Clips, Watched

NOW = datetime(2026, 1, 1, tzinfo=UTC)
INFO = StreamInfo("h264", 320, 180, 10.0, has_b_frames=False, extradata=None)
BACK_WITHIN_S = 5.0


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


class TestBackoff:
    @given(st.lists(st.floats(0, 1, exclude_max=True), min_size=8, max_size=8))
    def test_steps_grow_to_three_seconds_and_vary_by_a_fifth(self, draws: list[float]) -> None:
        backoff = Backoff(rand=iter(draws).__next__)
        for step in (0.5, 1, 2, 3, 3, 3, 3, 3):
            assert 0.8 * step <= backoff.wait_s(0) <= 1.2 * step

    def test_only_a_healthy_session_begins_the_steps_anew(self) -> None:
        backoff = Backoff(rand=lambda: 0.5)
        assert [backoff.wait_s(streamed_s) for streamed_s in (0, 9.9, 0, 0, 10, 0)] == [0.5, 1, 2, 3, 0.5, 1]


class TestStatus:
    connecting = CameraStatus("kitchen", CameraState.CONNECTING, NOW)

    def trouble(self, status: CameraStatus, trouble: Trouble, now: datetime) -> CameraStatus:
        return in_trouble(status, SourceError(trouble, trouble.value), now)

    def test_online_clears_trouble_and_keeps_since(self) -> None:
        failed = self.trouble(self.connecting, Trouble.REFUSED, later(1))
        first = online(failed, 3, INFO, later(2))
        assert (first.state, first.since, first.trouble, first.detail, first.run) == (
            CameraState.ONLINE,
            later(2),
            None,
            None,
            3,
        )
        assert online(first, 3, INFO, later(3)) == first

    @pytest.mark.parametrize("trouble", [each for each in Trouble if each is not Trouble.STALLED])
    def test_trouble_means_offline_since_it_began(self, trouble: Trouble) -> None:
        up = online(self.connecting, 1, INFO, later(1))
        down = self.trouble(up, trouble, later(2))
        again = self.trouble(down, Trouble.REFUSED, later(9))
        assert (down.state, down.since, down.trouble) == (CameraState.OFFLINE, later(2), trouble)
        assert (again.state, again.since, again.trouble) == (CameraState.OFFLINE, later(2), Trouble.REFUSED)
        assert (down.width, down.codec) == (320, "h264")

    def test_a_silent_camera_stays_stalled_for_a_while(self) -> None:
        stalled = self.trouble(online(self.connecting, 1, INFO, NOW), Trouble.STALLED, NOW)
        assert stalled.state is CameraState.STALLED
        assert self.trouble(stalled, Trouble.TIMEOUT, later(STALLED_FOR_S - 1)) == stalled
        gone = self.trouble(stalled, Trouble.TIMEOUT, later(STALLED_FOR_S))
        assert (gone.state, gone.trouble) == (CameraState.OFFLINE, Trouble.TIMEOUT)

    def test_a_stalled_camera_that_refuses_is_offline_at_once(self) -> None:
        stalled = self.trouble(self.connecting, Trouble.STALLED, NOW)
        assert self.trouble(stalled, Trouble.REFUSED, later(1)).state is CameraState.OFFLINE


PIXEL = np.zeros((1, 1, 3), np.uint8)


class Script:
    """A source that yields so many frames and then fails, or never ends."""

    def __init__(self, run: int, frames: int, error: Exception | None) -> None:
        self._run, self._frames, self._error = run, frames, error
        self.closed = False

    @property
    def info(self) -> StreamInfo:
        return INFO

    def open(self) -> StreamInfo:
        if self._error and not self._frames:
            raise self._error
        return INFO

    def __iter__(self) -> Iterator[Frame]:
        return (picture.frame() for picture in self.pictures())

    def pictures(self) -> Iterator[Picture]:
        raw = VideoFrame(2, 2, "bgr24")
        for seq in range(self._frames):
            yield Picture("kitchen", self._run, seq, seq, datetime.now(UTC), raw, lambda _: PIXEL)
        if self._error:
            raise self._error

    def close(self) -> None:
        self.closed = True


class Life(Watched):
    """What one camera's worker told, and a worker that tells it."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[CameraStatus] = []
        self.frames: list[Frame] = []
        self.frame_times: list[float] = []

    def on_status(self, status: CameraStatus) -> None:
        with self.changing():
            self.statuses.append(status)

    def on_frame(self, frame: Frame) -> None:
        with self.changing():
            self.frames.append(frame)
            self.frame_times.append(time.monotonic())

    @property
    def states(self) -> list[tuple[CameraState, Trouble | None]]:
        """States and troubles in order, each once until it changes."""
        found: list[tuple[CameraState, Trouble | None]] = []
        for status in self.statuses:
            if not found or found[-1] != (status.state, status.trouble):
                found.append((status.state, status.trouble))
        return found

    def is_now(self, state: CameraState) -> Callable[[], bool]:
        return lambda: bool(self.statuses) and self.statuses[-1].state is state


def quick() -> Backoff:
    return Backoff(steps=(0.01,))


class TestWorker:
    def run_scripts(
        self,
        scripts: list[tuple[int, Exception | None]],
        next_run: Callable[[], int],
        life: Life,
        on_frame: Callable[[Frame], None] | None = None,
    ) -> tuple[list[Script], list[int]]:
        """Run sessions by script until the last has begun to be repeated."""
        sources: list[Script] = []
        runs: list[int] = []

        def open_source(run: int) -> Script:
            with life.changing():
                script = Script(run, *scripts[min(len(sources), len(scripts) - 1)])
                sources.append(script)
                runs.append(run)
            return script

        worker = CameraWorker(
            "kitchen", open_source, next_run, on_frame or life.on_frame, life.on_status, backoff=quick()
        )
        worker.start()
        life.until(lambda: len(sources) > len(scripts))
        assert worker.stop()
        assert all(source.closed for source in sources)
        return sources, runs

    def test_a_run_is_used_up_by_a_connection_not_by_an_attempt(self) -> None:
        refused = SourceError(Trouble.REFUSED, "no")
        _, runs = self.run_scripts(
            [(0, refused), (0, refused), (3, None), (0, refused), (2, None)], count(40).__next__, Life()
        )
        assert runs[:6] == [40, 40, 40, 41, 41, 42]

    def test_each_change_is_told_once(self) -> None:
        life = Life()
        refused = SourceError(Trouble.REFUSED, "no")
        self.run_scripts([(0, refused), (0, refused), (5, None), (0, refused)], count().__next__, life)
        assert [(status.state, status.trouble) for status in life.statuses[:4]] == [
            (CameraState.CONNECTING, None),
            (CameraState.OFFLINE, Trouble.REFUSED),
            (CameraState.ONLINE, None),
            (CameraState.OFFLINE, Trouble.CLOSED),
        ]
        assert life.statuses[2].last_frame_at == life.frames[0].captured_at
        assert (life.statuses[2].width, life.statuses[2].codec) == (320, "h264")

    def test_what_the_receiver_of_frames_raises_costs_no_connection(self) -> None:
        life = Life()

        def on_frame(frame: Frame) -> None:
            life.on_frame(frame)
            if frame.run == 0 and frame.seq in (1, 2, 4):
                raise RuntimeError("at rtsp://admin:s3cr3t@camera/x")

        with structlog.testing.capture_logs() as logs:
            self.run_scripts([(6, SourceError(Trouble.CLOSED, "over"))], count().__next__, life, on_frame)
        assert [frame.seq for frame in life.frames[:6]] == list(range(6))
        refusals = [entry for entry in logs if entry["event"] == "camera.frame_refused"]
        assert len(refusals) == 2
        assert "RuntimeError: at rtsp://***@camera/x" in refusals[0]["error"]
        assert "s3cr3t" not in repr(logs)

    def test_a_failing_run_counter_is_tried_again(self) -> None:
        life = Life()
        numbers: Iterator[int | OSError] = iter([OSError("disk"), OSError("disk"), 5, 6, 7, 8])

        def next_run() -> int:
            number = next(numbers)
            if isinstance(number, OSError):
                raise number
            return number

        with structlog.testing.capture_logs() as logs:
            _, runs = self.run_scripts([(2, None)], next_run, life)
        assert runs[0] == 5
        assert [entry["event"] for entry in logs].count("camera.session_failed") == 2
        assert life.states[:3] == [
            (CameraState.CONNECTING, None),
            (CameraState.OFFLINE, Trouble.UNREADABLE),
            (CameraState.ONLINE, None),
        ]

    def test_what_the_receiver_of_statuses_raises_is_logged(self) -> None:
        life = Life()

        def on_status(_status: CameraStatus) -> None:
            raise RuntimeError("no")

        worker = CameraWorker(
            "kitchen",
            lambda run: Script(run, 2, None),
            count().__next__,
            life.on_frame,
            on_status,
            backoff=quick(),
        )
        with structlog.testing.capture_logs() as logs:
            worker.start()
            life.until(lambda: len(life.frames) >= 4)
            assert worker.stop()
        assert "camera.status_refused" in {entry["event"] for entry in logs}
        assert worker.status.last_frame_at == worker.last_frame_at == life.frames[-1].captured_at

    @pytest.mark.alone
    def test_stopping_does_not_wait_for_the_next_attempt(self) -> None:
        life = Life()
        worker = CameraWorker(
            "kitchen",
            lambda run: Script(run, 0, SourceError(Trouble.REFUSED, "no")),
            count().__next__,
            life.on_frame,
            life.on_status,
            backoff=Backoff(steps=(600,)),
        )
        worker.start()
        life.until(life.is_now(CameraState.OFFLINE))
        began = time.monotonic()
        assert worker.stop()
        assert time.monotonic() - began < 1

    def test_an_unanswered_attempt_counts_as_waiting(self) -> None:
        """The third step of 2 s is over when an attempt that took 2.5 s ends."""
        now, waits = [0.0], []

        def open_source(run: int) -> Script:
            now[0] += 2.5
            return Script(run, 0, SourceError(Trouble.TIMEOUT, "no answer"))

        life = Life()
        worker = CameraWorker(
            "kitchen",
            open_source,
            count().__next__,
            life.on_frame,
            life.on_status,
            backoff=Backoff(rand=lambda: 0.5),
            monotonic=lambda: now[0],
        )

        class Stop(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                waits.append(timeout)
                if len(waits) == 4:
                    self.set()
                return self.is_set()

        worker._stopping = Stop()
        worker.run()
        assert waits == [0.1, 0.1, 0.1, 0.5]


def sound(life: Life) -> None:
    """Nothing lost: one run, no gap in it, always online."""
    assert {frame.run for frame in life.frames} == {life.frames[0].run}
    assert [frame.seq for frame in life.frames] == list(range(len(life.frames)))
    for earlier, later_ in pairwise(life.frames):
        assert later_.media_ns - earlier.media_ns == pytest.approx(100_000_000, abs=20_000)
    assert life.states == [(CameraState.CONNECTING, None), (CameraState.ONLINE, None)]


@pytest.mark.alone
def test_trouble_of_one_camera_is_its_own_and_over_soon(clips: Clips) -> None:
    """Four cameras: one stalls, one drops its connections, two must not notice."""
    names = ("stalls", "drops", "well", "also well")
    exchange = FrameExchange()
    with ExitStack() as stack:
        simulator = stack.enter_context(run_simulator(dict.fromkeys(names, clips.plain)))
        lives = {name: Life() for name in names}
        for name, life in lives.items():

            def on_frame(frame: Frame, life: Life = life) -> None:
                life.on_frame(frame)
                exchange.put(frame)

            def open_source(run: int, name: str = name) -> RtspSource:
                return RtspSource(name, simulator.url(name), run)

            worker = CameraWorker(name, open_source, count().__next__, on_frame, life.on_status)
            stack.callback(worker.stop)
            worker.start()
        stalls, drops = lives["stalls"], lives["drops"]
        for life in lives.values():
            life.until(life.is_now(CameraState.ONLINE))
        stalls.until(lambda: len(stalls.frames) > 10)
        simulator.stall("stalls")
        simulator.drop("drops")
        drops.until(drops.is_now(CameraState.OFFLINE), 1)
        stalls.until(stalls.is_now(CameraState.STALLED), 5)
        noticed_s = time.monotonic() - stalls.frame_times[-1]
        assert 2.5 < noticed_s < 4
        # Long enough that new connections to the silent camera have been tried in vain.
        lives["well"].until(lambda: time.monotonic() - stalls.frame_times[-1] > 7.5)
        assert stalls.is_now(CameraState.STALLED)()
        simulator.restore("stalls")
        simulator.restore("drops")
        restored = time.monotonic()
        for life in (stalls, drops):
            life.until(life.is_now(CameraState.ONLINE), BACK_WITHIN_S)
            assert time.monotonic() - restored < BACK_WITHIN_S
        served = {frame.camera_id for _ in names if (frame := exchange.take(1)) is not None}
    assert served == set(names)
    for name in ("well", "also well"):
        assert len(lives[name].frames) > 70
        sound(lives[name])
    assert stalls.states == [
        (CameraState.CONNECTING, None),
        (CameraState.ONLINE, None),
        (CameraState.STALLED, Trouble.STALLED),
        (CameraState.ONLINE, None),
    ]
    assert drops.states[:3] == [
        (CameraState.CONNECTING, None),
        (CameraState.ONLINE, None),
        (CameraState.OFFLINE, Trouble.CLOSED),
    ]
    for life in (stalls, drops):
        assert [frame.seq for frame in life.frames if frame.run == 1][:3] == [0, 1, 2]


def test_a_camera_that_restarts_is_back_soon(clips: Clips) -> None:
    life = Life()
    with ExitStack() as stack:
        with run_simulator({"kitchen": clips.plain}) as simulator:
            port, url = simulator.port, simulator.url("kitchen")
            worker = CameraWorker(
                "kitchen",
                lambda run: RtspSource("kitchen", url, run),
                count().__next__,
                life.on_frame,
                life.on_status,
            )
            stack.callback(worker.stop)
            worker.start()
            life.until(life.is_now(CameraState.ONLINE))
        life.until(lambda: (CameraState.OFFLINE, Trouble.REFUSED) in life.states)
        stack.enter_context(run_simulator({"kitchen": clips.hevc}, port=port))
        assert life.until(life.is_now(CameraState.ONLINE), BACK_WITHIN_S) < BACK_WITHIN_S
    assert [status.codec for status in life.statuses if status.state is CameraState.ONLINE][-1] == "hevc"
    assert {frame.run for frame in life.frames} == {0, 1}


def test_another_resolution_is_a_new_status(clips: Clips) -> None:
    life = Life()
    with ExitStack() as stack:
        simulator = stack.enter_context(run_simulator({"kitchen": clips.plain}))
        worker = CameraWorker(
            "kitchen",
            lambda run: RtspSource("kitchen", simulator.url("kitchen"), run),
            count().__next__,
            life.on_frame,
            life.on_status,
        )
        stack.callback(worker.stop)
        worker.start()
        life.until(life.is_now(CameraState.ONLINE))
        simulator.switch("kitchen", clips.large)
        life.until(lambda: life.statuses[-1].width == 642)
    assert {status.since for status in life.statuses if status.state is CameraState.ONLINE} == {
        life.statuses[1].since
    }
    assert (life.statuses[-1].width, life.statuses[-1].height, life.statuses[-1].run) == (642, 362, 0)


@pytest.mark.alone
def test_stopping_a_silent_camera_takes_no_longer_than_its_time_out(clips: Clips) -> None:
    life = Life()
    with run_simulator({"kitchen": clips.plain}) as simulator:
        worker = CameraWorker(
            "kitchen",
            lambda run: RtspSource("kitchen", simulator.url("kitchen"), run, read_s=1),
            count().__next__,
            life.on_frame,
            life.on_status,
        )
        worker.start()
        life.until(life.is_now(CameraState.ONLINE))
        simulator.stall("kitchen")
        began = time.monotonic()
        assert worker.stop()
        assert time.monotonic() - began < 1.6
        frames = len(life.frames)
    assert len(life.frames) == frames
    assert life.states == [(CameraState.CONNECTING, None), (CameraState.ONLINE, None)]
