"""Zones and acceptances of cameras as JSON."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.place_schemas import Text, WordsBody
from api.schemas import KEY_PATTERN, Moment, PersonRef, Schema
from models.configuration import Acceptance, Private
from models.rules import RuleName
from models.zones import MOST_HOURS, MOST_POINTS, MOST_ZONES, Hours, Zone

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Share = Annotated[float, Field(ge=0, le=1)]


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class HoursBody(Schema):
    """A time of the week on the service's clock."""

    days: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        min_length=1, max_length=7, description="ISO weekdays on which it begins, 1 is Monday"
    )
    start: Clock
    end: Clock = Field(description="not after the start: on the next day; equal: a whole day")

    @classmethod
    def of(cls, hours: Hours) -> Self:
        return cls(days=sorted(hours.days), start=_clock(hours.start), end=_clock(hours.end))

    def hours(self) -> Hours:
        return Hours(frozenset(self.days), _minutes(self.start), _minutes(self.end))


class ZoneBody(Schema):
    name: Text
    points: list[tuple[Share, Share]] = Field(
        min_length=3, max_length=MOST_POINTS, description="x, y as shares of the picture, around an area"
    )
    demands: list[RuleName] = Field(max_length=len(RuleName), description="what people there must wear")
    hours: list[HoursBody] = Field([], max_length=MOST_HOURS, description="always where there are none")

    @classmethod
    def of(cls, zone: Zone) -> Self:
        return cls(
            name=zone.name,
            points=list(zone.points),
            demands=[rule for rule in RuleName if rule in zone.demands],
            hours=[HoursBody.of(item) for item in zone.hours],
        )

    def zone(self) -> Zone:
        """Raises InvalidValue where the points are no polygon."""
        hours = tuple(item.hours() for item in self.hours)
        return Zone(self.name, tuple(self.points), frozenset(self.demands), hours)


class ZonesBody(Schema):
    zones: list[ZoneBody] = Field(max_length=MOST_ZONES)


class AcceptanceIn(Schema):
    picture_key: str = Field(pattern=KEY_PATTERN, description="of the picture that test_camera showed")
    covered: list[WordsBody] = Field(max_length=20, description="what of the place's list is seen in it")
    absent: list[Private] = Field(max_length=len(Private), description="what is not seen in it")


class AcceptanceOut(Schema):
    by: PersonRef
    at: Moment
    reference_key: str
    covered: list[WordsBody]

    @classmethod
    def of(cls, acceptance: Acceptance) -> Self:
        return cls(
            by=PersonRef(name=acceptance.by),
            at=acceptance.at,
            reference_key=acceptance.reference_key,
            covered=[WordsBody.of(item) for item in acceptance.covered],
        )
