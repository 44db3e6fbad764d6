"""Captures in the database. Every function takes the caller's session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from models.capture_tables import CaptureRow
from models.case_source_tables import CaseCaptureRow
from models.case_tables import CaseRow
from models.catalog import camera_of, within
from models.errors import NotFound
from models.history import Cursor
from models.people import Scope, User
from models.rules import RuleName
from supervision.captures import UNDO, Capture
from supervision.case_rows import seen_in


@dataclass(frozen=True, slots=True)
class CaptureFilters:
    """Which captures; an empty tuple asks for all. `since` is inclusive, `until` exclusive.

    is_open: only those that the business has answered (False) or has not (True).
    """

    camera_ids: tuple[str, ...] = ()
    business_ids: tuple[str, ...] = ()
    rules: tuple[RuleName, ...] = ()
    is_open: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


def keep(session: Session, row: CaptureRow) -> None:
    session.add(row)
    session.flush()


def get(session: Session, scope: Scope, user: User, capture_id: str, now: datetime) -> Capture:
    """Raises NotFound alike for an unknown capture, one taken back or still pending, and one out of scope."""
    query = select(CaptureRow).where(CaptureRow.id == capture_id, *_visible(scope, user, now))
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such capture")
    return _captures(session, scope, [row])[0]


def page(
    session: Session,
    scope: Scope,
    user: User,
    filters: CaptureFilters,
    *,
    now: datetime,
    after: Cursor | None,
    limit: int,
) -> tuple[Sequence[Capture], Cursor | None]:
    """Newest first; the cursor of the next page, or None on the last."""
    query = select(CaptureRow).where(*_visible(scope, user, now), *_conditions(filters))
    if after is not None:
        older = and_(CaptureRow.captured_at == after.started_at, CaptureRow.id < after.id)
        query = query.where(
            CaptureRow.captured_at <= after.started_at,
            or_(CaptureRow.captured_at < after.started_at, older),
        )
    query = query.order_by(CaptureRow.captured_at.desc(), CaptureRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return _captures(session, scope, rows[:limit]), Cursor(last.captured_at, last.id) if last else None


def count_open(session: Session, scope: Scope, user: User, now: datetime) -> int:
    """How many wait for the business."""
    query = select(func.count()).where(*_visible(scope, user, now), CaptureRow.acknowledged_at.is_(None))
    return session.scalar(query) or 0


def known(session: Session, scope: Scope, user: User, ids: Collection[str], now: datetime) -> list[Capture]:
    """Those of these captures that the user may see, in the order of their time."""
    query = select(CaptureRow).where(CaptureRow.id.in_(ids), *_visible(scope, user, now))
    rows = session.scalars(query.order_by(CaptureRow.captured_at, CaptureRow.id)).all()
    return _captures(session, scope, rows)


def annotate(session: Session, capture_id: str, note: str, rule: RuleName | None) -> None:
    """The caller has checked that the user may."""
    session.execute(
        update(CaptureRow)
        .where(CaptureRow.id == capture_id)
        .values(note=note, rule=str(rule) if rule else None)
    )


def take_back(session: Session, capture_id: str, now: datetime) -> None:
    """The caller has checked that the user may."""
    session.execute(update(CaptureRow).where(CaptureRow.id == capture_id).values(withdrawn_at=now))


def acknowledge(session: Session, capture_id: str, user: User, now: datetime) -> None:
    """Doing it twice keeps the first answer. The caller has checked that the user may."""
    session.execute(
        update(CaptureRow)
        .where(CaptureRow.id == capture_id, CaptureRow.acknowledged_at.is_(None))
        .values(acknowledged_at=now, acknowledged_by=user.id)
    )


def may_see_picture(session: Session, scope: Scope, user: User, key: str, now: datetime) -> bool:
    """Whether the key is that of a capture which the user may see."""
    query = select(CaptureRow.id).where(CaptureRow.key == key, *_visible(scope, user, now))
    return session.scalar(query.limit(1)) is not None


def _visible(scope: Scope, user: User, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        within(scope, CaptureRow.business_id),
        CaptureRow.withdrawn_at.is_(None),
        or_(CaptureRow.user_id == user.id, CaptureRow.recorded_at <= now - UNDO),
    )


def _conditions(filters: CaptureFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.camera_ids:
        conditions.append(CaptureRow.camera_id.in_(filters.camera_ids))
    if filters.business_ids:
        conditions.append(CaptureRow.business_id.in_(filters.business_ids))
    if filters.rules:
        conditions.append(CaptureRow.rule.in_([str(rule) for rule in filters.rules]))
    if filters.is_open is not None:
        conditions.append(CaptureRow.acknowledged_at.is_(None) == filters.is_open)
    if filters.since is not None:
        conditions.append(CaptureRow.captured_at >= filters.since)
    if filters.until is not None:
        conditions.append(CaptureRow.captured_at < filters.until)
    return conditions


def _captures(session: Session, scope: Scope, rows: Sequence[CaptureRow]) -> list[Capture]:
    """With the cases that they opened and of which the reader may know."""
    opened = (
        select(CaseCaptureRow)
        .join(CaseRow, CaseRow.id == CaseCaptureRow.case_id)
        .where(CaseCaptureRow.capture_id.in_([row.id for row in rows]), seen_in(scope))
    )
    cases = {row.capture_id: row.case_id for row in session.scalars(opened)}
    return [_capture(row, cases.get(row.id)) for row in rows]


def _capture(row: CaptureRow, case_id: str | None) -> Capture:
    return Capture(
        id=row.id,
        camera=camera_of(row.camera),
        business_id=row.business_id,
        business_name=row.business.name,
        author_id=row.user_id,
        by=row.author.name,
        captured_at=row.captured_at,
        recorded_at=row.recorded_at,
        note=row.note,
        rule=RuleName(row.rule) if row.rule else None,
        key=row.key,
        width=row.width,
        height=row.height,
        size_bytes=row.size_bytes,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledger.name if row.acknowledger else None,
        case_id=case_id,
    )
