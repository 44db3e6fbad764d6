"""When one person's votes under one rule become a violation, and when it is over. Pure.

Everything is counted in media time, so 2, 4 and 10 frames per second give the same episodes. The life of
an episode: CALM until the rule's conditions hold (OPENED) → ONGOING until they no longer do (ENDED) →
COOLING; a new streak within the cool-down takes the same episode up again (RESUMED), later ones open
another. See `models.rules.Rule` for the conditions.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from alerts.association import Vote
from models.rules import Rule
from models.violations import Votes

NO_VOTES = Votes(0, 0, 0)


class Phase(StrEnum):
    CALM = "calm"
    ONGOING = "ongoing"
    COOLING = "cooling"


class Turn(StrEnum):
    OPENED = "opened"
    RESUMED = "resumed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Cast:
    """One vote and its media time."""

    at_ns: int
    vote: Vote


@dataclass(frozen=True, slots=True)
class Streak:
    """Missing votes that are, or may become, a violation.

    start_ns and last_ns: media time of the first and the last missing vote. votes: all votes from the
    first to the last of them; tail: those since. peak_score in [0, 1].
    """

    start_ns: int
    last_ns: int
    peak_score: float
    votes: Votes
    tail: Votes = NO_VOTES


@dataclass(frozen=True, slots=True)
class Episode:
    """The state of one (person, rule).

    recent: the votes still weighed, oldest first. streak: what is building up, or going on while ONGOING.
    ended and ended_ns, while COOLING: the streak that ended, and the media time at which that was noticed.
    """

    phase: Phase = Phase.CALM
    recent: tuple[Cast, ...] = ()
    streak: Streak | None = None
    ended: Streak | None = None
    ended_ns: int | None = None


def step(episode: Episode, rule: Rule, at_ns: int, vote: Vote, score: float) -> tuple[Episode, Turn | None]:
    """The episode after one more vote, and the turn it took. `at_ns` grows from call to call."""
    recent = _weighed((*episode.recent, Cast(at_ns, vote)), rule)
    episode = replace(_aged(episode, rule, at_ns), recent=recent)
    if episode.phase is Phase.ONGOING:
        assert episode.streak is not None
        streak = _counted(episode.streak, at_ns, vote, score)
        if _is_over(recent, streak, rule):
            return _ended(replace(episode, streak=streak), at_ns), Turn.ENDED
        return replace(episode, streak=streak), None
    candidate = _candidate(episode.streak, recent, rule, score)
    episode = replace(episode, streak=candidate)
    if candidate is None or vote is not Vote.MISSING or not _is_sure(recent, candidate, rule):
        return episode, None
    if episode.ended is None:
        return Episode(Phase.ONGOING, recent, candidate), Turn.OPENED
    return Episode(Phase.ONGOING, recent, _joined(episode.ended, candidate)), Turn.RESUMED


def lapse(episode: Episode, rule: Rule, seen_ns: int, now_ns: int) -> tuple[Episode | None, Turn | None]:
    """The episode of a person last seen at `seen_ns`; None once there is nothing left to remember."""
    if now_ns - seen_ns <= rule.lost_ns:
        return episode, None
    if episode.phase is Phase.ONGOING:
        return replace(_ended(episode, now_ns), recent=()), Turn.ENDED
    episode = _aged(replace(episode, recent=()), rule, now_ns)
    return (episode if episode.phase is Phase.COOLING else None), None


def _weighed(casts: tuple[Cast, ...], rule: Rule) -> tuple[Cast, ...]:
    """The casts inside the window, and those back to the `min_votes`-th judged one where it holds fewer.

    Judged votes further apart than `lost_ns` are not weighed together.
    """
    now_ns = casts[-1].at_ns
    since_ns = now_ns - rule.window_ns + 1
    judged, reach_ns = 0, now_ns
    for cast in reversed(casts):
        if judged >= rule.min_votes or reach_ns - cast.at_ns > rule.lost_ns:
            break
        if cast.vote is not Vote.UNSEEN:
            judged, reach_ns = judged + 1, cast.at_ns
    first_ns = min(since_ns, reach_ns)
    return tuple(cast for cast in casts if cast.at_ns >= first_ns)


def _candidate(streak: Streak | None, recent: tuple[Cast, ...], rule: Rule, score: float) -> Streak | None:
    """The streak that is building up after the latest cast; None when present votes have undone it."""
    at_ns, vote = recent[-1].at_ns, recent[-1].vote
    if streak is None:
        return Streak(at_ns, at_ns, score, _one(vote)) if vote is Vote.MISSING else None
    if vote is Vote.PRESENT:
        tally = _tally(recent, since_ns=streak.start_ns)
        if _share(tally) < rule.end_share:
            return None
    return _counted(streak, at_ns, vote, score)


def _is_sure(recent: tuple[Cast, ...], streak: Streak, rule: Rule) -> bool:
    tally = _tally(recent)
    return (
        tally.missing >= rule.min_votes
        and _share(tally) >= rule.start_share
        and tally.missing >= rule.start_cover * len(recent)
        and streak.last_ns - streak.start_ns >= rule.min_missing_ns
    )


def _is_over(recent: tuple[Cast, ...], streak: Streak, rule: Rule) -> bool:
    if recent[-1].at_ns - streak.last_ns > rule.unseen_ns:
        return True
    tally = _tally(recent)
    return tally.present >= rule.min_votes and _share(tally) < rule.end_share


def _counted(streak: Streak, at_ns: int, vote: Vote, score: float) -> Streak:
    if vote is not Vote.MISSING:
        return replace(streak, tail=_sum(streak.tail, _one(vote)))
    votes = _sum(_sum(streak.votes, streak.tail), _one(vote))
    return Streak(streak.start_ns, at_ns, max(streak.peak_score, score), votes)


def _joined(ended: Streak, resumed: Streak) -> Streak:
    votes = _sum(ended.votes, resumed.votes)
    return Streak(ended.start_ns, resumed.last_ns, max(ended.peak_score, resumed.peak_score), votes)


def _ended(episode: Episode, at_ns: int) -> Episode:
    return Episode(Phase.COOLING, episode.recent, None, episode.streak, at_ns)


def _aged(episode: Episode, rule: Rule, now_ns: int) -> Episode:
    """Without a streak too old to go on; CALM once the cool-down is over and no streak began in it."""
    streak, ended_ns = episode.streak, episode.ended_ns
    if episode.phase is Phase.ONGOING:
        return episode
    if streak is not None and now_ns - streak.last_ns > rule.lost_ns:
        streak = None
    if streak is None and ended_ns is not None and now_ns - ended_ns > rule.cooldown_ns:
        return Episode(recent=episode.recent)
    return replace(episode, streak=streak)


def _tally(casts: tuple[Cast, ...], since_ns: int | None = None) -> Votes:
    votes = [cast.vote for cast in casts if since_ns is None or cast.at_ns >= since_ns]
    return Votes(votes.count(Vote.MISSING), votes.count(Vote.PRESENT), votes.count(Vote.UNSEEN))


def _share(votes: Votes) -> float:
    """Of the judged votes, those that were missing; 0 where none was judged."""
    judged = votes.missing + votes.present
    return votes.missing / judged if judged else 0.0


def _one(vote: Vote) -> Votes:
    return Votes(int(vote is Vote.MISSING), int(vote is Vote.PRESENT), int(vote is Vote.UNSEEN))


def _sum(a: Votes, b: Votes) -> Votes:
    return Votes(a.missing + b.missing, a.present + b.present, a.unseen + b.unseen)
