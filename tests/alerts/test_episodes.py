"""When votes become an episode, and when it is over. Votes are told as letters: M, P and - (unseen)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.association import Vote
from alerts.episodes import Episode, Phase, Turn, lapse, step
from models.rules import Rule, RuleName
from models.violations import Votes
from tests.alerts.scenes import SECOND

RULE = Rule(RuleName.MASK)
VOTES = {"M": Vote.MISSING, "P": Vote.PRESENT, "-": Vote.UNSEEN}


@dataclass(frozen=True)
class Event:
    turn: Turn
    at_s: float
    start_s: float
    end_s: float
    votes: Votes


def play(letters: str, fps: float, rule: Rule = RULE) -> list[Event]:
    return play_at([(round(index * SECOND / fps), letter) for index, letter in enumerate(letters)], rule)


def play_at(casts: Sequence[tuple[int, str]], rule: Rule = RULE) -> list[Event]:
    episode = Episode()
    events = []
    for at_ns, letter in casts:
        episode, turn = step(episode, rule, at_ns, VOTES[letter], 0.5)
        streak = episode.ended if turn is Turn.ENDED else episode.streak
        if turn is not None:
            assert streak is not None
            times = (at_ns / SECOND, streak.start_ns / SECOND, streak.last_ns / SECOND)
            events.append(Event(turn, *times, streak.votes))
    return events


def turns(events: Sequence[Event]) -> list[Turn]:
    return [event.turn for event in events]


def test_it_starts_at_the_first_missing_vote_and_ends_at_the_last() -> None:
    opened, ended = play("P" * 20 + "M" * 30 + "P" * 30, fps=10)
    assert (opened.turn, opened.start_s) == (Turn.OPENED, 2.0)
    assert opened.votes == Votes(missing=14, present=0, unseen=0)
    assert (ended.turn, ended.start_s, ended.end_s) == (Turn.ENDED, 2.0, 4.9)
    assert ended.votes == Votes(missing=30, present=0, unseen=0)


def test_votes_are_those_from_the_first_missing_to_the_last() -> None:
    events = play("PP" + "MMMM-MPMMM" + "-" + "PPPPPPPP", fps=4)
    assert turns(events) == [Turn.OPENED, Turn.ENDED]
    assert events[-1].votes == Votes(missing=8, present=1, unseen=1)


@pytest.mark.parametrize("fps", [3, 4, 5, 10, 25])
@pytest.mark.parametrize("before", ["P", "-"])
def test_it_is_told_within_two_seconds_of_the_onset(fps: int, before: str) -> None:
    onset_s = 5.0
    (opened,) = play(before * (5 * fps) + "M" * (4 * fps), fps)
    assert opened.start_s == pytest.approx(onset_s)
    assert opened.at_s - onset_s + 1 / fps <= 1.75


@pytest.mark.parametrize("fps", [0.6, 1, 2])
def test_a_low_frame_rate_only_takes_longer(fps: float) -> None:
    (opened,) = play("PPP" + "M" * 8, fps)
    assert opened.start_s == pytest.approx(3 / fps)
    assert opened.at_s - opened.start_s == pytest.approx(3 / fps)


def test_a_short_lapse_is_not_worth_a_word() -> None:
    assert play("P" * 30 + "M" * 10 + "P" * 30, fps=10) == []
    assert play("P" * 10 + "M" * 3 + "P" * 10, fps=3) == []


def test_a_box_that_flashes_up_now_and_then_on_a_turned_back_is_noise() -> None:
    assert play("M----" * 100, fps=10) == []
    assert play("M--" * 100, fps=10) != []


def test_unseen_neither_starts_nor_ends_it() -> None:
    assert play("-" * 100, fps=10) == []
    assert turns(play("M" * 20 + "-" * 500, fps=10)) == [Turn.OPENED]


def test_it_ends_when_nothing_was_seen_of_it_for_long() -> None:
    events = play("M" * 20 + "-" * 620, fps=10)
    assert turns(events) == [Turn.OPENED, Turn.ENDED]
    assert events[-1].end_s == 1.9
    assert events[-1].at_s == pytest.approx(1.9 + 60, abs=0.11)


def test_a_single_present_vote_does_not_end_it() -> None:
    assert turns(play("M" * 20 + "-" * 30 + "P" + "-" * 100, fps=10)) == [Turn.OPENED]


def test_within_the_cooldown_it_is_the_same_episode_and_after_it_another() -> None:
    same = play("M" * 30 + "P" * 60 + "M" * 30 + "P" * 30, fps=10)
    assert turns(same) == [Turn.OPENED, Turn.ENDED, Turn.RESUMED, Turn.ENDED]
    assert {event.start_s for event in same} == {0.0}
    assert same[-1].end_s == 11.9
    assert same[-1].votes.missing == 60
    other = play("M" * 30 + "P" * 140 + "M" * 30, fps=10)
    assert turns(other) == [Turn.OPENED, Turn.ENDED, Turn.OPENED]
    assert other[-1].start_s == 17.0


def test_a_streak_that_begins_anew_after_the_cooldown_is_another_episode() -> None:
    """The first missing vote still falls within the cool-down, but leads to nothing."""
    ended_index = 30 + 13
    letters = "M" * 30 + "P" * 100
    letters += "-" * (ended_index + 99 - len(letters)) + "M" + "-" * 25 + "M" * 30
    events = play(letters, fps=10)
    assert turns(events) == [Turn.OPENED, Turn.ENDED, Turn.OPENED]
    assert events[1].at_s == ended_index / 10
    assert events[2].start_s == (ended_index + 125) / 10


def test_votes_that_came_to_nothing_are_not_its_start() -> None:
    (opened,) = play("M" + "P" * 15 + "M" * 30, fps=10)
    assert opened.start_s == 1.6
    (opened,) = play("M" + "-" * 25 + "M" * 20, fps=10)
    assert opened.start_s == 2.6


def test_somebody_lost_ends_it_and_is_forgotten_after_the_cooldown() -> None:
    episode = Episode()
    for index in range(20):
        episode, _ = step(episode, RULE, index * SECOND // 10, Vote.MISSING, 0.5)
    seen_ns = 19 * SECOND // 10
    assert lapse(episode, RULE, seen_ns, seen_ns + RULE.lost_ns) == (episode, None)
    ended, turn = lapse(episode, RULE, seen_ns, seen_ns + RULE.lost_ns + 1)
    assert ended is not None
    assert turn is Turn.ENDED
    assert ended.phase is Phase.COOLING
    assert ended.ended is not None
    assert ended.ended.last_ns == seen_ns
    later_ns = seen_ns + RULE.lost_ns + 1 + RULE.cooldown_ns
    assert lapse(ended, RULE, seen_ns, later_ns) == (ended, None)
    assert lapse(ended, RULE, seen_ns, later_ns + 1) == (None, None)


def test_somebody_lost_while_it_builds_up_is_forgotten() -> None:
    building, _ = step(Episode(), RULE, 0, Vote.MISSING, 0.5)
    assert lapse(building, RULE, 0, RULE.lost_ns + 1) == (None, None)


def test_votes_far_apart_are_not_weighed_together() -> None:
    assert play("MMMMMMMM", fps=0.4) == []


def test_what_is_weighed_stays_small() -> None:
    episode = Episode()
    for index in range(2000):
        vote = Vote.PRESENT if index % 40 == 0 else Vote.UNSEEN
        episode, _ = step(episode, RULE, index * SECOND // 25, vote, 0.5)
        assert len(episode.recent) <= 25 * (RULE.min_votes * RULE.lost_ns // SECOND) + 1


steps_ns = st.integers(40_000_000, 1_500_000_000)


@st.composite
def timed(draw: st.DrawFn, letters: str) -> list[tuple[int, str]]:
    """Votes at irregular times, 40 ms to 1.5 s apart."""
    at_ns, casts = 0, []
    for letter in draw(st.lists(st.sampled_from(letters), min_size=1, max_size=80)):
        at_ns += draw(steps_ns)
        casts.append((at_ns, letter))
    return casts


@settings(deadline=None)
@given(timed("-P"))
def test_without_a_missing_vote_nothing_ever_starts(casts: list[tuple[int, str]]) -> None:
    assert play_at(casts) == []


@settings(deadline=None)
@given(timed("MMMMP-"))
def test_episodes_alternate_and_never_overlap(casts: list[tuple[int, str]]) -> None:
    events = play_at(casts)
    for index, event in enumerate(events):
        assert (event.turn is Turn.ENDED) == (index % 2 == 1)
        assert event.start_s <= event.end_s <= event.at_s
    for ended, following in pairwise(events):
        if following.turn is Turn.OPENED:
            assert following.start_s > ended.end_s
        elif following.turn is Turn.RESUMED:
            assert following.start_s == ended.start_s


@settings(deadline=None)
@given(timed("MMMMP-"))
def test_it_starts_on_a_missing_vote_with_enough_behind_it(casts: list[tuple[int, str]]) -> None:
    letters = dict(casts)
    for event in play_at(casts):
        assert letters[round(event.start_s * SECOND)] == "M"
        assert letters[round(event.end_s * SECOND)] == "M"
        assert event.votes.missing >= RULE.min_votes
        if event.turn is Turn.OPENED:
            assert event.at_s == event.end_s
            assert (event.at_s - event.start_s) * SECOND >= RULE.min_missing_ns - 1


@st.composite
def noisy(draw: st.DrawFn, base: str, wrong: str) -> list[tuple[int, str]]:
    """`base` with one wrong vote in any five at most, at 2 to 25 frames per second with jitter."""
    period_ns = SECOND // draw(st.sampled_from([2, 3, 4, 5, 10, 25]))
    letters: list[str] = []
    for _ in range(draw(st.integers(0, 25))):
        letters += [base] * draw(st.integers(4, 7)) + [draw(st.sampled_from(wrong))]
    letters += base * 50
    jitter = st.integers(-period_ns // 5, period_ns // 5)
    return [((index + 1) * period_ns + draw(jitter), letter) for index, letter in enumerate(letters)]


@settings(deadline=None)
@given(st.sampled_from(["P", "-"]).flatmap(lambda base: noisy(base, "M")))
def test_wrong_votes_up_to_a_fifth_never_start_it(casts: list[tuple[int, str]]) -> None:
    assert play_at(casts) == []


@settings(deadline=None)
@given(noisy("M", "P-"))
def test_wrong_votes_up_to_a_fifth_never_end_it(casts: list[tuple[int, str]]) -> None:
    assert turns(play_at(casts)) == [Turn.OPENED]


def test_an_hour_of_random_noise_at_ten_frames_per_second() -> None:
    random = Random(3)
    wrong = [random.random() < 0.2 for _ in range(36_000)]
    assert play("".join("M" if is_wrong else "P" for is_wrong in wrong), fps=10) == []
    assert turns(play("".join("P" if is_wrong else "M" for is_wrong in wrong), fps=10)) == [Turn.OPENED]


@st.composite
def days(draw: st.DrawFn) -> list[tuple[str, float]]:
    """Phases of a day, in seconds: masked and not in turns, well inside or outside the cool-down."""
    phases = [("P", 5.0)]
    for _ in range(draw(st.integers(1, 4))):
        phases.append(("M", draw(st.integers(40, 120)) / 10))
        phases.append(("P", draw(st.one_of(st.integers(40, 80), st.integers(160, 250))) / 10))
    return phases


def sampled(phases: Sequence[tuple[str, float]], fps: float, offset: float) -> list[tuple[int, str]]:
    casts, index, from_s = [], 0, 0.0
    for letter, lasts_s in phases:
        while (index + offset) / fps < from_s + lasts_s:
            casts.append((round((index + offset) * SECOND / fps), letter))
            index += 1
        from_s += lasts_s
    return casts


@settings(deadline=None)
@given(days(), st.floats(0, 0.99))
def test_two_and_ten_frames_per_second_give_the_same_episodes(
    phases: list[tuple[str, float]], offset: float
) -> None:
    reference = play_at(sampled(phases, 10, 0))
    assert reference
    for fps in (2, 3, 4):
        events = play_at(sampled(phases, fps, offset))
        assert turns(events) == turns(reference)
        for event, expected in zip(events, reference, strict=True):
            assert event.start_s == pytest.approx(expected.start_s, abs=1 / fps + 0.1)
            assert event.at_s == pytest.approx(expected.at_s, abs=1.1)
            if event.turn is Turn.ENDED:
                assert event.end_s == pytest.approx(expected.end_s, abs=1 / fps + 0.1)


def test_a_rule_decides_how_sure_it_must_be() -> None:
    hasty = replace(RULE, min_votes=2, min_missing_ns=0, start_share=0.5)
    assert turns(play("PPMM", fps=2, rule=hasty)) == [Turn.OPENED]
    assert play("PPMM", fps=2) == []
