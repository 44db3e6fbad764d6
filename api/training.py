"""What comes after a training: choose thresholds, choose int8 or float32, judge, and write the model card."""

import shutil
from collections import Counter
from pathlib import Path

from alerts.evaluation.thresholds import Seen, choose
from api.evaluation import Progress, clips_in, match_all, on_clips, on_pictures, seen_in, under_stress
from api.model_card import Results, mean, model_card
from detector.evaluation.boxes import Matched, average_precision
from detector.evaluation.truths import read_truths
from detector.manifest import read_manifest, write_manifest
from detector.onnx import OnnxDetector
from detector.training.pipeline import Made
from models.detections import Label

MOST_LOST = 0.01
"""Mean AP50 that int8 may lose and still be the model."""


def finish(
    made: Made, out: Path, progress: Progress, clips: Path | None = None, stress_hours: float = 0
) -> tuple[Path, Path]:
    """Write out/model.onnx with its manifest, and out/model-card.md; their paths.

    The model is the int8 network unless that loses more than MOST_LOST of the mean AP50 on the pictures
    held out. Its thresholds are chosen on the tuning half of them. clips: clips of known truth to be judged
    as well; stress_hours: and how long those without a violation are, disturbed.

    Raises:
        DetectorError: no picture was held out.
        BrightkitchenError: there are no clips where they should be.
    """
    known = clips_in(clips) if clips else []
    truths = read_truths(made.held_out)
    judged: dict[str, tuple[list[Seen], dict[Label, list[Matched]]]] = {}
    for name, path in (("float32", made.float32), ("int8", made.int8)):
        seen = list(seen_in(path, truths, None, progress))
        judged[name] = seen, match_all(seen)
    ap50 = {
        name: {label: average_precision(items)[0] for label, items in matched.items()}
        for name, (_, matched) in judged.items()
    }
    computes_in = "int8" if mean(ap50["float32"]) - mean(ap50["int8"]) <= MOST_LOST else "float32"
    chosen = made.int8 if computes_in == "int8" else made.float32
    weights, card = out / "model.onnx", out / "model-card.md"
    shutil.copyfile(chosen, weights)
    seen, matched = judged[computes_in]
    write_manifest(read_manifest(chosen).with_thresholds(choose(seen, matched)), weights)
    manifest = read_manifest(weights)
    detector = OnnxDetector(weights)
    results = Results(
        Counter(truth.source for truth in truths),
        ap50,
        computes_in,
        on_pictures(seen, matched, manifest),
        on_clips(detector, known, progress) if known else (),
        under_stress(detector, known, stress_hours, made.plan.seed, progress) if stress_hours else (),
    )
    card.write_text(model_card(manifest, made, results), "utf-8")
    return weights, card
