"""From tracked frames to findings."""

import weakref
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.association import Vote
from alerts.findings import Box, Change, Finding
from alerts.monitor import CameraMonitor
from alerts.person_rule import UPDATE_NS
from alerts.watch import watch
from models.detections import Label
from models.errors import InvalidValue
from models.frames import Image
from models.rules import Rule, RuleName
from models.tracks import TrackedFrame
from models.violations import violation_id
from tests.alerts.scenes import BODY, NOON, PLAIN, SECOND, Actor, film, masked, still, ticks

BARE = {RuleName.MASK: Vote.MISSING}
HIDDEN = {RuleName.MASK: Vote.PRESENT}


def told(findings: Sequence[Finding]) -> list[tuple[Change, RuleName, int]]:
    return [(finding.change, finding.violation.rule, finding.violation.track_id) for finding in findings]


def test_a_violation_with_its_times() -> None:
    opened, ended = watch(film(masked((3, 8)), 12, fps=5))
    assert (opened.change, ended.change) == (Change.OPENED, Change.ENDED)
    violation = opened.violation
    assert violation.id == violation_id("wok", 1, RuleName.MASK, 1, 3 * SECOND)
    assert (violation.camera_id, violation.run, violation.rule) == ("wok", 1, RuleName.MASK)
    assert violation.started_at == NOON + timedelta(seconds=3)
    assert violation.detected_at == violation.last_seen_at
    assert timedelta(seconds=1) < violation.detected_at - violation.started_at < timedelta(seconds=1.8)
    assert violation.ended_at is None
    assert ended.violation.id == violation.id
    assert ended.violation.end_ns == round(7.8 * SECOND)
    assert ended.violation.ended_at == ended.violation.last_seen_at == NOON + timedelta(seconds=7.8)
    assert ended.violation.detected_at == violation.detected_at
    assert ended.violation.votes.missing == 25
    assert ended.violation.peak_score == pytest.approx(0.8)


def test_wall_clock_follows_media_time_from_the_detection_on() -> None:
    """Received late and in bursts, as from a file at full speed."""
    frames = [
        replace(tracked, frame=replace(tracked.frame, captured_at=NOON + timedelta(milliseconds=index)))
        for index, tracked in enumerate(film(masked((0, 4)), 8, fps=5))
    ]
    opened, ended = watch(frames)
    violation = ended.violation
    assert violation.ended_at is not None
    assert violation.ended_at - violation.started_at == timedelta(seconds=3.8)
    assert opened.violation.detected_at in {tracked.frame.captured_at for tracked in frames}


def test_every_rule_and_person_has_a_violation_of_its_own() -> None:
    everything = dict.fromkeys(RuleName, Vote.MISSING)
    people = (Actor(1, wears=everything), Actor(2, (300, 60, 400, 340), wears=everything))
    findings = list(watch(film(lambda _: people, 4, fps=4)))
    assert len(findings) == 12
    expected = {(rule, track_id) for rule in RuleName for track_id in (1, 2)}
    for change in (Change.OPENED, Change.ENDED):
        assert {item[1:] for item in told(findings) if item[0] is change} == expected
    assert len({finding.violation.id for finding in findings}) == 6


def test_only_the_rules_asked_for_are_judged() -> None:
    everything = dict.fromkeys(RuleName, Vote.MISSING)
    frames = film(lambda _: (Actor(wears=everything),), 4, fps=4)
    assert {rule for _, rule, _ in told(list(watch(frames, [Rule(RuleName.HAT)])))} == {RuleName.HAT}


def test_the_end_of_the_stream_ends_what_goes_on() -> None:
    monitor = CameraMonitor()
    findings = [finding for tracked in film(masked((0, 9)), 4, fps=4) for finding in monitor.observe(tracked)]
    assert told(findings) == [(Change.OPENED, RuleName.MASK, 1)]
    assert list(monitor.ongoing) == [(1, RuleName.MASK)]
    (ended,) = monitor.finish()
    assert ended.violation.end_ns == round(3.75 * SECOND)
    assert monitor.ongoing == {}
    assert monitor.finish() == ()


def test_a_new_run_finishes_the_one_before() -> None:
    frames = [*film(masked((0, 9)), 4, fps=4), *film(masked((0, 9)), 4, fps=4, run=2)]
    findings = list(watch(frames))
    changes = [(finding.change, finding.violation.run) for finding in findings]
    assert changes == [(Change.OPENED, 1), (Change.ENDED, 1), (Change.OPENED, 2), (Change.ENDED, 2)]
    assert findings[0].violation.id != findings[2].violation.id


