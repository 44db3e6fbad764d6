"""How much of the time an area's cameras were online. Takes the caller's session."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import online
from models.area_tables import AreaRow
from models.areas import Area, holds
from models.catalog import within
from models.health_tables import CameraWatchRow
from models.online import OnlineTime
from models.people import InArea, Scope
from models.tables import BusinessRow
from supervision.areas import subtree


def by_area(
    session: Session, scope: Scope, since: datetime, until: datetime
) -> Sequence[tuple[Area, OnlineTime]]:
    """Each area of the scope with a camera wanted in the span, its own and all below it added up.

    Areas come each after the one it lies in. Businesses without an area count nowhere.
    """
    times = online.by_business(session, scope, since, until)
    lies_in = session.execute(
        select(BusinessRow.id, AreaRow.path)
        .join(AreaRow, AreaRow.id == BusinessRow.area_id)
        .where(
            within(scope, BusinessRow.id),
            BusinessRow.id.in_(select(CameraWatchRow.business_id).where(CameraWatchRow.until > since)),
        )
    ).all()
    known = [(path, times[business_id]) for business_id, path in lies_in if business_id in times]
    found = []
    for area in subtree(session, scope.path if isinstance(scope, InArea) else ""):
        total = sum((time for path, time in known if holds(area.path, path)), OnlineTime())
        if total.wanted_s:
            found.append((area, total))
    return found
