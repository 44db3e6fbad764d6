"""What the whole pipeline finds in a clip, compared with what truly happens in it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from alerts.findings import Box, Change, Finding
from alerts.geometry import overlap
from models.errors import BrightkitchenError
from models.frames import Frame, Image
from models.rules import RuleName

# A violation may be said this long after it ended: the votes before decided.
_GRACE_S = 2.0
_SAME_PERSON = 0.6


@dataclass(frozen=True, slots=True)
class Lapse:
    """Something that a person of the clip goes without, in seconds of clip time."""

    rule: RuleName
    person: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class ClipTruth:
    """What happens in a clip. whereabouts: for each person, (second, box in pixels), each second."""

    name: str
    duration_s: float
    lapses: tuple[Lapse, ...]
    whereabouts: dict[str, tuple[tuple[float, Box], ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """A violation as it was opened: when, under which rule, and where the person was seen at seen_s."""

    rule: RuleName
    opened_s: float
    seen_s: float
    box: Box


@dataclass(frozen=True, slots=True)
class Outcome:
    """One clip. found: for each true lapse the seconds from its start to its first event, None if missed.

    repeated: further events of lapses already found. false: events of what did not happen.
    """

    clip: str
    hours: float
    found: tuple[tuple[Lapse, float | None], ...]
    repeated: tuple[Event, ...]
    false: tuple[Event, ...]


def read_clip_truth(path: Path) -> ClipTruth:
    """The ground truth beside a clip.

    Raises:
        BrightkitchenError: it is missing or cannot be understood.
    """
    try:
        fields = json.loads(path.with_suffix(".json").read_text("utf-8"))
        lapses = tuple(
            Lapse(RuleName(item["rule"]), item["person"], item["start_s"], item["end_s"])
            for item in fields["violations"]
        )
        whereabouts = {
            person["person"]: tuple((float(row["s"]), _box(row["box"])) for row in person["seconds"])
            for person in fields["people"]
        }
        return ClipTruth(fields["clip"], float(fields["duration_s"]), lapses, whereabouts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrightkitchenError(f"{path.name} has no ground truth that can be read: {error}") from error


def events_of(findings: Iterable[Finding]) -> Iterator[Event]:
    """The openings among findings, at the media time of the frame that decided."""
    for finding in findings:
        if finding.change is Change.OPENED:
            opened_s, best = finding.violation.end_ns / 1e9, finding.best
            yield Event(finding.violation.rule, opened_s, best.frame.media_ns / 1e9, best.subject)


def score(truth: ClipTruth, events: Sequence[Event]) -> Outcome:
    """Which lapses were found, how soon, and which events are of none of them."""
    delays: dict[Lapse, float] = {}
    repeated, false = [], []
    for event in sorted(events, key=lambda item: item.opened_s):
        mine = [lapse for lapse in truth.lapses if _is_of(event, lapse, truth)]
        if not mine:
            false.append(event)
        elif mine[0] in delays:
            repeated.append(event)
        else:
            delays[mine[0]] = event.opened_s - mine[0].start_s
    found = tuple((lapse, delays.get(lapse)) for lapse in truth.lapses)
    return Outcome(truth.name, truth.duration_s / 3600, found, tuple(repeated), tuple(false))


def _is_of(event: Event, lapse: Lapse, truth: ClipTruth) -> bool:
    if event.rule is not lapse.rule or not lapse.start_s <= event.opened_s <= lapse.end_s + _GRACE_S:
        return False
    _, place = min(truth.whereabouts[lapse.person], key=lambda row: abs(row[0] - event.seen_s))
    shared = overlap(np.array([event.box], np.float64), np.array([place], np.float64))
    return bool(shared[0, 0] >= _SAME_PERSON)


def disturbed(frames: Iterable[Frame], period_s: float, seed: int) -> Iterator[Frame]:
    """The same frames as other cameras on other days might have shown them: from one period to the next a
    new crop, light and noise, drawn by chance."""
    current, crop, gain, noise = -1, (0.0, 0.0, 1.0), 1.0, 0.0
    chance = np.random.default_rng(seed)
    for frame in frames:
        if frame.media_ns // int(period_s * 1e9) != current:
            current = frame.media_ns // int(period_s * 1e9)
            side = chance.uniform(0.75, 1.0)
            crop = (chance.uniform(0, 1 - side), chance.uniform(0, 1 - side), side)
            gain, noise = chance.uniform(0.55, 1.35), chance.uniform(0, 10)
        yield replace(frame, image=_disturb(frame.image, crop, gain, noise, chance))


def _disturb(
    image: Image, crop: tuple[float, float, float], gain: float, noise: float, chance: np.random.Generator
) -> Image:
    height, width = image.shape[:2]
    left, top, side = int(crop[0] * width), int(crop[1] * height), crop[2]
    part = image[top : top + int(side * height), left : left + int(side * width)]
    shown = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    grain = cv2.resize(chance.normal(0, noise, (height // 2, width // 2)).astype(np.float32), (width, height))
    return np.asarray(np.clip(shown * gain + grain[:, :, None], 0, 255), np.uint8)


def _box(values: Sequence[float]) -> Box:
    x1, y1, x2, y2 = (float(value) for value in values)
    return x1, y1, x2, y2
