"""What may happen to a case: one table of who may do what when, and what follows. Pure.

    found ─confirm─▶ confirmed ─notify─▶ notified ─correct─▶ corrected ─pass─▶ rechecked ─close─▶ closed
      │reject            ▲                  ▲ │                  │fail
      ▼                  │dismiss, give back│ │appeal            └──▶ notified, with a new deadline
    rejected          appealed ◀────────────┼─┘ uphold ─▶ closed as no violation
      escalate (found … corrected) ─▶ escalated ─claim─▶ claimed ─refer─▶ referred ─handle─▶ handled ─close─▶

Every open state has an owner, whose turn it is, and a deadline from policy. A new violation of the same day
opens an ended case again. Nothing else moves a case. What is held to be illegal is escalated as soon as it is
confirmed, and an appeal is decided by somebody who has not judged the case before.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from models.cases import Act, Actor, CaseState, Outcome, Party, Severity, Standing
from models.errors import BrightkitchenError
from models.people import User
from supervision.case_policy import CasePolicy, CaseRules


class Relation(StrEnum):
    """What ties an actor to a case."""

    NONE = "none"
    ASSIGNED = "assigned"
    """The cadre is responsible for the business."""
    OWN = "own"
    """The person answers for the business."""
    AREA = "area"
    """The office or regulator is responsible for the business's area."""
    CLAIMANT = "claimant"
    """The office person who has claimed it."""
    JUDGE = "judge"
    """The cadre or office person who has judged it to be a violation, and so decides no appeal."""
    SERVICE = "service"


class Need(StrEnum):
    """What an act cannot do without."""

    REASON = "reason"
    GROUND = "ground"
    AFTER = "after"
    """A picture of what has been put right."""


class Obstacle(StrEnum):
    """Why an act is refused; stable codes."""

    WRONG_STATE = "wrong_state"
    WRONG_PARTY = "wrong_party"
    NO_RELATION = "no_relation"
    REASON_NEEDED = "reason_needed"
    GROUND_NEEDED = "ground_needed"
    PICTURE_NEEDED = "picture_needed"
    APPEALED_ENOUGH = "appealed_enough"
    FOR_THE_OFFICE = "for_the_office"
    """It is held to be illegal: the office is to claim it first."""
    SAME_PERSON = "same_person"
    """Who has judged it does not decide the appeal."""


class Refused(BrightkitchenError):
    """The act is not possible; `obstacle` says why in a word, the message in a sentence."""

    def __init__(self, obstacle: Obstacle, message: str) -> None:
        super().__init__(message)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: in `state`, `party` in `relation` may do `act`, and the case is in `then`.

    only: the one severity of which that is true, where it is not true of both.
    """

    state: CaseState
    act: Act
    party: Party
    relation: Relation
    then: CaseState
    only: Severity | None = None


S, A, P, R = CaseState, Act, Party, Relation
CADRE, BUSINESS = (P.CADRE, R.ASSIGNED), (P.BUSINESS, R.OWN)
OFFICE, CLAIMANT, REGULATOR = (P.OFFICE, R.AREA), (P.OFFICE, R.CLAIMANT), (P.REGULATOR, R.AREA)
ITSELF = (P.SYSTEM, R.SERVICE)
JUDGES = (CADRE, OFFICE)
"""The cadre in charge; the office can step in, so that a shop without a cadre is nobody's dead end."""
EVERYBODY = (CADRE, BUSINESS, OFFICE, REGULATOR)

_TABLE: tuple[tuple[tuple[CaseState, ...], Act, tuple[tuple[Party, Relation], ...], CaseState], ...] = (
    ((S.FOUND,), A.CONFIRM, JUDGES, S.CONFIRMED),
    ((S.CONFIRMED,), A.NOTIFY, (ITSELF, *JUDGES), S.NOTIFIED),
    ((S.FOUND,), A.REJECT, JUDGES, S.REJECTED),
    ((S.NOTIFIED,), A.CORRECT, (BUSINESS,), S.CORRECTED),
    ((S.CORRECTED,), A.PASS, JUDGES, S.RECHECKED),
    ((S.CORRECTED,), A.FAIL, JUDGES, S.NOTIFIED),
    ((S.RECHECKED,), A.CLOSE, (ITSELF, *JUDGES), S.CLOSED),
    ((S.FOUND, S.NOTIFIED), A.APPEAL, (BUSINESS,), S.APPEALED),
    ((S.APPEALED,), A.UPHOLD, JUDGES, S.CLOSED),
    ((S.APPEALED,), A.DISMISS, JUDGES, S.CONFIRMED),
    ((S.FOUND, S.NOTIFIED, S.CORRECTED), A.ESCALATE, JUDGES, S.ESCALATED),
    ((S.CONFIRMED,), A.ESCALATE, (ITSELF, *JUDGES), S.ESCALATED),
    # Somebody has looked again: it was none after all.
    ((S.CONFIRMED, S.NOTIFIED, S.CORRECTED), A.REJECT, JUDGES, S.REJECTED),
    ((S.ESCALATED,), A.CLAIM, (OFFICE,), S.CLAIMED),
    ((S.CLAIMED,), A.REFER, (CLAIMANT,), S.REFERRED),
    ((S.CLAIMED,), A.GIVE_BACK, (CLAIMANT,), S.CONFIRMED),
    # Somebody else of the office may take it over: people fall ill.
    ((S.CLAIMED,), A.CLAIM, (OFFICE,), S.CLAIMED),
    ((S.REFERRED,), A.HANDLE, (REGULATOR,), S.HANDLED),
    ((S.HANDLED,), A.CLOSE, (REGULATOR, OFFICE), S.CLOSED),
    ((S.REJECTED, S.CLOSED), A.REOPEN, (ITSELF, *JUDGES), S.FOUND),
)

