"""Cases as people read them. Every function takes the caller's session and keeps to the reader's scope."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models import history
from models.case_source_tables import CaseCaptureRow, CaseInspectionRow, TipRow
from models.case_tables import CasePictureRow, CaseReminderRow, CaseRow, CaseStepRow, CaseViolationRow
from models.cases import CaseState, Matter, Party, Source, Standing, Step
from models.errors import NotFound
from models.history import Cursor, Record
from models.people import Own, Scope
from models.places import Words
from models.rules import RuleName
from models.tables import AssignmentRow, UserRow, ViolationRow
from supervision.case_rows import TOLD, judges_of, seen_in, standing_of, step_of
from supervision.case_words import items_of
from supervision.reminders import ReminderKind


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it. turn_at: since when it is its owner's turn. steps: number of the last step.

    lead: the violation that stands for all `violations` of them; None for what a person found.
    picture: evidence key of the finder's picture where there is no violation.
    why: what was said with the step that gave the case to its owner.
    items: of check-lists, by which inspections have found it.
    owner_name: of the one person whose turn it is, where it is one.
    judges: ids of those who have judged it to be a violation. is_orphan: the business has no cadre.
    """

    id: str
    business_id: str
    business_name: str
    rule: RuleName | None
    matter: Matter
    day: date
    source: Source
    what: str
    standing: Standing
    opened_at: datetime
    ended_at: datetime | None
    turn_at: datetime
    steps: int
    violations: int
    lead: Record | None
    picture: str | None
    owner_name: str | None
    why: str
    items: Sequence[Words]
    judges: frozenset[str]
    is_orphan: bool

    def waits_for(self, party: Party | None, user_id: str) -> bool:
        """Whether it is this person's turn, as `case_files.queue` has it."""
        owner, owner_id = self.standing.owner, self.standing.owner_id
        if owner is None or party is None:
            return False
        stands_in = self.is_orphan and (owner, party) == (Party.CADRE, Party.OFFICE)
        return stands_in or (owner is party and owner_id in (None, user_id))


