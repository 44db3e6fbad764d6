"""Which score a label needs: sure enough not to accuse anyone wrongly, no higher. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np

from detector.evaluation.boxes import Matched, at_threshold
from models.detections import Label

# A box of these accuses somebody; the others excuse, and a low bar for an excuse is a high one for a charge.
ACCUSING = frozenset({Label.NO_MASK, Label.NO_HAT, Label.BARE_HAND})
WANTED_PRECISION = 0.9
_STEPS = np.arange(0.2, 0.85, 0.01).round(2)


def choose(matched: Mapping[Label, Sequence[Matched]]) -> dict[Label, float]:
    """A threshold per label, from the pictures for tuning alone; a label that none of them shows has none.

    Accusing labels: the lowest score from which on at least WANTED_PRECISION of the boxes are true, or
    where that is never reached the one of best precision with a tenth of the boxes found. The others: the
    best F1.
    """
    chosen = {}
    for label, items in matched.items():
        tuning = [item for item in items if item.is_for_tuning]
        if not sum(int(item.expected.sum()) for item in tuning):
            continue
        measured = [(float(step), *at_threshold(tuning, float(step))) for step in _STEPS]
        usable = [row for row in measured if not np.isnan(row[1]) and row[2] >= 0.1] or measured[:1]
        if label in ACCUSING:
            sure = [row for row in usable if row[1] >= WANTED_PRECISION]
            best = sure[0] if sure else max(usable, key=lambda row: (row[1], row[2]))
        else:
            best = max(usable, key=lambda row: 2 * row[1] * row[2] / max(row[1] + row[2], 1e-9))
        chosen[label] = best[0]
    return chosen
