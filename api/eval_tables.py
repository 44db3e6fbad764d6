"""The figures of an evaluation as Markdown tables: what `eval` prints and a model card holds."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from alerts.evaluation.clips import Outcome
from alerts.evaluation.intervals import most_per_hour, of_share
from alerts.evaluation.people import Confusion, Verdict, precision_and_recall
from detector.evaluation.boxes import Figures
from detector.training.sets import RENDERED
from models.rules import RuleName


def boxes_table(parts: Mapping[str, Mapping[str, Figures]], thresholds: Mapping[str, float]) -> list[str]:
    """part → label → figures, beside the thresholds in use."""
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
                f"| {label} | {row.boxes} | {_with(row.ap50, row.ap50_interval)} "
                f"| {_with(row.ap50_95, row.ap50_95_interval)} "
                f"| {thresholds[label]:.2f} | {_with(row.precision, row.precision_interval)} "
                f"| {_with(row.recall, row.recall_interval)} |"
            )
        lines.append("")
    return lines


def people_table(sources: Mapping[str, Mapping[RuleName, Confusion]]) -> list[str]:
    """source → rule → confusion; all sources together first, then the real ones where some are rendered."""
    lines = []
    real = {source: rules for source, rules in sources.items() if source != RENDERED.name}
    sums_of = {"all pictures": together(sources)}
    if 0 < len(real) < len(sources):
        sums_of["real pictures"] = together(real)
    for source, rules in {**sums_of, **sources}.items():
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


def together(sources: Mapping[str, Mapping[RuleName, Confusion]]) -> dict[RuleName, Confusion]:
    """rule → confusion, over all sources."""
    sums: dict[RuleName, Confusion] = {rule: Counter() for rule in RuleName}
    for rules in sources.values():
        for rule, confusion in rules.items():
            sums[rule] += confusion
    return sums


def _shares(name: str, right: int, said: int, there: int) -> str:
    return f"| {name} | {_share(right, said)} | {_share(right, there)} |"


def clips_table(outcomes: Sequence[Outcome]) -> list[str]:
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
    longest = f"{max(delays):.1f} s" if delays else "–"
    return [
        *lines,
        "",
        f"Precision {precision}, recall {recall}, longest delay {longest}, {_rate(false, hours)}.",
        "",
    ]


def stress_table(outcomes: Sequence[Outcome]) -> list[str]:
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
