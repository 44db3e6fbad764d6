"""Violations and their evidence in the database. Every function takes the caller's session."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from models import cursors
from models.businesses import Camera
from models.cameras import StreamName
from models.catalog import camera_of, within
from models.detections import LABELS, Label
from models.errors import InvalidValue, NotFound
from models.people import Scope, User
from models.reviews import Ground, Opinion, Review
from models.rules import RuleName
from models.tables import CameraRow, EvidenceRow, ReviewRow, ViolationRow
from models.violations import (
    ClipTrouble,
    Evidence,
    EvidenceKind,
    SeenBox,
    Violation,
    ViolationState,
    Votes,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A violation as people see it: whose, where, its current pictures, and who has answered."""

    violation: Violation
    camera: Camera
    business_name: str
    business_id: str
    state: ViolationState
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    """The display name of the person."""
    original: Evidence
    annotated: Evidence
    reviews: tuple[Review, ...]
    """Oldest first; the latest one stands."""
    clip: Evidence | None
    clip_trouble: ClipTrouble | None
    """Why there is no clip; None with one, and while nothing is known."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the history, newest first: the last row already given."""

    started_at: datetime
    id: str

    def encode(self) -> str:
        return cursors.write(self.started_at.isoformat(), id=self.id)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        (stamp,), row_id = cursors.read(text, 1)
        try:
            return cls(datetime.fromisoformat(stamp).astimezone(UTC), row_id)
        except (ValueError, OverflowError):
            raise cursors.invalid() from None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which violations; an empty tuple asks for all. `since` is inclusive, `until` exclusive."""

    camera_ids: tuple[str, ...] = ()
    business_ids: tuple[str, ...] = ()
    rules: tuple[RuleName, ...] = ()
    states: tuple[ViolationState, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def keep(session: Session, violation: Violation, evidence: Sequence[Evidence], now: datetime) -> bool:
    """Write or bring up to date a violation with its pictures; True if it is new.

    Idempotent: the same violation and pictures again change nothing, and what people have said of it
    (state, acknowledgement) is never touched.

    Raises:
        NotFound: the camera is gone.
        InvalidValue: a new violation without its original and annotated picture.
    """
    row = session.get(ViolationRow, violation.id)
    is_new = row is None
    if row is None:
        kinds = {item.kind for item in evidence}
        if not {EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED} <= kinds:
            raise InvalidValue("a violation is kept only with its original and annotated picture")
        camera = session.get(CameraRow, violation.camera_id)
        if camera is None:
            raise NotFound("no such camera")
        row = ViolationRow(
            id=violation.id,
            business_id=camera.business_id,
            camera_id=camera.id,
            run=violation.run,
            rule=str(violation.rule),
            track_id=violation.track_id,
            start_ms=violation.start_ns // 1_000_000,
            started_at=violation.started_at,
            detected_at=violation.detected_at,
            state=str(ViolationState.OPEN),
        )
        session.add(row)
    row.end_ms = violation.end_ns // 1_000_000
    row.last_seen_at = violation.last_seen_at
    row.ended_at = violation.ended_at
    row.peak_score = violation.peak_score
    row.votes_missing = violation.votes.missing
    row.votes_present = violation.votes.present
    row.votes_unseen = violation.votes.unseen
    known = {(item.kind, item.key) for item in row.evidence} if not is_new else set()
    for item in evidence:
        if (str(item.kind), item.key) not in known:
            row.evidence.append(_evidence_row(item, now))
    session.flush()
    return is_new


def keep_clip(session: Session, violation_id: str, clip: Evidence | ClipTrouble, now: datetime) -> None:
    """Add a clip to a violation that is kept, or why it has none. Idempotent.

    Raises:
        NotFound: the violation is not kept (yet).
    """
    row = session.get(ViolationRow, violation_id)
    if row is None:
        raise NotFound("no such violation")
    if isinstance(clip, ClipTrouble):
        row.clip_trouble = None if _newest(row).get(EvidenceKind.CLIP) else str(clip)
    else:
        row.clip_trouble = None
        if clip.key not in {item.key for item in row.evidence}:
            row.evidence.append(_evidence_row(clip, now))
    session.flush()


def end_unfinished(session: Session) -> int:
    """End what a dead process left going on, at the moment it was last seen; how many there were."""
    ids = session.scalars(
        update(ViolationRow)
        .where(ViolationRow.ended_at.is_(None))
        .values(ended_at=ViolationRow.last_seen_at)
        .returning(ViolationRow.id)
    )
    return len(ids.all())


def get(session: Session, scope: Scope, violation_id: str) -> Record:
    """Raises NotFound alike for an unknown violation and for one outside the scope."""
    query = select(ViolationRow).where(
        ViolationRow.id == violation_id, within(scope, ViolationRow.business_id)
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such violation")
    return _record(row)


def records(session: Session, violation_ids: Collection[str]) -> Mapping[str, Record]:
    """These violations by their id; unknown ones are left out. The caller has checked the right to them."""
    query = select(ViolationRow).where(ViolationRow.id.in_(violation_ids))
    return {row.id: _record(row) for row in session.scalars(query)}


def page(
    session: Session, scope: Scope, filters: Filters, *, after: Cursor | None, limit: int
) -> tuple[Sequence[Record], Cursor | None]:
    """Newest first; the cursor of the next page, or None on the last."""
    query = select(ViolationRow).where(*_conditions(scope, filters))
    if after is not None:
        older = and_(ViolationRow.started_at == after.started_at, ViolationRow.id < after.id)
        # The outer bound lets the index start at the right place; OR alone would scan.
        query = query.where(
            ViolationRow.started_at <= after.started_at,
            or_(ViolationRow.started_at < after.started_at, older),
        )
    query = query.order_by(ViolationRow.started_at.desc(), ViolationRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return [_record(row) for row in rows[:limit]], Cursor(last.started_at, last.id) if last else None


def acknowledge(session: Session, violation_id: str, user: User, now: datetime) -> None:
    """Doing it twice keeps the first answer. The caller has checked that the user may."""
    session.execute(
        update(ViolationRow)
        .where(ViolationRow.id == violation_id, ViolationRow.state == str(ViolationState.OPEN))
        .values(state=str(ViolationState.ACKNOWLEDGED), acknowledged_at=now, acknowledged_by=user.id)
    )


def review(
    session: Session,
    violation_id: str,
    user: User,
    opinion: Opinion,
    ground: Ground | None,
    comment: str,
    now: datetime,
) -> None:
    """Add an opinion. The caller has checked that the user may say it, and that the violation is there.

    Raises:
        InvalidValue: a confirmation gives a ground, or another opinion gives none.
    """
    if (opinion is Opinion.CONFIRMED) != (ground is None):
        raise InvalidValue("a ground belongs to a rejection or an appeal, and to each of them")
    row = ReviewRow(
        violation_id=violation_id, opinion=str(opinion), ground=str(ground) if ground else None,
        comment=comment, user_id=user.id, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()


def doubted(session: Session) -> Iterator[Record]:
    """Every violation whose latest review rejects it or appeals against it, oldest first."""
    latest = select(func.max(ReviewRow.id)).group_by(ReviewRow.violation_id)
    query = (
        select(ViolationRow)
        .join(ReviewRow, ReviewRow.violation_id == ViolationRow.id)
        .where(ReviewRow.id.in_(latest), ReviewRow.opinion != str(Opinion.CONFIRMED))
        .order_by(ViolationRow.started_at, ViolationRow.id)
    )
    for row in session.scalars(query.execution_options(yield_per=200)):
        yield _record(row)


def may_see_picture(session: Session, scope: Scope, key: str) -> bool:
    """Whether the key is evidence of a violation within the scope."""
    query = (
        select(EvidenceRow.id)
        .join(ViolationRow, ViolationRow.id == EvidenceRow.violation_id)
        .where(EvidenceRow.key == key, within(scope, ViolationRow.business_id))
    )
    return session.scalar(query.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Tally:
    """A camera's open violations and when its latest violation started."""

    open: int = 0
    last_started_at: datetime | None = None


