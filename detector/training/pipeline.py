"""From labelled pictures to a model that can be shipped: one step after the other, each done once.

RUN/set        pictures to learn from, and what the held-out ones truly say (build.py)
RUN/composited real cooks in rendered hats, masks and gloves (composite.py)
RUN/start.pt   the network to start from, where that was in ONNX (restore.py)
RUN/training   checkpoints (train.py)
RUN/float32.onnx, RUN/int8.onnx and their manifests (export.py)

An interrupted run goes on where it stopped.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detector.manifest import KITCHEN
from detector.onnx import OnnxDetector
from detector.training.build import build
from detector.training.composite import load_sprites, make_composites
from detector.training.export import export, quantise
from detector.training.fill import DOUBT
from detector.training.restore import restore
from detector.training.sets import RENDERED, TrainingError, pictures
from detector.training.train import Plan, train

Progress = Callable[[str, int, int], None]
_CALIBRATION_PICTURES = 200


@dataclass(frozen=True, slots=True)
class Sources:
    """Where pictures come from.

    data: folders of labelled pictures, one per set of sets.py. rendered: our renderer's pictures.
    sprites: our renderer's hats and masks, which dress `composites` of the pictures to learn from once more.
    ready: folders of pictures that carry our labels already, ignored places included: exported reviews.
    """

    data: Path
    rendered: Path | None = None
    sprites: Path | None = None
    composites: int = 2000
    ready: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What a training leaves: two networks with their manifests, the pictures held out (val.json), and how
    many pictures of each set were learnt from."""

    float32: Path
    int8: Path
    held_out: Path
    mix: dict[str, int]


def run(sources: Sources, out: Path, start: Path, plan: Plan, version: str, progress: Progress) -> Made:
    """Do what is not yet done.

    start: a checkpoint (.pt), a network to begin from nothing (.yaml), or one that this made (.onnx).

    Raises:
        TrainingError: pictures are missing or damaged, or `out` holds another training.
        DetectorError: the shipped model, which labels what the sets leave out, is damaged, or `start` is
            another network.
    """
    _check(sources)
    folder = out / "set"
    if not (folder / "train.txt").exists():
        known = list(pictures(sources.data, sources.rendered))
        build(known, OnnxDetector(KITCHEN, conf=DOUBT), folder, progress)
    learnt = [Path(line) for line in (folder / "train.txt").read_text().split("\n") if line]
    ready = list(sources.ready)
    if sources.sprites:
        ready.append(out / "composited")
        real = [path for path in learnt if not path.name.startswith(f"{RENDERED.name}__")]
        make_composites(
            real, load_sprites(sources.sprites), ready[-1], sources.composites, plan.seed, progress
        )
    more = [path.absolute() for extra in ready for path in sorted((extra / "images").iterdir())]
    if start.suffix == ".onnx":
        start = _restored(start, learnt, out, plan, progress)
    checkpoint = train(start, learnt + more, out / "training", plan, progress)
    weights, small = out / "float32.onnx", out / "int8.onnx"
    if not weights.with_suffix(".json").exists():
        progress("exporting", 0, 1)
        export(checkpoint, weights, version, plan.imgsz)
    if not small.with_suffix(".json").exists():
        progress("quantising", 0, 1)
        quantise(weights, _drawn(learnt, plan.seed), small)
    mix = json.loads((out / "training" / "mix.json").read_text())
    return Made(weights, small, folder / "val.json", mix)


def _restored(start: Path, learnt: Sequence[Path], out: Path, plan: Plan, progress: Progress) -> Path:
    checkpoint, begun = out / "start.pt", out / "start.part"
    if not checkpoint.exists():
        progress("restoring", 0, 1)
        restore(start, _drawn(learnt, plan.seed), begun, plan.imgsz)
        begun.replace(checkpoint)
    return checkpoint


def _drawn(pictures: Sequence[Path], seed: int) -> list[Path]:
    drawn = np.random.default_rng(seed).permutation(len(pictures))[:_CALIBRATION_PICTURES]
    return [pictures[index] for index in drawn]


def _check(sources: Sources) -> None:
    for folder in (*sources.ready, *([sources.rendered] if sources.rendered else [])):
        if not (folder / "images").is_dir() or not (folder / "labels").is_dir():
            raise TrainingError(f"{folder} must hold images/ and labels/")
