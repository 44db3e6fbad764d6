"""Findings on their way to disk and database."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from alerts.association import Vote
from alerts.evidence import EvidenceNotKept, FolderEvidenceStore
from alerts.findings import Change, Finding
from alerts.recorder import Recorder
from alerts.watch import watch
from models.errors import InvalidValue
from models.rules import RuleName
from models.violations import Evidence, EvidenceKind, Violation
from tests.alerts.scenes import Actor, film, masked

OPENED, ENDED = watch(film(masked((0, 4)), 8, fps=5))
CHANGES = [Change.OPENED, Change.ENDED]


class Ledger:
    """Stands for the database; may be away, and checks that pictures come first."""

    def __init__(self, store: FolderEvidenceStore) -> None:
        self._store = store
        self._changed = threading.Condition()
        self.rows: dict[str, Violation] = {}
        self.kept: list[tuple[Change, Violation, tuple[Evidence, ...]]] = []
        self.tries: dict[str, int] = {}
        self.fails: dict[str, list[Exception]] = {}
        self.is_open = threading.Event()
        self.is_open.set()

    def keep(self, violation: Violation, evidence: tuple[Evidence, ...]) -> None:
        with self._changed:
            self.tries[violation.id] = self.tries.get(violation.id, 0) + 1
            self._changed.notify_all()
        assert self.is_open.wait(20)
        for item in evidence:
            assert len(self._store.read(item.key)) == item.size_bytes
        failures = self.fails.get(violation.id)
        if failures:
            raise failures.pop()
        self.rows[violation.id] = violation

    def on_kept(self, change: Change, violation: Violation, evidence: tuple[Evidence, ...]) -> None:
        assert self.rows[violation.id] == violation
        with self._changed:
            self.kept.append((change, violation, evidence))
            self._changed.notify_all()

    def wait_kept(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.kept) >= count, 20)

    def wait_tried(self, violation_id: str, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.tries.get(violation_id, 0) >= count, 20)

    def changes_of(self, violation_id: str) -> list[Change]:
        return [change for change, violation, _ in self.kept if violation.id == violation_id]


@pytest.fixture
def store(tmp_path: Path) -> FolderEvidenceStore:
    return FolderEvidenceStore(tmp_path / "evidence")


@pytest.fixture
def ledger(store: FolderEvidenceStore) -> Ledger:
    return Ledger(store)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def recorder(store: FolderEvidenceStore, ledger: Ledger, pool: ThreadPoolExecutor) -> Iterator[Recorder]:
    recorder = Recorder(store, ledger.keep, pool, ledger.on_kept, capacity=20, delays_s=(0.01, 0.02, 0.03))
    yield recorder
    ledger.is_open.set()
    recorder.close()


def named(finding: Finding, name: str) -> Finding:
    return replace(finding, violation=replace(finding.violation, id=name))


def crowd(count: int) -> Sequence[Finding]:
    """Findings of many violations, in the order they come from a monitor."""
    bare = dict.fromkeys(RuleName, Vote.MISSING)
    actors = [Actor(i, (20 + 100 * i, 60, 100 + 100 * i, 340), wears=bare) for i in range(count)]
    return list(watch(film(lambda second: actors if second < 3 else (), 7, fps=4)))


def test_pictures_then_the_row_then_the_word(
    recorder: Recorder, ledger: Ledger, store: FolderEvidenceStore
) -> None:
    assert recorder.submit(OPENED)
    assert recorder.submit(ENDED)
    assert recorder.close() == 0
    assert [change for change, _, _ in ledger.kept] == CHANGES
    for _, violation, evidence in ledger.kept:
        assert violation.id == OPENED.violation.id
        assert [item.kind for item in evidence] == [EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED]
        assert all(store.read(item.key)[:2] == b"\xff\xd8" for item in evidence)
        assert {(item.width, item.height) for item in evidence} == {(640, 360)}
    assert ledger.rows[OPENED.violation.id].ended_at is not None
    assert (recorder.waiting, recorder.lost) == (0, 0)


def test_the_order_of_each_violation_is_kept(ledger: Ledger, recorder: Recorder) -> None:
    findings = crowd(3)
    assert len(findings) == 18
    for finding in findings:
        assert recorder.submit(finding)
    assert recorder.close() == 0
    for violation_id in {finding.violation.id for finding in findings}:
        assert ledger.changes_of(violation_id) == CHANGES


def test_unchanged_pictures_are_not_encoded_again(
    ledger: Ledger, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert OPENED.is_new_best
    assert not ENDED.is_new_best
    recorder.submit(OPENED)
    ledger.wait_kept(1)
    monkeypatch.setattr("alerts.recorder.take", lambda *_: pytest.fail("encoded again"))
    recorder.submit(ENDED)
    ledger.wait_kept(2)
    assert ledger.kept[0][2] == ledger.kept[1][2]


def test_a_better_picture_replaces_the_first(ledger: Ledger, recorder: Recorder) -> None:
    later = next(watch(film(masked((1, 4)), 4, fps=5))).best
    recorder.submit(OPENED)
    recorder.submit(replace(ENDED, best=later, is_new_best=True))
    recorder.close()
    first, second = (evidence for _, _, evidence in ledger.kept)
    assert {item.key for item in first}.isdisjoint({second[1].key})


def test_an_outage_is_waited_out(ledger: Ledger, recorder: Recorder) -> None:
    ledger.fails[OPENED.violation.id] = [OSError("database is away"), OSError("database is away")]
    with capture_logs() as logs:
        recorder.submit(OPENED)
        recorder.submit(ENDED)
        ledger.wait_kept(2)
    assert ledger.changes_of(OPENED.violation.id) == CHANGES
    assert recorder.lost == 0
    assert [entry["log_level"] for entry in logs] == ["warning", "warning"]
    assert logs[0]["violation_id"] == OPENED.violation.id
    assert "database is away" in logs[0]["error"]


def test_a_full_disk_writes_no_row_until_there_is_room(ledger: Ledger, pool: ThreadPoolExecutor) -> None:
    class Filling:
        """Full for the first three tries."""

        def __init__(self, inner: FolderEvidenceStore) -> None:
            self.inner, self.tries = inner, 0

        def put(self, content: bytes) -> str:
            self.tries += 1
            if self.tries <= 3:
                assert not ledger.rows
                raise EvidenceNotKept("there is no room left")
            return self.inner.put(content)

        def read(self, key: str) -> bytes:
            return self.inner.read(key)

    filling = Filling(ledger._store)
    recorder = Recorder(filling, ledger.keep, pool, ledger.on_kept, delays_s=(0.01, 0.01, 0.01))
    recorder.submit(OPENED)
    ledger.wait_kept(1)
    assert filling.tries == 5
    assert recorder.close() == 0


def test_what_always_fails_is_given_up_and_others_go_on(ledger: Ledger, recorder: Recorder) -> None:
    bad, good = named(OPENED, "bad"), named(OPENED, "good")
    ledger.fails["bad"] = [OSError("no") for _ in range(4)]
    with capture_logs() as logs:
        recorder.submit(bad)
        recorder.submit(good)
        recorder.submit(named(ENDED, "bad"))
        ledger.wait_kept(2)
        recorder.close()
    assert recorder.lost == 1
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["finding given up"]
    assert ledger.changes_of("good") == [Change.OPENED]
    assert ledger.changes_of("bad") == [Change.ENDED]
    assert [item.kind for item in ledger.kept[-1][2]] == [EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED]


def test_the_best_picture_is_shown_even_if_its_own_finding_was_given_up(
    ledger: Ledger, recorder: Recorder
) -> None:
    better = next(watch(film(masked((1, 4)), 4, fps=5))).best
    recorder.submit(OPENED)
    ledger.wait_kept(1)
    ledger.fails[OPENED.violation.id] = [InvalidValue("no")]
    recorder.submit(Finding(Change.UPDATED, OPENED.violation, better, True))
    recorder.submit(replace(ENDED, best=better))
    recorder.close()
    assert ledger.changes_of(OPENED.violation.id) == CHANGES
    assert ledger.kept[1][2][1].captured_at == better.frame.captured_at


def test_what_cannot_succeed_is_not_tried_again(ledger: Ledger, recorder: Recorder) -> None:
    ledger.fails["bad"] = [InvalidValue("no such thing")]
    recorder.submit(named(OPENED, "bad"))
    recorder.close()
    assert (ledger.tries["bad"], recorder.lost) == (1, 1)


def test_one_that_fails_does_not_hold_up_the_others(store: FolderEvidenceStore, ledger: Ledger) -> None:
    ledger.fails["bad"] = [OSError("no") for _ in range(50)]
    with ThreadPoolExecutor(1) as pool:
        recorder = Recorder(store, ledger.keep, pool, ledger.on_kept, delays_s=[600])
        recorder.submit(named(OPENED, "bad"))
        ledger.wait_tried("bad", 1)
        recorder.submit(named(OPENED, "good"))
        ledger.wait_kept(1)
        assert recorder.waiting == 1
        assert recorder.close() == 0
    assert (ledger.tries["bad"], recorder.lost) == (2, 1)


def test_no_more_than_the_capacity_waits(ledger: Ledger, recorder: Recorder) -> None:
    ledger.is_open.clear()
    with capture_logs() as logs:
        accepted = [recorder.submit(named(OPENED, str(index))) for index in range(25)]
    assert accepted == [True] * 20 + [False] * 5
    assert [entry["event"] for entry in logs] == ["finding refused"] * 5
    assert (recorder.waiting, recorder.lost) == (20, 5)
    ledger.is_open.set()
    ledger.wait_kept(20)
    assert recorder.submit(named(OPENED, "after"))
    assert recorder.close() == 0
    assert "after" in ledger.rows


def test_of_updates_that_wait_only_the_last_is_kept(ledger: Ledger, recorder: Recorder) -> None:
    ledger.is_open.clear()
    recorder.submit(OPENED)
    ledger.wait_tried(OPENED.violation.id, 1)
    for end_ns in range(100):
        going_on = replace(OPENED.violation, end_ns=end_ns)
        assert recorder.submit(Finding(Change.UPDATED, going_on, OPENED.best, False))
    assert recorder.waiting == 2
    ledger.is_open.set()
    recorder.close()
    assert [(change, violation.end_ns) for change, violation, _ in ledger.kept] == [
        (Change.OPENED, OPENED.violation.end_ns),
        (Change.UPDATED, 99),
    ]


def test_a_listener_that_fails_changes_nothing(
    store: FolderEvidenceStore, ledger: Ledger, pool: ThreadPoolExecutor
) -> None:
    def listener(*_: object) -> None:
        raise RuntimeError("nobody listens")

    recorder = Recorder(store, ledger.keep, pool, listener)
    with capture_logs() as logs:
        recorder.submit(OPENED)
        assert recorder.close() == 0
    assert ledger.tries == {OPENED.violation.id: 1}
    assert [entry["event"] for entry in logs] == ["listener failed"]


def test_closing_waits_no_longer_than_told_and_then_takes_nothing(ledger: Ledger, recorder: Recorder) -> None:
    ledger.is_open.clear()
    recorder.submit(OPENED)
    assert recorder.close(timeout_s=0.05) == 1
    assert recorder.lost == 1
    assert not recorder.submit(ENDED)
    assert recorder.close() == 0


def test_a_pool_that_is_gone_loses_what_is_submitted_and_says_so(
    store: FolderEvidenceStore, ledger: Ledger
) -> None:
    with ThreadPoolExecutor(1) as pool:
        pass
    recorder = Recorder(store, ledger.keep, pool, delays_s=(0.01,))
    with capture_logs() as logs:
        recorder.submit(OPENED)
        recorder.close()
    assert recorder.lost == 1
    assert logs[-1]["event"] == "finding given up"
