"""From labelled pictures to a model that can be shipped: one step after the other, each done once.

RUN/asked.json what the run was begun with; whoever goes on must ask for the same (resume.py)
RUN/set        pictures to learn from, and what the held-out ones truly say (build.py)
RUN/composited real cooks in rendered hats, masks and gloves (composite.py)
RUN/start.pt   the network to start from, where that was in ONNX (restore.py)
RUN/training   checkpoints (train.py)
RUN/float32.onnx, RUN/int8.onnx and their manifests (export.py)

An interrupted run goes on where it stopped.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from detector.manifest import KITCHEN, read_manifest
from detector.onnx import OnnxDetector
from detector.protocol import Detector
from detector.training.build import build
from detector.training.composite import load_sprites, make_composites
from detector.training.export import export, quantise
from detector.training.faces import WithFaces
from detector.training.fill import DOUBT
from detector.training.restore import restore
from detector.training.resume import keep_asked
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
    faces: a face detector, which finds faces that the shipped model overlooks (faces.py).
    """

    data: Path
    rendered: Path | None = None
    sprites: Path | None = None
    composites: int = 2000
    ready: tuple[Path, ...] = ()
    faces: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What a training leaves: two networks with their manifests, the pictures held out (val.json), how many
    pictures of each set were learnt from, by which plan, and the name of what it started from."""

    float32: Path
    int8: Path
    held_out: Path
    mix: dict[str, int]
    plan: Plan
    start: str


def run(sources: Sources, out: Path, start: Path, plan: Plan, version: str, progress: Progress) -> Made:
    """Do what is not yet done.

    start: a checkpoint (.pt), a network to begin from nothing (.yaml), or one that this made (.onnx).

    Raises:
        TrainingError: pictures or the start are missing or damaged, or `out` holds another training.
        DetectorError: the shipped model, which labels what the sets leave out, is damaged, or `start` is
            another network.
    """
    _check(sources, start, plan)
    sprites = load_sprites(sources.sprites) if sources.sprites else []
    folder = out / "set"
    is_built = (folder / "train.txt").exists()
    known = [] if is_built else list(pictures(sources.data, sources.rendered))
    teacher = _teacher(sources)
    out.mkdir(parents=True, exist_ok=True)
    keep_asked(out / "asked.json", _asked(sources, start, plan, version))
    if not is_built:
        build(known, teacher, folder, progress)
    learnt = [Path(line) for line in (folder / "train.txt").read_text().split("\n") if line]
    real = [path for path in learnt if not path.name.startswith(f"{RENDERED.name}__")]
    ready = list(sources.ready)
    if sprites:
        ready.append(out / "composited")
        make_composites(real, sprites, ready[-1], sources.composites, plan.seed, progress)
    more = [path.absolute() for extra in ready for path in sorted((extra / "images").iterdir())]
    begun_from = start.name
    if start.suffix == ".onnx":
        start = _restored(start, learnt, out, plan, progress)
    checkpoint = train(start, learnt + more, out / "training", plan, progress)
    weights, small = out / "float32.onnx", out / "int8.onnx"
    if not weights.with_suffix(".json").exists():
        progress("exporting", 0, 1)
        export(checkpoint, weights, version, plan.imgsz)
        progress("exporting", 1, 1)
    if not small.with_suffix(".json").exists():
        progress("quantising", 0, 1)
        quantise(weights, _drawn(real or learnt, plan.seed), small)
        progress("quantising", 1, 1)
    mix = json.loads((out / "training" / "mix.json").read_text())
    return Made(weights, small, folder / "val.json", mix, plan, begun_from)


def _teacher(sources: Sources) -> Detector:
    kitchen = OnnxDetector(KITCHEN, conf=DOUBT)
    return WithFaces(kitchen, sources.faces) if sources.faces else kitchen


def _restored(start: Path, learnt: Sequence[Path], out: Path, plan: Plan, progress: Progress) -> Path:
    checkpoint, begun = out / "start.pt", out / "start.part"
    if not checkpoint.exists():
        progress("restoring", 0, 1)
        restore(start, _drawn(learnt, plan.seed), begun, plan.imgsz)
        begun.replace(checkpoint)
        progress("restoring", 1, 1)
    return checkpoint


def _drawn(pictures: Sequence[Path], seed: int) -> list[Path]:
    drawn = np.random.default_rng(seed).permutation(len(pictures))[:_CALIBRATION_PICTURES]
    return [pictures[index] for index in drawn]


def _check(sources: Sources, start: Path, plan: Plan) -> None:
    """What would fail only after hours, before anything is done."""
    for folder in (*sources.ready, *([sources.rendered] if sources.rendered else [])):
        if not (folder / "images").is_dir() or not (folder / "labels").is_dir():
            raise TrainingError(f"{folder} must hold images/ and labels/")
    if plan.imgsz % 32:
        raise TrainingError(f"the size must be a multiple of 32, not {plan.imgsz}")
    if start.suffix not in (".pt", ".onnx", ".yaml"):
        raise TrainingError(f"{start} is no checkpoint (.pt), no model (.onnx) and no network (.yaml)")
    if start.suffix != ".yaml" and not start.is_file():
        raise TrainingError(f"there is no {start} to start from, and nothing is downloaded")
    if start.suffix == ".onnx":
        read_manifest(start)


def _asked(
    sources: Sources, start: Path, plan: Plan, version: str
) -> dict[str, str | int | float | list[str] | None]:
    """By the names of the command's options."""
    return {
        "data": str(sources.data.resolve()),
        "rendered": str(sources.rendered.resolve()) if sources.rendered else None,
        "sprites": str(sources.sprites.resolve()) if sources.sprites else None,
        "composites": sources.composites if sources.sprites else None,
        "ready": [str(folder.resolve()) for folder in sources.ready],
        "faces": str(sources.faces.resolve()) if sources.faces else None,
        "start": str(start if start.suffix == ".yaml" else start.resolve()),
        "version": version,
        **asdict(plan),
    }