def test_one_who_leaves_ends_it() -> None:
    frames = film(lambda second: (Actor(wears=BARE),) if second < 4 else (), 9, fps=4)
    _, ended = watch(frames)
    assert ended.change is Change.ENDED
    assert ended.violation.end_ns == round(3.75 * SECOND)


def test_a_stalled_feed_ends_it_and_the_same_person_takes_it_up_again() -> None:
    early, late = film(masked((0, 60)), 4, fps=4), film(masked((0, 60)), 12, fps=4)
    frames = [*early, *(tracked for tracked in late if tracked.frame.media_ns >= 8 * SECOND)]
    findings = list(watch(frames))
    assert [finding.change for finding in findings] == [
        Change.OPENED,
        Change.ENDED,
        Change.UPDATED,
        Change.ENDED,
    ]
    assert len({finding.violation.id for finding in findings}) == 1
    assert findings[2].violation.ended_at is None


def test_a_track_that_changes_its_id_is_the_same_violation() -> None:
    def script(second: float) -> Sequence[Actor]:
        if second < 4:
            return (Actor(1, wears=BARE),)
        if second < 5:
            return ()
        return (Actor(2, (115, 62, 214, 341), wears=BARE, first_ns=5 * SECOND),)

    monitor = CameraMonitor()
    findings = [finding for tracked in film(script, 9, fps=4) for finding in monitor.observe(tracked)]
    assert list(monitor.ongoing) == [(2, RuleName.MASK)]
    findings += monitor.finish()
    assert told(findings) == [(Change.OPENED, RuleName.MASK, 1), (Change.ENDED, RuleName.MASK, 1)]
    assert findings[-1].violation.end_ns == round(8.75 * SECOND)


def test_an_id_that_changes_while_it_builds_up_does_not_delay_it() -> None:
    def script(second: float) -> Sequence[Actor]:
        if second < 0.75:
            return (Actor(1, wears=BARE),)
        return (Actor(2, wears=BARE, first_ns=round(0.75 * SECOND)),)

    opened, _ = watch(film(script, 3, fps=4))
    assert opened.violation.start_ns == 0


def test_a_newcomer_elsewhere_is_another_violation() -> None:
    def script(second: float) -> Sequence[Actor]:
        if second < 4:
            return (Actor(1, wears=BARE),)
        return (Actor(2, (450, 60, 550, 340), wears=BARE, first_ns=4 * SECOND),)

    findings = list(watch(film(script, 9, fps=4)))
    assert {track_id for _, _, track_id in told(findings)} == {1, 2}


def test_what_goes_on_is_told_again_from_time_to_time() -> None:
    seconds = 2.5 * UPDATE_NS / SECOND
    opened, first, second, ended = watch(film(masked((0, 999)), seconds, fps=2))
    assert (opened.change, ended.change) == (Change.OPENED, Change.ENDED)
    assert (first.change, second.change) == (Change.UPDATED, Change.UPDATED)
    assert second.violation.last_seen_at - first.violation.last_seen_at == timedelta(seconds=30)
    assert second.violation.ended_at is None


def test_the_votes_of_the_latest_frame_can_be_asked_for() -> None:
    monitor = CameraMonitor()
    monitor.observe(still([Actor(4, wears=BARE)], SECOND))
    votes = {key: judgement.vote for key, judgement in monitor.judgements.items()}
    assert votes == {
        (4, RuleName.MASK): Vote.MISSING,
        (4, RuleName.HAT): Vote.UNSEEN,
        (4, RuleName.GLOVES): Vote.UNSEEN,
    }


def test_frames_out_of_order_or_of_another_camera_are_refused() -> None:
    monitor = CameraMonitor()
    monitor.observe(still([Actor(wears=BARE)], SECOND))
    with pytest.raises(InvalidValue, match="media time"):
        monitor.observe(still([Actor(wears=BARE)], SECOND))
    with pytest.raises(InvalidValue, match="one camera"):
        monitor.observe(still([Actor(wears=BARE)], 2 * SECOND, camera_id="grill"))
    assert monitor.observe(still([Actor(wears=BARE)], 2 * SECOND)) == ()
    assert monitor.observe(still([Actor(wears=BARE)], 0, run=2)) == ()


