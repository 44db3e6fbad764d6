"""Coverage, cadres and assignments as JSON."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, SecretStr

from api.schemas import ID_PATTERN, Moment, Named, Schema
from models.areas import Area, AreaKind
from models.catalog import NameCursor
from models.people import Level
from models.tables import UserRow
from supervision.assignments import Held
from supervision.cadre_changes import Change
from supervision.cadre_list import CadreLoad
from supervision.coverage import Charge, Standing

Id = Annotated[str, Field(pattern=ID_PATTERN)]


class StandingOut(Schema):
    """Counts of an area with all below it."""

    id: str
    name: str
    kind: AreaKind
    has_areas: bool
    businesses: int
    covered: int
    cadres: int
    overloaded: int
    signed: int
    unfit: int = Field(description="businesses whose cadre could not be assigned to them any more")

    @classmethod
    def of(cls, standing: Standing) -> Self:
        return cls(
            id=standing.area.id,
            name=standing.area.name,
            kind=standing.area.kind,
            has_areas=standing.has_areas,
            businesses=standing.businesses,
            covered=standing.covered,
            cadres=standing.cadres,
            overloaded=standing.overloaded,
            signed=standing.signed,
            unfit=standing.unfit,
        )


class CoverageOut(Schema):
    area: StandingOut
    areas: list[StandingOut] = Field(description="directly in it, worst covered first")
    above: list[Named] = Field(description="what it lies in, from the top down, as far as one may see")
    most_businesses: int

    @classmethod
    def of(cls, whole: Standing, parts: Sequence[Standing], above: Sequence[Area], most: int) -> Self:
        return cls(
            area=StandingOut.of(whole),
            areas=[StandingOut.of(item) for item in parts],
            above=[Named(id=item.id, name=item.name) for item in above],
            most_businesses=most,
        )


class ChargeOut(Schema):
    id: str
    name: str
    level: Level
    licence: str | None
    area: str
    cadres: list[Named]


class ChargePage(Schema):
    items: list[ChargeOut]
    next_cursor: str | None

    @classmethod
    def of(cls, items: Sequence[Charge], following: NameCursor | None) -> Self:
        return cls(
            items=[
                ChargeOut(
                    id=item.id,
                    name=item.name,
                    level=item.level,
                    licence=item.licence,
                    area=item.area,
                    cadres=[Named(id=user_id, name=name) for user_id, name in item.cadres],
                )
                for item in items
            ],
            next_cursor=following.encode() if following else None,
        )


class CadreOut(Schema):
    id: str
    username: str
    name: str
    title: str
    area: str
    businesses: int
    signed: bool = Field(description="a commitment of theirs is in force")
    commitment: int | None = Field(description="its number, under which it can be read")
    may_sign_in: bool = Field(description="the account has a password")

    @classmethod
    def of(cls, item: CadreLoad) -> Self:
        return cls(
            id=item.id,
            username=item.username,
            name=item.name,
            title=item.title,
            area=item.area,
            businesses=item.businesses,
            signed=item.commitment is not None,
            commitment=item.commitment,
            may_sign_in=item.may_sign_in,
        )


class CadreList(Schema):
    items: list[CadreOut]
    next_cursor: str | None
    count: int = Field(description="of all of them, not of this page alone")
    most_businesses: int = Field(description="more are too many, by policy")


class AssignIn(Schema):
    business_ids: list[Id] = Field(min_length=1, max_length=500)
    cadre_id: Id
    override: str = Field(default="", max_length=400, description="why a higher level is to answer for them")


class Assigned(Schema):
    changed: int = Field(description="businesses with another cadre")


class HeldOut(Schema):
    id: str
    name: str
    level: Level
    since: Moment
    override: str


class DepartureOut(Schema):
    cadre: Named
    businesses: list[HeldOut]

    @classmethod
    def of(cls, cadre: UserRow, held: Sequence[Held]) -> Self:
        return cls(
            cadre=Named(id=cadre.id, name=cadre.name),
            businesses=[
                HeldOut(
                    id=item.business_id,
                    name=item.name,
                    level=item.level,
                    since=item.since,
                    override=item.override,
                )
                for item in held
            ],
        )


class DepartureIn(Schema):
    handovers: list[AssignIn] = Field(max_length=200, description="each business to exactly one cadre")


class ReportIn(Schema):
    happened_on: date
    what: str = Field(min_length=1, max_length=400)


class ChangeOut(Schema):
    id: int
    cadre: Named
    happened_on: date
    what: str
    report_by: date
    reported_at: Moment
    reassign_by: date
    settled_at: Moment | None
    reminded_at: Moment | None = Field(description="when the office was last reminded to assign anew")
    late: bool = Field(description="reported after the last day for it")
    overdue: bool = Field(description="not assigned anew by the last day for it")

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls(
            id=change.id,
            cadre=Named(id=change.cadre_id, name=change.cadre),
            happened_on=change.happened_on,
            what=change.what,
            report_by=change.report_by,
            reported_at=change.reported_at,
            reassign_by=change.reassign_by,
            settled_at=change.settled_at,
            reminded_at=change.reminded_at,
            late=change.late,
            overdue=change.overdue,
        )


class ChangeList(Schema):
    items: list[ChangeOut]
    next_cursor: str | None


class ChangesDue(Schema):
    """Of how many cadres the businesses are to be assigned anew soon, or were to be."""

    near: int = Field(description="within the working days of which the policy reminds")
    next_by: date | None = Field(description="the first last day of those")
    overdue: int


class CadreChangeEvent(Schema):
    """Says only that offices were reminded: of what, the list of changes tells each."""

    change: str = Field(description="reminded")


class FirstPassword(Schema):
    password: SecretStr = Field(min_length=10, max_length=200)
