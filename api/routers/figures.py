"""What an area has achieved in a period, itself and each area directly in it."""

from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.auth import Services, SignedIn, demand
from api.figure_schemas import FiguresAnswer
from api.kept import to_the_minute
from api.problems import Problem
from api.schemas import ID_PATTERN
from models.areas import holds
from models.people import InArea
from supervision import areas
from supervision.figures import Period, figures
from supervision.permissions import Right
from supervision.tasks import Quarter

router = APIRouter(tags=["figures"])

LONGEST = timedelta(days=366)


def _period(
    service: Services,
    since: Annotated[
        AwareDatetime | None, Query(description="RFC 3339; by default the quarter's beginning")
    ] = None,
    until: Annotated[AwareDatetime | None, Query(description="RFC 3339, exclusive; by default now")] = None,
) -> Period:
    """Up to now at most: of the future nothing is known."""
    now, zone = service.clock.now(), service.duties.zone
    end = until or now
    as_of = min(end, now)
    first = Quarter.of(as_of.astimezone(zone).date()).first
    start = since or datetime.combine(first, time.min, zone)
    if not start <= as_of or end - start > LONGEST:
        raise Problem(422, "invalid_request", "The period begins in the past and is a year at most")
    return Period(start, end, as_of, zone)


@router.get("/figures", operation_id="get_figures")
def get_figures(
    viewer: SignedIn,
    service: Services,
    period: Annotated[Period, Depends(_period)],
    area_id: Annotated[
        str | None, Query(pattern=ID_PATTERN, description="by default the topmost one may see")
    ] = None,
) -> FiguresAnswer:
    """Coverage, commitments, tasks, cases, corrections, self-checks, cameras and violations of an area."""
    demand(viewer, Right.SEE_FIGURES)
    with service.database.reading() as session:
        area = areas.area_or_top(session, viewer.scope, area_id)
        key = area.id, *to_the_minute(period.start, period.end)
        period, whole, parts = service.figures.get(key, lambda: (period, *figures(session, area, period)))
        over = areas.above(session, area)
    if isinstance(viewer.scope, InArea):
        over = [item for item in over if holds(viewer.scope.path, item.path)]
    return FiguresAnswer.of(period, whole, parts, over)