@dataclass(frozen=True, slots=True)
class Reminded:
    """That a party was reminded, and of which deadline."""

    kind: ReminderKind
    party: Party
    due_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All of one case. names: of the people in its steps, by user id.

    captures, inspections: ids of those that found it. tips: how many the public sent, which a business is
    not told.
    """

    line: CaseLine
    steps: tuple[Step, ...]
    names: Mapping[str, str]
    violations: tuple[Record, ...]
    reminders: tuple[Reminded, ...]
    captures: tuple[str, ...]
    inspections: tuple[str, ...]
    tips: int


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """Which cases; an empty tuple asks for all. overdue_at: those whose deadline has passed by then.

    turn_of: the party and id of somebody whose turn it is.
    violation_id: the one that it feeds.
    """

    states: tuple[CaseState, ...] = ()
    owners: tuple[Party, ...] = ()
    business_ids: tuple[str, ...] = ()
    rules: tuple[RuleName, ...] = ()
    matters: tuple[Matter, ...] = ()
    turn_of: tuple[Party, str] | None = None
    violation_id: str | None = None
    overdue_at: datetime | None = None
    open_only: bool = False


def get(session: Session, scope: Scope, case_id: str) -> CaseFile:
    """Raises NotFound alike for an unknown case and for one outside the scope."""
    row = session.scalar(select(CaseRow).where(CaseRow.id == case_id, seen_in(scope)))
    if row is None:
        raise NotFound("no such case")
    step_rows = session.scalars(
        select(CaseStepRow).where(CaseStepRow.case_id == case_id).order_by(CaseStepRow.number)
    ).all()
    fed = session.scalars(
        select(CaseViolationRow.violation_id)
        .join(ViolationRow, ViolationRow.id == CaseViolationRow.violation_id)
        .where(CaseViolationRow.case_id == case_id)
        .order_by(ViolationRow.started_at, ViolationRow.id)
    ).all()
    records = history.records(session, fed)
    reminders = session.scalars(
        select(CaseReminderRow).where(CaseReminderRow.case_id == case_id).order_by(CaseReminderRow.id)
    )
    return CaseFile(
        line=_lines(session, [row])[0],
        steps=tuple(step_of(item) for item in step_rows),
        names={item.user.id: item.user.name for item in step_rows if item.user},
        violations=tuple(records[violation_id] for violation_id in fed),
        reminders=tuple(
            Reminded(ReminderKind(item.kind), Party(item.party), item.due_at, item.at) for item in reminders
        ),
        captures=tuple(
            session.scalars(select(CaseCaptureRow.capture_id).where(CaseCaptureRow.case_id == case_id))
        ),
        inspections=tuple(
            session.scalars(
                select(CaseInspectionRow.inspection_id).where(CaseInspectionRow.case_id == case_id).distinct()
            )
        ),
        tips=0
        if isinstance(scope, Own)
        else session.scalar(select(func.count()).where(TipRow.case_id == case_id)) or 0,
    )


def page(
    session: Session, scope: Scope, filters: CaseFilters, *, after: Cursor | None, limit: int
) -> tuple[Sequence[CaseLine], Cursor | None]:
    """Newest first; the cursor of the next page, or None on the last."""
    query = select(CaseRow).where(*_conditions(scope, filters))
    if after is not None:
        older = and_(CaseRow.opened_at == after.started_at, CaseRow.id < after.id)
        query = query.where(
            CaseRow.opened_at <= after.started_at, or_(CaseRow.opened_at < after.started_at, older)
        )
    query = query.order_by(CaseRow.opened_at.desc(), CaseRow.id.desc()).limit(limit + 1)
    rows = session.scalars(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return _lines(session, rows[:limit]), Cursor(last.opened_at, last.id) if last else None


def queue(
    session: Session, scope: Scope, filters: CaseFilters, *, after: Cursor | None, limit: int
) -> tuple[Sequence[CaseLine], Cursor | None]:
    """Open cases by their deadline, the earliest first; the cursor of the next page, or None."""
    query = select(CaseRow).where(CaseRow.due_at.is_not(None), *_conditions(scope, filters))
    if after is not None:
        later = and_(CaseRow.due_at == after.started_at, CaseRow.id > after.id)
        query = query.where(CaseRow.due_at >= after.started_at, or_(CaseRow.due_at > after.started_at, later))
    query = query.order_by(CaseRow.due_at, CaseRow.id).limit(limit + 1)
    rows = session.scalars(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = Cursor(last.due_at, last.id) if last is not None and last.due_at is not None else None
    return _lines(session, rows[:limit]), following


@dataclass(frozen=True, slots=True)
class Count:
    """How many open cases wait for a party, and how many of them are overdue."""

    waiting: int = 0
    overdue: int = 0


def counts(session: Session, scope: Scope, now: datetime) -> Mapping[Party, Count]:
    """By the party whose turn it is; parties for whom nothing waits are left out."""
    overdue = func.count().filter(CaseRow.due_at <= now)
    query = (
        select(CaseRow.owner, func.count(), overdue)
        .where(seen_in(scope), CaseRow.owner.is_not(None))
        .group_by(CaseRow.owner)
    )
    return {Party(owner): Count(waiting, late) for owner, waiting, late in session.execute(query) if owner}


def turn_of(session: Session, scope: Scope, now: datetime, party: Party, user_id: str) -> Count:
    """What waits for this user: for anybody of the party, for them as the one person, or for nobody else."""
    query = select(func.count(), func.count().filter(CaseRow.due_at <= now)).where(
        seen_in(scope), _waits_for(party, user_id)
    )
    waiting, overdue = session.execute(query).one()
    return Count(waiting, overdue)


def is_told(session: Session, case_id: str) -> bool:
    """Whether the business may know of the case."""
    return session.scalar(select(CaseRow.id).where(CaseRow.id == case_id, TOLD)) is not None


def may_see_picture(session: Session, scope: Scope, key: str) -> bool:
    """Whether the key is a picture of a case within the scope, or of a tip that its reader may know of."""
    query = (
        select(CasePictureRow.id)
        .join(CaseRow, CaseRow.id == CasePictureRow.case_id)
        .where(CasePictureRow.key == key, seen_in(scope))
    )
    of_tip = (
        select(TipRow.id)
        .join(CaseRow, CaseRow.id == TipRow.case_id)
        .where(TipRow.picture_key == key, seen_in(scope))
    )
    if isinstance(scope, Own):
        of_tip = of_tip.where(TipRow.is_first)
    return any(session.scalar(one.limit(1)) is not None for one in (query, of_tip))


def _waits_for(party: Party, user_id: str) -> ColumnElement[bool]:
    """For anybody of the party, or for this one. The office stands in where a business has no cadre."""
    theirs = and_(CaseRow.owner == str(party), or_(CaseRow.owner_id.is_(None), CaseRow.owner_id == user_id))
    if party is not Party.OFFICE:
        return theirs
    has_cadre = exists(AssignmentRow.business_id).where(
        AssignmentRow.business_id == CaseRow.business_id, AssignmentRow.until.is_(None)
    )
    return or_(theirs, and_(CaseRow.owner == str(Party.CADRE), ~has_cadre))


def _conditions(scope: Scope, filters: CaseFilters) -> list[ColumnElement[bool]]:
    conditions = [seen_in(scope)]
    if filters.states:
        conditions.append(CaseRow.state.in_([str(state) for state in filters.states]))
    if filters.owners:
        conditions.append(CaseRow.owner.in_([str(owner) for owner in filters.owners]))
    if filters.business_ids:
        conditions.append(CaseRow.business_id.in_(filters.business_ids))
    if filters.rules:
        conditions.append(CaseRow.rule.in_([str(rule) for rule in filters.rules]))
    if filters.matters:
        conditions.append(CaseRow.matter.in_([str(matter) for matter in filters.matters]))
    if filters.turn_of is not None:
        conditions.append(_waits_for(*filters.turn_of))
    if filters.violation_id is not None:
        fed = select(CaseViolationRow.case_id).where(CaseViolationRow.violation_id == filters.violation_id)
        conditions.append(CaseRow.id.in_(fed))
    if filters.overdue_at is not None:
        conditions.append(CaseRow.due_at <= filters.overdue_at)
    if filters.open_only:
        conditions.append(CaseRow.owner.is_not(None))
    return conditions


def _lines(session: Session, rows: Sequence[CaseRow]) -> list[CaseLine]:
    ids = [row.id for row in rows]
    leads = history.records(session, {row.lead_violation_id for row in rows if row.lead_violation_id})
    feeding = (
        select(CaseViolationRow.case_id, func.count())
        .where(CaseViolationRow.case_id.in_(ids))
        .group_by(CaseViolationRow.case_id)
    )
    fed: dict[str, int] = {case: count for case, count in session.execute(feeding)}  # noqa: C416 (rows are not pairs)
    pictures = _first_pictures(session, [row.id for row in rows if row.lead_violation_id is None])
    owners = _names(session, {row.owner_id for row in rows if row.owner_id})
    turning = (
        select(CaseStepRow.case_id, CaseStepRow.reason)
        .join(CaseRow, and_(CaseRow.id == CaseStepRow.case_id, CaseRow.turn == CaseStepRow.number))
        .where(CaseStepRow.case_id.in_(ids))
    )
    judges = judges_of(session, ids)
    items = items_of(session, ids)
    held = select(AssignmentRow.business_id).where(
        AssignmentRow.business_id.in_([row.business_id for row in rows]), AssignmentRow.until.is_(None)
    )
    covered = frozenset(session.scalars(held))
    said: dict[str, str] = {case: reason for case, reason in session.execute(turning)}  # noqa: C416 (rows are not pairs)
    return [
        CaseLine(
            id=row.id,
            business_id=row.business_id,
            business_name=row.business.name,
            rule=RuleName(row.rule) if row.rule else None,
            matter=Matter(row.matter),
            day=row.day,
            source=Source(row.source),
            what=row.what,
            standing=standing_of(row),
            opened_at=row.opened_at,
            ended_at=row.ended_at,
            turn_at=row.turn_at,
            steps=row.steps,
            violations=fed.get(row.id, 0),
            lead=leads.get(row.lead_violation_id or ""),
            picture=pictures.get(row.id),
            owner_name=owners.get(row.owner_id or ""),
            why=said.get(row.id, ""),
            items=items.get(row.id, ()),
            judges=judges.get(row.id, frozenset()),
            is_orphan=row.business_id not in covered,
        )
        for row in rows
    ]


def _first_pictures(session: Session, case_ids: Collection[str]) -> Mapping[str, str]:
    query = select(CaseStepRow.case_id, CaseStepRow.pictures).where(
        CaseStepRow.case_id.in_(case_ids), CaseStepRow.number == 1
    )
    return {case_id: items[0]["key"] for case_id, items in session.execute(query) if items}


def _names(session: Session, user_ids: Collection[str]) -> Mapping[str, str]:
    query = select(UserRow.id, UserRow.name).where(UserRow.id.in_(user_ids))
    return {user: name for user, name in session.execute(query)}  # noqa: C416 (rows are not pairs)
