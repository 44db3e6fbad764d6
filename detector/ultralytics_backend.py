"""The optional back end: ultralytics itself. Needs the `train` extra; nothing else imports this file."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from detector.manifest import KITCHEN, DetectorError, read_manifest
from models.detections import Detections
from models.errors import InvalidValue
from models.frames import Image


class UltralyticsDetector:
    """The same network run by ultralytics on the CPU; for comparison and for whoever needs its devices.

    weights: what the ONNX back end takes (an .onnx file with its manifest), or a .pt beside a manifest.
    The other arguments are those of OnnxDetector. One thread at a time.

    Raises:
        DetectorError: ultralytics is not installed, or the weights are missing, damaged or of another kind.
    """

    def __init__(
        self,
        weights: Path = KITCHEN,
        *,
        imgsz: int | None = None,
        conf: float | None = None,
        iou: float | None = None,
    ) -> None:
        self.manifest = read_manifest(weights)
        self._thresholds = self.manifest.threshold_column(conf)
        self._arguments = {
            "imgsz": imgsz or self.manifest.input_size,
            "conf": float(self._thresholds.min()),
            "iou": self.manifest.iou if iou is None else iou,
            "max_det": 300,
            "device": "cpu",
            "rect": True,
            "save": False,
            "verbose": False,
        }
        self._model = _load(weights)

    def detect(self, image: Image) -> Detections:
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or 0 in image.shape:
            raise InvalidValue(f"image must be uint8 (H, W, 3), got {image.dtype} {tuple(image.shape)}")
        rows = self.predict(image)[0].boxes.data.numpy()
        rows = rows[np.argsort(-rows[:, 4], kind="stable")]
        found = Detections(
            rows[:, :4].astype(np.float32), rows[:, 4].astype(np.float32), rows[:, 5].astype(np.int16)
        )
        keep = found.score >= self._thresholds[found.class_id]
        return Detections(found.xyxy[keep], found.score[keep], found.class_id[keep])

    def predict(self, image: Image) -> Any:
        """ultralytics' own results for one picture, as its `YOLO.predict` gives them."""
        return self._model.predict(image, **self._arguments)


def keep_ultralytics_quiet() -> None:
    """No telemetry, downloads, chatter or settings in the user's home. Counts only before its first import."""
    folder = tempfile.mkdtemp(prefix="brightkitchen-ultralytics-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        "YOLO_OFFLINE": "true",
        "YOLO_AUTOINSTALL": "false",
        "YOLO_CONFIG_DIR": folder,
        "YOLO_VERBOSE": "false",
    }


def _load(weights: Path) -> Any:
    if "ultralytics" not in sys.modules:
        keep_ultralytics_quiet()
    try:
        from ultralytics import YOLO
    except ImportError as error:
        raise DetectorError("the ultralytics back end needs `pip install brightkitchen[train]`") from error
    try:
        return YOLO(weights, task="detect")
    except Exception as error:  # torch and ultralytics raise whatever the file provokes
        raise DetectorError(f"{weights.name} does not load: {error}") from error