MINOR_ONLY = frozenset({A.NOTIFY, A.PASS})
"""What would let a case end between cadre and business."""
DECISIONS = frozenset({A.UPHOLD, A.DISMISS})
JUDGEMENTS = frozenset({A.CONFIRM, A.ESCALATE, A.GIVE_BACK, A.DISMISS})
"""Acts by which somebody says that it is a violation."""


def _rows() -> Iterator[Move]:
    for states, act, who, then in _TABLE:
        for state in states:
            for party, relation in who:
                yield Move(state, act, party, relation, then, Severity.MINOR if act in MINOR_ONLY else None)
    for state in S:
        if state.is_open:
            for party, relation in EVERYBODY:
                yield Move(state, A.NOTE, party, relation, state)


TABLE: tuple[Move, ...] = tuple(_rows())

NEEDS: dict[Act, Need] = {
    A.REJECT: Need.GROUND,
    A.APPEAL: Need.GROUND,
    A.UPHOLD: Need.GROUND,
    A.CORRECT: Need.AFTER,
    A.FAIL: Need.REASON,
    A.DISMISS: Need.REASON,
    A.ESCALATE: Need.REASON,
    A.GIVE_BACK: Need.REASON,
    A.HANDLE: Need.REASON,
    A.REOPEN: Need.REASON,
}

OWNERS: dict[CaseState, Party] = {
    S.FOUND: P.CADRE,
    S.CONFIRMED: P.CADRE,
    S.NOTIFIED: P.BUSINESS,
    S.CORRECTED: P.CADRE,
    S.RECHECKED: P.CADRE,
    S.APPEALED: P.OFFICE,
    S.ESCALATED: P.OFFICE,
    S.CLAIMED: P.OFFICE,
    S.REFERRED: P.REGULATOR,
    S.HANDLED: P.REGULATOR,
}

FOLLOWS: dict[tuple[CaseState, Severity], Act] = {
    (S.CONFIRMED, Severity.MINOR): A.NOTIFY,
    (S.CONFIRMED, Severity.ILLEGAL): A.ESCALATE,
    (S.RECHECKED, Severity.MINOR): A.CLOSE,
}
"""What the service itself does at once, since nothing is left to judge."""
BY_POLICY = "by_policy"
"""Why the service escalates, in a word that the console translates."""


