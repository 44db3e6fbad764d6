"""`brightkitchen eval`: figures that can disappoint, as Markdown tables."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from alerts.evaluation.clips import Outcome
from alerts.evaluation.intervals import most_per_hour, of_share
from alerts.evaluation.people import Confusion, Verdict, precision_and_recall
from alerts.evaluation.thresholds import choose
from api.evaluation import clips_in, match_all, on_clips, on_pictures, seen_in, under_stress
from detector.evaluation.boxes import Figures
from detector.evaluation.truths import read_truths
from detector.manifest import KITCHEN, read_manifest, write_manifest
from detector.onnx import OnnxDetector
from models.rules import RuleName


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
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    result: dict[str, Any] = {}
    lines: list[str] = []
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        if pictures:
            truths = [truth for path in pictures for truth in read_truths(path)]
            seen = list(seen_in(weights, truths, imgsz, show))
            matched = match_all(seen)
            manifest = read_manifest(weights)
            if choose_thresholds:
                chosen = {label.text: value for label, value in choose(seen, matched).items()}
                manifest = replace(manifest, thresholds=manifest.thresholds | chosen)
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
            lines += [*_boxes(report.boxes, manifest.thresholds), *_people(report.people)]
        if clips is not None:
            detector, known = OnnxDetector(weights, imgsz=imgsz), clips_in(clips)
            outcomes = on_clips(detector, known, show)
            result["clips"] = [asdict(outcome) for outcome in outcomes]
            lines += _clips(outcomes)
            if stress:
                disturbed = under_stress(detector, known, stress, seed, show)
                result["stress"] = [asdict(outcome) for outcome in disturbed]
                lines += _stress(disturbed)
    if json_path is not None:
        json_path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    typer.echo("\n".join(lines))


def _boxes(parts: Mapping[str, Mapping[str, Figures]], thresholds: Mapping[str, float]) -> list[str]:
    lines = []
    for part, rows in parts.items():
        lines += [
            f"### Boxes: {part}",
            "",
            "| label | boxes | AP50 | AP50-95 | threshold | precision | recall |",
            "|---|---|---|---|---|---|---|",
        ]
        for label, row in rows.items():
            lines.append(
                f"| {label} | {row.boxes} | {_with(row.ap50, row.ap50_interval)} | {_number(row.ap50_95)} "
                f"| {thresholds[label]:.2f} | {_with(row.precision, row.precision_interval)} "
                f"| {_with(row.recall, row.recall_interval)} |"
            )
        lines.append("")
    return lines


def _people(sources: Mapping[str, Mapping[RuleName, Confusion]]) -> list[str]:
    lines = []
    together: dict[RuleName, Confusion] = {rule: Counter() for rule in RuleName}
    for rules in sources.values():
        for rule, confusion in rules.items():
            together[rule] += confusion
    for source, rules in {"all pictures": together, **sources}.items():
        lines += [f"### People: {source}", ""]
        lines += [
            "| rule | truly | said violation | said fine | said cannot see | not found |",
            "|---|---|---|---|---|---|",
        ]
        for rule, confusion in rules.items():
            for true in (Verdict.VIOLATION, Verdict.FINE, Verdict.CANNOT_SEE):
                counts = [str(confusion.get((true, said), 0)) for said in Verdict]
                lines.append(f"| {rule} | {true} | {' | '.join(counts)} |")
        lines += ["", "| rule | precision of a violation | recall of a violation |", "|---|---|---|"]
        sums = [0, 0, 0]
        for rule, confusion in rules.items():
            right, said, there = precision_and_recall(confusion)
            sums = [a + b for a, b in zip(sums, (right, said, there), strict=True)]
            lines.append(_shares(str(rule), right, said, there))
        lines += [_shares("all", *sums), ""]
    return lines


def _shares(name: str, right: int, said: int, there: int) -> str:
    return f"| {name} | {_share(right, said)} | {_share(right, there)} |"


def _clips(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [
        "### Clips",
        "",
        "| clip | violations | found | delay, s | repeated | false |",
        "|---|---|---|---|---|---|",
    ]
    delays = [delay for outcome in outcomes for _, delay in outcome.found if delay is not None]
    for outcome in outcomes:
        own = [delay for _, delay in outcome.found if delay is not None]
        shown = ", ".join(f"{delay:.1f}" for delay in own) or "–"
        lines.append(
            f"| {outcome.clip} | {len(outcome.found)} | {len(own)} | {shown} | {len(outcome.repeated)} "
            f"| {len(outcome.false)} |"
        )
    there, false = sum(len(outcome.found) for outcome in outcomes), sum(len(o.false) for o in outcomes)
    hours = sum(outcome.hours for outcome in outcomes)
    precision, recall = _share(len(delays), len(delays) + false), _share(len(delays), there)
    longest = max(delays, default=math.nan)
    return [
        *lines,
        "",
        f"Precision {precision}, recall {recall}, longest delay {longest:.1f} s, {_rate(false, hours)}.",
        "",
    ]


def _stress(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [
        "### Disturbed clips without a violation",
        "",
        "| clip | camera-hours | false |",
        "|---|---|---|",
    ]
    lines += [f"| {outcome.clip} | {outcome.hours:.2f} | {len(outcome.false)} |" for outcome in outcomes]
    false, hours = sum(len(outcome.false) for outcome in outcomes), sum(outcome.hours for outcome in outcomes)
    return [*lines, "", f"{_rate(false, hours).capitalize()}.", ""]


def _rate(false: int, hours: float) -> str:
    most = most_per_hour(false, hours)
    return f"{false} false in {hours:.2f} camera-hours (95 % sure: at most {most:.1f} an hour)"


def _share(hits: int, trials: int) -> str:
    if not trials:
        return "–"
    return f"{_with(hits / trials, of_share(hits, trials))} of {trials}"


def _with(value: float, interval: Iterable[float]) -> str:
    low, high = interval
    return "–" if math.isnan(value) else f"{value:.3f} ({low:.2f}–{high:.2f})"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def _flat(confusion: Confusion) -> dict[str, int]:
    return {f"{true} said {said}": count for (true, said), count in sorted(confusion.items())}
