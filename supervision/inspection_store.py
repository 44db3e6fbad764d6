"""Inspections in the database. Every function takes the caller's session."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, lazyload

from models.cases import Matter
from models.catalog import within
from models.errors import Conflict, InvalidValue, NotFound
from models.history import Cursor
from models.inspection_tables import InspectionAnswerRow, InspectionPhotoRow, InspectionRow
from models.people import Scope, User
from models.places import Words
from models.tasks import Mode
from supervision.captures import Capture
from supervision.checklists import matter_of_shipped
from supervision.inspections import Answer, Brief, Check, Given, Inspection, Photo, Step, check_answer

MOST_PHOTOS = 200
"""Of one inspection."""


@dataclass(frozen=True, slots=True)
class InspectionFilters:
    """Which inspections; None asks for all. is_draft: the asker's drafts, or what is signed. is_open: what
    waits for the business to confirm it."""

    business_id: str | None = None
    is_draft: bool | None = None
    is_open: bool | None = None


def start(
    session: Session,
    *,
    business_id: str,
    user: User,
    mode: Mode,
    checklist: str,
    steps: Sequence[Step],
    task_id: str | None,
    now: datetime,
) -> str:
    """The user's draft of this mode for the business: a new one along these steps, or the one that is there;
    its id.

    task_id: the task whose record it is to be; a draft without one is made that of this task.
    """
    draft = session.scalar(
        select(InspectionRow).where(
            InspectionRow.business_id == business_id,
            InspectionRow.user_id == user.id,
            InspectionRow.mode == str(mode),
            InspectionRow.finished_at.is_(None),
        )
    )
    if draft is not None:
        draft.task_id = task_id or draft.task_id
        return draft.id
    row = InspectionRow(
        id=uuid4().hex,
        business_id=business_id,
        user_id=user.id,
        mode=str(mode),
        task_id=task_id,
        started_at=now,
        updated_at=now,
        checklist=checklist,
        steps=[plain(step) for step in steps],
        conclusion="",
        reply="",
    )
    session.add(row)
    session.flush()
    return row.id


def get(session: Session, scope: Scope, user: User, inspection_id: str) -> Inspection:
    """Raises NotFound alike for an unknown one, another's draft, and one outside the scope."""
    return _inspection(_row(session, scope, user, inspection_id))


