"""What detection costs, measured side by side in one process."""

import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import onnxruntime as ort

from detector.decode import decode
from detector.letterbox import Letterbox
from detector.manifest import KITCHEN, read_manifest
from detector.onnx import OnnxDetector, open_session
from detector.tracking import Tracker
from models.detections import Detections, Label
from models.frames import Image

_WIDTH, _HEIGHT = 1280, 720
_WARM_UP = 3


def bench_detect(rounds: int = 30) -> dict[str, float]:
    """Medians in ms per 1280x720 picture at the shipped input size; every round runs each contestant once.

    onnx_1_thread_ms and onnx_2_threads_ms: OnnxDetector.detect, whole. prepare_ms, infer_ms (2 threads)
    and decode_ms: its parts. onnx_vs_ultralytics_ratio: 2 threads over ultralytics' own predict with the
    same weights, size and picture, run by torch as it runs a checkpoint; onnx_vs_ultralytics_onnx_ratio:
    over its predict on our ONNX file; both where ultralytics is installed. onnx_vs_naive_ratio: over the
    runtime's own settings and a square input. Below 1 means that ours is faster. track_ms: the tracker on
    a frame of four people.
    """
    image = _picture()
    runs: dict[str, Callable[[], object]] = {
        f"onnx_{threads}_thread{'s' * (threads > 1)}": _whole(image, threads) for threads in (1, 2)
    }
    runs |= _parts(image) | {"naive": _naive(image), "track": _tracking()}
    if find_spec("ultralytics"):
        runs |= _ultralytics(image)
    figures = {f"{name}_ms": ms for name, ms in _medians(runs, rounds).items()}
    for rival in ("naive", "ultralytics", "ultralytics_onnx"):
        if rival in runs:
            figures[f"onnx_vs_{rival}_ratio"] = figures["onnx_2_threads_ms"] / figures[f"{rival}_ms"]
    return figures


def _medians(runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(_WARM_UP + rounds):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            if turn >= _WARM_UP:
                times[name].append((time.perf_counter() - started) * 1e3)
    return {name: median(values) for name, values in times.items()}


def _picture() -> Image:
    chance = np.random.default_rng(0)
    rough = chance.integers(0, 255, (_HEIGHT // 40, _WIDTH // 40, 3), np.uint8, endpoint=True)
    return np.asarray(cv2.resize(rough, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def _whole(image: Image, threads: int) -> Callable[[], object]:
    detector = OnnxDetector(threads=threads)
    return lambda: detector.detect(image)


def _parts(image: Image) -> dict[str, Callable[[], object]]:
    manifest = read_manifest(KITCHEN)
    letterbox = Letterbox.fit(_WIDTH, _HEIGHT, manifest.input_size)
    session = open_session(KITCHEN, 2)
    name, pixels = session.get_inputs()[0].name, letterbox.apply(image)
    output = session.run(None, {name: pixels})[0]
    thresholds = manifest.threshold_column(None)
    return {
        "prepare": lambda: Letterbox.fit(_WIDTH, _HEIGHT, manifest.input_size).apply(image),
        "infer": lambda: session.run(None, {name: pixels}),
        "decode": lambda: decode(output, letterbox, thresholds, manifest.iou),
    }


def _ultralytics(image: Image) -> dict[str, Callable[[], object]]:
    from detector.ultralytics_backend import UltralyticsDetector, as_checkpoint

    with tempfile.TemporaryDirectory() as folder:
        native = UltralyticsDetector(as_checkpoint(KITCHEN, Path(folder)))
    same_file = UltralyticsDetector()
    return {
        "ultralytics": lambda: native.predict(image),
        "ultralytics_onnx": lambda: same_file.predict(image),
    }


def _naive(image: Image) -> Callable[[], object]:
    """What one writes first: the runtime's own settings and a square input."""
    manifest = read_manifest(KITCHEN)
    session = ort.InferenceSession(str(KITCHEN), providers=["CPUExecutionProvider"])
    name, side = session.get_inputs()[0].name, manifest.input_size
    thresholds = manifest.threshold_column(None)
    square = Letterbox.fit(side, side, side)

    def run() -> object:
        pixels = square.apply(np.asarray(cv2.resize(image, (side, side)), np.uint8))
        return decode(session.run(None, {name: pixels})[0], square, thresholds, manifest.iou)

    return run


def _tracking() -> Callable[[], object]:
    tracker, now_ns = Tracker(), 0

    def run() -> object:
        nonlocal now_ns
        now_ns += 200_000_000
        left = np.arange(4, dtype=np.float32) * 300 + now_ns % 1_000_000_000 / 5e7
        xyxy = np.stack([left, np.full(4, 100), left + 120, np.full(4, 500)], axis=1).astype(np.float32)
        people = Detections(xyxy, np.full(4, 0.9, np.float32), np.full(4, Label.PERSON, np.int16))
        return tracker.update(now_ns, people)

    return run
