"""One case per shop, matter and day, whoever finds it: camera, cadre, inspection, business or the public."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.capture_tables import CaptureRow
from models.case_source_tables import TipRow
from models.case_tables import CaseRow, CaseStepRow
from models.cases import Act, CasePicture, CaseState, Matter, Party, PictureKind, Severity, Source
from models.database import Database
from models.errors import InvalidValue, NotFound
from models.people import Everything, Own, Role
from supervision import capture_store, case_files, case_sources, case_store, risk_store, tips
from supervision.captures import Capture
from supervision.case_files import CaseFile, CaseFilters
from supervision.case_store import Finding
from supervision.cases import Refused
from supervision.risk import DEFAULT_RISK_POLICY
from supervision.risk_store import Shares
from supervision.tips import Tip
from tests.models import scene
from tests.supervision.desk import NOON, RULES, Desk

ALL = Everything()
PHOTO = CasePicture("d" * 64, PictureKind.BEFORE, 640, 360, 1000)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk.set_up(database)


def read(desk: Desk, case_id: str) -> CaseFile:
    with desk.database.reading() as session:
        return case_files.get(session, ALL, case_id)


def acts(file: CaseFile) -> list[Act]:
    return [step.act for step in file.steps]


def captured(desk: Desk, number: int = 1) -> Capture:
    with desk.database.writing() as session:
        row = CaptureRow(
            id=f"{number:032x}", business_id=desk.shop.id, camera_id=desk.camera.id, user_id=desk.cadre.id,
            captured_at=desk.now, recorded_at=desk.now, note="口罩拉到下巴", rule="mask",
            key=f"{number:064x}", width=640, height=360, size_bytes=1000,
        )  # fmt: skip
        capture_store.keep(session, row)
        return capture_store.get(session, ALL, desk.cadre, row.id, desk.now)


def sends(desk: Desk, matter: Matter, what: str = "后厨有老鼠", *, photo: bool = False) -> str:
    tip = Tip(matter, what, "13900000000", PHOTO.key if photo else None, desk.now)
    with desk.database.writing() as session:
        return tips.keep(session, desk.shop.id, tip, PHOTO if photo else None, RULES, desk.now)


def test_every_source_feeds_the_one_case_of_the_day(desk: Desk) -> None:
    camera = desk.find()
    assert sends(desk, Matter.MASK, "") == camera
    by_owner = Finding(desk.shop.id, Source.BUSINESS, "有人没戴,已提醒", desk.now, Matter.MASK)
    with desk.database.writing() as session:
        assert case_store.open_case(session, by_owner, desk.owner, [], RULES, desk.now) == camera
    # Nobody who may judge has looked yet.
    assert read(desk, camera).line.standing.state is CaseState.FOUND
    capture = captured(desk)
    with desk.database.writing() as session:
        found = [
            case_sources.open_by_capture(
                session, capture, Matter.MASK, "拉到下巴", desk.cadre, RULES, desk.now
            )
            for _ in range(2)
        ]
    assert found == [(camera, True), (camera, False)]
    file = read(desk, camera)
    assert acts(file) == [Act.FIND, Act.NOTE, Act.NOTE, Act.NOTE, Act.CONFIRM, Act.NOTIFY]
    assert (file.captures, file.tips, file.line.source) == ((capture.id,), 1, Source.DETECTOR)
    assert [str(item.opinion) for item in file.violations[0].reviews] == ["confirmed"]
    # What the public wrote is not in a case that the business reads already.
    assert file.steps[1].reason == case_store.ANOTHER_FINDING
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 1


def test_policy_says_how_grave_it_is(desk: Desk) -> None:
    with desk.database.writing() as session:
        opened = [
            case_store.open_case(
                session,
                Finding(desk.shop.id, Source.CADRE, "过期", desk.now, matter),
                user,
                [],
                RULES,
                desk.now,
            )
            for matter, user in ((Matter.SPOILED, desk.cadre), (Matter.CLEAN, desk.cadre))
        ]
    spoiled, dirty = (read(desk, case_id).line.standing for case_id in opened)
    assert (spoiled.severity, spoiled.state, spoiled.owner) == (
        Severity.ILLEGAL, CaseState.ESCALATED, Party.OFFICE,
    )  # fmt: skip
    assert (dirty.severity, dirty.state, dirty.owner) == (
        Severity.MINOR, CaseState.NOTIFIED, Party.BUSINESS,
    )  # fmt: skip
    # The business's own word is for the cadre to confirm, however grave.
    own = Finding(desk.shop.id, Source.BUSINESS, "冰箱里有过期酱料", desk.now, Matter.SPOILED)
    later = desk.later(days=1)
    own = Finding(own.business_id, own.source, own.what, later.now, own.matter)
    with desk.database.writing() as session:
        case_id = case_store.open_case(session, own, desk.owner, [], RULES, later.now)
    standing = read(desk, case_id).line.standing
    assert (standing.state, standing.owner, standing.severity) == (
        CaseState.FOUND, Party.CADRE, Severity.ILLEGAL,
    )  # fmt: skip


def test_a_tip_is_nobodys_but_the_officials_until_it_is_confirmed(desk: Desk) -> None:
    case_id, own = sends(desk, Matter.PESTS, photo=True), Own(desk.shop.id)
    file = read(desk, case_id)
    assert (file.line.source, file.line.what, file.line.picture) == (Source.PUBLIC, "后厨有老鼠", PHOTO.key)
    assert file.line.standing.state is CaseState.FOUND
    with desk.database.reading() as session:
        with pytest.raises(NotFound):
            case_files.get(session, own, case_id)
        assert case_files.page(session, own, CaseFilters(), after=None, limit=9)[0] == []
        assert case_files.counts(session, own, desk.now) == {}
        assert not case_files.may_see_picture(session, own, PHOTO.key)
        assert case_files.may_see_picture(session, ALL, PHOTO.key)
        assert not case_files.is_told(session, case_id)
        assert [tip.contact for tip in tips.of_case(session, ALL, case_id)] == ["13900000000"]
        with pytest.raises(NotFound):
            tips.of_case(session, own, case_id)
    with desk.database.writing() as session, pytest.raises(NotFound):
        case_store.act(
            session, own, case_id, desk.owner, Act.NOTE, case_store.Submission("谁说的"), RULES, desk.now
        )
    # Nor does it count against the business yet.
    with desk.database.writing() as session:
        risk_store.renew(session, NOON.date(), desk.now, Shares({}, {}), DEFAULT_RISK_POLICY)
        scored = risk_store.of_business(session, ALL, desk.shop.id)
        assert scored is not None
        assert scored[1].score == 0
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    with desk.database.reading() as session:
        told = case_files.get(session, own, case_id)
        assert (told.line.standing.state, told.tips) == (CaseState.NOTIFIED, 0)
        assert case_files.may_see_picture(session, own, PHOTO.key)
        # The contact is in no step: steps are for everybody.
        texts = session.scalars(select(CaseStepRow.reason)).all()
        assert not any("139" in text for text in texts)


def test_many_tips_of_one_thing_are_one_case(desk: Desk) -> None:
    for matter in (Matter.OTHER, Matter.PESTS):
        assert len({sends(desk, matter, f"第{number}次") for number in range(3)}) == 1
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 2
        assert session.scalar(select(func.count()).select_from(TipRow)) == 6
    assert sends(desk.later(days=1), Matter.PESTS) not in {
        row.line.id for row in [read(desk, sends(desk, Matter.PESTS))]
    }
    with desk.database.writing() as session:
        with pytest.raises(NotFound):
            tips.name_of(session, "0" * 32)
        with pytest.raises(InvalidValue):
            tips.keep(session, desk.shop.id, Tip(Matter.OTHER, "", "", None, desk.now), None, RULES, desk.now)


def test_a_capture_opens_nothing_for_those_who_only_look(desk: Desk) -> None:
    capture = captured(desk)
    with desk.database.writing() as session:
        auditor = scene.user(session, "auditor", Role.AUDITOR)
        with pytest.raises(Refused):
            case_sources.open_by_capture(
                session, capture, Matter.MASK, "", auditor, RULES, desk.now + timedelta(seconds=9)
            )
