"""The default back end: ONNX Runtime on the CPU."""

import ast
from pathlib import Path

import numpy as np
import onnxruntime as ort

from detector.decode import decode
from detector.letterbox import Letterbox
from detector.manifest import KITCHEN, DetectorError, Manifest, read_manifest
from models.detections import Detections
from models.errors import InvalidValue
from models.frames import Image


class OnnxDetector:
    """A YOLO network run by ONNX Runtime.

    weights: an .onnx file with its manifest beside it. imgsz: longer side of the network's input in
    pixels, a multiple of 32; conf: least score for every label; iou: overlap for suppression; each from
    the manifest when None. threads: how many threads compute, the caller's included.

    Holds no state between calls: any number of threads may call `detect`, each on top of the bound.

    Raises:
        DetectorError: the weights are missing, damaged or of another kind.
        InvalidValue: imgsz, conf, iou or threads is out of range.
    """

    def __init__(
        self,
        weights: Path = KITCHEN,
        *,
        imgsz: int | None = None,
        conf: float | None = None,
        iou: float | None = None,
        threads: int = 2,
    ) -> None:
        self.manifest = read_manifest(weights)
        self._imgsz = imgsz or self.manifest.input_size
        self._thresholds = self.manifest.threshold_column(conf)
        self._iou = self.manifest.iou if iou is None else iou
        if (
            threads < 1
            or not 0 < self._iou <= 1
            or not ((self._thresholds >= 0) & (self._thresholds <= 1)).all()
        ):
            raise InvalidValue(f"threads >= 1, 0 < iou <= 1, 0 <= conf <= 1: got {threads}, {iou}, {conf}")
        Letterbox.fit(1, 1, self._imgsz)
        self._labels = self.manifest.label_of_class
        self._session = open_session(weights, threads)
        _expect_classes(self._session, self.manifest, weights.name)
        self._input = self._session.get_inputs()[0].name

    def detect(self, image: Image) -> Detections:
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
            raise InvalidValue(f"image must be uint8 (H, W, 3), got {image.dtype} {tuple(image.shape)}")
        letterbox = Letterbox.fit(image.shape[1], image.shape[0], self._imgsz)
        (output,) = self._session.run(None, {self._input: letterbox.apply(image)})
        return decode(np.asarray(output, np.float32), letterbox, self._thresholds, self._iou, self._labels)


def open_session(weights: Path, threads: int) -> ort.InferenceSession:
    """The network, ready to run with at most `threads` computing threads, the caller's included.

    Raises:
        DetectorError: the file is no network, or has another form than YOLO's.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning workers would take the cores that decode the cameras.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors share no public base class
        raise DetectorError(f"{weights.name} does not load: {error}") from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    if len(inputs) != 1 or len(outputs) != 1 or len(outputs[0].shape) != 3:
        raise DetectorError(
            f"{weights.name} must have one input and one output (1, 4 + classes, anchors), "
            f"got {[i.shape for i in inputs]} and {[o.shape for o in outputs]}"
        )
    return session


def class_names(session: ort.InferenceSession) -> tuple[str, ...] | None:
    """The names that the file itself gives its classes, as ultralytics writes them; None without any."""
    written = session.get_modelmeta().custom_metadata_map.get("names")
    try:
        names = ast.literal_eval(written) if written else None
        return tuple(str(names[index]) for index in range(len(names))) if names else None
    except (ValueError, SyntaxError, KeyError, TypeError):
        return None


def _expect_classes(session: ort.InferenceSession, manifest: Manifest, weights: str) -> None:
    rows, names = session.get_outputs()[0].shape[1], class_names(session)
    if isinstance(rows, int) and rows != 4 + len(manifest.classes):
        raise DetectorError(
            f"{weights} has {rows - 4} classes, its manifest names {len(manifest.classes)} labels"
        )
    if names is not None and names != manifest.classes:
        raise DetectorError(f"{weights} has the classes {names}, its manifest names {manifest.classes}")
