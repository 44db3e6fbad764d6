"""How much of the time a camera was wanted it was online. Every function takes the caller's session."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, extract, func, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.catalog import within
from models.errors import NotFound
from models.health import SILENT
from models.health_tables import CameraWatchRow, HealthFindingRow
from models.people import Scope
from models.tables import BusinessRow, CameraRow, UtcDateTime

Moment = ColumnElement[datetime] | InstrumentedAttribute[datetime]


@dataclass(frozen=True, slots=True)
class OnlineTime:
    """Seconds in which the service ran and an accepted camera was wanted, and how many of them it was online.

    Of a business or an area the cameras' seconds are added up.
    """

    wanted_s: float = 0.0
    online_s: float = 0.0

    @property
    def rate(self) -> float | None:
        """Share in [0, 1]; None while nothing was wanted."""
        return self.online_s / self.wanted_s if self.wanted_s else None

    def __add__(self, other: "OnlineTime") -> "OnlineTime":
        return OnlineTime(self.wanted_s + other.wanted_s, self.online_s + other.online_s)


def begin_watch(session: Session, camera_id: str, now: datetime) -> str:
    """From now on the camera is wanted; the id of this span.

    Raises:
        NotFound: the camera is gone.
    """
    camera = session.get(CameraRow, camera_id)
    if camera is None:
        raise NotFound("no such camera")
    watch_id = hashlib.sha256(f"{camera_id}\x1f{now.isoformat()}".encode()).hexdigest()[:32]
    session.merge(
        CameraWatchRow(
            id=watch_id, business_id=camera.business_id, camera_id=camera_id, began_at=now, until=now
        )
    )
    session.flush()
    return watch_id


def extend_watches(session: Session, watch_ids: Iterable[str], now: datetime) -> None:
    """The cameras are still wanted."""
    session.execute(
        update(CameraWatchRow)
        .where(CameraWatchRow.id.in_(list(watch_ids)), CameraWatchRow.until < now)
        .values(until=now)
    )


def by_camera(
    session: Session, camera_ids: Collection[str], since: datetime, until: datetime
) -> Mapping[str, OnlineTime]:
    """Online time per camera id; a camera not wanted in the span has none. The caller has checked the right
    to them."""
    return _times(session, since, until, CameraWatchRow.camera_id, CameraWatchRow.camera_id.in_(camera_ids))


def by_business(
    session: Session, scope: Scope, since: datetime, until: datetime, *, business_id: str | None = None
) -> Mapping[str, OnlineTime]:
    """Online time per business id; a business without a camera wanted in the span has none."""
    conditions = [within(scope, CameraWatchRow.business_id)]
    if business_id is not None:
        conditions.append(CameraWatchRow.business_id == business_id)
    return _times(session, since, until, CameraWatchRow.business_id, *conditions)


def by_area(session: Session, scope: Scope, since: datetime, until: datetime) -> Mapping[str, OnlineTime]:
    """Online time per id of the area in which businesses lie; those without one count nowhere."""
    times = _times(session, since, until, BusinessRow.area_id, within(scope, CameraWatchRow.business_id))
    return {area_id: time for area_id, time in times.items() if area_id is not None}


def _times(
    session: Session,
    since: datetime,
    until: datetime,
    owner: InstrumentedAttribute[Any],
    *of: ColumnElement[bool],
) -> Mapping[Any, OnlineTime]:
    """Online time by owner. of: conditions on CameraWatchRow."""
    start, stop = literal(since, UtcDateTime()), literal(until, UtcDateTime())
    watch, finding = CameraWatchRow, HealthFindingRow
    conditions = [*of, watch.began_at < stop, watch.until > start]
    begins, ends = _later(watch.began_at, start), _earlier(watch.until, stop)
    of_business = BusinessRow.id == watch.business_id
    wanted = (
        select(owner, func.sum(_seconds(begins, ends)))
        .select_from(watch)
        .join(BusinessRow, of_business)
        .where(*conditions)
        .group_by(owner)
    )
    ended_at = func.coalesce(finding.ended_at, stop)
    silent = (
        select(owner, func.sum(_seconds(_later(finding.began_at, begins), _earlier(ended_at, ends))))
        .select_from(watch)
        .join(BusinessRow, of_business)
        .join(
            finding,
            and_(
                finding.camera_id == watch.camera_id,
                finding.kind.in_([str(kind) for kind in SILENT]),
                finding.began_at < ends,
                ended_at > begins,
            ),
        )
        .where(*conditions)
        .group_by(owner)
    )
    lost = {row[0]: float(row[1]) for row in session.execute(silent)}
    return {
        row[0]: OnlineTime(float(row[1]), max(0.0, float(row[1]) - lost.get(row[0], 0.0)))
        for row in session.execute(wanted)
    }


def _later(one: Moment, other: Moment) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)


def _earlier(one: Moment, other: Moment) -> ColumnElement[datetime]:
    return case((one < other, one), else_=other)


def _seconds(begins: Moment, ends: Moment) -> ColumnElement[float]:
    return cast(extract("epoch", ends), Float) - cast(extract("epoch", begins), Float)
