"""Trainings, competitions and sample tests of businesses and cadres, as recorded."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field, model_validator

from api.auth import Services, SignedIn, demand
from api.day_cursor import DayCursor, day_cursor, write_cursor
from api.problems import Problem
from api.schemas import ID_PATTERN, Moment, Named, Schema
from models.trainings import Participant, Training, TrainingKind
from supervision import areas, training_store
from supervision.permissions import Right
from supervision.training_store import Given, Took, TrainingFilters

router = APIRouter(prefix="/trainings", tags=["trainings"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]
OptionalId = Annotated[str | None, Field(pattern=ID_PATTERN)]


class TookIn(Schema):
    """Who took part: a business or a cadre."""

    business_id: OptionalId = None
    cadre_id: OptionalId = None
    people: int = Field(1, ge=1, le=10_000, description="how many of the business came")
    score: float | None = Field(None, ge=0, le=100)
    passed: bool | None = Field(None, description="null where nothing was tested")
    note: str = Field("", max_length=400, description="an award, a reason")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.business_id is None) == (self.cadre_id is None):
            raise ValueError("name a business or a cadre")
        return self


class TrainingIn(Schema):
    kind: TrainingKind
    title: str = Field(min_length=1, max_length=200)
    area_id: str = Field(pattern=ID_PATTERN, description="for which it was held")
    day: date
    note: str = Field("", max_length=2000)
    participants: list[TookIn] = Field(max_length=1000)


class ParticipantOut(Schema):
    business: Named | None
    cadre: Named | None
    people: int
    score: float | None
    passed: bool | None
    note: str

    @classmethod
    def of(cls, item: Participant) -> Self:
        return cls(
            business=Named(id=item.business_id, name=item.name) if item.business_id else None,
            cadre=Named(id=item.user_id, name=item.name) if item.user_id else None,
            people=item.people,
            score=item.score,
            passed=item.passed,
            note=item.note,
        )


class TrainingOut(Schema):
    id: str
    kind: TrainingKind
    title: str
    area: Named
    day: date
    note: str
    recorded_by: str
    recorded_at: Moment
    participants: list[ParticipantOut]

    @classmethod
    def of(cls, found: Training) -> Self:
        return cls(
            id=found.id,
            kind=found.kind,
            title=found.title,
            area=Named(id=found.area_id, name=found.area_name),
            day=found.day,
            note=found.note,
            recorded_by=found.recorded_by,
            recorded_at=found.recorded_at,
            participants=[ParticipantOut.of(item) for item in found.participants],
        )


class TrainingPage(Schema):
    items: list[TrainingOut]
    next_cursor: str | None


@router.get("", operation_id="list_trainings")
def list_trainings(
    viewer: SignedIn,
    service: Services,
    after: Annotated[DayCursor | None, Depends(day_cursor)],
    kind: TrainingKind | None = None,
    area_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    since: date | None = None,
    until: date | None = None,
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TrainingPage:
    """What was held for one's area and those below it, the newest first."""
    demand(viewer, Right.SEE_TRAININGS)
    with service.database.reading() as session:
        path = areas.area_within(session, viewer.scope, area_id).path if area_id else None
        filters = TrainingFilters(kind, path, since, until, q.strip())
        found, more = training_store.page(session, viewer.scope, filters, after=after, limit=limit)
    return TrainingPage(items=[TrainingOut.of(item) for item in found], next_cursor=write_cursor(more))


@router.post("", status_code=201, operation_id="record_training")
def record_training(given: TrainingIn, viewer: SignedIn, service: Services) -> TrainingOut:
    """Keep who took part in what, when, and with what result."""
    demand(viewer, Right.RECORD_TRAINING)
    if given.day > service.duties.today:
        raise Problem(422, "invalid_request", "What is recorded has been held")
    took = tuple(
        Took(item.business_id, item.cadre_id, item.people, item.score, item.passed, item.note.strip())
        for item in given.participants
    )
    what = Given(given.kind, given.title.strip(), given.day, given.note.strip(), took)
    with service.database.writing() as session:
        area = areas.area_within(session, viewer.scope, given.area_id)
        user, now = viewer.sign_in.user, service.clock.now()
        training_id = training_store.record(session, viewer.scope, area, what, by=user, now=now)
        return TrainingOut.of(training_store.get(session, viewer.scope, training_id))


@router.get("/{training_id}", operation_id="get_training")
def get_training(training_id: Id, viewer: SignedIn, service: Services) -> TrainingOut:
    demand(viewer, Right.SEE_TRAININGS)
    with service.database.reading() as session:
        return TrainingOut.of(training_store.get(session, viewer.scope, training_id))


@router.delete("/{training_id}", status_code=204, operation_id="delete_training")
def delete_training(training_id: Id, viewer: SignedIn, service: Services) -> None:
    """Take back what was recorded by mistake. Bulletins that counted it stay as they are."""
    demand(viewer, Right.RECORD_TRAINING)
    with service.database.writing() as session:
        training_store.drop(session, viewer.scope, training_id)
