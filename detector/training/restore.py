"""Turns a network in ONNX back into a checkpoint that training can start from.

An exported network has its batch norms folded into the convolutions, and in int8 most weights are steps of
a scale. The weights are read back; each batch norm gets the statistics that its place has on the pictures
given, and the scale and shift that undo them. So the checkpoint computes what the network computes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from ultralytics.nn.modules.conv import Conv
from ultralytics.nn.tasks import DetectionModel

from detector.letterbox import Letterbox
from detector.manifest import DetectorError, read_manifest
from detector.training.sets import read

_NETWORK = "yolov8n.yaml"
_LEAST_VARIANCE = 1e-6


def restore(weights: Path, pictures: Sequence[Path], out: Path, imgsz: int) -> None:
    """Write `out` (.pt) with the network of `weights`, a YOLOv8n that our export wrote, in float32 or int8.

    pictures: ones to learn from; imgsz: their longer side in pixels.

    Raises:
        DetectorError: the weights are missing or damaged, or are another network.
    """
    manifest = read_manifest(weights)
    known = _Values(onnx.load(weights), weights.name)
    network = _network(known, manifest.classes)
    parts = {name: part for name, part in network.named_modules() if isinstance(part, Conv)}
    biases = {}
    for name, part in parts.items():
        known.fill(part.conv.weight, f"{name}.conv.weight")
        biases[name] = known.of(f"{name}.conv.bias")
        part.bn.running_mean.zero_()
        part.bn.running_var.fill_(1 - part.bn.eps)
        part.bn.bias.data.copy_(biases[name])
    for name, part in network.named_modules():
        if isinstance(part, torch.nn.Conv2d) and part.bias is not None:
            known.fill(part.weight, f"{name}.weight")
            known.fill(part.bias, f"{name}.bias")
    network.eval()
    for name, (mean, variance) in _statistics(network, parts, pictures, imgsz).items():
        norm = parts[name].bn
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.data.copy_((variance + norm.eps).sqrt())
        norm.bias.data.copy_(biases[name] + mean)
    torch.save({"epoch": -1, "model": network, "train_args": {}}, out)


class _Values:
    """The constants of a network by the names that they had in the checkpoint, in float32."""

    def __init__(self, model: onnx.ModelProto, file: str) -> None:
        self._file = file
        self._known = {item.name: item for item in model.graph.initializer}

    def of(self, name: str) -> Tensor:
        if name in self._known:
            return torch.from_numpy(self._array(name).astype(np.float32))
        steps = self._array(f"{name}_quantized").astype(np.float32)
        # The quantiser names the scale of a bias after its steps, that of weights after the weights.
        base = name if f"{name}_scale" in self._known else f"{name}_quantized"
        each = (-1, *[1] * (steps.ndim - 1))
        zero = self._array(f"{base}_zero_point").astype(np.float32).reshape(each)
        return torch.from_numpy((steps - zero) * self._array(f"{base}_scale").reshape(each))

    def fill(self, parameter: Tensor, name: str) -> None:
        values = self.of(name)
        if values.shape != parameter.shape:
            raise self._other(f"{name} is {tuple(values.shape)}, not {tuple(parameter.shape)}")
        parameter.data.copy_(values)

    def _array(self, name: str) -> Any:
        if name not in self._known:
            raise self._other(f"there is no {name}")
        return numpy_helper.to_array(self._known[name])

    def _other(self, why: str) -> DetectorError:
        return DetectorError(f"{self._file} is not a YOLOv8n that `brightkitchen train` exported: {why}")


def _network(known: _Values, classes: Sequence[str]) -> DetectionModel:
    """An empty one with as wide a head as `known` has: ultralytics makes it as wide as the first training's
    classes were many, and a later one keeps it."""
    width = known.of("model.22.cv3.0.2.weight").shape[1]
    network = DetectionModel(_NETWORK, nc=max(width, len(classes)), verbose=False)
    head = network.model[-1]
    for branch in head.cv3:
        branch[-1] = torch.nn.Conv2d(branch[-1].in_channels, len(classes), 1)
    head.nc, head.no = len(classes), head.reg_max * 4 + len(classes)
    network.nc, network.names = len(classes), dict(enumerate(classes))
    network.yaml["nc"] = len(classes)
    return network


def _statistics(
    network: DetectionModel, parts: dict[str, Conv], pictures: Sequence[Path], imgsz: int
) -> dict[str, tuple[Tensor, Tensor]]:
    """By part the mean and variance, each (channels,), of what its convolution gives on the pictures."""
    seen: dict[str, list[tuple[Tensor, Tensor]]] = {name: [] for name in parts}

    def note(name: str, given: Tensor) -> None:
        seen[name].append((given.mean((0, 2, 3)), given.square().mean((0, 2, 3))))

    hooks = [
        part.conv.register_forward_hook(lambda _, __, given, name=name: note(name, given))
        for name, part in parts.items()
    ]
    with torch.inference_mode():
        for path in pictures:
            image = read(path)
            pixels = Letterbox.fit(image.shape[1], image.shape[0], imgsz).apply(image)
            network(torch.from_numpy(pixels))
    for hook in hooks:
        hook.remove()
    found = {}
    for name, moments in seen.items():
        mean, square = (torch.stack(values).mean(dim=0) for values in zip(*moments, strict=True))
        found[name] = mean, (square - mean.square()).clamp_min(_LEAST_VARIANCE)
    return found
