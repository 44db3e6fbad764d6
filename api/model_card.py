"""The model card that a training writes from its results, as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from alerts.evaluation.clips import Outcome
from alerts.evaluation.people import precision_and_recall
from alerts.evaluation.thresholds import WANTED_PRECISION
from api.eval_tables import boxes_table, clips_table, people_table, stress_table, together
from api.evaluation import PictureReport
from detector.manifest import Manifest
from detector.training.pipeline import Made
from detector.training.sets import CHEFS, PAIRS, RENDERED, SETS, SourceSet
from models.detections import LABELS, Label

WANTED_AP50 = dict.fromkeys((Label.MASK, Label.NO_MASK, Label.HAT, Label.NO_HAT), 0.85) | {
    Label.GLOVE: 0.75,
    Label.BARE_HAND: 0.75,
}
"""What the project wants of each label."""
WANTED_RIGHT = 0.90
"""And of the violations that are said of people, how many must be true."""

_USE = """\
A YOLOv8n detector that finds people in kitchens and what they wear. A mask box is the face, a hat box
the whole head with the hat, a glove box the hand. A mask under the nose or chin is `no_mask`.

## What it is for, and what it is not
It flags frames of kitchen cameras for a person to look at. A flag is a reason to look, not a finding:
the cadre confirms or rejects it, the business may appeal.

It must not be used
- to identify anyone: it knows no faces and keeps no identity, and a track ends with the person's leaving;
- to punish, fine or rate anyone without a person who has looked at the picture;
- for anything but staff in kitchens: in streets and at other places of work it errs more than the figures
  below.
"""
_DATA = """\
## What it learnt from

An unlabelled thing is a negative only where its set labels such things throughout. Of the rest the teacher,
the model that was shipped before, labels what it is sure of, and where it is in doubt the loss is silent.

| set | pictures a pass | labels throughout | labels in part | is silent about | source | licence as stated |
|---|---|---|---|---|---|---|"""
_CHOSEN = f"""\

