"""Tiny ONNX networks with YOLO's output, made without torch."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper


def constant_network(path: Path, scores: list[float], names: tuple[str, ...] | None = None) -> Path:
    """A network that sees one box, centre (32, 16) and 20 × 10 px, with these class scores on any picture."""
    column = np.array([32, 16, 20, 10, *scores], np.float32).reshape(1, -1, 1)
    nodes = [
        helper.make_node("ReduceMin", ["images"], ["least"], keepdims=0),
        helper.make_node("Mul", ["least", "nought"], ["nothing"]),
        helper.make_node("Add", ["column", "nothing"], ["output0"]),
    ]
    graph = helper.make_graph(
        nodes,
        "constant",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, "h", "w"])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, list(column.shape))],
        [
            helper.make_tensor("column", TensorProto.FLOAT, column.shape, column.ravel()),
            helper.make_tensor("nought", TensorProto.FLOAT, [], [0.0]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    if names is not None:
        helper.set_model_props(model, {"names": repr(dict(enumerate(names)))})
    onnx.save(model, path)
    return path