def page(
    session: Session,
    scope: Scope,
    user: User,
    filters: InspectionFilters,
    *,
    after: Cursor | None,
    limit: int,
) -> tuple[Sequence[Brief], Cursor | None]:
    """Newest first by their start; the cursor of the next page, or None on the last."""
    query = select(InspectionRow).where(*_visible(scope, user), *_conditions(filters))
    # Of the answers only their number is shown.
    of_one = InspectionRow.answers, InspectionRow.photos, InspectionRow.tasks
    query = query.options(*map(lazyload, of_one))
    if after is not None:
        older = and_(InspectionRow.started_at == after.started_at, InspectionRow.id < after.id)
        query = query.where(
            InspectionRow.started_at <= after.started_at,
            or_(InspectionRow.started_at < after.started_at, older),
        )
    query = query.order_by(InspectionRow.started_at.desc(), InspectionRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return _briefs(session, rows[:limit]), Cursor(last.started_at, last.id) if last else None


def count_open(session: Session, scope: Scope) -> int:
    """How many signed ones wait for their business."""
    query = select(func.count()).where(
        within(scope, InspectionRow.business_id), *_conditions(InspectionFilters(is_open=True))
    )
    return session.scalar(query) or 0


def answer(
    session: Session, inspection_id: str, step: str, item: str, given: Given | None, now: datetime
) -> None:
    """Save an answer, or take it out (None). The caller has checked that it is the user's own draft.

    Raises:
        NotFound: the inspection has no such item.
        InvalidValue: a photo was not taken for it, or the answer is not one of its mode.
        Conflict: it has been signed meanwhile.
    """
    row = _draft(session, inspection_id)
    if not any(
        known.key == step and any(check.key == item for check in known.items) for known in _steps(row)
    ):
        raise NotFound("this inspection has no such item")
    old = session.get(InspectionAnswerRow, (inspection_id, step, item))
    row.updated_at = now
    if given is None:
        if old is not None:
            row.answers.remove(old)
        return
    if old is None:
        old = InspectionAnswerRow(step=step, item=item)
        row.answers.append(old)
    check_answer(Mode(row.mode), given.answer)
    if not {photo.key for photo in row.photos}.issuperset(given.photo_keys):
        raise InvalidValue("a photo was not taken for this inspection")
    old.answer, old.note = str(given.answer), given.note
    old.captures, old.photos = list(given.capture_ids), list(given.photo_keys)
    session.flush()


def hold(session: Session, inspection_id: str) -> None:
    """Nobody else changes the draft until the transaction ends.

    Raises Conflict when it has been signed already.
    """
    _draft(session, inspection_id)


def check_room(session: Session, inspection_id: str) -> None:
    """Raises Conflict where the inspection takes no more photos, being signed or full."""
    _check_room(_draft(session, inspection_id))


def add_photo(session: Session, inspection_id: str, photo: Photo, now: datetime) -> None:
    """Note a photo of the evidence store as one of this draft; again is the same as once.

    Raises Conflict as `check_room` does.
    """
    row = _draft(session, inspection_id)
    if any(known.key == photo.key for known in row.photos):
        return
    _check_room(row)
    row.photos.append(
        InspectionPhotoRow(
            key=photo.key, width=photo.width, height=photo.height, size_bytes=photo.size_bytes, at=now
        )
    )
    session.flush()


def _check_room(row: InspectionRow) -> None:
    if len(row.photos) >= MOST_PHOTOS:
        raise Conflict(f"an inspection takes {MOST_PHOTOS} photos")


def may_see_photo(session: Session, scope: Scope, user: User, key: str) -> bool:
    """Whether the key is that of a photo of an inspection which the user may see."""
    query = (
        select(InspectionPhotoRow.key)
        .join(InspectionRow, InspectionRow.id == InspectionPhotoRow.inspection_id)
        .where(InspectionPhotoRow.key == key, *_visible(scope, user))
    )
    return session.scalar(query.limit(1)) is not None


def sign(
    session: Session, inspection_id: str, *, name: str, conclusion: str, digest: str, at: datetime
) -> None:
    """From then on it has the photos that its answers name, and no others.

    Raises Conflict when it has been signed already.
    """
    row = _draft(session, inspection_id)
    named = {key for item in row.answers for key in item.photos}
    row.photos = [photo for photo in row.photos if photo.key in named]
    row.signed_name, row.conclusion, row.digest = name, conclusion, digest
    row.finished_at = row.updated_at = at


def is_signed(session: Session, capture: Capture) -> bool:
    """Whether its author has signed for this capture."""
    signed = (
        select(InspectionAnswerRow.captures)
        .join(InspectionRow, InspectionRow.id == InspectionAnswerRow.inspection_id)
        .where(
            InspectionRow.business_id == capture.business_id,
            InspectionRow.user_id == capture.author_id,
            InspectionRow.finished_at >= capture.recorded_at,
        )
    )
    return any(capture.id in ids for ids in session.scalars(signed))


def drop(session: Session, inspection_id: str) -> None:
    """Raises Conflict when it has been signed: then it stays."""
    session.delete(_draft(session, inspection_id))


def confirm(session: Session, inspection_id: str, user: User, reply: str, now: datetime) -> None:
    """Doing it twice keeps the first answer. The caller has checked that the user may."""
    session.execute(
        update(InspectionRow)
        .where(
            InspectionRow.id == inspection_id,
            InspectionRow.finished_at.is_not(None),
            InspectionRow.confirmed_at.is_(None),
        )
        .values(confirmed_at=now, confirmed_by=user.id, reply=reply)
    )


def _row(session: Session, scope: Scope, user: User, inspection_id: str) -> InspectionRow:
    query = select(InspectionRow).where(InspectionRow.id == inspection_id, *_visible(scope, user))
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such inspection")
    return row


def _draft(session: Session, inspection_id: str) -> InspectionRow:
    # The row alone: what is joined to it may be absent, and PostgreSQL locks nothing absent.
    query = select(InspectionRow).where(InspectionRow.id == inspection_id)
    query = query.with_for_update(of=InspectionRow).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such inspection")
    if row.finished_at is not None:
        raise Conflict("the inspection is signed and stays as it is")
    return row


def _visible(scope: Scope, user: User) -> tuple[ColumnElement[bool], ...]:
    mine = InspectionRow.user_id == user.id
    return (
        within(scope, InspectionRow.business_id),
        or_(mine, InspectionRow.finished_at.is_not(None)),
    )


def _conditions(filters: InspectionFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.business_id is not None:
        conditions.append(InspectionRow.business_id == filters.business_id)
    if filters.is_draft is not None:
        conditions.append(InspectionRow.finished_at.is_(None) == filters.is_draft)
    if filters.is_open is not None:
        waits = and_(InspectionRow.finished_at.is_not(None), InspectionRow.confirmed_at.is_(None))
        conditions.append(waits if filters.is_open else InspectionRow.confirmed_at.is_not(None))
    return conditions


def plain(step: Step) -> dict[str, object]:
    items = [[item.key, item.text.zh, item.text.en, str(item.matter)] for item in step.items]
    return {"key": step.key, "camera": step.camera_id, "name": step.name, "place": step.place, "items": items}


def _steps(row: InspectionRow) -> tuple[Step, ...]:
    return tuple(
        Step(
            step["key"],
            step["camera"],
            step["name"],
            step["place"],
            tuple(_check(*item) for item in step["items"]),
        )
        for step in row.steps
    )


def _check(key: str, zh: str, en: str, matter: str | None = None) -> Check:
    return Check(key, Words(zh, en), Matter(matter) if matter else matter_of_shipped(key))


def _briefs(session: Session, rows: Sequence[InspectionRow]) -> list[Brief]:
    query = (
        select(InspectionAnswerRow.inspection_id, InspectionAnswerRow.answer, func.count())
        .where(InspectionAnswerRow.inspection_id.in_([row.id for row in rows]))
        .group_by(InspectionAnswerRow.inspection_id, InspectionAnswerRow.answer)
    )
    counts: dict[str, Counter[Answer]] = {row.id: Counter() for row in rows}
    for inspection_id, answer, count in session.execute(query):
        counts[inspection_id][Answer(answer)] = count
    return [
        Brief(**_heading(row), asked=sum(len(step["items"]) for step in row.steps), counts=counts[row.id])
        for row in rows
    ]


def _inspection(row: InspectionRow) -> Inspection:
    return Inspection(
        **_heading(row),
        checklist=row.checklist,
        steps=_steps(row),
        answers={
            (item.step, item.item): Given(
                Answer(item.answer), item.note, tuple(item.captures), tuple(item.photos)
            )
            for item in row.answers
        },
        photos=tuple(Photo(photo.key, photo.width, photo.height, photo.size_bytes) for photo in row.photos),
        conclusion=row.conclusion,
        signed_name=row.signed_name,
        digest=row.digest,
        confirmed_by=row.confirmer.name if row.confirmer else None,
        reply=row.reply,
        task_ids=_task_ids(row),
    )


def _task_ids(row: InspectionRow) -> tuple[str, ...]:
    if row.finished_at is not None:
        return tuple(link.task_id for link in row.tasks)
    return (row.task_id,) if row.task_id is not None else ()


def _heading(row: InspectionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "mode": Mode(row.mode),
        "business_id": row.business_id,
        "business_name": row.business.name,
        "inspector_id": row.user_id,
        "inspector": row.inspector.name,
        "started_at": row.started_at,
        "updated_at": row.updated_at,
        "finished_at": row.finished_at,
        "confirmed_at": row.confirmed_at,
    }
