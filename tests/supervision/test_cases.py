"""The life of a case: the whole table, and that nothing is ever left open without an owner and a deadline."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases import SERVICE, Act, Actor, CaseState, Outcome, Party, Severity, Standing
from models.errors import InvalidValue
from models.people import Role, User
from supervision.calendar import Term, Unit, standard_calendar
from supervision.case_policy import DEFAULT_POLICY, CasePolicy, CaseRules
from supervision.cases import (
    NEEDS,
    OWNERS,
    TABLE,
    Given,
    Need,
    Obstacle,
    Refused,
    Relation,
    acts_open_to,
    after,
    follow_up,
    found,
    relation_of,
)

RULES = CaseRules(DEFAULT_POLICY, standard_calendar())
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
ALL_GIVEN = Given(has_reason=True, has_ground=True, has_after=True)

CADRE = Actor(Party.CADRE, "c"), Relation.ASSIGNED
BUSINESS = Actor(Party.BUSINESS, "b"), Relation.OWN
OFFICE = Actor(Party.OFFICE, "o"), Relation.AREA
CLAIMANT = Actor(Party.OFFICE, "o"), Relation.CLAIMANT
REGULATOR = Actor(Party.REGULATOR, "r"), Relation.AREA
SERVICE_ITSELF = SERVICE, Relation.SERVICE
JUDGE = Actor(Party.CADRE, "c"), Relation.JUDGE
EVERYONE = (CADRE, JUDGE, BUSINESS, OFFICE, CLAIMANT, REGULATOR, SERVICE_ITSELF)

Who = tuple[Actor, Relation]


def start(severity: Severity = Severity.MINOR) -> Standing:
    return found(severity, RULES, NOON)


def do(standing: Standing, act: Act, who: Who, given: Given = ALL_GIVEN, now: datetime = NOON) -> Standing:
    return after(standing, act, *who, given, RULES, now)


def walk(standing: Standing, *moves: tuple[Act, Who]) -> Standing:
    for act, who in moves:
        standing = do(standing, act, who)
        while follows := follow_up(standing):
            standing = do(standing, follows[0], SERVICE_ITSELF)
    return standing


CONFIRM, CORRECT, PASS = (Act.CONFIRM, CADRE), (Act.CORRECT, BUSINESS), (Act.PASS, CADRE)
TO_CLAIMED = (Act.ESCALATE, CADRE), (Act.CLAIM, OFFICE)


@pytest.mark.parametrize(
    ("moves", "state", "outcome"),
    [
        ((CONFIRM, CORRECT, PASS), CaseState.CLOSED, Outcome.CORRECTED),
        ((CONFIRM, CORRECT, (Act.FAIL, CADRE), CORRECT, PASS), CaseState.CLOSED, Outcome.CORRECTED),
        (((Act.REJECT, CADRE),), CaseState.REJECTED, Outcome.NO_VIOLATION),
        ((CONFIRM, (Act.APPEAL, BUSINESS), (Act.UPHOLD, CADRE)), CaseState.CLOSED, Outcome.NO_VIOLATION),
        (((Act.APPEAL, BUSINESS), (Act.DISMISS, OFFICE), CORRECT, PASS), CaseState.CLOSED, Outcome.CORRECTED),
        (
            (CONFIRM, *TO_CLAIMED, (Act.REFER, CLAIMANT), (Act.HANDLE, REGULATOR), (Act.CLOSE, REGULATOR)),
            CaseState.CLOSED,
            Outcome.HANDLED,
        ),
        ((*TO_CLAIMED, (Act.GIVE_BACK, CLAIMANT), CORRECT, PASS), CaseState.CLOSED, Outcome.CORRECTED),
        (((Act.REJECT, CADRE), (Act.REOPEN, SERVICE_ITSELF)), CaseState.FOUND, None),
    ],
)  # fmt: skip
def test_stories(moves: tuple[tuple[Act, Who], ...], state: CaseState, outcome: Outcome | None) -> None:
    standing = walk(start(), *moves)
    assert (standing.state, standing.outcome) == (state, outcome)


def test_the_whole_table() -> None:
    """What is not a row is refused with a reason; what is leads where it says."""
    rows = {(move.state, move.act, move.party, move.relation): move for move in TABLE}
    assert len(rows) == len(TABLE), "two rows for the same thing"
    for state, act, party, relation, severity in itertools.product(CaseState, Act, Party, Relation, Severity):
        owner = OWNERS.get(state)
        standing = Standing(state, severity, owner, None, NOON if owner else None, 1, 0, None)
        move = rows.get((state, act, party, relation))
        if move is None and relation is Relation.CLAIMANT and act is not Act.CLAIM:
            move = rows.get((state, act, party, Relation.AREA))
        if move is None and relation is Relation.JUDGE and act not in (Act.UPHOLD, Act.DISMISS):
            move = rows.get((state, act, party, Relation.AREA)) or rows.get(
                (state, act, party, Relation.ASSIGNED)
            )
        then = move.then if move and move.only in (None, severity) else None
        who = Actor(party, "x"), relation
        if then is not None:
            assert do(standing, act, who).state is then
            assert act in acts_open_to(standing, party, relation, DEFAULT_POLICY)
            continue
        with pytest.raises(Refused) as refusal:
            do(standing, act, who)
        assert refusal.value.obstacle in (
            Obstacle.WRONG_STATE,
            Obstacle.WRONG_PARTY,
            Obstacle.NO_RELATION,
            Obstacle.FOR_THE_OFFICE,
            Obstacle.SAME_PERSON,
        )
        assert (refusal.value.obstacle is Obstacle.FOR_THE_OFFICE) == (move is not None)
        assert str(refusal.value)
        assert act not in acts_open_to(standing, party, relation, DEFAULT_POLICY)


def test_every_open_state_has_an_owner_who_can_end_it() -> None:
    """Whoever's turn it is can move the case on, and from everywhere people can reach an end."""
    assert set(OWNERS) == {state for state in CaseState if state.is_open}
    leads: dict[CaseState, set[CaseState]] = {state: set() for state in CaseState}
    for move in TABLE:
        if move.party is not Party.SYSTEM:
            leads[move.state].add(move.then)
    for state, owner in OWNERS.items():
        assert any(move.then is not state for move in TABLE if (move.state, move.party) == (state, owner)), (
            state
        )
        reached, waiting = {state}, [state]
        while waiting:
            fresh = leads[waiting.pop()] - reached
            reached |= fresh
            waiting += fresh
        assert any(not item.is_open for item in reached), state


