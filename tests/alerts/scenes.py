"""Kitchens told in a few words: who stands where, wearing what, as frames that left the detector."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from alerts.association import ATTRIBUTES, Vote
from alerts.findings import Box
from models.detections import Detections, Label
from models.frames import Frame, Image
from models.rules import RuleName
from models.tracks import Track, TrackedFrame

SECOND = 1_000_000_000
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WIDTH, HEIGHT = 640, 360
BODY: Box = (100, 60, 200, 340)
PLAIN = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)


@dataclass(frozen=True)
class Actor:
    """A person in one frame; rules that `wears` leaves out are unseen."""

    track_id: int = 1
    body: Box = BODY
    wears: Mapping[RuleName, Vote] = field(default_factory=dict)
    score: float = 0.8
    first_ns: int = 0


def face(body: Box) -> Box:
    return _part(body, 0.3, 0.03, 0.7, 0.16)


def head(body: Box) -> Box:
    return _part(body, 0.25, 0.0, 0.75, 0.16)


def hand(body: Box) -> Box:
    return _part(body, 0.85, 0.45, 1.05, 0.54)


PARTS: Mapping[RuleName, Callable[[Box], Box]] = {
    RuleName.MASK: face,
    RuleName.HAT: head,
    RuleName.GLOVES: hand,
}


def detections_of(rows: Sequence[tuple[Label, float, Box]]) -> Detections:
    return Detections(
        np.array([box for _, _, box in rows], np.float32).reshape(-1, 4),
        np.array([score for _, score, _ in rows], np.float32),
        np.array([label for label, _, _ in rows], np.int16),
    )


def track_of(track_id: int, body: Box, first_ns: int = 0, last_ns: int = 0) -> Track:
    return Track(track_id, body, 0.9, first_ns, last_ns)


def still(
    actors: Sequence[Actor],
    at_ns: int,
    *,
    run: int = 1,
    image: Image = PLAIN,
    camera_id: str = "wok",
) -> TrackedFrame:
    """One frame; received as long after noon as its media time says."""
    rows: list[tuple[Label, float, Box]] = []
    for actor in actors:
        rows.append((Label.PERSON, 0.9, actor.body))
        for rule, vote in actor.wears.items():
            if vote is not Vote.UNSEEN:
                attribute = ATTRIBUTES[rule]
                label = attribute.missing if vote is Vote.MISSING else attribute.present
                rows.append((label, actor.score, PARTS[rule](actor.body)))
    captured_at = NOON + timedelta(microseconds=at_ns // 1000)
    frame = Frame(camera_id, run, at_ns // 1000, at_ns, captured_at, image)
    tracks = tuple(track_of(actor.track_id, actor.body, actor.first_ns, at_ns) for actor in actors)
    return TrackedFrame(frame, detections_of(rows), tracks)


def film(
    script: Callable[[float], Sequence[Actor]], seconds: float, fps: float, *, run: int = 1
) -> Iterator[TrackedFrame]:
    """`script` tells who is there at a time in seconds."""
    return (still(script(at_ns / SECOND), at_ns, run=run) for at_ns in ticks(seconds, fps))


def ticks(seconds: float, fps: float) -> Iterable[int]:
    """Media times in nanoseconds, from 0."""
    return (round(index * SECOND / fps) for index in range(round(seconds * fps)))


def masked(*spans: tuple[float, float], track_id: int = 1) -> Callable[[float], Sequence[Actor]]:
    """One person, always there, whose mask is missing within the spans (seconds) and else in place."""

    def script(second: float) -> Sequence[Actor]:
        is_bare = any(start <= second < end for start, end in spans)
        return (Actor(track_id, wears={RuleName.MASK: Vote.MISSING if is_bare else Vote.PRESENT}),)

    return script


def _part(body: Box, x1: float, y1: float, x2: float, y2: float) -> Box:
    width, height = body[2] - body[0], body[3] - body[1]
    return (
        body[0] + x1 * width,
        body[1] + y1 * height,
        body[0] + x2 * width,
        body[1] + y2 * height,
    )
