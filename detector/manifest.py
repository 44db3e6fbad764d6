"""The note beside a weights file that says what it is, checked before the file is trusted."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.detections import LABELS
from models.errors import BrightkitchenError

KITCHEN = Path(__file__).parent / "weights" / "kitchen.onnx"


class DetectorError(BrightkitchenError):
    """The weights cannot be used: missing, damaged, or made for something else."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a weights file is.

    sha256: lower-case hex digest of the weights. labels: in the order of the network's classes.
    input_size: default longer side in pixels. thresholds: label → least score in [0, 1].
    iou: overlap above which two boxes of one label are one.
    """

    name: str
    version: str
    sha256: str
    labels: tuple[str, ...]
    input_size: int
    thresholds: dict[str, float]
    iou: float
    licence: str

    def threshold_column(self, conf: float | None) -> npt.NDArray[np.float32]:
        """float32 (L,): `conf` for every label, or the manifest's own thresholds when it is None."""
        return np.array([self.thresholds[label] if conf is None else conf for label in LABELS], np.float32)


def read_manifest(weights: Path) -> Manifest:
    """The manifest beside `weights` (same name, .json), once the weights have been checked against it.

    Raises:
        DetectorError: a file is missing or unreadable, the digest differs, or the labels are not ours.
    """
    path = weights.with_suffix(".json")
    try:
        fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
        manifest = Manifest(**{**fields, "labels": tuple(fields["labels"])})
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    except OSError as error:
        raise DetectorError(f"cannot read {error.filename}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DetectorError(f"{path.name} is not a weights manifest: {error}") from error
    if manifest.labels != LABELS:
        raise DetectorError(f"{weights.name} knows the labels {manifest.labels}, this product needs {LABELS}")
    if set(manifest.thresholds) != set(LABELS):
        raise DetectorError(f"{path.name} must give one threshold for each of {LABELS}")
    if digest != manifest.sha256:
        raise DetectorError(
            f"{weights.name} is not the file that {path.name} describes: its SHA-256 is {digest}, "
            f"expected {manifest.sha256}; it may be truncated or replaced"
        )
    return manifest


def write_manifest(manifest: Manifest, weights: Path) -> None:
    """Write `manifest` beside `weights`, with the digest that they have now."""
    manifest = replace(manifest, sha256=hashlib.sha256(weights.read_bytes()).hexdigest())
    weights.with_suffix(".json").write_text(json.dumps(asdict(manifest), indent=2) + "\n", "utf-8")