steps = st.lists(
    st.tuples(
        st.sampled_from(Act),
        st.sampled_from(EVERYONE),
        st.builds(Given, st.booleans(), st.booleans(), st.booleans()),
        st.integers(0, 500),
    ),
    max_size=40,
)


@given(st.sampled_from(Severity), steps)
def test_whatever_is_tried_no_case_is_left_without_owner_and_deadline(
    severity: Severity, tried: list[tuple[Act, Who, Given, int]]
) -> None:
    now, standing, obstacles = NOON, start(severity), list[Obstacle]()
    for act, who, given_, hours in tried:
        now += timedelta(hours=hours)
        possible = acts_open_to(standing, who[0].party, who[1], DEFAULT_POLICY)
        before = standing
        try:
            standing = do(standing, act, who, given_, now)
        except Refused as refusal:
            obstacles.append(refusal.obstacle)
            lacking = NEEDS.get(act) is not None and given_ != ALL_GIVEN
            assert act not in possible or lacking
        else:
            assert act in possible
            if act is Act.NOTE:
                assert standing == before
            elif act is Act.CLAIM and before.state is CaseState.CLAIMED:
                assert standing.due_at == before.due_at
            elif standing.state.is_open:
                assert standing.due_at is not None
                assert standing.due_at > now
            assert standing.rounds >= before.rounds
        assert standing.state.is_open == (standing.owner is not None)
        assert standing.state.is_open == (standing.due_at is not None)
        assert standing.state.is_open == (standing.outcome is None)
        assert (standing.owner_id is not None) == (standing.state is CaseState.CLAIMED)


@pytest.mark.parametrize("act", sorted(NEEDS))
def test_what_an_act_needs_is_asked_for(act: Act) -> None:
    move = next(item for item in TABLE if item.act is act and item.party is not Party.SYSTEM)
    standing = Standing(move.state, Severity.MINOR, OWNERS.get(move.state), None, NOON, 1, 0, None)
    obstacle = {
        Need.REASON: Obstacle.REASON_NEEDED,
        Need.GROUND: Obstacle.GROUND_NEEDED,
        Need.AFTER: Obstacle.PICTURE_NEEDED,
    }[NEEDS[act]]
    with pytest.raises(Refused) as refusal:
        do(standing, act, (Actor(move.party, "x"), move.relation), Given())
    assert refusal.value.obstacle is obstacle


def test_one_appeal_is_heard_and_no_second() -> None:
    standing = walk(start(), CONFIRM, (Act.APPEAL, BUSINESS), (Act.DISMISS, OFFICE))
    with pytest.raises(Refused) as refusal:
        do(standing, Act.APPEAL, BUSINESS)
    assert refusal.value.obstacle is Obstacle.APPEALED_ENOUGH
    assert Act.APPEAL not in acts_open_to(standing, Party.BUSINESS, Relation.OWN, DEFAULT_POLICY)


