"""Following people from frame to frame, in media time."""

from dataclasses import dataclass, replace

import lap
import numpy as np
import numpy.typing as npt

from models.detections import Detections, Label
from models.errors import InvalidValue
from models.tracks import Track

Floats = npt.NDArray[np.float64]

LOST_NS = 2_000_000_000
_SURE = 0.5
_TRUSTED_AGE_S = 0.7
_REACH = 0.7
_REACH_PER_S = 0.8
_REACH_UNSURE = 0.35
_COPY_OVERLAP = 0.6
_COPY_INSIDE = 0.85
_VELOCITY_MEMORY_S = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class _Person:
    """What is remembered of one track: its box's centre and size when last seen, in pixels.

    velocity: of the centre, in pixels per second.
    """

    track: Track
    centre: Floats
    size: Floats
    velocity: Floats

    def age_s(self, media_ns: int) -> float:
        return (media_ns - self.track.last_ns) / 1e9

    def expected_centre(self, media_ns: int) -> Floats:
        """Where the centre would be; nobody keeps walking straight for long, so the way is bounded."""
        return self.centre + self.velocity * min(self.age_s(media_ns), _TRUSTED_AGE_S)


class Tracker:
    """People of one camera and run: each keeps an id from first sighting until unseen for `lost_ns`.

    Association follows ByteTrack (Zhang et al., 2022): sure boxes first against everybody remembered,
    then unsure ones against whoever is left, and only sure boxes start a track. Prediction is constant
    velocity in media time, so that dropped frames and any frame rate are the same to it. One thread.
    """

    def __init__(self, lost_ns: int = LOST_NS) -> None:
        self._lost_ns = lost_ns
        self._people: tuple[_Person, ...] = ()
        self._now_ns: int | None = None
        self._next_id = 1

    def update(self, media_ns: int, detections: Detections) -> tuple[Track, ...]:
        """The people seen in this frame, by rising id. The order of the detections does not matter.

        Raises:
            InvalidValue: media time did not grow since the last call; nothing has changed then.
        """
        if self._now_ns is not None and media_ns <= self._now_ns:
            raise InvalidValue(f"media time must grow: {media_ns} after {self._now_ns}")
        self._now_ns = media_ns
        remembered = [p for p in self._people if media_ns - p.track.last_ns <= self._lost_ns]
        boxes = _people_boxes(detections)
        sure = boxes[:, 4] >= _SURE
        seen, left, new = _associate(remembered, boxes[sure], media_ns, _REACH, _REACH_PER_S)
        more, unseen, _ = _associate(left, boxes[~sure], media_ns, _REACH_UNSURE, 0.0)
        seen += more
        for row in new:
            if not any(_is_copy(row, person) for person in seen):
                seen.append(self._meet(row, media_ns))
        self._people = tuple(sorted(seen + unseen, key=lambda person: person.track.track_id))
        return tuple(person.track for person in self._people if person.track.last_ns == media_ns)

    def _meet(self, row: Floats, media_ns: int) -> _Person:
        x1, y1, x2, y2, score = (float(value) for value in row)
        track = Track(self._next_id, (x1, y1, x2, y2), score, media_ns, media_ns)
        self._next_id += 1
        return _Person(track, _centre(row), _size(row), np.zeros(2))


def _people_boxes(detections: Detections) -> Floats:
    """float64 (N, 5): box and score of each person, best first, in an order that only values decide."""
    people = detections.of(Label.PERSON)
    rows = np.hstack([people.xyxy, people.score[:, None]]).astype(np.float64)
    return rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0], -rows[:, 4]))]


def _associate(
    people: list[_Person], rows: Floats, media_ns: int, reach: float, reach_per_s: float
) -> tuple[list[_Person], list[_Person], list[Floats]]:
    """Pair people with boxes at the least total cost: (seen again, not seen, boxes of nobody)."""
    if not people or not len(rows):
        return [], list(people), list(rows)
    cost = np.array(
        [_costs(person, rows, media_ns, reach + reach_per_s * person.age_s(media_ns)) for person in people]
    )
    _, partner, owner = lap.lapjv(cost, extend_cost=True, cost_limit=1.0)
    seen = [_see(people[i], rows[j], media_ns) for i, j in enumerate(partner) if j >= 0]
    unseen = [people[i] for i, j in enumerate(partner) if j < 0]
    return seen, unseen, [rows[j] for j, i in enumerate(owner) if i < 0]


def _costs(person: _Person, rows: Floats, media_ns: int, reach: float) -> Floats:
    """Cost (N,) of taking each box for this person; 1 and more is out of question.

    The way from the expected centre counts in body widths and heights and may be `reach` of them; a
    different size counts too, since a neighbour who comes into view rarely has the same.
    """
    centre, size = (rows[:, :2] + rows[:, 2:4]) / 2, np.maximum(rows[:, 2:4] - rows[:, :2], 1.0)
    scale = np.sqrt(person.size[0] * person.size[1])
    way = np.linalg.norm(centre - person.expected_centre(media_ns), axis=1) / (scale * reach)
    change = np.abs(np.log(size / person.size)).mean(axis=1)
    return np.where(way < 1.0, 0.7 * way + 0.3 * np.minimum(change, 1.0), 2.0)


def _see(person: _Person, row: Floats, media_ns: int) -> _Person:
    x1, y1, x2, y2, score = (float(value) for value in row)
    centre, age = _centre(row), person.age_s(media_ns)
    measured = (centre - person.centre) / age
    # Of the old velocity there remains the less, the longer ago it was measured.
    kept = float(np.exp(-age / _VELOCITY_MEMORY_S))
    velocity = kept * person.velocity + (1 - kept) * measured
    track = replace(person.track, xyxy=(x1, y1, x2, y2), score=score, last_ns=media_ns)
    return _Person(track, centre, _size(row), velocity)


def _is_copy(row: Floats, person: _Person) -> bool:
    """Whether a box is a second one of somebody seen already: much the same, or a part of the body."""
    x1, y1, x2, y2 = person.track.xyxy
    shared = max(0.0, min(row[2], x2) - max(row[0], x1)) * max(0.0, min(row[3], y2) - max(row[1], y1))
    own, other = float(np.prod(_size(row))), float(np.prod(person.size))
    return shared / (own + other - shared) > _COPY_OVERLAP or (
        shared / min(own, other) > _COPY_INSIDE and own < other
    )


def _centre(row: Floats) -> Floats:
    return (row[:2] + row[2:4]) / 2


def _size(row: Floats) -> Floats:
    return np.maximum(row[2:4] - row[:2], 1.0)
