"""`brightkitchen model …`: which detector judges, which ones there are, and what a second one would say."""

import json
import re
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from onnxruntime import InferenceSession
from rich.console import Console
from rich.table import Table

from api.settings import Settings
from detector.manifest import DetectorError, Manifest, check, read_manifest, write_manifest
from detector.onnx import OnnxDetector, class_names, open_session
from detector.registry import ModelRegistry, labels_for
from models.detections import LABELS

_THRESHOLD = 0.4
_UNDESCRIBED = Manifest(
    name="",
    version="1",
    sha256="",
    labels=(),
    input_size=640,
    thresholds=dict.fromkeys(LABELS, _THRESHOLD),
    iou=0.6,
    licence="not stated",
    classes=(),
)

out = Console(soft_wrap=True)


def registry() -> ModelRegistry:
    return ModelRegistry(Settings().models_dir)


def list_models() -> None:
    """Every model, the one that judges, and the one that runs beside it."""
    table = Table("model", "version", "size", "labels", "licence", "state")
    for entry in registry().entries():
        states = ["judges"] * entry.is_active + ["in the shadow"] * entry.is_shadow
        if entry.manifest is None:
            table.add_row(entry.name, "", "", "", "", f"[red]cannot be used: {entry.trouble}[/red]")
            continue
        manifest = entry.manifest
        labels = f"all but {', '.join(manifest.unknown)}" if manifest.unknown else "all"
        table.add_row(
            entry.name,
            manifest.version,
            f"{manifest.input_size} px",
            labels,
            manifest.licence,
            ", ".join(states),
        )
    out.print(table)


def use_model(name: str) -> None:
    """Let a model judge from the next start on."""
    registry().use(name)
    out.print(f"{name} judges once the service is started again.")


def import_model(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A YOLO .onnx or .pt.")],
    name: Annotated[str | None, typer.Option(help="Its name here; the file's by default.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="CLASS=LABEL, what its class is to us; repeatable.")
    ] = None,
    version: Annotated[str | None, typer.Option(help="Its version; 1 by default.")] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence; not stated by default.")] = None,
    imgsz: Annotated[
        int | None,
        typer.Option(min=64, max=1920, help="Longer side that it sees; multiple of 32; 640 by default."),
    ] = None,
) -> None:
    """Bring your own model. What its manifest says, as `train` writes one, holds unless an option says
    otherwise. A .pt runs code while it is read: import only one that you trust."""
    pairs = dict(_pair(text) for text in mapping or ())
    own = read_manifest(path) if path.with_suffix(".json").exists() else None
    known = own or _UNDESCRIBED
    size = imgsz or known.input_size
    with tempfile.TemporaryDirectory() as folder:
        weights = _exported(path, Path(folder), size) if path.suffix == ".pt" else path
        session = open_session(weights, 1)
        classes = own.classes if own else class_names(session) or _numbered(session, weights.name)
        labels = labels_for(classes, pairs)
        if own:
            labels = tuple(
                label if name in pairs else said
                for name, label, said in zip(classes, labels, own.labels, strict=True)
            )
        manifest = replace(
            known,
            name=name or re.sub(r"[^a-z0-9_.-]+", "-", path.stem.lower()),
            version=version or known.version,
            labels=labels,
            input_size=size,
            licence=licence or known.licence,
            classes=classes,
        )
        check(manifest, path.name)
        _try(weights, manifest, Path(folder))
        registry().add(weights, manifest)
    dropped = [name for name, label in zip(classes, labels, strict=True) if label is None]
    out.print(f"{manifest.name} is imported; `brightkitchen model use {manifest.name}` lets it judge.")
    if dropped:
        out.print(f"Of its classes, these are nothing to us: {', '.join(dropped)}.")
    if manifest.unknown:
        out.print(f"It never says {', '.join(manifest.unknown)}; rules that need these will find nothing.")
    if own:
        out.print(f"Its thresholds are those of {path.with_suffix('.json').name}.")
    else:
        out.print(
            f"Every threshold is {_THRESHOLD}; `brightkitchen eval --choose-thresholds` finds better ones."
        )


def shadow_model(
    name: Annotated[str | None, typer.Argument(help="The model to run beside the judging one.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Run none.")] = False,
) -> None:
    """Run a second model beside the first, or without a name say where the two have disagreed."""
    known = registry()
    if name or off:
        known.watch_in_shadow(None if off else name)
        out.print("No model runs in the shadow." if off else f"{name} runs in the shadow.")
        out.print("This holds once the service is started again.")
        return
    if known.shadow is None:
        raise DetectorError("no model runs in the shadow; `brightkitchen model shadow NAME` lets one")
    path = known.report(known.shadow)
    if not path.exists():
        raise DetectorError(
            f"{known.shadow} has seen nothing yet; is the service running since it was chosen?"
        )
    report = json.loads(path.read_text("utf-8"))
    table = Table("rule", report["judging"], report["shadow"], "people × frames")
    for row in report["counts"]:
        table.add_row(row["rule"], row["judging"], row["shadow"], str(row["count"]))
    out.print(f"{report['frames']} frames since {report['since']}")
    out.print(table)
    for row in report["latest"]:
        out.print(f"{row['at']}  {row['camera']}  {row['rule']}: {row['judging']} / {row['shadow']}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, label = text.rpartition("=")
    if not equals or not name:
        raise typer.BadParameter(f"--map takes CLASS=LABEL, not {text!r}")
    return name, label


def _exported(checkpoint: Path, folder: Path, imgsz: int) -> Path:
    if not find_spec("ultralytics"):
        raise DetectorError("a .pt needs `pip install brightkitchen[train]`; an .onnx does not")
    from detector.training.export import convert

    weights = folder / "model.onnx"
    convert(checkpoint, weights, imgsz)
    return weights


def _numbered(session: InferenceSession, weights: str) -> tuple[str, ...]:
    """Classes of a network that names none: their numbers."""
    rows = session.get_outputs()[0].shape[1]
    if not isinstance(rows, int) or rows < 5:
        raise DetectorError(f"{weights} neither names its classes nor says how many it has")
    return tuple(str(index) for index in range(rows - 4))


def _try(weights: Path, manifest: Manifest, folder: Path) -> None:
    """Look at an empty picture, as the service would."""
    trial = folder / "trial.onnx"
    trial.write_bytes(weights.read_bytes())
    write_manifest(manifest, trial)
    try:
        OnnxDetector(trial, conf=0.0).detect(np.zeros((360, 640, 3), np.uint8))
    except DetectorError:
        raise
    except Exception as error:  # the runtime's errors share no public base class
        raise DetectorError(f"{weights.name} cannot look at a picture of 640×360: {error}") from error
