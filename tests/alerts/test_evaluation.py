"""Verdicts and events against truths made by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from alerts.evaluation.clips import ClipTruth, Event, Lapse, disturbed, read_clip_truth, score
from alerts.evaluation.intervals import most_per_hour, of_share
from alerts.evaluation.people import Verdict, compare, precision_and_recall
from alerts.evaluation.thresholds import choose
from detector.evaluation.boxes import match
from detector.evaluation.truths import Truth
from detector.training.sets import HEAD
from models.detections import Detections, Label
from models.errors import BrightkitchenError
from models.frames import Frame
from models.rules import RuleName

PERSON, HEAD_BOX = [100.0, 50, 200, 350], [130.0, 55, 170, 100]
ELSEWHERE = [400.0, 50, 500, 350]


def seen(*rows: tuple[Label, list[float]], score: float = 0.9) -> Detections:
    return Detections(
        np.array([box for _, box in rows], np.float32).reshape(-1, 4),
        np.full(len(rows), score, np.float32),
        np.array([label for label, _ in rows], np.int16),
    )


def truth(*rows: tuple[Label, list[float]], judged: frozenset[Label] = frozenset(Label)) -> Truth:
    true = seen(*rows, score=1.0)
    shares = Detections(true.xyxy / np.float32(640), true.score, true.class_id)
    return Truth(Path("a.png"), "here", shares, judged, {}, "a")


BARE = truth((Label.PERSON, PERSON), (Label.NO_HAT, HEAD_BOX))


def verdicts(true: Truth, found: Detections) -> dict[tuple[str, str], int]:
    table = compare(true, found, 640, 640)[RuleName.HAT]
    return {(str(a), str(b)): count for (a, b), count in table.items()}


def test_a_bare_head_is_said_missed_or_taken_for_a_hat() -> None:
    person = (Label.PERSON, PERSON)
    assert verdicts(BARE, seen(person, (Label.NO_HAT, HEAD_BOX))) == {("violation", "violation"): 1}
    assert verdicts(BARE, seen(person, (Label.HAT, HEAD_BOX))) == {("violation", "fine"): 1}
    assert verdicts(BARE, seen(person)) == {("violation", "cannot see"): 1}
    assert verdicts(BARE, seen((Label.PERSON, ELSEWHERE))) == {("violation", "not found"): 1}


def test_an_accusation_of_somebody_whose_head_is_hidden_is_wrong() -> None:
    hidden = truth((Label.PERSON, PERSON))
    said = compare(hidden, seen((Label.PERSON, PERSON), (Label.NO_HAT, HEAD_BOX)), 640, 640)
    assert precision_and_recall(said[RuleName.HAT]) == (0, 1, 0)


def test_where_people_are_not_boxed_the_found_ones_are_judged() -> None:
    heads_only = truth((Label.NO_HAT, HEAD_BOX), judged=frozenset(HEAD))
    found = seen((Label.PERSON, PERSON), (Label.PERSON, ELSEWHERE), (Label.NO_HAT, HEAD_BOX))
    assert verdicts(heads_only, found) == {("violation", "violation"): 1, ("cannot see", "cannot see"): 1}
    assert RuleName.MASK not in compare(heads_only, found, 640, 640), "this set says nothing of faces"


def test_a_verdict_on_the_whole_picture_holds_for_everyone_found() -> None:
    chefs = Truth(Path("a.png"), "chefs", Detections.empty(), frozenset(), {HEAD: Label.HAT}, "a")
    found = seen((Label.PERSON, PERSON), (Label.NO_HAT, HEAD_BOX))
    assert compare(chefs, found, 640, 640)[RuleName.HAT] == {(Verdict.FINE, Verdict.VIOLATION): 1}


def named(name: str, true: Truth) -> Truth:
    return Truth(Path(f"{name}.png"), true.source, true.boxes, true.judged, true.verdicts, name)


def test_thresholds_are_as_low_as_their_precision_allows() -> None:
    tuning, other = (
        next(str(n) for n in range(20) if named(str(n), BARE).is_for_tuning is wanted)
        for wanted in (True, False)
    )
    hatted = truth((Label.PERSON, PERSON), (Label.HAT, HEAD_BOX))

    def picture(name: str, true: Truth, score: float) -> tuple[Truth, Detections, int, int]:
        boxes = np.array([PERSON, HEAD_BOX], np.float32)
        classes = np.array([Label.PERSON, Label.NO_HAT], np.int16)
        return named(name, true), Detections(boxes, np.array([0.9, score], np.float32), classes), 640, 640

    rightly = [picture(tuning, BARE, 0.7)] * 19
    wrongly = [picture(tuning, hatted, 0.45)] * 5
    elsewhere = [picture(other, hatted, 0.9)] * 50
    pictures = rightly + wrongly + elsewhere
    matched = {
        label: [
            match(
                true, Detections(found.xyxy / np.float32(640), found.score, found.class_id), label, 640, 640
            )
            for true, found, _, _ in pictures
        ]
        for label in (Label.PERSON, Label.HAT, Label.NO_HAT, Label.GLOVE)
    }
    chosen = choose(pictures, matched)
    assert chosen[Label.NO_HAT] == pytest.approx(0.46)
    assert Label.GLOVE not in chosen, "no picture shows one"


LAPSE = Lapse(RuleName.MASK, "A", 4.0, 9.0)
AT_LEFT, AT_RIGHT = (50.0, 0.0, 60.0, 30.0), (90.0, 0.0, 99.0, 30.0)
CLIP = ClipTruth(
    "clip", 15.0, (LAPSE,), {"A": ((0.0, (0, 0, 10, 30)), (5.0, AT_LEFT)), "B": ((0.0, AT_RIGHT),)}
)


def event(opened_s: float, x: float = 50.0, rule: RuleName = RuleName.MASK) -> Event:
    return Event(rule, opened_s, opened_s, (x, 0, x + 10, 30))


def test_an_event_of_the_right_person_rule_and_time_finds_a_lapse() -> None:
    outcome = score(CLIP, [event(5.5)])
    assert outcome.found == ((LAPSE, 1.5),)
    assert (outcome.repeated, outcome.false) == ((), ())


@pytest.mark.parametrize(
    "wrong", [event(5.5, x=90), event(5.5, rule=RuleName.HAT), event(2.0), event(12.0)],
    ids=["person", "rule", "too early", "too late"],
)  # fmt: skip
def test_any_other_event_is_false(wrong: Event) -> None:
    outcome = score(CLIP, [wrong])
    assert outcome.found == ((LAPSE, None),)
    assert outcome.false == (wrong,)


def test_saying_it_twice_is_a_repetition() -> None:
    again = event(8.0)
    assert score(CLIP, [event(5.5), again]).repeated == (again,)


def test_a_clip_without_a_readable_truth_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"clip": "a"}))
    with pytest.raises(BrightkitchenError, match=r"a\.mp4 has no ground truth"):
        read_clip_truth(tmp_path / "a.mp4")


def test_disturbed_frames_change_from_period_to_period_and_repeat_with_the_seed() -> None:
    image = np.random.default_rng(0).integers(0, 255, (36, 64, 3), np.uint8)
    frames = [Frame("c", 0, n, n * 10**9, datetime(2026, 1, 1, tzinfo=UTC), image.copy()) for n in range(4)]
    first = [frame.image for frame in disturbed(frames, 2.0, seed=1)]
    again = [frame.image for frame in disturbed(frames, 2.0, seed=1)]
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    blurred = [picture.astype(float).mean() for picture in first]
    assert abs(blurred[0] - blurred[1]) < 2 < abs(blurred[1] - blurred[2])


def test_intervals_are_the_textbook_s() -> None:
    assert of_share(9, 10) == pytest.approx((0.596, 0.982), abs=0.001)
    assert of_share(0, 0) == (0, 1)
    assert most_per_hour(0, 1.0) == pytest.approx(3.0, abs=0.01), "the rule of three"
    assert most_per_hour(2, 2.0) == pytest.approx(6.296 / 2, abs=0.01)
