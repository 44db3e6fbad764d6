"""What is dear to work out is worked out once while it is young, and once for all who wait."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.kept import MOST, Kept


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_kept_until_it_is_old_and_by_key() -> None:
    clock, asked = Clock(), list[str]()
    kept = Kept(30, clock)

    def work(key: str) -> str:
        def answer() -> str:
            asked.append(key)
            return f"{key}{len(asked)}"

        return kept.get(key, answer)

    assert [work("a"), work("a"), work("b")] == ["a1", "a1", "b2"]
    clock.now += 29.9
    assert work("a") == "a1"
    clock.now += 0.1
    assert work("a") == "a3"


def test_worked_out_once_for_all_who_ask_at_once() -> None:
    kept, begun, go = Kept(30, Clock()), threading.Event(), threading.Event()
    count = 0

    def slow() -> int:
        nonlocal count
        count += 1
        begun.set()
        assert go.wait(10)
        return count

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(kept.get, "a", slow)
        assert begun.wait(10)
        others = [pool.submit(kept.get, "a", slow) for _ in range(3)]
        # Another key does not wait for it.
        assert kept.get("b", lambda: 7) == 7
        go.set()
        assert [first.result(10), *(item.result(10) for item in others)] == [1, 1, 1, 1]


def test_what_fails_is_asked_again_and_what_is_old_is_forgotten() -> None:
    clock = Clock()
    kept = Kept(30, clock)

    def fails() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept.get("a", fails)
    assert kept.get("a", lambda: 1) == 1
    for number in range(MOST):
        kept.get(number, lambda: 0)
    clock.now += 31
    kept.get("new", lambda: 0)
    assert len(kept._entries) == 1
