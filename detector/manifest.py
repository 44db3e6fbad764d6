"""The note beside a weights file that says what it is, checked before the file is trusted."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from detector.whole import write_whole
from models.detections import LABELS, Label
from models.errors import BrightkitchenError

KITCHEN = Path(__file__).parent / "weights" / "kitchen.onnx"


_KINDS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "version": str,
    "sha256": str,
    "labels": list,
    "input_size": int,
    "thresholds": dict,
    "iou": (int, float),
    "licence": str,
    "classes": list,
}


class DetectorError(BrightkitchenError):
    """The weights cannot be used: missing, damaged, or made for something else."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a weights file is.

    sha256: lower-case hex digest of the weights. classes: the network's own names, in its order. labels:
    for each class what it is to us, or None where it is nothing to us. input_size: default longer side in
    pixels. thresholds: label → least score in [0, 1]. iou: overlap above which two boxes of one label are
    one.
    """

    name: str
    version: str
    sha256: str
    labels: tuple[str | None, ...]
    input_size: int
    thresholds: dict[str, float]
    iou: float
    licence: str
    classes: tuple[str, ...] = LABELS

    @property
    def label_of_class(self) -> npt.NDArray[np.int16]:
        """int16 (C,): the Label of each of the network's classes, -1 where it is nothing to us."""
        return np.array([-1 if label is None else LABELS.index(label) for label in self.labels], np.int16)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The labels that this network never says."""
        return tuple(label for label in LABELS if label not in self.labels)

    def with_thresholds(self, chosen: Mapping[Label, float]) -> Self:
        """The same with these thresholds; labels that are not in `chosen` keep theirs."""
        texts = {label.text: threshold for label, threshold in chosen.items()}
        return replace(self, thresholds=self.thresholds | texts)

    def threshold_column(self, conf: float | None) -> npt.NDArray[np.float32]:
        """float32 (L,): `conf` for every label, or the manifest's own thresholds when it is None."""
        return np.array([self.thresholds[label] if conf is None else conf for label in LABELS], np.float32)


def read_manifest(weights: Path) -> Manifest:
    """The manifest beside `weights` (same name, .json), once the weights have been checked against it.

    Raises:
        DetectorError: a file is missing or unreadable, the digest differs, or the labels are wrong.
    """
    path = weights.with_suffix(".json")
    try:
        manifest = _manifest(json.loads(path.read_text("utf-8")))
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    except OSError as error:
        raise DetectorError(f"cannot read {error.filename}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DetectorError(f"{path.name} is not a weights manifest: {error}") from error
    check(manifest, weights.name)
    if digest != manifest.sha256:
        raise DetectorError(
            f"{weights.name} is not the file that {path.name} describes: its SHA-256 is {digest}, "
            f"expected {manifest.sha256}; it may be truncated or replaced"
        )
    return manifest


def _manifest(fields: dict[str, Any]) -> Manifest:
    """What the fields of the file say. Any of the usual errors where they are of another kind."""
    for key, kind in _KINDS.items():
        if key in fields and (not isinstance(fields[key], kind) or isinstance(fields[key], bool)):
            raise TypeError(f"{key} cannot be {fields[key]!r}")
    for key in ("labels", "classes"):
        if not all(value is None or isinstance(value, str) for value in fields.get(key, ())):
            raise TypeError(f"{key} cannot be {fields[key]!r}")
    for label, threshold in fields["thresholds"].items():
        if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise ValueError(f"the threshold of {label} cannot be {threshold!r}")
    if not 0 < fields["iou"] <= 1:
        raise ValueError(f"iou cannot be {fields['iou']!r}")
    return Manifest(**fields | {key: tuple(fields[key]) for key in ("labels", "classes") if key in fields})


def check(manifest: Manifest, weights: str) -> None:
    """Whether the labels and thresholds make sense; `weights` names the file in errors.

    Raises:
        DetectorError: they do not.
    """
    labels, classes = manifest.labels, manifest.classes
    ours = ", ".join(LABELS)
    if len(labels) != len(classes) or not all(label is None or label in LABELS for label in labels):
        raise DetectorError(f"{weights}: the labels {labels} must name one of {ours} or nothing per class")
    for name, label in zip(classes, labels, strict=True):
        if name in LABELS and label not in (name, None):
            raise DetectorError(f"{weights}: the labels are wrong: class {name} cannot be {label}")
    if Label.PERSON.text not in labels:
        raise DetectorError(f"{weights} finds no person, so nobody could be said to lack anything")
    if set(manifest.thresholds) != set(LABELS):
        raise DetectorError(f"{weights} needs one threshold for each of {ours}")


def write_manifest(manifest: Manifest, weights: Path) -> None:
    """Write `manifest` beside `weights`, with the digest that they have now."""
    manifest = replace(manifest, sha256=hashlib.sha256(weights.read_bytes()).hexdigest())
    write_whole(weights.with_suffix(".json"), json.dumps(asdict(manifest), indent=2) + "\n")