def tally_by_camera(session: Session, camera_ids: Collection[str]) -> Mapping[str, Tally]:
    """Of cameras that have violations. The caller has checked the right to them."""
    latest = (
        select(ViolationRow.camera_id, func.max(ViolationRow.started_at))
        .where(ViolationRow.camera_id.in_(camera_ids))
        .group_by(ViolationRow.camera_id)
    )
    open_now = (
        select(ViolationRow.camera_id, func.count())
        .where(ViolationRow.camera_id.in_(camera_ids), ViolationRow.state == str(ViolationState.OPEN))
        .group_by(ViolationRow.camera_id)
    )
    opened: dict[str, int] = {camera: count for camera, count in session.execute(open_now)}  # noqa: C416 (rows are not pairs)
    return {camera: Tally(opened.get(camera, 0), stamp) for camera, stamp in session.execute(latest)}


def _conditions(scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [within(scope, ViolationRow.business_id)]
    if filters.camera_ids:
        conditions.append(ViolationRow.camera_id.in_(filters.camera_ids))
    if filters.business_ids:
        conditions.append(ViolationRow.business_id.in_(filters.business_ids))
    if filters.rules:
        conditions.append(ViolationRow.rule.in_([str(rule) for rule in filters.rules]))
    if filters.states:
        conditions.append(ViolationRow.state.in_([str(state) for state in filters.states]))
    if filters.since is not None:
        conditions.append(ViolationRow.started_at >= filters.since)
    if filters.until is not None:
        conditions.append(ViolationRow.started_at < filters.until)
    return conditions


def _newest(row: ViolationRow) -> Mapping[EvidenceKind, Evidence]:
    return {EvidenceKind(item.kind): _evidence(item) for item in row.evidence}


def _record(row: ViolationRow) -> Record:
    newest = _newest(row)
    return Record(
        violation=Violation(
            id=row.id,
            camera_id=row.camera_id,
            run=row.run,
            rule=RuleName(row.rule),
            track_id=row.track_id,
            start_ns=row.start_ms * 1_000_000,
            end_ns=row.end_ms * 1_000_000,
            started_at=row.started_at,
            last_seen_at=row.last_seen_at,
            detected_at=row.detected_at,
            ended_at=row.ended_at,
            peak_score=row.peak_score,
            votes=Votes(row.votes_missing, row.votes_present, row.votes_unseen),
        ),
        camera=camera_of(row.camera),
        business_id=row.business_id,
        business_name=row.business.name,
        state=ViolationState(row.state),
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledger.name if row.acknowledger else None,
        original=newest[EvidenceKind.ORIGINAL],
        annotated=newest[EvidenceKind.ANNOTATED],
        reviews=tuple(
            Review(
                Opinion(item.opinion),
                Ground(item.ground) if item.ground else None,
                item.comment,
                item.user.name,
                item.at,
            )
            for item in row.reviews
        ),
        clip=newest.get(EvidenceKind.CLIP),
        clip_trouble=ClipTrouble(row.clip_trouble) if row.clip_trouble else None,
    )


def _evidence_row(item: Evidence, now: datetime) -> EvidenceRow:
    return EvidenceRow(
        kind=str(item.kind),
        key=item.key,
        captured_at=item.captured_at,
        recorded_at=now,
        width=item.width,
        height=item.height,
        size_bytes=item.size_bytes,
        stream=str(item.stream),
        duration_ms=item.duration_ms,
        boxes=[[box.label.text, box.score, *box.xyxy] for box in item.boxes] or None,
    )


def _evidence(row: EvidenceRow) -> Evidence:
    boxes = tuple(
        SeenBox(Label(LABELS.index(label)), score, (x1, y1, x2, y2))
        for label, score, x1, y1, x2, y2 in row.boxes or ()
    )
    kind = EvidenceKind(row.kind)
    return Evidence(
        row.key,
        kind,
        row.captured_at,
        row.width,
        row.height,
        row.size_bytes,
        boxes,
        StreamName(row.stream),
        row.duration_ms,
    )
