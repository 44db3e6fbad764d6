"""`brightkitchen train`: needs the `train` extra."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.progress import progress_bars
from detector.manifest import DetectorError


def train(
    data: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="Folder of labelled picture sets.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of this training; an interrupted one goes on in it.")],
    start: Annotated[
        Path,
        typer.Option(help="What to start from: a checkpoint (.pt), our model (.onnx), a network (.yaml)."),
    ],
    rendered: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Rendered pictures.")
    ] = None,
    sprites: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Rendered hats and masks.")
    ] = None,
    composites: Annotated[int, typer.Option(min=1, help="Pictures to dress with the sprites.")] = 2000,
    ready: Annotated[
        list[Path] | None,
        typer.Option(exists=True, file_okay=False, help="Pictures with our labels: exported reviews."),
    ] = None,
    faces: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="YuNet (.onnx), which finds faces to learn from."),
    ] = None,
    clips: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Clips of known truth, judged for the model card."),
    ] = None,
    stress: Annotated[
        float, typer.Option(min=0, help="Camera-hours of disturbed clips without a violation, for the card.")
    ] = 0,
    version: Annotated[str, typer.Option(help="The new model's version.")] = "new",
    epochs: Annotated[int, typer.Option(min=1)] = 3,
    saves: Annotated[int, typer.Option(min=1, help="How often in an epoch the state is saved.")] = 8,
    imgsz: Annotated[
        int, typer.Option(min=64, max=1920, help="Longer side that the model sees; multiple of 32.")
    ] = 640,
    batch: Annotated[int, typer.Option(min=1)] = 16,
    lr: Annotated[float, typer.Option(min=0, help="First learning rate.")] = 6e-4,
    freeze: Annotated[
        int, typer.Option(min=0, max=22, help="How many of the first layers stay as they are: quicker.")
    ] = 0,
    seed: int = 0,
) -> None:
    """Train a model on labelled pictures, export, judge and describe it."""
    if stress and clips is None:
        raise typer.BadParameter("--stress needs --clips")
    if not find_spec("ultralytics"):
        raise DetectorError("training needs `pip install brightkitchen[train]`")
    from api.training import finish
    from detector.training.pipeline import Sources, run
    from detector.training.train import Plan

    console = Console(stderr=True)
    with progress_bars(transient=False) as show:
        sources = Sources(data, rendered, sprites, composites, tuple(ready or ()), faces)
        plan = Plan(epochs=epochs, saves=saves, imgsz=imgsz, batch=batch, lr=lr, freeze=freeze, seed=seed)
        made = run(sources, out, start, plan, version, show)
        weights, card = finish(made, out, show, clips, stress)
    console.print(
        f"{weights}\n{card}\n`brightkitchen model import {weights} --name NAME` installs it.",
        soft_wrap=True,
    )
