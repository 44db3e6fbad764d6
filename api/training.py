"""What comes after a training: choose thresholds, choose int8 or float32, judge, and write the model card."""

import shutil
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path

from alerts.evaluation.thresholds import Seen, choose
from api.eval_tables import boxes_table, people_table
from api.evaluation import Progress, match_all, on_pictures, seen_in
from detector.evaluation.boxes import Matched, average_precision
from detector.evaluation.truths import read_truths
from detector.manifest import read_manifest, write_manifest
from detector.training.pipeline import Made
from detector.training.sets import CHEFS, RENDERED, SETS
from models.detections import Label

MOST_LOST = 0.01
"""Mean AP50 that int8 may lose and still be the model."""


def finish(made: Made, out: Path, progress: Progress) -> tuple[Path, Path]:
    """Write out/model.onnx with its manifest, and out/model-card.md; their paths.

    The model is the int8 network unless that loses more than MOST_LOST of the mean AP50 on the pictures
    held out. Its thresholds are chosen on the tuning half of them.

    Raises:
        DetectorError: no picture was held out.
    """
    truths = read_truths(made.held_out)
    judged: dict[Path, tuple[list[Seen], dict[Label, list[Matched]]]] = {}
    for path in (made.float32, made.int8):
        seen = list(seen_in(path, truths, None, progress))
        judged[path] = seen, match_all(seen)
    exact, small = (mean_ap50(judged[path][1]) for path in (made.float32, made.int8))
    chosen = made.int8 if exact - small <= MOST_LOST else made.float32
    weights, card = out / "model.onnx", out / "model-card.md"
    shutil.copyfile(chosen, weights)
    seen, matched = judged[chosen]
    manifest = read_manifest(chosen).with_thresholds(choose(seen, matched))
    write_manifest(manifest, weights)
    report = on_pictures(seen, matched, manifest)
    lines = [
        f"# Model card: {manifest.name} {manifest.version}",
        "",
        f"Computes in {chosen.stem}. Input: {manifest.input_size} px. Licence: {manifest.licence}.",
        f"Mean AP50 on {len(truths)} pictures held out: float32 {exact:.3f}, int8 {small:.3f}.",
        "",
        "## Learnt from",
        "",
        *_mix_table(made.mix),
        "",
        "## Results",
        "",
        "With 95 % intervals. Thresholds were chosen on half of the pictures;",
        "precision, recall and verdicts are of the other half.",
        "",
        *boxes_table(report.boxes, manifest.thresholds),
        *people_table(report.people),
    ]
    card.write_text("\n".join(lines) + "\n", "utf-8")
    return weights, card


def mean_ap50(matched: Mapping[Label, Sequence[Matched]]) -> float:
    """Over the labels of which there is anything to find."""
    values = [average_precision(items)[0] for items in matched.values()]
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else 0.0


def _mix_table(mix: Mapping[str, int]) -> list[str]:
    known = {source.name: source for source in (*SETS, CHEFS, RENDERED)}
    rows = []
    for name, count in sorted(mix.items()):
        source = known.get(name)
        told = (source.origin, source.licence) if source else ("made for this training", "as its pictures")
        rows.append(f"| {name} | {count} | {told[0]} | {told[1]} |")
    return ["| set | pictures a pass | source | licence as stated |", "|---|---|---|---|", *rows]
