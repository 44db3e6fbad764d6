"""Runs a detector over pictures and clips of known truth; what `brightkitchen eval` prints."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import numpy as np

from alerts.evaluation.clips import ClipTruth, Event, Outcome, disturbed, events_of, read_clip_truth, score
from alerts.evaluation.people import Confusion, compare
from alerts.evaluation.thresholds import Seen
from alerts.watch import watch
from api.scan import tracked_frames
from detector.evaluation.boxes import SIZES, Figures, Matched, expected_in, figures, match, of_size
from detector.evaluation.truths import Truth
from detector.manifest import Manifest
from detector.onnx import OnnxDetector
from detector.training.sets import RENDERED, read
from ingest.file import FileSource
from ingest.pace import Pace
from models.detections import Detections, Label
from models.errors import BrightkitchenError
from models.frames import Frame
from models.rules import RuleName

LOWEST = 0.01
ANALYSED_FPS = 5.0
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PictureReport:
    """boxes: part (all, the real ones where some are rendered, a source, a size) → label → figures.
    people: source → rule → confusion."""

    boxes: dict[str, dict[str, Figures]]
    people: dict[str, dict[RuleName, Confusion]]


def seen_in(weights: Path, truths: Sequence[Truth], imgsz: int | None, progress: Progress) -> Iterator[Seen]:
    """Every picture's detections down to a score of LOWEST, in pixels, with its width and height."""
    detector = OnnxDetector(weights, conf=LOWEST, imgsz=imgsz)
    for number, truth in enumerate(truths):
        progress("pictures", number, len(truths))
        image = read(truth.path)
        yield truth, detector.detect(image), image.shape[1], image.shape[0]
    progress("pictures", len(truths), len(truths))


def match_all(seen: Sequence[Seen]) -> dict[Label, list[Matched]]:
    """By label, every picture whose set misses none of it."""
    matched: dict[Label, list[Matched]] = defaultdict(list)
    for truth, found, width, height in seen:
        size = np.array([width, height] * 2, np.float32)
        shares = Detections(found.xyxy / size, found.score, found.class_id)
        for label in truth.judged:
            matched[label].append(match(truth, shares, label, width, height))
    return dict(sorted(matched.items()))


def on_pictures(
    seen: Sequence[Seen],
    matched: Mapping[Label, Sequence[Matched]],
    manifest: Manifest,
) -> PictureReport:
    """The figures at the manifest's thresholds."""
    boxes: dict[str, dict[str, Figures]] = defaultdict(dict)
    for label, items in matched.items():
        threshold = manifest.thresholds[label.text]
        boxes["all pictures"][label.text] = figures(items, threshold)
        real = [item for item in items if item.source != RENDERED.name]
        if 0 < len(real) < len(items):
            boxes["real pictures"][label.text] = figures(real, threshold)
        for source in sorted({item.source for item in items}):
            own = [item for item in items if item.source == source]
            boxes[source][label.text] = figures(own, threshold)
        for index, name in enumerate(SIZES):
            sized = of_size(items, index)
            if expected_in(sized):
                boxes[name][label.text] = figures(sized, threshold)
    thresholds = manifest.threshold_column(None)
    people: dict[str, dict[RuleName, Confusion]] = defaultdict(lambda: defaultdict(Counter))
    for truth, found, width, height in seen:
        if truth.is_for_tuning:
            continue
        for rule, confusion in compare(truth, found.at_least(thresholds), width, height).items():
            people[truth.source][rule] += confusion
    return PictureReport(dict(boxes), {source: dict(rules) for source, rules in people.items()})


def clips_in(folder: Path) -> list[tuple[Path, ClipTruth]]:
    """The clips of a folder that have their ground truth beside them.

    Raises:
        BrightkitchenError: there is none, or a ground truth cannot be understood.
    """
    clips = [path for path in sorted(folder.glob("*.mp4")) if path.with_suffix(".json").exists()]
    if not clips:
        raise BrightkitchenError(f"{folder} holds no clip (.mp4) with its ground truth (.json) beside it")
    return [(path, read_clip_truth(path)) for path in clips]


def on_clips(
    detector: OnnxDetector, clips: Sequence[tuple[Path, ClipTruth]], progress: Progress
) -> tuple[Outcome, ...]:
    """Every clip once, as the live pipeline would analyse it."""
    outcomes = []
    for number, (path, truth) in enumerate(clips):
        progress("clips", number, len(clips))
        outcomes.append(score(truth, [*_events(detector, _frames(path, truth.duration_s))]))
    progress("clips", len(clips), len(clips))
    return tuple(outcomes)


def under_stress(
    detector: OnnxDetector,
    clips: Sequence[tuple[Path, ClipTruth]],
    hours: float,
    seed: int,
    progress: Progress,
) -> tuple[Outcome, ...]:
    """The clips without a violation, looped and disturbed for `hours` together.

    Raises:
        BrightkitchenError: every clip has a violation.
    """
    quiet = [(path, truth) for path, truth in clips if not truth.lapses]
    if not quiet:
        raise BrightkitchenError("every clip has a violation; a stress test needs clips without one")
    seconds = hours * 3600 / len(quiet)
    outcomes = []
    for number, (path, truth) in enumerate(quiet):

        def counted(frames: Iterator[Frame], before: float = number * seconds) -> Iterator[Frame]:
            for frame in frames:
                progress("stress", int(before + frame.media_ns / 1e9), int(hours * 3600))
                yield frame

        rate = Pace(ANALYSED_FPS)
        analysed = (frame for frame in _frames(path, seconds) if rate.admits(frame.run, frame.media_ns))
        frames = disturbed(counted(analysed), truth.duration_s, seed + number)
        events = tuple(_events(detector, frames))
        outcomes.append(Outcome(truth.name, seconds / 3600, (), (), events))
    return tuple(outcomes)


def _frames(path: Path, seconds: float) -> Iterator[Frame]:
    source = FileSource(path.stem, path, loop=True)
    source.open()
    try:
        yield from takewhile(lambda frame: frame.media_ns < seconds * 1e9, source)
    finally:
        source.close()


def _events(detector: OnnxDetector, frames: Iterator[Frame]) -> Iterator[Event]:
    return events_of(watch(tracked_frames(frames, detector, ANALYSED_FPS)))