def follow_up(standing: Standing) -> tuple[Act, str] | None:
    """What the service does at once after such a step, and why."""
    act = FOLLOWS.get((standing.state, standing.severity))
    return (act, BY_POLICY if act is Act.ESCALATE else "") if act else None


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with an act."""

    has_reason: bool = False
    has_ground: bool = False
    has_after: bool = False


def party_of(user: User) -> Party | None:
    """On whose behalf a user acts; None for those who only look."""
    try:
        return Party(str(user.role))
    except ValueError:
        return None


def relation_of(
    user: User, business_id: str, *, is_in_scope: bool, owner_id: str | None, judges: Collection[str] = ()
) -> Relation:
    """What ties a user to a case of this business, whose owner is `owner_id` where it is one person.

    judges: ids of those who have judged it to be a violation.
    """
    if not is_in_scope:
        return Relation.NONE
    match party_of(user):
        case Party.OFFICE if owner_id == user.id:
            return Relation.CLAIMANT
        case Party.CADRE | Party.OFFICE if user.id in judges:
            return Relation.JUDGE
        case Party.CADRE:
            return Relation.ASSIGNED
        case Party.BUSINESS if user.business_id == business_id:
            return Relation.OWN
        case Party.OFFICE | Party.REGULATOR:
            return Relation.AREA
        case _:
            return Relation.NONE


def found(severity: Severity, rules: CaseRules, now: datetime) -> Standing:
    """Where a new case stands."""
    fresh = Standing(S.FOUND, severity, None, None, None, 0, 0, None)
    return _in(S.FOUND, fresh, rules, now)


def after(
    standing: Standing,
    act: Act,
    actor: Actor,
    relation: Relation,
    given: Given,
    rules: CaseRules,
    now: datetime,
) -> Standing:
    """Where the case stands after the act.

    Raises:
        Refused: the table has no such row, or something the act needs is missing.
    """
    then = _then(standing, act, actor.party, relation)
    _check(standing, act, given, rules.policy)
    match act:
        case Act.NOTE:
            return standing
        case Act.CLAIM:
            claimed = replace(_in(then, standing, rules, now), owner_id=actor.user_id)
            # Taking over from each other wins the office no time.
            is_taken_over = standing.state is CaseState.CLAIMED
            return replace(claimed, due_at=standing.due_at) if is_taken_over else claimed
        case Act.ESCALATE:
            standing = replace(standing, severity=Severity.ILLEGAL)
        case Act.GIVE_BACK:
            standing = replace(standing, severity=Severity.MINOR)
        case Act.APPEAL:
            standing = replace(standing, appeals=standing.appeals + 1)
        case Act.REJECT | Act.UPHOLD:
            standing = replace(standing, outcome=Outcome.NO_VIOLATION)
        case Act.CLOSE:
            is_handled = standing.state is CaseState.HANDLED
            standing = replace(standing, outcome=Outcome.HANDLED if is_handled else Outcome.CORRECTED)
        case Act.REOPEN:
            standing = replace(standing, outcome=None, appeals=0)
    if then is CaseState.NOTIFIED:
        standing = replace(standing, rounds=standing.rounds + 1)
    return _in(then, standing, rules, now)


def acts_open_to(
    standing: Standing, party: Party | None, relation: Relation, policy: CasePolicy
) -> list[Act]:
    """What this party may do now, in the table's order: the first is the one next step."""
    if party is None:
        return []
    acts = [
        move.act
        for move in TABLE
        if (move.state, move.party) == (standing.state, party)
        and move.only in (None, standing.severity)
        and _reaches(relation, move)
    ]
    spent = standing.appeals >= policy.most_appeals
    return [act for act in dict.fromkeys(acts) if not (act is Act.APPEAL and spent)]


def _then(standing: Standing, act: Act, party: Party, relation: Relation) -> CaseState:
    state = standing.state
    possible = [move for move in TABLE if (move.state, move.act) == (state, act)]
    if not possible:
        raise Refused(Obstacle.WRONG_STATE, f"a case that is {state} has no {act}")
    theirs = [move for move in possible if move.party is party]
    if not theirs:
        allowed = _listed(move.party for move in possible)
        raise Refused(Obstacle.WRONG_PARTY, f"{act} is for {allowed}, not for {party}")
    for move in theirs:
        if _reaches(relation, move):
            if move.only not in (None, standing.severity):
                raise Refused(Obstacle.FOR_THE_OFFICE, "held to be illegal: escalate it, the office decides")
            return move.then
    if relation is Relation.JUDGE:
        raise Refused(Obstacle.SAME_PERSON, "whoever has judged the case does not decide the appeal")
    needed = _listed(move.relation for move in theirs)
    raise Refused(Obstacle.NO_RELATION, f"{act} is for the {party} that is {needed}, not {relation}")


def _reaches(relation: Relation, move: Move) -> bool:
    """Who has claimed a case is of the area, too, and need not claim it again; who has judged it is what they
    were, but for an appeal."""
    match relation:
        case Relation.CLAIMANT if move.relation is Relation.AREA:
            return move.act is not Act.CLAIM
        case Relation.JUDGE if move.relation in (Relation.AREA, Relation.ASSIGNED):
            return move.act not in DECISIONS
        case _:
            return relation is move.relation


def _check(standing: Standing, act: Act, given: Given, policy: CasePolicy) -> None:
    match NEEDS.get(act):
        case Need.REASON if not given.has_reason:
            raise Refused(Obstacle.REASON_NEEDED, f"{act} needs a reason")
        case Need.GROUND if not given.has_ground:
            raise Refused(Obstacle.GROUND_NEEDED, f"{act} needs the ground why it is no violation")
        case Need.AFTER if not given.has_after:
            raise Refused(Obstacle.PICTURE_NEEDED, "a correction needs a picture of what has been put right")
    if act is Act.APPEAL and standing.appeals >= policy.most_appeals:
        raise Refused(Obstacle.APPEALED_ENOUGH, f"{standing.appeals} appeals have been decided")


def _in(state: CaseState, standing: Standing, rules: CaseRules, now: datetime) -> Standing:
    owner = OWNERS.get(state)
    due_at = (
        rules.calendar.due(now, rules.policy.term(state, standing.severity)) if owner is not None else None
    )
    return replace(standing, state=state, owner=owner, owner_id=None, due_at=due_at)


def _listed(items: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(str(item) for item in items))
