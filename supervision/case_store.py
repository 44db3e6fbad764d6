"""Cases in the database: opened, fed and moved on. Every function takes the caller's writing session.

Two writers never act on one case at once: each locks its row first (on SQLite the whole database), and a
step's number is unique within its case.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import history
from models.case_tables import CasePictureRow, CaseRow, CaseViolationRow
from models.cases import (
    SERVICE,
    Act,
    Actor,
    CasePicture,
    CaseState,
    Matter,
    PictureKind,
    Severity,
    Source,
    Standing,
    Step,
)
from models.database import insert_into
from models.errors import Conflict, InvalidValue, NotFound
from models.people import Scope, User
from models.reviews import Ground, Opinion
from models.tables import BusinessRow, ViolationRow
from supervision.case_links import link_of
from supervision.case_policy import CaseRules
from supervision.case_rows import judges_of, last_link, put_standing, seen_in, standing_of, step_row
from supervision.cases import (
    BY_POLICY,
    Given,
    Obstacle,
    Refused,
    Relation,
    acts_open_to,
    after,
    follow_up,
    found,
    party_of,
    relation_of,
)
from supervision.reminders import next_after, schedule


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody hands in with an act. pictures: kind and key of pictures uploaded for the case before."""

    reason: str = ""
    ground: Ground | None = None
    pictures: tuple[tuple[PictureKind, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody has found. what: in their words."""

    business_id: str
    source: Source
    what: str
    happened_at: datetime
    matter: Matter = Matter.OTHER


ANOTHER_VIOLATION, ANOTHER_FINDING = "another_violation", "another_finding"
"""What the service itself says, in words that the console translates."""


def feed(session: Session, violation_id: str, rules: CaseRules, now: datetime) -> tuple[str, str] | None:
    """Put a kept violation into the case of its business, rule and local day, which is opened if need be.

    An ended case is opened again: nobody has judged this violation. To be called in the transaction that
    keeps the violation, so that neither is there without the other; again is the same as once.
    Returns the ids of the case and its business if the violation is new to it.
    """
    violation = session.get(ViolationRow, violation_id)
    if violation is None:
        raise NotFound("no such violation")
    if session.get(CaseViolationRow, violation_id) is not None:
        return None
    matter = Matter(violation.rule)
    finding = Finding(violation.business_id, Source.DETECTOR, "", violation.started_at, matter)
    row, _ = _opened(session, finding, SERVICE, (), rules, now)
    if row.lead_violation_id is None:
        row.lead_violation_id = violation_id
    if not standing_of(row).state.is_open:
        row.lead_violation_id = violation_id
        _reopen(session, row, ANOTHER_VIOLATION, rules, now)
    session.add(CaseViolationRow(violation_id=violation_id, case_id=row.id, added_at=now))
    session.flush()
    return row.id, row.business_id


def open_case(
    session: Session,
    finding: Finding,
    user: User,
    pictures: Sequence[CasePicture],
    rules: CaseRules,
    now: datetime,
) -> str:
    """Open a case for what a person has found, with pictures that are in the evidence store.

    It goes into the case of that business, matter and day where there is one. Whoever may judge it has done
    so by finding it: a minor one is confirmed, one that policy holds to be illegal is escalated. Returns the
    id. The caller has checked that the person may speak of this business.

    Raises:
        Refused: people of this role find nothing.
        NotFound: no such business.
        InvalidValue: neither a rule nor words say what was found.
    """
    party = party_of(user)
    if party is None:
        raise Refused(Obstacle.WRONG_PARTY, "who only looks cannot open a case")
    if session.get(BusinessRow, finding.business_id) is None:
        raise NotFound("no such business")
    if not finding.what and finding.matter.rule is None:
        raise InvalidValue("say what was found")
    actor = Actor(party, user.id)
    row, is_new = _opened(session, finding, actor, pictures, rules, now)
    for item in pictures:
        add_picture(session, row.id, item, user, now)
    if not is_new:
        _add_finding(session, row, actor, finding.what, pictures, rules, now)
    if finding.source is not Source.PUBLIC:
        _judge(session, row, user, finding.what, rules, now)
    return row.id


def open_unsigned(
    session: Session, finding: Finding, pictures: Sequence[CasePicture], rules: CaseRules, now: datetime
) -> tuple[str, bool]:
    """As `open_case`, for what nobody signed in stands for: nothing is judged.

    Into a case that is there already nothing of the words or pictures goes, for others may be reading it.
    Returns the id, and whether the case is new.
    """
    row, is_new = _opened(session, finding, SERVICE, pictures, rules, now)
    if not is_new:
        _add_finding(session, row, SERVICE, ANOTHER_FINDING, (), rules, now)
    return row.id, is_new


def _add_finding(
    session: Session,
    row: CaseRow,
    actor: Actor,
    what: str,
    pictures: Sequence[CasePicture],
    rules: CaseRules,
    now: datetime,
) -> None:
    if not standing_of(row).state.is_open:
        _reopen(session, row, ANOTHER_FINDING, rules, now)
    _record(session, row, Act.NOTE, actor, now, standing_of(row), what, None, pictures, rules)


def _judge(session: Session, row: CaseRow, user: User, what: str, rules: CaseRules, now: datetime) -> None:
    standing = standing_of(row)
    act = Act.ESCALATE if standing.severity is Severity.ILLEGAL else Act.CONFIRM
    relation = relation_to(session, row, user)
    possible = acts_open_to(standing, party_of(user), relation, rules.policy)
    if standing.state is CaseState.FOUND and act in possible:
        given = Submission((what or BY_POLICY) if act is Act.ESCALATE else "")
        move(session, row, user, act, given, rules, now)
        _review(session, row, user, act, given, now)


def act(
    session: Session,
    scope: Scope,
    case_id: str,
    user: User,
    what: Act,
    given: Submission,
    rules: CaseRules,
    now: datetime,
    *,
    seen: int | None = None,
) -> tuple[str, ...]:
    """Do something with a case. seen: the number of the last step the person knew of, where they said.

    What the service does by itself afterwards is done too, and the case's violations are reviewed alike.
    Returns the ids of those reviewed.

    Raises:
        NotFound: no such case in the scope.
        Conflict: somebody else has acted since.
        Refused: the table does not allow it.
        InvalidValue: a picture was not uploaded for this case.
    """
    row = locked(session, case_id, seen_in(scope))
    if seen is not None and row.steps != seen:
        raise Conflict("somebody else has acted on this case meanwhile")
    move(session, row, user, what, given, rules, now)
    return _review(session, row, user, what, given, now)


def _review(
    session: Session, row: CaseRow, user: User, what: Act, given: Submission, now: datetime
) -> tuple[str, ...]:
    """Say of the case's violations what was said of the case; the ids of those reviewed."""
    said = _said(session, row, what)
    if said is None:
        return ()
    opinion, violation_ids = said
    ground = given.ground if opinion is not Opinion.CONFIRMED else None
    for violation_id in violation_ids:
        history.review(session, violation_id, user, opinion, ground, given.reason[:1000], now)
    return violation_ids


def move(
    session: Session, row: CaseRow, user: User, what: Act, given: Submission, rules: CaseRules, now: datetime
) -> None:
    """As `act`, with the row that `locked` gave, and without reviewing the violations."""
    party = party_of(user)
    if party is None:
        raise Refused(Obstacle.WRONG_PARTY, f"{what} is not for those who only look")
    pictures = _pictures(session, row.id, given.pictures)
    relation = relation_to(session, row, user)
    reason = given.reason.strip()
    has_after = any(item.kind is PictureKind.AFTER for item in pictures)
    actor, brought = Actor(party, user.id), Given(bool(reason), given.ground is not None, has_after)
    standing = after(standing_of(row), what, actor, relation, brought, rules, now)
    _record(session, row, what, actor, now, standing, reason, given.ground, pictures, rules)
    while (follows := follow_up(standing)) is not None:
        itself, why = follows
        standing = after(standing, itself, SERVICE, Relation.SERVICE, Given(bool(why)), rules, now)
        _record(session, row, itself, SERVICE, now, standing, why, None, (), rules)


def relation_to(session: Session, row: CaseRow, user: User) -> Relation:
    """What ties a user, in whose scope it is, to a case."""
    judges = judges_of(session, [row.id]).get(row.id, ())
    return relation_of(user, row.business_id, is_in_scope=True, owner_id=row.owner_id, judges=judges)


def locked(session: Session, case_id: str, *conditions: ColumnElement[bool]) -> CaseRow:
    """The case's row, which nobody else changes until the transaction ends. Raises NotFound."""
    query = select(CaseRow).where(CaseRow.id == case_id, *conditions)
    query = query.with_for_update(of=CaseRow).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such case")
    return row


def add_picture(session: Session, case_id: str, picture: CasePicture, user: User, now: datetime) -> None:
    """Note a picture of the evidence store as one of this case; again is the same as once."""
    known = select(CasePictureRow.id).where(
        CasePictureRow.case_id == case_id, CasePictureRow.key == picture.key
    )
    if session.scalar(known) is not None:
        return
    session.add(
        CasePictureRow(
            case_id=case_id,
            key=picture.key,
            width=picture.width,
            height=picture.height,
            size_bytes=picture.size_bytes,
            user_id=user.id,
            at=now,
        )
    )
    session.flush()


def case_id_of(business_id: str, matter: Matter, day: date) -> str:
    """32 hex digits derived from what makes a case one, so that two writers name it alike."""
    return hashlib.sha256(f"{business_id}\x1f{matter}\x1f{day}".encode()).hexdigest()[:32]


def _opened(
    session: Session,
    finding: Finding,
    actor: Actor,
    pictures: Sequence[CasePicture],
    rules: CaseRules,
    now: datetime,
) -> tuple[CaseRow, bool]:
    """The finding's case, locked, and whether it is new."""
    day = rules.calendar.local_day(finding.happened_at)
    business_id, matter = finding.business_id, finding.matter
    # Other things are told apart by nobody but whoever says them; strangers are not to make many of one.
    is_alone = matter is Matter.OTHER and actor is not SERVICE
    case_id = uuid4().hex if is_alone else case_id_of(business_id, matter, day)
    standing = found(rules.policy.severity(matter), rules, now)
    row = CaseRow(
        id=case_id,
        business_id=business_id,
        rule=str(matter.rule) if matter.rule else None,
        matter=str(matter),
        day=day,
        source=str(finding.source),
        what=finding.what,
        opened_at=now,
        steps=0,
        turn=0,
        turn_at=now,
    )
    put_standing(row, standing)
    is_new = _insert_once(session, row)
    row = locked(session, case_id)
    if is_new:
        _record(session, row, Act.FIND, actor, now, standing, finding.what, None, pictures, rules)
    return row, is_new


def _insert_once(session: Session, row: CaseRow) -> bool:
    """Insert unless somebody was first, whom this waits for. Whether it was inserted."""
    columns = [column.name for column in CaseRow.__table__.columns]
    values = {name: getattr(row, name) for name in columns}
    statement = insert_into(session, CaseRow).values(values).on_conflict_do_nothing().returning(CaseRow.id)
    return session.scalar(statement) is not None


def _reopen(session: Session, row: CaseRow, why: str, rules: CaseRules, now: datetime) -> None:
    given = Given(has_reason=True)
    standing = after(standing_of(row), Act.REOPEN, SERVICE, Relation.SERVICE, given, rules, now)
    _record(session, row, Act.REOPEN, SERVICE, now, standing, why, None, (), rules)


def _record(
    session: Session,
    row: CaseRow,
    what: Act,
    actor: Actor,
    now: datetime,
    standing: Standing,
    reason: str,
    ground: Ground | None,
    pictures: Sequence[CasePicture],
    rules: CaseRules,
) -> None:
    """Write the step and what it makes of the case."""
    number = row.steps + 1
    step = Step(number, what, actor, now, reason, ground, tuple(pictures), standing, link="")
    step = replace(step, link=link_of(row.id, step, last_link(session, row.id)))
    session.add(step_row(row.id, step))
    row.steps = number
    # Whoever takes a case over takes the deadline with it, and the reminders.
    is_taken_over = what is Act.CLAIM and row.state == standing.state
    put_standing(row, standing)
    if what is not Act.NOTE and not is_taken_over:
        row.turn, row.turn_at = number, now
        row.ended_at = None if standing.state.is_open else now
        row.remind_at = None
        if standing.owner is not None and standing.due_at is not None:
            row.remind_at = next_after(schedule(standing.owner, now, standing.due_at, rules.policy), now)
    session.flush()


def _pictures(
    session: Session, case_id: str, wanted: Sequence[tuple[PictureKind, str]]
) -> tuple[CasePicture, ...]:
    if not wanted:
        return ()
    query = select(CasePictureRow).where(
        CasePictureRow.case_id == case_id, CasePictureRow.key.in_([key for _, key in wanted])
    )
    known = {row.key: row for row in session.scalars(query)}
    if missing := [key for _, key in wanted if key not in known]:
        raise InvalidValue(f"picture {missing[0]} was not uploaded for this case")
    return tuple(
        CasePicture(key, kind, known[key].width, known[key].height, known[key].size_bytes)
        for kind, key in wanted
    )


def _said(session: Session, row: CaseRow, what: Act) -> tuple[Opinion, tuple[str, ...]] | None:
    """What an act says of which violations: of the one shown, or where nothing is left of it, of all."""
    shown = (row.lead_violation_id,) if row.lead_violation_id else ()
    match what:
        case Act.CONFIRM | Act.DISMISS:
            return Opinion.CONFIRMED, shown
        case Act.APPEAL:
            return Opinion.APPEALED, shown
        case Act.REJECT | Act.UPHOLD:
            query = select(CaseViolationRow.violation_id).where(CaseViolationRow.case_id == row.id)
            return Opinion.REJECTED, tuple(session.scalars(query))
        case _:
            return None
