"""`brightkitchen eval`: figures that can disappoint, as Markdown tables."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts.evaluation.people import Confusion
from alerts.evaluation.thresholds import choose
from api.eval_tables import boxes_table, clips_table, people_table, stress_table
from api.evaluation import clips_in, match_all, on_clips, on_pictures, seen_in, under_stress
from api.progress import progress_bars
from detector.evaluation.truths import read_truths
from detector.manifest import KITCHEN, read_manifest, write_manifest
from detector.onnx import OnnxDetector


def evaluate(
    weights: Annotated[Path, typer.Option(help="Model to judge; its manifest lies beside it.")] = KITCHEN,
    pictures: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True, help="A training's set folder, or one with images/ and labels/; repeatable."
        ),
    ] = None,
    clips: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Clips with their ground truth.")
    ] = None,
    stress: Annotated[
        float, typer.Option(min=0, help="Camera-hours of disturbed clips without a violation.")
    ] = 0,
    choose_thresholds: Annotated[
        bool,
        typer.Option("--choose-thresholds", help="First choose them on the tuning half, into the manifest."),
    ] = False,
    imgsz: Annotated[
        int | None, typer.Option(min=64, max=1920, help="Longer side the detector sees.")
    ] = None,
    seed: int = 0,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
) -> None:
    """Judge a model: boxes, people, and violations in clips."""
    if not pictures and clips is None:
        raise typer.BadParameter("name --pictures, --clips or both")
    if stress and clips is None:
        raise typer.BadParameter("--stress needs --clips")
    result: dict[str, Any] = {}
    lines: list[str] = []
    with progress_bars(transient=True) as show:
        if pictures:
            truths = [truth for path in pictures for truth in read_truths(path)]
            seen = list(seen_in(weights, truths, imgsz, show))
            matched = match_all(seen)
            manifest = read_manifest(weights)
            if choose_thresholds:
                manifest = manifest.with_thresholds(choose(seen, matched))
                write_manifest(manifest, weights)
            report = on_pictures(seen, matched, manifest)
            result["thresholds"] = manifest.thresholds
            result["boxes"] = {
                part: {label: asdict(row) for label, row in rows.items()}
                for part, rows in report.boxes.items()
            }
            result["people"] = {
                source: {str(rule): _flat(confusion) for rule, confusion in rules.items()}
                for source, rules in report.people.items()
            }
            lines += [*boxes_table(report.boxes, manifest.thresholds), *people_table(report.people)]
        if clips is not None:
            detector, known = OnnxDetector(weights, imgsz=imgsz), clips_in(clips)
            outcomes = on_clips(detector, known, show)
            result["clips"] = [asdict(outcome) for outcome in outcomes]
            lines += clips_table(outcomes)
            if stress:
                disturbed = under_stress(detector, known, stress, seed, show)
                result["stress"] = [asdict(outcome) for outcome in disturbed]
                lines += stress_table(disturbed)
    if json_path is not None:
        json_path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    typer.echo("\n".join(lines))


def _flat(confusion: Confusion) -> dict[str, int]:
    return {f"{true} said {said}": count for (true, said), count in sorted(confusion.items())}
