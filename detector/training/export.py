"""Turns a checkpoint into the shipped form: one ONNX file and its manifest, in float32 or in int8.

python -m detector.training.export --checkpoint FILE.pt --out FILE.onnx --version V --imgsz 640
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from ultralytics import YOLO
from ultralytics.nn.modules.block import DFL

from detector.letterbox import Letterbox
from detector.manifest import KITCHEN, DetectorError, read_manifest, write_manifest
from detector.training.sets import read

_EXACT_STAGES = 3


def export(checkpoint: Path, out: Path, version: str, imgsz: int) -> None:
    """Write `out` and its manifest, for pictures of which the network sees `imgsz` px on the longer side;
    the licence and what else the checkpoint does not say are as the shipped model's."""
    convert(checkpoint, out, imgsz)
    write_manifest(replace(read_manifest(KITCHEN), version=version, input_size=imgsz), out)


def convert(checkpoint: Path, out: Path, imgsz: int) -> None:
    """Write a checkpoint's network as ONNX, for pictures of any size.

    Raises:
        DetectorError: the file is no YOLO checkpoint.
    """
    with tempfile.TemporaryDirectory() as folder, _cheap_box_decoding():
        # A copy, because ultralytics writes beside the checkpoint.
        copy = shutil.copy(checkpoint, Path(folder) / "checkpoint.pt")
        try:
            exported = YOLO(copy).export(
                format="onnx", dynamic=True, simplify=True, opset=17, imgsz=imgsz, device="cpu"
            )
        except Exception as error:  # torch and ultralytics raise whatever the file provokes
            raise DetectorError(f"{checkpoint.name} cannot be converted: {error}") from error
        _describe(Path(exported), out)


def quantise(weights: Path, pictures: Sequence[Path], out: Path) -> None:
    """Write the network of `weights` with most of its convolutions in int8, and its manifest.

    pictures: real ones, none of them held out, from which the range of each activation is taken. Those
    ranges are averaged over the pictures: the widest ever seen would leave too few steps for the usual.
    """
    manifest = read_manifest(weights)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(weights, prepared, skip_symbolic_shape=True)
        quantize_static(
            prepared,
            out,
            _Calibration(pictures, manifest.input_size),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_kept_exact(onnx.load(prepared)),
            extra_options={"CalibMovingAverage": True},
        )
    write_manifest(manifest, out)


def _describe(network: Path, out: Path) -> None:
    """Save the network with what concerns its users alone: ultralytics notes where it was trained, too."""
    model = onnx.load(network)
    wanted = ("names", "stride", "task", "license", "author")
    onnx.helper.set_model_props(model, {e.key: e.value for e in model.metadata_props if e.key in wanted})
    onnx.save(model, out)


class _Calibration(CalibrationDataReader):  # type: ignore[misc]
    """Pictures as the network sees them, on one canvas, because ranges of unequal ones would not stack."""

    def __init__(self, pictures: Sequence[Path], size: int) -> None:
        self._pictures, self._size = iter(pictures), size

    def get_next(self) -> dict[str, Any] | None:
        path = next(self._pictures, None)
        if path is None:
            return None
        image = read(path)
        height, width = image.shape[:2]
        canvas = np.full((self._size * 3 // 5, self._size, 3), 114, np.uint8)
        scale = min(canvas.shape[0] / height, canvas.shape[1] / width)
        inner = cv2.resize(image, (round(width * scale), round(height * scale)))
        canvas[: inner.shape[0], : inner.shape[1]] = inner
        return {"images": Letterbox.fit(canvas.shape[1], canvas.shape[0], self._size).apply(canvas)}


def _kept_exact(model: onnx.ModelProto) -> list[str]:
    """The nodes that stay in float32: the first stages, where hands are a few pixels, and the last layers.

    In the last layers a step of int8 would be a step of pixels or of score.
    """
    staged = [(_stage(node.name), node) for node in model.graph.node if "/model." in node.name]
    head = max(stage for stage, _ in staged)
    return [
        node.name
        for stage, node in staged
        if stage < _EXACT_STAGES
        or (stage == head and (node.op_type != "Conv" or node.name.endswith(".2/Conv")))
    ]


def _stage(node: str) -> int:
    return int(node.split("/model.")[1].split("/")[0])


@contextmanager
def _cheap_box_decoding() -> Iterator[None]:
    """The box distribution's mean as two small products: a softmax across rows costs a tenth of a frame."""
    known = DFL.forward

    def mean(self: Any, x: torch.Tensor) -> torch.Tensor:
        batch, _, anchors = x.shape
        weight = x.view(batch, 4, self.c1, anchors).exp()
        places = torch.stack([torch.arange(self.c1, dtype=x.dtype), torch.ones(self.c1, dtype=x.dtype)])
        top, bottom = (places @ weight).split(1, dim=2)
        return (top / bottom).view(batch, 4, anchors)

    DFL.forward = mean
    try:
        yield
    finally:
        DFL.forward = known


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--imgsz", type=int, default=640)
    given = parser.parse_args()
    export(given.checkpoint, given.out, given.version, given.imgsz)
