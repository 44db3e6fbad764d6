"""How businesses stand, for those who supervise them and for themselves."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from api.auth import Services, SignedIn
from api.paging import cursor_of
from api.routers.risks import ReasonOut
from api.schemas import ID_PATTERN, Moment, Named, Schema
from models.areas import holds
from models.people import InArea, Level
from supervision import areas, supervised
from supervision.supervised import Answerable, Need, ScoreCursor, Supervised, SupervisedFilters

router = APIRouter(prefix="/supervised-businesses", tags=["businesses"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]


class SupervisedOut(Schema):
    id: str
    name: str
    level: Level
    grade: str | None = Field(description="risk grade A to D, not the level")
    kind: str
    area: str
    score: float | None = Field(description="risk score in [0, 100]; null until it is worked out")
    reasons: list[ReasonOut] = Field(description="what gave it points, most first")
    open_cases: int
    overdue_cases: int
    open_tasks: int = Field(description="due by now, the overdue ones included")
    overdue_tasks: int
    cameras: int = Field(description="accepted ones")
    cameras_silent: int = Field(description="of them offline or stalled now")
    looked_at: Moment | None = Field(description="when somebody last finished a look, on site or remote")
    inspection_id: str | None = Field(description="the last signed inspection")
    cadres: list[str]

    @classmethod
    def of(cls, item: Supervised) -> Self:
        return cls(
            id=item.id,
            name=item.name,
            level=item.level,
            grade=item.grade,
            kind=item.kind,
            area=item.area,
            score=item.risk.score if item.risk else None,
            reasons=[ReasonOut.of(reason) for reason in item.risk.reasons] if item.risk else [],
            open_cases=item.open_cases,
            overdue_cases=item.overdue_cases,
            open_tasks=item.open_tasks,
            overdue_tasks=item.overdue_tasks,
            cameras=item.cameras,
            cameras_silent=item.silent,
            looked_at=item.looked_at,
            inspection_id=item.inspection_id,
            cadres=list(item.cadres),
        )


class AnswerableOut(Schema):
    name: str
    title: str
    signed_until: Moment | None = Field(description="until when the commitment is in force; null without one")

    @classmethod
    def of(cls, item: Answerable) -> Self:
        return cls(name=item.name, title=item.title, signed_until=item.signed_until)


class SupervisedDetail(SupervisedOut):
    answerable: list[AnswerableOut] = Field(description="the cadres who answer for it")


class SupervisedPage(Schema):
    items: list[SupervisedOut]
    above: list[Named] = Field(description="the area asked for, and what it lies in, from the top down")
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


@router.get("", operation_id="list_supervised_businesses")
def list_supervised(
    viewer: SignedIn,
    service: Services,
    after: Annotated[ScoreCursor | None, Depends(cursor_of(ScoreCursor.decode))],
    area_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    need: Annotated[list[Need] | None, Query(description="any of them")] = None,
    q: Annotated[str, Query(max_length=100, description="part of the name")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SupervisedPage:
    """The riskiest first, a page at a time."""
    now, today = service.clock.now(), service.duties.today
    with service.database.reading() as session:
        area = areas.area_within(session, viewer.scope, area_id) if area_id is not None else None
        filters = SupervisedFilters(area.path if area else None, q.strip(), tuple(need or ()))
        found, more = supervised.page(
            session, viewer.scope, filters, today=today, now=now, after=after, limit=limit
        )
        above = [*areas.above(session, area), area] if area else []
    if isinstance(viewer.scope, InArea):
        above = [item for item in above if holds(viewer.scope.path, item.path)]
    return SupervisedPage(
        items=[SupervisedOut.of(item) for item in found],
        above=[Named(id=item.id, name=item.name) for item in above],
        next_cursor=more.encode() if more else None,
    )


@router.get("/{business_id}", operation_id="get_supervised_business")
def get_supervised(business_id: Id, viewer: SignedIn, service: Services) -> SupervisedDetail:
    """How one business stands, and who answers for it."""
    now, today = service.clock.now(), service.duties.today
    with service.database.reading() as session:
        found = supervised.get(session, viewer.scope, business_id, today=today, now=now)
        people = supervised.answerable(session, business_id, now)
    return SupervisedDetail(
        **dict(SupervisedOut.of(found)), answerable=[AnswerableOut.of(item) for item in people]
    )