Chosen on one half of the scenes held out, by a hash of their names, and judged on the other. Labels that
excuse, and people: the best F1 of their boxes. Labels that accuse: the lowest score from which on at least
{round(100 * WANTED_PRECISION)} % of the people accused are accused rightly. A label that the half does not
show keeps the threshold of the model before.
"""
_MEASURED = """\
In brackets 95 % intervals: from resampled pictures for boxes, Wilson's for people and events. Average
precision is of all pictures; precision, recall and verdicts are of the half on which no threshold was chosen.
A picture counts for a label only if its set labels it throughout. Sizes are of a box's longer side, the
picture fitted to 640 px.
"""


@dataclass(frozen=True, slots=True)
class Results:
    """What was measured. held_out: source → pictures. ap50: float32 or int8 → label → AP50, nan where
    there is nothing to find. computes_in: which of the two the model is."""

    held_out: Mapping[str, int]
    ap50: Mapping[str, Mapping[Label, float]]
    computes_in: str
    report: PictureReport
    clips: Sequence[Outcome] = ()
    stress: Sequence[Outcome] = ()


def model_card(manifest: Manifest, made: Made, results: Results) -> str:
    """The whole card: use, data, how it was made, thresholds, results with 95 % intervals, what is missed."""
    computes = f"Computes in {results.computes_in}. Input: {manifest.input_size} px on the longer side."
    lines = [
        f"# Model card: {manifest.name} {manifest.version}",
        "",
        f"{computes} Licence: {manifest.licence}. SHA-256: `{manifest.sha256}`.",
        "",
        _USE,
        *_data(made),
        *_making(made),
        *_thresholds(manifest),
        *_results(manifest, results),
        *_int8(results),
        *_missed(results.report),
    ]
    return "\n".join(lines)


def mean(ap50: Mapping[Label, float]) -> float:
    """Over the labels of which there is anything to find."""
    known = [value for value in ap50.values() if not isnan(value)]
    return sum(known) / len(known) if known else 0.0


def _data(made: Made) -> Iterator[str]:
    yield _DATA
    known = {source.name: source for source in (*SETS, CHEFS, RENDERED)}
    for name, count in sorted(made.mix.items()):
        yield f"| {name} | {count} | {' | '.join(_told(known.get(name), name))} |"
    yield ""


def _told(source: SourceSet | None, name: str) -> tuple[str, str, str, str, str]:
    """What a set labels throughout, in part and not at all, its source and its licence."""
    if source is None and name == "composited":
        origin = "made for this training: people of the sets above in rendered hats, masks and tinted gloves"
        return "as its pictures", "what was put on", "as its pictures", origin, "as its pictures"
    if source is None:
        return "–", "what a person judged", "all else", "pictures of this service that people doubted", "own"
    throughout = [label for label in Label if label in source.exhaustive]
    boxed = [label for label in Label if label in source.classes.values() and label not in throughout]
    worn = sorted(set((source.cues or {}).values()))
    in_part = [label.text for label in boxed] + [f"{label.text}, where it is worn" for label in worn]
    told = {*throughout, *boxed, *worn}
    if source is CHEFS:
        in_part.append("one verdict on hats, masks and gloves for everyone in a picture, without boxes")
        told |= {label for pair in PAIRS for label in pair}
    silent = [label.text for label in Label if label not in told]
    return (
        ", ".join(label.text for label in throughout) or "–",
        "; ".join(in_part) or "–",
        ", ".join(silent) or "–",
        source.origin,
        source.licence,
    )


def _making(made: Made) -> Iterator[str]:
    plan = made.plan
    frozen = f", the first {plan.freeze} layers left as they were" if plan.freeze else ""
    passes = f"{plan.epochs} {'pass' if plan.epochs == 1 else 'passes'} at {plan.imgsz} px"
    steps = f"{plan.batch} pictures a step, first learning rate {plan.lr:g}, seed {plan.seed}{frozen}"
    yield from (
        "## How it was made",
        "",
        f"`brightkitchen train`, started from {made.start}: {passes}, {steps}.",
        "Copies are left out, and pictures of one scene are on one side of the split, by perceptual hash.",
        "",
    )


def _thresholds(manifest: Manifest) -> Iterator[str]:
    yield from ("## Thresholds", "", "| label | least score |", "|---|---|")
    yield from (f"| {label} | {manifest.thresholds[label]:.2f} |" for label in LABELS)
    yield _CHOSEN


def _results(manifest: Manifest, results: Results) -> Iterator[str]:
    pictures = ", ".join(f"{count} of {source}" for source, count in sorted(results.held_out.items()))
    yield from (
        "## Results",
        "",
        f"On {sum(results.held_out.values())} pictures held out: {pictures}.",
        _MEASURED,
        *boxes_table(results.report.boxes, manifest.thresholds),
        *people_table(results.report.people),
    )
    if results.clips:
        yield from clips_table(results.clips)
    if results.stress:
        yield from stress_table(results.stress)


def _int8(results: Results) -> Iterator[str]:
    exact, small = results.ap50["float32"], results.ap50["int8"]
    yield from ("## What int8 costs", "", "| label | AP50 in float32 | AP50 in int8 |", "|---|---|---|")
    for label in exact:
        if not isnan(exact[label]):
            yield f"| {label.text} | {exact[label]:.3f} | {small[label]:.3f} |"
    yield f"| mean | {mean(exact):.3f} | {mean(small):.3f} |"
    yield ""


def _missed(report: PictureReport) -> Iterator[str]:
    yield from (
        "## Where it misses what is wanted",
        "",
        "| label | pictures | boxes | AP50 wanted | AP50 | |",
        "|---|---|---|---|---|---|",
    )
    for label, wanted in WANTED_AP50.items():
        for part, rows in report.boxes.items():
            row = rows.get(label.text)
            if row is not None and not isnan(row.ap50):
                reached = _reached(row.ap50 >= wanted)
                yield f"| {label.text} | {part} | {row.boxes} | {wanted:.2f} | {row.ap50:.3f} | {reached} |"
    yield from ("", "| rule | people accused | rightly, wanted | rightly | |", "|---|---|---|---|---|")
    for rule, confusion in together(report.people).items():
        right, said, _ = precision_and_recall(confusion)
        if said:
            reached = _reached(right / said >= WANTED_RIGHT)
            yield f"| {rule} | {said} | {WANTED_RIGHT:.2f} | {right / said:.3f} | {reached} |"
    yield ""


def _reached(is_reached: bool) -> str:
    return "reached" if is_reached else "**missed**"
