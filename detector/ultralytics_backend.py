"""The optional back end: ultralytics itself. Needs the `train` extra; nothing else imports this file."""

import atexit
import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detector.manifest import KITCHEN, DetectorError, read_manifest, write_manifest
from models.detections import Detections
from models.errors import InvalidValue
from models.frames import Image

Floats = npt.NDArray[np.float32]


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
        labels = self.manifest.label_of_class[rows[:, 5].astype(int)]
        rows, labels = rows[labels >= 0], labels[labels >= 0]
        found = Detections(rows[:, :4].astype(np.float32), rows[:, 4].astype(np.float32), labels)
        return found.at_least(self._thresholds)

    def predict(self, image: Image) -> Any:
        """ultralytics' own results for one picture, as its `YOLO.predict` gives them."""
        return self._model.predict(image, **self._arguments)


def keep_ultralytics_quiet() -> None:
    """No telemetry, downloads, chatter or settings in the user's home. Call before its first import."""
    folder = tempfile.mkdtemp(prefix="brightkitchen-ultralytics-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    plots = find_spec("matplotlib")
    if plots and plots.origin:
        # Without a font by this name ultralytics asks the network for one.
        font = Path(folder) / "Ultralytics" / "Arial.ttf"
        font.parent.mkdir()
        font.symlink_to(Path(plots.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf")
    os.environ |= {
        "YOLO_OFFLINE": "true",
        "YOLO_AUTOINSTALL": "false",
        "YOLO_CONFIG_DIR": folder,
        "YOLO_VERBOSE": "false",
    }


def as_checkpoint(weights: Path, folder: Path) -> Path:
    """Write the YOLOv8n of an .onnx file as ultralytics' own checkpoint into `folder`, with its manifest.

    Raises:
        DetectorError: ultralytics is not installed, or the file holds another network.
    """
    manifest = read_manifest(weights)
    model = _load(Path("yolov8n.yaml"))
    import onnx
    import torch
    from onnx import numpy_helper
    from ultralytics.nn.tasks import DetectionModel

    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(weights).graph.initializer}
    stored = {name: torch.from_numpy(values) for name, values in _dequantised(tensors).items()}
    classes = len(manifest.classes)
    # The head keeps the width of the classes that it was first trained for.
    width = stored.get("model.22.cv3.0.0.conv.weight", torch.empty(classes)).shape[0]
    network = DetectionModel("yolov8n.yaml", nc=width, verbose=False).fuse(verbose=False)
    head = network.model[-1]
    for branch in head.cv3:
        branch[-1] = torch.nn.Conv2d(branch[-1].in_channels, classes, 1)
    head.nc, head.no = classes, head.no - width + classes
    network.nc, network.names = classes, dict(enumerate(manifest.classes))
    known = network.state_dict()
    stored = {name: tensor for name, tensor in stored.items() if name in known}
    missing = {name for name in known if name not in stored and ".dfl." not in name}
    if missing:
        raise DetectorError(f"{weights.name} is not a YOLOv8n: it lacks {min(missing)}")
    network.load_state_dict(stored, strict=False)
    model.model = network
    path = folder / f"{weights.stem}.pt"
    model.save(path)
    write_manifest(manifest, path)
    return path


def _dequantised(tensors: dict[str, Floats]) -> dict[str, Floats]:
    """Every tensor in float32 under the name it had before quantisation, if it was quantised."""
    plain = {}
    for name, values in tensors.items():
        if name.endswith(("_scale", "_zero_point")):
            continue
        old = name.removesuffix("_quantized")
        # A weight's scale bears the old name, a bias's the new one.
        kept_as = next((stem for stem in (old, name) if f"{stem}_scale" in tensors), None)
        if old == name or kept_as is None:
            plain[name] = values.copy()
            continue
        # One scale for each output channel, which is the first axis.
        column = (-1,) + (1,) * (values.ndim - 1)
        zero = tensors[f"{kept_as}_zero_point"].astype(np.float32).reshape(column)
        plain[old] = (values - zero) * tensors[f"{kept_as}_scale"].reshape(column)
    return plain


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
