"""One person under one rule: the episode, the violation it became, and its best picture."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

from alerts.association import Judgement
from alerts.episodes import Episode, Phase, Streak, Turn, lapse, step
from alerts.findings import Change, Finding, Snapshot
from ingest.ring import Still
from models.frames import Frame
from models.rules import Rule
from models.violations import Violation, violation_id

# How often a violation that goes on is told again, so that what is kept of it is never much older.
UPDATE_NS = 30_000_000_000


@dataclass(slots=True)
class PersonRule:
    """Follows one person under `rule`. Not safe for threads.

    Holds one frame: `candidate` while a streak builds up, `best` once it is a violation; both only while
    an ended violation may be taken up again. main_of: what the main stream has of a frame's instant, asked
    for when the frame is told as the best one, because the stream is not kept for long.
    """

    rule: Rule
    main_of: Callable[[Frame], Still | None] = lambda _: None
    episode: Episode = field(default_factory=Episode)
    violation: Violation | None = None
    candidate: Snapshot | None = None
    best: Snapshot | None = None
    told_best: Snapshot | None = None
    told_ns: int = 0

    @property
    def ongoing(self) -> Violation | None:
        """The violation, while it goes on."""
        return self.violation if self.episode.phase is Phase.ONGOING else None

    def vote(
        self, frame: Frame, track_id: int, judgement: Judgement, shot: Snapshot | None
    ) -> Finding | None:
        """What the judgement of this frame changes. `shot` is given where the vote is MISSING."""
        was_ongoing = self.episode.phase is Phase.ONGOING
        at_ns = frame.media_ns
        self.episode, turn = step(self.episode, self.rule, at_ns, judgement.vote, judgement.score)
        streak = self.episode.streak
        if streak is None or streak.start_ns == at_ns:
            self.candidate = None
        if was_ongoing:
            self.best = _better(self.best, shot)
        else:
            self.candidate = _better(self.candidate, shot)
        if self.episode.phase is Phase.CALM:
            self.violation = self.best = self.told_best = None
        if turn is Turn.OPENED and streak is not None:
            self.best, self.candidate, self.told_best = self.candidate, None, None
            self.violation = _opened(frame, self.rule, track_id, streak)
            return self._tell(Change.OPENED, streak, at_ns)
        if turn is Turn.RESUMED:
            self.best, self.candidate = _better(self.best, self.candidate), None
            return self._tell(Change.UPDATED, streak, at_ns)
        if turn is Turn.ENDED:
            return self._tell(Change.ENDED, self.episode.ended, at_ns)
        if was_ongoing and at_ns - self.told_ns >= UPDATE_NS:
            return self._tell(Change.UPDATED, streak, at_ns)
        return None

    def let_lapse(self, seen_ns: int, now_ns: int) -> tuple[Finding | None, bool]:
        """What changes, the person having last been seen at `seen_ns`; and whether it can be forgotten."""
        episode, turn = lapse(self.episode, self.rule, seen_ns, now_ns)
        if episode is None:
            return None, True
        self.episode = episode
        if turn is Turn.ENDED:
            return self._tell(Change.ENDED, episode.ended, now_ns), False
        return None, False

    def finish(self, now_ns: int) -> Finding | None:
        """The end of the violation that goes on, if one does, because the run is over."""
        return self._tell(Change.ENDED, self.episode.streak, now_ns) if self.ongoing else None

    def _tell(self, change: Change, streak: Streak | None, now_ns: int) -> Finding | None:
        if self.violation is None or self.best is None or streak is None:
            return None
        last_seen_at = self.violation.started_at + _span(streak.last_ns - self.violation.start_ns)
        self.violation = replace(
            self.violation,
            end_ns=streak.last_ns,
            last_seen_at=last_seen_at,
            ended_at=last_seen_at if change is Change.ENDED else None,
            peak_score=streak.peak_score,
            votes=streak.votes,
        )
        is_new_best = self.best is not self.told_best
        if is_new_best and self.best.main is None:
            self.best = replace(self.best, main=self.main_of(self.best.frame))
        self.told_best, self.told_ns = self.best, now_ns
        return Finding(change, self.violation, self.best, is_new_best)


def _opened(frame: Frame, rule: Rule, track_id: int, streak: Streak) -> Violation:
    detected_at = frame.captured_at.astimezone(UTC)
    started_at = detected_at - _span(frame.media_ns - streak.start_ns)
    return Violation(
        id=violation_id(frame.camera_id, frame.run, rule.name, track_id, streak.start_ns),
        camera_id=frame.camera_id,
        run=frame.run,
        rule=rule.name,
        track_id=track_id,
        start_ns=streak.start_ns,
        end_ns=streak.last_ns,
        started_at=started_at,
        last_seen_at=detected_at,
        detected_at=detected_at,
        ended_at=None,
        peak_score=streak.peak_score,
        votes=streak.votes,
    )


def _better(one: Snapshot | None, other: Snapshot | None) -> Snapshot | None:
    """The one of higher quality; the earlier where they are equal."""
    if one is None or other is None:
        return one or other
    return other if other.quality > one.quality else one


def _span(duration_ns: int) -> timedelta:
    return timedelta(microseconds=duration_ns // 1000)