def test_an_illegal_one_goes_to_the_office_whoever_found_it() -> None:
    """Said by the public or by the business itself: once confirmed it is the office's."""
    confirmed = walk(start(Severity.ILLEGAL), CONFIRM)
    assert (confirmed.state, confirmed.owner) == (CaseState.ESCALATED, Party.OFFICE)
    # And where it had come further before that was so.
    corrected = Standing(CaseState.CORRECTED, Severity.ILLEGAL, Party.CADRE, None, NOON, 1, 0, None)
    with pytest.raises(Refused) as refusal:
        do(corrected, Act.PASS, CADRE)
    assert refusal.value.obstacle is Obstacle.FOR_THE_OFFICE
    assert Act.ESCALATE in acts_open_to(corrected, Party.CADRE, Relation.ASSIGNED, DEFAULT_POLICY)
    dismissed = walk(start(Severity.ILLEGAL), (Act.APPEAL, BUSINESS), (Act.DISMISS, OFFICE))
    assert dismissed.state is CaseState.ESCALATED


def test_who_has_judged_a_case_does_not_decide_the_appeal() -> None:
    appealed = walk(start(), CONFIRM, (Act.APPEAL, BUSINESS))
    assert appealed.owner is Party.OFFICE
    office_judge = Actor(Party.OFFICE, "o"), Relation.JUDGE
    for act, who in itertools.product((Act.UPHOLD, Act.DISMISS), (JUDGE, office_judge)):
        with pytest.raises(Refused) as refusal:
            do(appealed, act, who)
        assert refusal.value.obstacle is Obstacle.SAME_PERSON
        assert act not in acts_open_to(appealed, who[0].party, who[1], DEFAULT_POLICY)
    for other in (CADRE, OFFICE):
        assert do(appealed, Act.UPHOLD, other).outcome is Outcome.NO_VIOLATION


def test_taking_over_from_each_other_wins_no_time() -> None:
    claimed = walk(start(), *TO_CLAIMED)
    other = Actor(Party.OFFICE, "another"), Relation.AREA
    taken = do(claimed, Act.CLAIM, other, now=NOON + timedelta(days=2))
    assert (taken.owner_id, taken.due_at) == ("another", claimed.due_at)


def test_a_failed_recheck_gives_a_new_deadline_and_counts() -> None:
    standing = walk(start(), CONFIRM, CORRECT)
    later = NOON + timedelta(days=2)
    again = do(standing, Act.FAIL, CADRE, now=later)
    assert (again.state, again.rounds) == (CaseState.NOTIFIED, 2)
    assert again.due_at == later + timedelta(hours=24)


def test_severity_sets_the_deadline_and_an_escalation_the_severity() -> None:
    minor, illegal = start(Severity.MINOR), start(Severity.ILLEGAL)
    assert minor.due_at is not None
    assert illegal.due_at is not None
    assert illegal.due_at < minor.due_at
    assert walk(minor, (Act.ESCALATE, CADRE)).severity is Severity.ILLEGAL
    assert walk(minor, *TO_CLAIMED, (Act.GIVE_BACK, CLAIMANT)).severity is Severity.MINOR


def test_who_is_what_to_a_case() -> None:
    owner = User("1", "o", "o", Role.BUSINESS, "shop")
    assert relation_of(owner, "shop", is_in_scope=True, owner_id=None) is Relation.OWN
    assert relation_of(owner, "other", is_in_scope=True, owner_id=None) is Relation.NONE
    cadre = User("2", "c", "c", Role.CADRE, None)
    assert relation_of(cadre, "shop", is_in_scope=True, owner_id=None) is Relation.ASSIGNED
    assert relation_of(cadre, "shop", is_in_scope=False, owner_id=None) is Relation.NONE
    assert relation_of(cadre, "shop", is_in_scope=True, owner_id=None, judges={"2"}) is Relation.JUDGE
    office = User("4", "f", "f", Role.OFFICE, None)
    assert relation_of(office, "shop", is_in_scope=True, owner_id=None, judges={"2"}) is Relation.AREA
    assert relation_of(office, "shop", is_in_scope=True, owner_id="4", judges={"4"}) is Relation.CLAIMANT
    for role in (Role.AUDITOR, Role.ADMIN):
        looker = User("3", "a", "a", role, None)
        assert relation_of(looker, "shop", is_in_scope=True, owner_id=None) is Relation.NONE


def test_a_policy_with_a_gap_is_refused() -> None:
    terms = dict(DEFAULT_POLICY.terms)
    del terms[CaseState.CLAIMED, Severity.ILLEGAL]
    with pytest.raises(InvalidValue):
        CasePolicy(terms)
    with pytest.raises(InvalidValue):
        CasePolicy(DEFAULT_POLICY.terms, remind_at=(1.0,))
    with pytest.raises(InvalidValue):
        CasePolicy(DEFAULT_POLICY.terms, remind_after=(timedelta(),))
    slower = {**DEFAULT_POLICY.terms, (CaseState.FOUND, Severity.MINOR): Term(3, Unit.CLOCK_HOURS)}
    assert found(
        Severity.MINOR, CaseRules(CasePolicy(slower), RULES.calendar), NOON
    ).due_at == NOON + timedelta(hours=3)
