"""How much of the time an area's cameras were online. Takes the caller's session."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import online
from models.areas import Area, holds
from models.online import OnlineTime
from models.people import InArea, Scope
from supervision.areas import subtree


def by_area(
    session: Session, scope: Scope, since: datetime, until: datetime
) -> Sequence[tuple[Area, OnlineTime]]:
    """Each area of the scope with a camera wanted in the span, its own and all below it added up.

    Areas come each after the one it lies in. Businesses without an area count nowhere.
    """
    times = online.by_area(session, scope, since, until)
    areas = subtree(session, scope.path if isinstance(scope, InArea) else "")
    known = [(area.path, times[area.id]) for area in areas if area.id in times]
    found = []
    for area in areas:
        total = sum((time for path, time in known if holds(area.path, path)), OnlineTime())
        if total.wanted_s:
            found.append((area, total))
    return found