def sharp_at(box: Box) -> Image:
    """A checkerboard where the person is: as sharp as can be."""
    image = PLAIN.copy()
    x1, y1, x2, y2 = (int(value) for value in box)
    image[y1:y2, x1:x2][np.indices((y2 - y1, x2 - x1)).sum(axis=0) // 8 % 2 == 0] = 90
    return image


def test_the_best_picture_of_the_episode_is_kept() -> None:
    def frames(sharp_s: float) -> list[TrackedFrame]:
        sharp_ns = round(sharp_s * SECOND)
        return [
            still([Actor(wears=BARE if at_ns < 6 * SECOND else HIDDEN)], at_ns, image=image)
            for at_ns in ticks(10, 4)
            for image in [sharp_at(BODY) if at_ns == sharp_ns else PLAIN.copy()]
        ]

    opened, ended = watch(frames(0.5))
    assert opened.best.frame.media_ns == ended.best.frame.media_ns == SECOND // 2
    assert (opened.is_new_best, ended.is_new_best) == (True, False)
    opened, ended = watch(frames(4.5))
    assert opened.best.frame.media_ns < ended.best.frame.media_ns == round(4.5 * SECOND)
    assert (opened.is_new_best, ended.is_new_best) == (True, True)
    opened, ended = watch(frames(8))
    assert ended.best.frame.media_ns < 6 * SECOND


def test_a_picture_from_before_the_violation_is_not_its_best() -> None:
    def frame(at_ns: int) -> TrackedFrame:
        is_bare = at_ns == 0 or at_ns >= 2 * SECOND
        image = sharp_at(BODY) if at_ns == 0 else PLAIN.copy()
        return still([Actor(wears=BARE if is_bare else HIDDEN)], at_ns, image=image)

    opened, _ = watch(map(frame, ticks(6, 10)))
    assert opened.violation.start_ns == 2 * SECOND <= opened.best.frame.media_ns


def test_the_surest_moment_is_the_peak() -> None:
    frames = film(lambda second: (Actor(wears=BARE, score=0.9 if second == 1 else 0.5),), 4, fps=4)
    assert [finding.violation.peak_score for finding in watch(frames)] == pytest.approx([0.9, 0.9])


def test_no_frame_is_kept_once_an_ended_violation_cannot_resume() -> None:
    monitor = CameraMonitor()
    images = []
    changes = []
    for at_ns in ticks(20, 4):
        image = PLAIN.copy()
        images.append(weakref.ref(image))
        actor = Actor(wears=BARE if at_ns < 4 * SECOND else HIDDEN)
        changes += [finding.change for finding in monitor.observe(still([actor], at_ns, image=image))]
        del image
        alive = sum(reference() is not None for reference in images)
        assert alive <= (2 if at_ns < 16 * SECOND else 1)
    assert changes == [Change.OPENED, Change.ENDED]


def test_the_best_picture_shows_what_is_missing() -> None:
    for finding in watch(film(masked((1, 4), (6, 9)), 12, fps=5)):
        snapshot = finding.best
        assert snapshot.detections.class_id[snapshot.row] == Label.NO_MASK
        assert finding.violation.start_ns <= snapshot.frame.media_ns <= finding.violation.end_ns


def test_nothing_is_kept_of_people_long_gone() -> None:
    monitor = CameraMonitor()
    for index, at_ns in enumerate(ticks(60, 2)):
        actors = (Actor(index, (20 + 300 * (index % 2), 60, 120 + 300 * (index % 2), 340), wears=HIDDEN),)
        monitor.observe(still(actors if index < 80 else (), at_ns))
    assert vars(monitor)["_people"] == {}


votes = st.sampled_from(Vote)


@st.composite
def shifts(draw: st.DrawFn) -> list[TrackedFrame]:
    """Two people apart, coming, going and dressing at random, at irregular times."""
    at_ns, frames, places = 0, [], (BODY, (400, 60, 510, 340))
    wearing = [draw(votes), draw(votes)]
    for _ in range(draw(st.integers(1, 60))):
        at_ns += draw(st.integers(40, 900)) * 1_000_000
        for person in (0, 1):
            if draw(st.integers(0, 9)) == 0:
                wearing[person] = draw(votes)
        present = draw(st.sampled_from([(0,), (1,), (0, 1), (0, 1), (0, 1), ()]))
        actors = [Actor(i + 1, places[i], {RuleName.MASK: wearing[i]}) for i in present]
        frames.append(still(actors, at_ns))
    return frames


@settings(deadline=None, max_examples=60)
@given(shifts())
def test_a_replay_gives_the_same_findings_and_no_two_overlap(frames: list[TrackedFrame]) -> None:
    findings = list(watch(frames))
    assert [item.violation for item in watch(frames)] == [item.violation for item in findings]
    going_on: set[tuple[RuleName, int]] = set()
    until: dict[tuple[RuleName, int], int] = {}
    for finding in findings:
        violation = finding.violation
        who = (violation.rule, violation.track_id)
        assert (violation.ended_at is not None) == (finding.change is Change.ENDED)
        assert (who in going_on) == (finding.change is Change.ENDED)
        if finding.change is Change.OPENED:
            assert violation.start_ns > until.get(who, -1)
        going_on ^= {who}
        until[who] = violation.end_ns
    assert not going_on
