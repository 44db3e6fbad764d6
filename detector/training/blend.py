"""Averages two checkpoints of one network, so that what was learnt anew costs less of what was known.

    python -m detector.training.blend --old FILE.pt --new FILE.pt --share S --out FILE.pt

After Wortsman et al., "Robust fine-tuning of zero-shot models" (CVPR 2022).
"""

import argparse
from pathlib import Path

from ultralytics import YOLO


def blend(old: Path, new: Path, share: float, out: Path) -> None:
    """Write a checkpoint whose every weight is (1 - share) of the old one's and share of the new one's."""
    known, result = YOLO(old).model.state_dict(), YOLO(new)
    learnt = result.model.state_dict()
    for name, weight in learnt.items():
        if weight.is_floating_point():
            weight.mul_(share).add_(known[name], alpha=1 - share)
    result.model.load_state_dict(learnt)
    result.save(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--old", type=Path, required=True)
    parser.add_argument("--new", type=Path, required=True)
    parser.add_argument("--share", type=float, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    blend(given.old, given.new, given.share, given.out)
