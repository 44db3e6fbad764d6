"""What is said of each person in a picture, compared with what is true of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from alerts.association import ATTRIBUTES, Vote, judge
from alerts.geometry import iou
from detector.evaluation.truths import Truth
from models.detections import Detections, Label
from models.rules import DEFAULT_RULES, Rule, RuleName
from models.tracks import Track

SAME_PERSON_IOU = 0.5


class Verdict(StrEnum):
    VIOLATION = "violation"
    FINE = "fine"
    CANNOT_SEE = "cannot see"
    NOT_FOUND = "not found"


_OF_VOTE = {
    Vote.MISSING: Verdict.VIOLATION,
    Vote.PRESENT: Verdict.FINE,
    Vote.UNSEEN: Verdict.CANNOT_SEE,
}
Confusion = Counter[tuple[Verdict, Verdict]]


def people_of(detections: Detections) -> tuple[Track, ...]:
    """The people in a single picture, each with a track of their own."""
    people = detections.of(Label.PERSON)
    return tuple(
        Track(
            number, (float(box[0]), float(box[1]), float(box[2]), float(box[3])), float(score), number, number
        )
        for number, (box, score) in enumerate(zip(people.xyxy, people.score, strict=True))
    )


def compare(
    truth: Truth, found: Detections, width: int, height: int, rules: Sequence[Rule] = DEFAULT_RULES
) -> dict[RuleName, Confusion]:
    """How often which verdict was given (second) of whom it was true (first), per rule the truth can judge.

    found: detections at the thresholds in use, in pixels. Of people whom the truth does not box, those
    that were found are judged, by the true heads, faces or hands that are theirs; where the truth speaks
    of everyone in the picture, those are judged of whom something was said.
    """
    scale = np.array([width, height] * 2, np.float32)
    true = Detections(truth.boxes.xyxy * scale, truth.boxes.score, truth.boxes.class_id)
    found_people = people_of(found)
    people = people_of(true) if Label.PERSON in truth.judged else found_people
    seen_as = _same_people(people, found_people)
    table: dict[RuleName, Confusion] = {}
    for rule in rules:
        attribute = ATTRIBUTES[rule.name]
        said = judge(found_people, found, rule)
        everyone = _of_everyone(truth, attribute.missing, attribute.present)
        if everyone is not None:
            given = [_OF_VOTE[judgement.vote] for judgement in said.values()]
            table[rule.name] = Counter((everyone, verdict) for verdict in given)
        elif truth.judged.issuperset((attribute.missing, attribute.present)):
            is_true = judge(people, true, rule)
            table[rule.name] = Counter(
                (
                    _OF_VOTE[is_true[person.track_id].vote],
                    _OF_VOTE[said[seen_as[person.track_id]].vote]
                    if person.track_id in seen_as
                    else Verdict.NOT_FOUND,
                )
                for person in people
            )
    return table


def precision_and_recall(confusion: Mapping[tuple[Verdict, Verdict], int]) -> tuple[int, int, int]:
    """How many violations were said rightly, how many were said, and how many there were."""
    right = confusion.get((Verdict.VIOLATION, Verdict.VIOLATION), 0)
    said = sum(count for (_, verdict), count in confusion.items() if verdict is Verdict.VIOLATION)
    there = sum(count for (true, _), count in confusion.items() if true is Verdict.VIOLATION)
    return right, said, there


def _of_everyone(truth: Truth, missing: Label, present: Label) -> Verdict | None:
    for label in truth.verdicts.values():
        if label in (missing, present):
            return Verdict.VIOLATION if label is missing else Verdict.FINE
    return None


def _same_people(people: tuple[Track, ...], found: tuple[Track, ...]) -> dict[int, int]:
    """Whom of `found` each of `people` is, by track id: the best overlap goes first, each once."""
    if not people or not found:
        return {}
    shared = iou(*(np.array([person.xyxy for person in group], np.float64) for group in (people, found)))
    pairs: dict[int, int] = {}
    while shared.max() >= SAME_PERSON_IOU:
        row, column = np.unravel_index(int(shared.argmax()), shared.shape)
        pairs[people[row].track_id] = found[column].track_id
        shared[row], shared[:, column] = 0, 0
    return pairs
