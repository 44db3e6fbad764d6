"""Judges weights on held-out pictures, by what their sets truly say.

python -m detector.training.evaluate --weights FILE.onnx --val SET/val.json [--rendered FOLDER] [--json OUT]
"""

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detector.onnx import OnnxDetector
from detector.training.fill import overlap
from detector.training.sets import FACE, HAND, HEAD, Floats, read
from models.detections import LABELS, Detections, Label

LOWEST = 0.01
_IOUS = tuple(np.arange(0.5, 1.0, 0.05).round(2).tolist())


@dataclass(frozen=True, slots=True)
class Judged:
    """One picture's detections of one label: scores, and for each IoU in _IOUS whether each is true."""

    scores: Floats
    true: np.ndarray[Any, np.dtype[np.bool_]]
    expected: int


def judge(found: Detections, label: Label, truth: Floats) -> Judged:
    """Match the best scores first, each to the free true box that it overlaps most. truth: (M, 4)."""
    own = found.of(label)
    true = np.zeros((len(_IOUS), len(own)), bool)
    for level, iou in enumerate(_IOUS):
        free = np.ones(len(truth), bool)
        for row, box in enumerate(own.xyxy):
            shared = overlap(box, truth) * free
            if len(truth) and shared.max() >= iou:
                true[level, row] = True
                free[shared.argmax()] = False
    return Judged(own.score, true, len(truth))


def figures(judged: list[Judged], threshold: float) -> dict[str, float]:
    """AP50, AP50-95, and precision and recall at IoU 0.5 and the threshold, each in [0, 1]."""
    score = np.concatenate([j.scores for j in judged])
    true = np.concatenate([j.true for j in judged], axis=1)[:, np.argsort(-score, kind="stable")]
    expected = sum(j.expected for j in judged)
    precision = np.cumsum(true, axis=1) / np.arange(1, true.shape[1] + 1)
    envelope = np.flip(np.maximum.accumulate(np.flip(precision, axis=1), axis=1), axis=1)
    average = (envelope * true).sum(axis=1) / max(1, expected)
    used = int((score >= threshold).sum())
    hits = int(true[0, :used].sum())
    return {
        "boxes": expected,
        "ap50": float(average[0]),
        "ap50_95": float(average.mean()),
        "precision": hits / max(1, used),
        "recall": hits / max(1, expected),
    }


def on_boxes(detector: OnnxDetector, truths: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Figures per label over pictures with boxes, each label only where its set misses none of it."""
    judged: dict[Label, list[Judged]] = defaultdict(list)
    for item in truths:
        image = read(item["path"])
        size = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
        seen = detector.detect(image)
        found = Detections(seen.xyxy / size, seen.score, seen.class_id)
        for label in (Label(LABELS.index(text)) for text in item["judged"]):
            rows = [box[1:] for box in item["boxes"] if box[0] == label.text]
            judged[label].append(judge(found, label, np.array(rows, np.float32).reshape(-1, 4)))
    return {
        label.text: figures(judged[label], detector.manifest.thresholds[label.text])
        for label in sorted(judged)
    }


def on_chefs(detector: OnnxDetector, truths: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Whole-picture verdicts on real kitchen staff, at the shipped thresholds.

    said: share of the pictures of which the label is true where it was found. denied: share where its
    opposite was found.
    """
    tally: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    thresholds = detector.manifest.threshold_column(None)
    for item in truths:
        seen = detector.detect(read(item["path"]))
        found = set(seen.class_id[seen.score >= thresholds[seen.class_id]].tolist())
        for pair, verdict in zip((HEAD, FACE, HAND), item["verdicts"], strict=True):
            if verdict is not None:
                right = Label(LABELS.index(verdict))
                wrong = pair[0] if right is pair[1] else pair[1]
                tally[verdict].append((int(right) in found, int(wrong) in found))
    return {
        text: {
            "pictures": len(rows),
            "said": sum(said for said, _ in rows) / len(rows),
            "denied": sum(denied for _, denied in rows) / len(rows),
        }
        for text, rows in sorted(tally.items())
    }


def rendered_truth(folder: Path) -> list[dict[str, Any]]:
    """Pictures with exact YOLO labels of all our classes: folder/images, folder/labels."""
    truths = []
    for path in sorted((folder / "images").glob("*.jpg")):
        rows = []
        for line in (folder / "labels" / f"{path.stem}.txt").read_text().splitlines():
            index, cx, cy, w, h = (float(word) for word in line.split())
            rows.append([LABELS[int(index)], cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
        truths.append({"path": str(path), "judged": list(LABELS), "boxes": rows})
    return truths


def evaluate(weights: Path, val: Path, rendered: Path | None) -> dict[str, dict[str, dict[str, float]]]:
    detector = OnnxDetector(weights, conf=LOWEST)
    truths = json.loads(val.read_text())
    result = {
        "real": on_boxes(detector, [item for item in truths if item["set"] != "chefs"]),
        "chefs": on_chefs(detector, [item for item in truths if item["set"] == "chefs"]),
    }
    if rendered is not None:
        result["rendered"] = on_boxes(detector, rendered_truth(rendered))
    return result


def table(result: dict[str, dict[str, dict[str, float]]]) -> str:
    """The result as Markdown tables."""
    lines = []
    for part, rows in result.items():
        columns = list(next(iter(rows.values())))
        lines += [f"### {part}", "| label | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        for label, row in rows.items():
            cells = [f"{row[c]:.0f}" if c in ("boxes", "pictures") else f"{row[c]:.3f}" for c in columns]
            lines.append(f"| {label} | " + " | ".join(cells) + " |")
        if "ap50" in columns:
            lines.append(f"\nMean AP50 {np.mean([row['ap50'] for row in rows.values()]):.3f}")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--val", type=Path, required=True)
    parser.add_argument("--rendered", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    outcome = evaluate(given.weights, given.val, given.rendered)
    if given.json:
        given.json.write_text(json.dumps(outcome, indent=1))
    sys.stdout.write(table(outcome))
