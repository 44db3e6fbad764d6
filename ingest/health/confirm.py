"""Two failures to degrade, one success to recover."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest.health.judge import Verdict
from models.health import Detail, HealthKind

FAILURES = 2
"""Checks in a row that must fail before a finding begins; those that cannot tell do not count."""


class HealthChange(StrEnum):
    """EXPLAINED: it goes on for another reason than before."""

    BEGAN = "began"
    EXPLAINED = "explained"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class HealthNews:
    """A finding began, or ended, at `at`, which may lie before the check that showed it."""

    change: HealthChange
    kind: HealthKind
    at: datetime
    detail: Detail


@dataclass(slots=True)
class _State:
    failures: int = 0
    first_at: datetime | None = None
    is_open: bool = False
    detail: Detail | None = None


class Confirmation:
    """Which findings of one camera begin and end, check by check. One thread.

    ongoing: what was already found before, with its detail, as after a restart.
    """

    def __init__(self, ongoing: Mapping[HealthKind, Detail] | None = None) -> None:
        self._states = {kind: _State() for kind in HealthKind}
        for kind, detail in (ongoing or {}).items():
            self._states[kind] = _State(is_open=True, detail=detail)

    @property
    def ongoing(self) -> frozenset[HealthKind]:
        return frozenset(kind for kind, state in self._states.items() if state.is_open)

    def add(self, at: datetime, verdicts: Mapping[HealthKind, Verdict]) -> list[HealthNews]:
        news: list[HealthNews] = []
        for kind, verdict in verdicts.items():
            news += self._add(at, kind, verdict)
        # What ended comes first, so that a camera that was stalled and is offline is not both.
        return sorted(news, key=lambda item: item.change is not HealthChange.ENDED)

    def _add(self, at: datetime, kind: HealthKind, verdict: Verdict) -> Iterable[HealthNews]:
        state = self._states[kind]
        when = verdict.since or at
        if not verdict.is_bad:
            if state.is_open:
                yield HealthNews(HealthChange.ENDED, kind, when, {})
            self._states[kind] = _State()
            return
        if state.is_open:
            if state.detail is not None and state.detail.get("trouble") != verdict.detail.get("trouble"):
                state.detail = verdict.detail
                yield HealthNews(HealthChange.EXPLAINED, kind, at, verdict.detail)
            return
        state.failures += 1
        state.first_at = state.first_at or when
        if state.failures >= FAILURES:
            state.is_open, state.detail = True, verdict.detail
            yield HealthNews(HealthChange.BEGAN, kind, state.first_at, verdict.detail)
