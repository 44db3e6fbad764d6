import threading
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mailbox import FrameExchange
from ingest.pace import Pace
from models.frames import Frame

SECOND_NS = 1_000_000_000
PIXEL = np.zeros((1, 1, 3), np.uint8)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def frame(camera_id: str, seq: int = 0, media_ns: int | None = None, run: int = 0) -> Frame:
    return Frame(camera_id, run, seq, seq if media_ns is None else media_ns, NOW, PIXEL)


class TestPace:
    @given(st.floats(0.2, 30), st.lists(st.integers(1, SECOND_NS), min_size=1, max_size=200))
    def test_never_faster_than_asked(self, max_fps: float, steps: list[int]) -> None:
        pace, now, admitted = Pace(max_fps), 0, []
        for step in steps:
            if pace.admits(0, now):
                admitted.append(now)
            now += step
        interval = SECOND_NS / max_fps
        for first in range(len(admitted)):
            for last in range(first + 1, len(admitted)):
                fewest_intervals = (admitted[last] - admitted[first]) / interval
                assert last - first <= fewest_intervals + 1.1 + 1e-6

    @given(st.sampled_from([5, 10, 12, 15, 25, 30]), st.floats(0, 0.09))
    def test_a_steady_camera_is_thinned_to_the_rate(self, fps: int, early: float) -> None:
        pace = Pace(4)
        jitter = int(early * SECOND_NS / 4)
        stamps = [index * SECOND_NS // fps - (jitter if index % 2 else 0) for index in range(fps * 10 + 1)]
        admitted = [stamp for stamp in stamps if pace.admits(0, stamp)]
        assert len(admitted) in (40, 41)

    def test_a_slow_camera_is_not_thinned(self) -> None:
        pace = Pace(4)
        assert all(pace.admits(0, index * SECOND_NS // 4) for index in range(100))
        assert all(pace.admits(0, 30 * SECOND_NS + index * SECOND_NS) for index in range(100))

    def test_no_burst_after_a_pause(self) -> None:
        pace = Pace(4)
        assert pace.admits(0, 0)
        assert pace.admits(0, 60 * SECOND_NS)
        assert not pace.admits(0, 60 * SECOND_NS + SECOND_NS // 10)

    def test_each_run_begins_anew(self) -> None:
        pace = Pace(4)
        assert pace.admits(7, 100 * SECOND_NS)
        assert pace.admits(8, 0)
        assert not pace.admits(8, 1)


class TestFrameExchange:
    def test_the_newest_wins_and_drops_are_counted(self) -> None:
        exchange = FrameExchange()
        for seq in range(5):
            exchange.put(frame("a", seq))
        taken = exchange.take(0)
        assert taken is not None
        assert taken.seq == 4
        assert exchange.take(0) is None
        assert exchange.dropped() == {"a": 4}

    @given(st.lists(st.one_of(st.none(), st.sampled_from("abcdef")), max_size=80))
    def test_the_camera_served_longest_ago_is_next(self, steps: list[str | None]) -> None:
        """A letter is a put by that camera, None a take; compared with the rule said plainly."""
        exchange = FrameExchange()
        served: dict[str, int] = {}
        waiting: dict[str, int] = {}
        for moment, camera_id in enumerate(steps):
            if camera_id is not None:
                exchange.put(frame(camera_id, moment))
                served.setdefault(camera_id, moment)
                waiting[camera_id] = moment
                continue
            expected = min(waiting, key=lambda each: served[each], default=None)
            taken = exchange.take(0)
            assert (taken and (taken.camera_id, taken.seq)) == (expected and (expected, waiting[expected]))
            if expected is not None:
                served[expected] = moment
                del waiting[expected]

    def test_a_fast_camera_starves_nobody(self) -> None:
        exchange = FrameExchange()
        for camera_id in "xyz":
            exchange.put(frame(camera_id))
        order = []
        for seq in range(1, 5):
            exchange.put(frame("fast", seq))
            taken = exchange.take(0)
            assert taken is not None
            order.append(taken.camera_id)
        assert order == ["x", "y", "z", "fast"]

    def test_taking_waits_for_a_picture(self) -> None:
        exchange = FrameExchange()
        taken: list[Frame | None] = []
        thread = threading.Thread(target=lambda: taken.append(exchange.take(10)))
        thread.start()
        exchange.put(frame("a", 3))
        thread.join(5)
        assert taken[0] is not None
        assert taken[0].seq == 3

    def test_closing_wakes_all_who_wait_and_ends_everything(self) -> None:
        exchange = FrameExchange()
        taken: list[Frame | None] = []
        threads = [threading.Thread(target=lambda: taken.append(exchange.take(60))) for _ in range(3)]
        for thread in threads:
            thread.start()
        exchange.close()
        for thread in threads:
            thread.join(5)
        exchange.put(frame("a"))
        assert taken == [None, None, None]
        assert exchange.closed
        assert exchange.take(0) is None

    def test_closing_lets_go_of_pictures_and_keeps_the_counts(self) -> None:
        exchange = FrameExchange()
        for seq in range(3):
            exchange.put(frame("a", seq))
        exchange.close()
        assert exchange.take(0) is None
        assert exchange.dropped() == {"a": 2}

    def test_a_removed_camera_is_forgotten(self) -> None:
        exchange = FrameExchange()
        for seq in range(2):
            exchange.put(frame("a", seq))
        exchange.put(frame("b"))
        exchange.remove("a")
        exchange.remove("never there")
        taken = exchange.take(0)
        assert taken is not None
        assert taken.camera_id == "b"
        assert exchange.take(0) is None
        assert exchange.dropped() == {"b": 0}

    @pytest.mark.parametrize("takers", [1, 3])
    def test_many_threads_lose_and_double_nothing(self, takers: int) -> None:
        exchange, count = FrameExchange(), 2000
        cameras = [f"camera {index}" for index in range(8 - takers)]
        taken: list[list[Frame]] = [[] for _ in range(takers)]

        def put(camera_id: str) -> None:
            for seq in range(count):
                exchange.put(frame(camera_id, seq))

        def take(into: list[Frame]) -> None:
            while (got := exchange.take(0.5)) is not None:
                into.append(got)

        threads = [threading.Thread(target=put, args=(camera_id,)) for camera_id in cameras]
        threads += [threading.Thread(target=take, args=(into,)) for into in taken]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        by_camera = defaultdict(list)
        for into in taken:
            for each in into:
                by_camera[each.camera_id].append(each.seq)
            for camera_id in cameras:
                mine = [each.seq for each in into if each.camera_id == camera_id]
                assert all(earlier < later for earlier, later in pairwise(mine))
        for camera_id in cameras:
            assert len(set(by_camera[camera_id])) == len(by_camera[camera_id])
            assert max(by_camera[camera_id]) == count - 1
            assert len(by_camera[camera_id]) + exchange.dropped()[camera_id] == count
