"""Cases in the database, on every one it promises to work with."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from models import accounts, history
from models.areas import AreaKind
from models.case_tables import CaseRow, CaseStepRow
from models.cases import Act, CasePicture, CaseState, Matter, Outcome, Party, PictureKind, Source
from models.database import Database
from models.errors import Conflict, InvalidValue, NotFound
from models.history import Cursor
from models.people import Everything, Own, Role, Scope, User
from models.reviews import Ground, Opinion
from models.rules import RuleName
from supervision import areas, case_files, case_reviews, case_store
from supervision.case_files import CaseFile, CaseFilters, CaseLine
from supervision.case_links import first_broken
from supervision.case_store import Finding, Submission
from supervision.cases import Refused
from tests.models import scene
from tests.supervision.desk import AFTER, NOON, RULES, WORN, Desk

ALL = Everything()


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk.set_up(database)


def read(desk: Desk, case_id: str) -> CaseFile:
    with desk.database.reading() as session:
        return case_files.get(session, ALL, case_id)


def listed(desk: Desk, filters: CaseFilters = CaseFilters(), scope: Scope = ALL) -> list[CaseLine]:  # noqa: B008 (frozen)
    with desk.database.reading() as session:
        return list(case_files.page(session, scope, filters, after=None, limit=50)[0])


def acts(file: CaseFile) -> list[Act]:
    return [step.act for step in file.steps]


def test_one_case_per_shop_rule_and_local_day(desk: Desk) -> None:
    mask = desk.find(3)
    assert desk.find(60, track=2) == mask
    assert desk.find(61, rule=RuleName.HAT) != mask
    # Noon in London is 20:00 in Shanghai: four hours later it is tomorrow there.
    assert desk.find(4 * 3600 + 1) != mask
    file = read(desk, mask)
    assert (file.line.violations, len(file.violations)) == (2, 2)
    assert file.line.lead == file.violations[0]
    assert acts(file) == [Act.FIND]
    assert file.line.standing.owner is Party.CADRE


def test_feeding_again_changes_nothing(desk: Desk) -> None:
    case_id = desk.find()
    with desk.database.writing() as session:
        assert desk.keep(session) is None
    assert read(desk, case_id).line.violations == 1


def test_writers_at_once_make_one_case(desk: Desk) -> None:
    """Eight cameras see the same thing in the same shop at the same time."""
    ready, found = threading.Barrier(8), list[str]()

    def write(track: int) -> None:
        ready.wait()
        found.append(desk.find(3, track=track))

    threads = [threading.Thread(target=write, args=(track,)) for track in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    file = read(desk, found[0])
    assert (acts(file), file.line.violations) == ([Act.FIND], 8)


def test_what_fails_leaves_neither_violation_nor_case(desk: Desk) -> None:
    def crash() -> None:
        with desk.database.writing() as session:
            desk.keep(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        crash()
    assert listed(desk) == []
    assert desk.find()


def test_the_whole_story_of_a_minor_one(desk: Desk) -> None:
    case_id = desk.find()
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    desk.correct(case_id)
    desk.later(hours=3).act(case_id, Act.PASS, desk.cadre)
    file = read(desk, case_id)
    assert acts(file) == [Act.FIND, Act.CONFIRM, Act.NOTIFY, Act.CORRECT, Act.PASS, Act.CLOSE]
    assert file.line.standing.outcome is Outcome.CORRECTED
    assert file.line.ended_at == desk.now + timedelta(hours=3)
    assert file.steps[3].pictures == (AFTER,)
    assert file.names == {desk.cadre.id: "cadre", desk.owner.id: "owner"}
    assert first_broken(case_id, file.steps) is None
    assert case_reads_as_confirmed(file)


def case_reads_as_confirmed(file: CaseFile) -> bool:
    return [review.opinion for review in file.violations[0].reviews] == [Opinion.CONFIRMED]


def test_an_upheld_appeal_rejects_every_violation(desk: Desk) -> None:
    case_id = desk.find()
    desk.find(60, track=2)
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    desk.act(case_id, Act.APPEAL, desk.owner, WORN)
    with pytest.raises(Refused, match="does not decide"):
        desk.act(case_id, Act.UPHOLD, desk.cadre, WORN)
    desk.act(case_id, Act.UPHOLD, somebody(desk, "office", Role.OFFICE), WORN)
    file = read(desk, case_id)
    assert file.line.standing.outcome is Outcome.NO_VIOLATION
    with desk.database.reading() as session:
        assert {record.violation.id for record in history.doubted(session)} == {
            record.violation.id for record in file.violations
        }


def somebody(desk: Desk, username: str, role: Role) -> User:
    with desk.database.writing() as session:
        area = next(iter(areas.tops(session)), None)
        area = area or areas.add_area(session, name="港城县", kind=AreaKind.COUNTY)
        return accounts.add_user(
            session, username=username, name=username, role=role, password_hash=None, area_id=area.id
        )


def test_what_has_no_cadre_is_the_offices_turn(desk: Desk) -> None:
    """The badge, the list and the line itself say the same."""
    office, cadre = somebody(desk, "office", Role.OFFICE), desk.cadre
    case_id, corrected = desk.find(), desk.find(60, rule=RuleName.HAT)
    desk.act(corrected, Act.CONFIRM, cadre)

    def turns(user: User, party: Party) -> set[str]:
        with desk.database.reading() as session:
            count = case_files.turn_of(session, ALL, desk.now, party, user.id)
        found = {line.id for line in listed(desk, CaseFilters(turn_of=(party, user.id)))}
        assert count.waiting == len(found)
        assert found == {line.id for line in listed(desk) if line.waits_for(party, user.id)}
        return found

    assert (turns(cadre, Party.CADRE), turns(office, Party.OFFICE)) == ({case_id}, set())
    with desk.database.writing() as session:
        accounts.withdraw(session, user_id=cadre.id, business_id=desk.shop.id, now=desk.now)
    assert turns(office, Party.OFFICE) == {case_id}, "what waits for the business is not among them"
    desk.act(case_id, Act.CONFIRM, office)
    assert turns(office, Party.OFFICE) == set()


def test_a_case_that_is_taken_over_keeps_its_turn(desk: Desk) -> None:
    case_id = desk.find()
    desk.act(case_id, Act.ESCALATE, desk.cadre, Submission("涉嫌违法"))
    one, other = somebody(desk, "one", Role.OFFICE), somebody(desk, "other", Role.OFFICE)
    desk.act(case_id, Act.CLAIM, one)
    before = read(desk, case_id).line
    desk.later(hours=5).act(case_id, Act.CLAIM, other)
    after = read(desk, case_id).line
    assert (after.standing.owner_id, after.owner_name) == (other.id, "other")
    assert (after.standing.due_at, after.turn_at) == (before.standing.due_at, before.turn_at)


def test_what_the_public_finds_and_policy_holds_illegal_is_the_offices_once_confirmed(desk: Desk) -> None:
    with desk.database.writing() as session:
        finding = Finding(desk.shop.id, Source.PUBLIC, "卖变质的肉", desk.now, Matter.SPOILED)
        case_id = case_store.open_case(session, finding, desk.cadre, [], RULES, desk.now)
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    file = read(desk, case_id)
    assert acts(file) == [Act.FIND, Act.CONFIRM, Act.ESCALATE]
    assert (file.steps[-1].actor.party, file.line.why) == (Party.SYSTEM, "by_policy")
    assert file.line.standing.owner is Party.OFFICE


def test_a_new_violation_opens_an_ended_case_again(desk: Desk) -> None:
    case_id = desk.find()
    desk.act(case_id, Act.REJECT, desk.cadre, WORN)
    assert desk.later(hours=1).find(90, track=2) == case_id
    file = read(desk, case_id)
    assert acts(file) == [Act.FIND, Act.REJECT, Act.REOPEN]
    assert file.line.standing.state is CaseState.FOUND
    assert file.line.lead == file.violations[1]
    assert file.line.ended_at is None


def test_the_history_cannot_be_changed(desk: Desk) -> None:
    case_id = desk.find()
    for statement in (
        update(CaseStepRow).values(reason="it was different"),
        delete(CaseStepRow),
    ):
        with pytest.raises(DatabaseError, match="never changed"), desk.database.writing() as session:
            session.execute(statement)
    steps = read(desk, case_id).steps
    assert first_broken(case_id, steps) is None
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    steps = read(desk, case_id).steps
    assert first_broken(case_id, steps[1:]) == 1, "a missing first step shows"
    assert first_broken("0" * 32, steps) == 1, "steps of another case do not fit"


def test_whoever_comes_second_is_told(desk: Desk) -> None:
    case_id = desk.find()
    desk.act(case_id, Act.CONFIRM, desk.cadre, seen=1)
    with pytest.raises(Conflict):
        desk.act(case_id, Act.REJECT, desk.cadre, WORN, seen=1)
    with pytest.raises(Refused):
        desk.act(case_id, Act.CONFIRM, desk.cadre)
    assert len(read(desk, case_id).steps) == 3


def test_two_acting_at_once_act_one_after_the_other(desk: Desk) -> None:
    case_id = desk.find()
    ready, outcomes = threading.Barrier(4), list[str]()

    def confirm() -> None:
        ready.wait()
        try:
            desk.act(case_id, Act.CONFIRM, desk.cadre)
        except Refused:
            outcomes.append("refused")
        else:
            outcomes.append("done")

    threads = [threading.Thread(target=confirm) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    assert first_broken(case_id, read(desk, case_id).steps) is None


def test_a_picture_of_another_case_is_refused(desk: Desk) -> None:
    one, other = desk.find(), desk.find(60, rule=RuleName.HAT)
    desk.act(one, Act.CONFIRM, desk.cadre)
    with desk.database.writing() as session:
        case_store.add_picture(session, other, AFTER, desk.owner, desk.now)
    given = Submission("整改", pictures=((PictureKind.AFTER, AFTER.key),))
    with pytest.raises(InvalidValue):
        desk.act(one, Act.CORRECT, desk.owner, given)


def test_foreign_cases_and_pictures_look_unknown(desk: Desk) -> None:
    case_id = desk.find()
    with desk.database.writing() as session:
        case_store.add_picture(session, case_id, AFTER, desk.owner, desk.now)
        stranger = Own(scene.business(session, "别家").id)
    violation_id = read(desk, case_id).violations[0].violation.id
    with desk.database.writing() as session:
        with pytest.raises(NotFound):
            case_files.get(session, stranger, case_id)
        with pytest.raises(NotFound):
            case_store.act(session, stranger, case_id, desk.cadre, Act.CONFIRM, Submission(), RULES, NOON)
        assert not case_files.may_see_picture(session, stranger, AFTER.key)
        assert case_files.may_see_picture(session, ALL, AFTER.key)
        assert case_files.counts(session, stranger, desk.now) == {}
    assert listed(desk, CaseFilters(violation_id=violation_id), stranger) == []
    assert [line.id for line in listed(desk, CaseFilters(violation_id=violation_id))] == [case_id]
    assert listed(desk, scope=stranger) == []


def test_what_a_person_finds(desk: Desk) -> None:
    picture = CasePicture("e" * 64, PictureKind.OTHER, 640, 360, 1000)
    with desk.database.writing() as session:
        finding = Finding(desk.shop.id, Source.CADRE, "地面积水", desk.now)
        case_id = case_store.open_case(session, finding, desk.cadre, [picture], RULES, desk.now)
    file = read(desk, case_id)
    assert (file.line.what, file.line.picture, file.line.lead) == ("地面积水", picture.key, None)
    assert file.steps[0].actor.user_id == desk.cadre.id
    assert file.steps[0].pictures == (picture,)
    # To have found it is to have confirmed it.
    assert acts(file) == [Act.FIND, Act.CONFIRM, Act.NOTIFY]
    # Of a rule it joins the day's case, and opens it again when that has ended.
    mask = desk.find()
    finding = Finding(desk.shop.id, Source.PUBLIC, "有人没戴口罩", NOON, Matter.MASK)
    desk.act(mask, Act.REJECT, desk.cadre, WORN)
    wordless = Finding(desk.shop.id, Source.CADRE, "", desk.now)
    with desk.database.writing() as session:
        auditor = scene.user(session, "auditor", Role.AUDITOR)
        assert case_store.open_case(session, finding, desk.cadre, [], RULES, desk.now) == mask
        with pytest.raises(InvalidValue):
            case_store.open_case(session, wordless, desk.cadre, [], RULES, desk.now)
        with pytest.raises(Refused):
            case_store.open_case(session, finding, auditor, [], RULES, desk.now)
    assert acts(read(desk, mask))[-2:] == [Act.REOPEN, Act.NOTE]


def test_reviews_of_violations_move_the_case(desk: Desk) -> None:
    case_id = desk.find()
    desk.find(60, track=2)
    one, two = (record.violation.id for record in read(desk, case_id).violations)

    office = somebody(desk, "office", Role.OFFICE)

    def say(
        violation_id: str,
        opinion: Opinion,
        ground: Ground | None = None,
        comment: str = "",
        by: User | None = None,
    ) -> None:
        user = by or (desk.owner if opinion is Opinion.APPEALED else desk.cadre)
        with desk.database.writing() as session:
            history.review(session, violation_id, user, opinion, ground, comment, desk.now)
            case_reviews.follow(session, violation_id, user, opinion, ground, comment, RULES, desk.now)

    say(one, Opinion.REJECTED, Ground.WORN)
    assert read(desk, case_id).line.standing.state is CaseState.FOUND, "the other may be one"
    say(two, Opinion.CONFIRMED)
    assert read(desk, case_id).line.standing.state is CaseState.NOTIFIED
    say(two, Opinion.APPEALED, Ground.UNCLEAR)
    say(two, Opinion.CONFIRMED, by=office)
    assert read(desk, case_id).line.standing.state is CaseState.APPEALED, "a dismissal needs a reason"
    say(two, Opinion.CONFIRMED, comment="看得清")
    assert read(desk, case_id).line.standing.state is CaseState.APPEALED, "and somebody else"
    say(two, Opinion.CONFIRMED, comment="看得清", by=office)
    assert read(desk, case_id).line.standing.state is CaseState.NOTIFIED
    say(two, Opinion.REJECTED, Ground.WORN)
    assert read(desk, case_id).line.standing.state is CaseState.REJECTED
    say(two, Opinion.APPEALED, Ground.OTHER)
    assert acts(read(desk, case_id)) == [
        Act.FIND, Act.CONFIRM, Act.NOTIFY, Act.APPEAL, Act.DISMISS, Act.NOTIFY, Act.REJECT,
    ]  # fmt: skip


def test_lists_filters_and_pages(desk: Desk) -> None:
    ids = [
        desk.later(hours=day).find(day * 86_400 + 3, rule=rule)
        for day in range(4)
        for rule in (RuleName.MASK, RuleName.HAT)
    ]
    assert len(set(ids)) == 8
    desk.act(ids[0], Act.CONFIRM, desk.cadre)
    desk.act(ids[1], Act.REJECT, desk.cadre, WORN)
    assert {line.id for line in listed(desk)} == set(ids)
    waiting = listed(desk, CaseFilters(owners=(Party.CADRE,)))
    assert {line.id for line in waiting} == set(ids[2:])
    assert [line.id for line in listed(desk, CaseFilters(owners=(Party.BUSINESS,)))] == [ids[0]]
    assert [line.id for line in listed(desk, CaseFilters(states=(CaseState.REJECTED,)))] == [ids[1]]
    assert len(listed(desk, CaseFilters(rules=(RuleName.HAT,), open_only=True))) == 3
    assert listed(desk, CaseFilters(business_ids=("0" * 32,))) == []
    soon, late = desk.now + timedelta(hours=23), desk.now + timedelta(days=9)
    assert listed(desk, CaseFilters(overdue_at=desk.now)) == []
    assert len(listed(desk, CaseFilters(overdue_at=late))) == 7
    with desk.database.reading() as session:
        assert case_files.counts(session, ALL, soon)[Party.CADRE].waiting == 6
        assert case_files.counts(session, ALL, late)[Party.BUSINESS].overdue == 1
    newest, by_deadline = all_pages(desk, case_files.page), all_pages(desk, case_files.queue)
    assert {line.id for line in newest} == {line.id for line in by_deadline} == {*ids} - {ids[1]}
    assert len(newest) == len(by_deadline) == 7
    opened = [(line.opened_at, line.id) for line in newest]
    assert opened == sorted(opened, reverse=True)
    due = [(line.standing.due_at or NOON, line.id) for line in by_deadline]
    assert due == sorted(due)


Pages = Callable[..., tuple[Sequence[CaseLine], Cursor | None]]


def all_pages(desk: Desk, pages: Pages) -> list[CaseLine]:
    seen, after = list[CaseLine](), None
    with desk.database.reading() as session:
        while True:
            items, after = pages(session, ALL, CaseFilters(open_only=True), after=after, limit=3)
            seen += items
            if after is None:
                return seen


def test_a_closed_case_of_the_table_has_no_deadline(desk: Desk) -> None:
    """The database itself refuses an open case without an owner or a deadline."""
    case_id = desk.find()
    for change in ({"owner": None}, {"due_at": None}, {"state": "closed"}):
        with pytest.raises(DatabaseError), desk.database.writing() as session:
            session.execute(update(CaseRow).where(CaseRow.id == case_id).values(change))
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 1
