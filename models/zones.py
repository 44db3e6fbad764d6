"""Parts of a camera's picture, what each demands of people in it, and when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from models.errors import InvalidValue
from models.rules import RuleName

Point = tuple[float, float]
"""x, y as shares of the picture's width and height, from its upper left corner."""

MOST_ZONES = 16
MOST_POINTS = 40
MOST_HOURS = 21
LEAST_AREA = 1e-4
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of the week, on the clock of the place.

    days: ISO weekdays (1 Monday to 7 Sunday) on which it begins. start, end: minutes since midnight, end
    exclusive. Where the end is not after the start it lies on the next day; equal ones are a whole day.
    """

    days: frozenset[int]
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(1, 8)):
            raise InvalidValue("hours need days of the week, 1 to 7")
        if not (0 <= self.start < DAY_MINUTES and 0 <= self.end < DAY_MINUTES):
            raise InvalidValue("hours are minutes of a day, 0 to 1439")

    def include(self, at: datetime) -> bool:
        """Whether a moment, given in the time zone of the place, lies within."""
        minute, today = at.hour * 60 + at.minute, at.isoweekday()
        if self.start < self.end:
            return today in self.days and self.start <= minute < self.end
        yesterday = (today - 2) % 7 + 1
        return (today in self.days and minute >= self.start) or (yesterday in self.days and minute < self.end)


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon of the picture in which people are judged by some rules.

    points: at least three, in [0, 1], around an area; the last side leads back to the first. demands: the
    rules, perhaps none. hours: when; always where there are none.
    """

    name: str
    points: tuple[Point, ...]
    demands: frozenset[RuleName]
    hours: tuple[Hours, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= 100 or self.name != self.name.strip():
            raise InvalidValue("a zone has a name of 1 to 100 characters")
        if not 3 <= len(self.points) <= MOST_POINTS:
            raise InvalidValue(f"a zone has 3 to {MOST_POINTS} points")
        if not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in self.points):
            raise InvalidValue("a zone's points lie in the picture, between 0 and 1")
        if area(self.points) < LEAST_AREA:
            raise InvalidValue("a zone encloses an area")
        if crosses_itself(self.points):
            raise InvalidValue("a zone's sides do not cross")
        if len(self.hours) > MOST_HOURS:
            raise InvalidValue(f"a zone has at most {MOST_HOURS} times of the week")

    def demands_at(self, at: datetime) -> frozenset[RuleName]:
        """What it demands at a moment given in the time zone of the place."""
        active = not self.hours or any(hours.include(at) for hours in self.hours)
        return self.demands if active else frozenset()

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "points": [list(point) for point in self.points],
            "demands": sorted(str(rule) for rule in self.demands),
            "hours": [
                {"days": sorted(item.days), "start": item.start, "end": item.end} for item in self.hours
            ],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            value["name"],
            tuple((float(x), float(y)) for x, y in value["points"]),
            frozenset(RuleName(rule) for rule in value["demands"]),
            tuple(Hours(frozenset(item["days"]), item["start"], item["end"]) for item in value["hours"]),
        )


def check_zones(zones: Sequence[Zone]) -> None:
    """Raises InvalidValue unless the zones can be those of one camera."""
    if len(zones) > MOST_ZONES:
        raise InvalidValue(f"a camera has at most {MOST_ZONES} zones")
    if len({zone.name for zone in zones}) != len(zones):
        raise InvalidValue("the zones of a camera have different names")


def contains(points: Sequence[Point], point: Point) -> bool:
    """Whether a point lies in a polygon.

    Counts the sides to the right of the point; of two polygons that share a side each point on it belongs to
    one.
    """
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(points, (*points[1:], points[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def area(points: Sequence[Point]) -> float:
    """The area enclosed, as a share of the picture."""
    ends = (*points[1:], points[0])
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, ends, strict=True))) / 2


def crosses_itself(points: Sequence[Point]) -> bool:
    """Whether two sides of a polygon that are not neighbours cut each other."""
    sides = list(zip(points, (*points[1:], points[0]), strict=True))
    last = len(sides) - 1
    return any(
        _cut(*sides[i], *sides[j])
        for i in range(len(sides))
        for j in range(i + 2, len(sides))
        if not (i == 0 and j == last)
    )


def _cut(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
