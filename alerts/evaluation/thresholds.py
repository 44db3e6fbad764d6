"""Which score a label needs: sure enough not to accuse anyone wrongly, no higher. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isnan

import numpy as np
import numpy.typing as npt

from alerts.association import ATTRIBUTES
from alerts.evaluation.people import compare, precision_and_recall
from detector.evaluation.boxes import Matched, at_threshold
from detector.evaluation.truths import Truth
from models.detections import Detections, Label
from models.rules import DEFAULT_RULES

Seen = tuple[Truth, Detections, int, int]
"""A picture's truth, its detections in pixels down to a low score, its width and height."""

# A box of these accuses somebody; the others excuse, or find people.
ACCUSING = frozenset(attribute.missing for attribute in ATTRIBUTES.values())
# A margin above the 0.90 that must hold on other pictures.
WANTED_PRECISION = 0.92
_STEPS = np.arange(0.3, 0.81, 0.02).round(2).tolist()


def choose(seen: Sequence[Seen], matched: Mapping[Label, Sequence[Matched]]) -> dict[Label, float]:
    """A threshold per label, from the pictures for tuning alone; a label that none of them shows has none.

    Excusing labels and people: the best F1 of their boxes. Then the accusing ones: the lowest from which
    on at least WANTED_PRECISION of the people accused are accused rightly, or where that is never reached
    the one of best precision.
    """
    chosen = {
        label: _best_f1([item for item in items if item.is_for_tuning])
        for label, items in matched.items()
        if any(item.is_for_tuning and item.expected.any() for item in items)
    }
    tuning = [item for item in seen if item[0].is_for_tuning]
    for rule in DEFAULT_RULES:
        accusing = ATTRIBUTES[rule.name].missing
        if accusing not in chosen:
            continue
        shares = {}
        for step in [step for step in _STEPS if step >= rule.min_score] or _STEPS[-1:]:
            right, said = 0, 0
            least = _column(chosen | {accusing: step})
            for truth, found, width, height in tuning:
                judged = compare(truth, found.at_least(least), width, height, (rule,))
                confusion = judged.get(rule.name, Counter())
                hits, accused, _ = precision_and_recall(confusion)
                right, said = right + hits, said + accused
            if said:
                shares[step] = right / said
        sure = [step for step, share in shares.items() if share >= WANTED_PRECISION]
        if shares:
            chosen[accusing] = min(sure) if sure else max(shares, key=lambda step: shares[step])
    return chosen


def _best_f1(matched: Sequence[Matched]) -> float:
    def f1(step: float) -> float:
        precision, recall = at_threshold(matched, step)
        return 0.0 if isnan(precision) else 2 * precision * recall / max(precision + recall, 1e-9)

    return float(max(_STEPS, key=f1))


def _column(thresholds: Mapping[Label, float]) -> npt.NDArray[np.float32]:
    return np.array([thresholds.get(label, _STEPS[0]) for label in Label], np.float32)
