"""Trainings, competitions and sample tests in the database. Every function takes the caller's session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from models.areas import Area
from models.catalog import area_ids, visible, within
from models.errors import InvalidValue, NotFound
from models.people import Everything, InArea, Role, Scope, User
from models.tables import UserRow
from models.training_tables import ParticipantRow, TrainingRow
from models.trainings import Participant, Training, TrainingKind
from supervision.assignments import works_in


@dataclass(frozen=True, slots=True)
class TrainingFilters:
    """area_path: that area and all below. since, until: days, both included. query: part of the title."""

    kind: TrainingKind | None = None
    area_path: str | None = None
    since: date | None = None
    until: date | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class Took:
    """Who took part, and with what result; exactly one of the two ids is set. See Participant."""

    business_id: str | None = None
    user_id: str | None = None
    people: int = 1
    score: float | None = None
    passed: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    kind: TrainingKind
    title: str
    day: date
    note: str
    took_part: tuple[Took, ...]


def record(session: Session, scope: Scope, area: Area, given: Given, *, by: User, now: datetime) -> str:
    """Keep what was held for an area; its id. The caller has checked that the area is in the scope.

    Raises:
        NotFound: a business or a cadre is unknown, or outside the scope.
        InvalidValue: one of them is there twice, or a sample test has no result.
    """
    _check(session, scope, given)
    row = TrainingRow(
        id=uuid4().hex,
        kind=str(given.kind),
        title=given.title,
        area_id=area.id,
        day=given.day,
        note=given.note,
        user_id=by.id,
        at=now,
        participants=[
            ParticipantRow(
                business_id=item.business_id,
                user_id=item.user_id,
                people=item.people,
                score=item.score,
                passed=item.passed,
                note=item.note,
            )
            for item in given.took_part
        ],
    )
    session.add(row)
    session.flush()
    return row.id


def get(session: Session, scope: Scope, training_id: str) -> Training:
    """Raises NotFound alike for an unknown one and for one held outside the scope."""
    return _trainings(session, scope, [_row(session, scope, training_id)])[0]


def drop(session: Session, scope: Scope, training_id: str) -> None:
    """Take back what was recorded by mistake. Raises NotFound."""
    session.delete(_row(session, scope, training_id))
    session.flush()


def page(
    session: Session, scope: Scope, filters: TrainingFilters, *, after: tuple[date, str] | None, limit: int
) -> tuple[Sequence[Training], tuple[date, str] | None]:
    """The newest first, and where the page after begins."""
    query = select(TrainingRow).where(_held_in(scope))
    if filters.kind is not None:
        query = query.where(TrainingRow.kind == str(filters.kind))
    if filters.area_path is not None:
        query = query.where(TrainingRow.area_id.in_(area_ids(filters.area_path)))
    if filters.since is not None:
        query = query.where(TrainingRow.day >= filters.since)
    if filters.until is not None:
        query = query.where(TrainingRow.day <= filters.until)
    if filters.query:
        query = query.where(TrainingRow.title.contains(filters.query, autoescape=True))
    if after is not None:
        day, last_id = after
        same_day = and_(TrainingRow.day == day, TrainingRow.id < last_id)
        query = query.where(or_(TrainingRow.day < day, same_day))
    query = query.order_by(TrainingRow.day.desc(), TrainingRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    more = (rows[limit - 1].day, rows[limit - 1].id) if len(rows) > limit else None
    return _trainings(session, scope, rows[:limit]), more


def _held_in(scope: Scope) -> ColumnElement[bool]:
    match scope:
        case Everything():
            return true()
        case InArea(path):
            return TrainingRow.area_id.in_(area_ids(path))
        case _:
            return false()


def _row(session: Session, scope: Scope, training_id: str) -> TrainingRow:
    row = session.scalar(select(TrainingRow).where(TrainingRow.id == training_id, _held_in(scope)))
    if row is None:
        raise NotFound("no such training")
    return row


def _check(session: Session, scope: Scope, given: Given) -> None:
    businesses = [item.business_id for item in given.took_part if item.business_id is not None]
    cadres = [item.user_id for item in given.took_part if item.user_id is not None]
    if len(set(businesses)) != len(businesses) or len(set(cadres)) != len(cadres):
        raise InvalidValue("somebody is named twice")
    if given.kind is TrainingKind.SAMPLE_TEST and any(item.passed is None for item in given.took_part):
        raise InvalidValue("say of each who was tested whether they passed")
    known = (
        select(func.count())
        .select_from(UserRow)
        .where(UserRow.id.in_(cadres), UserRow.role == str(Role.CADRE), works_in(scope))
    )
    if len(visible(session, scope, businesses)) != len(businesses) or session.scalar(known) != len(cadres):
        raise NotFound("a business or a cadre is unknown or outside what you are responsible for")


def _trainings(session: Session, scope: Scope, rows: Sequence[TrainingRow]) -> list[Training]:
    """With those of the participants whom the scope holds: a training may have had guests."""
    from_here = or_(
        within(scope, ParticipantRow.business_id),
        ParticipantRow.user_id.in_(select(UserRow.id).where(works_in(scope))),
    )
    query = select(ParticipantRow.id).where(
        ParticipantRow.training_id.in_([row.id for row in rows]), from_here
    )
    seen = frozenset(session.scalars(query))
    return [_training(row, seen) for row in rows]


def _training(row: TrainingRow, seen: Collection[int]) -> Training:
    return Training(
        row.id,
        TrainingKind(row.kind),
        row.title,
        row.area_id,
        row.area.name,
        row.day,
        row.note,
        row.user.name,
        row.at,
        tuple(
            Participant(
                item.business_id,
                item.user_id,
                item.business.name if item.business else item.user.name if item.user else "",
                item.people,
                item.score,
                item.passed,
                item.note,
            )
            for item in row.participants
            if item.id in seen
        ),
    )
