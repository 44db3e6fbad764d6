"""A small made-up city holds everything that the stores promise of what they keep."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.evidence import FolderEvidenceStore
from models import catalog, place_catalog
from models.account_tables import AccountActRow
from models.area_tables import AreaRow
from models.areas import AreaKind
from models.case_tables import CaseRow, CaseStepRow, CaseViolationRow
from models.cases import Act, CaseState, Matter, Step
from models.database import Database
from models.errors import Conflict
from models.inspection_tables import InspectionRow
from models.opening import OpeningHours
from models.people import Everything, InArea, Level, Role
from models.risk_tables import RiskRow
from models.self_check_tables import SelfCheckRow
from models.self_checks import Filled, FormItem, SelfCheckKind, Verdict
from models.tables import AssignmentRow, BusinessRow, CameraRow, EvidenceRow, Table, UserRow, ViolationRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind
from models.training_tables import TrainingRow
from models.trainings import TrainingKind
from supervision import case_store, commitments, task_store
from supervision.areas import area_of
from supervision.calendar import CHINA, standard_calendar
from supervision.case_links import first_broken
from supervision.case_rows import standing_of, step_of
from supervision.cases import TABLE
from supervision.sample_city.build import make
from supervision.sample_city.plan import SMALL, Times
from supervision.sample_city.register import SIGN_INS
from supervision.self_check_store import known
from supervision.self_checks import (
    DEFAULT_SELF_CHECK_POLICY,
    check_complete,
    period_of,
)
from supervision.tasks import DEFAULT_TASK_POLICY
from supervision.tiers import Fit, Tiers
from supervision.topics import ASSIGNMENT
from tests.databases import copy_of_migrated

NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> FolderEvidenceStore:
    return FolderEvidenceStore(tmp_path / "evidence")


def test_a_small_city_keeps_what_the_stores_promise(database: Database, store: FolderEvidenceStore) -> None:
    make(database, store, NOW, plan=SMALL, password_hash="hash")
    with database.reading() as session:
        _has_its_size(session)
        _is_assigned_by_level(session)
        _cases_went_as_the_table_allows(session)
        _violations_have_pictures_and_a_case(session, store)
        _tasks_are_of_five_quarters(session)
        _self_checks_are_complete(session)
        _trainings_could_have_been_recorded(session)
        opened = select(UserRow.username).join(AccountActRow, AccountActRow.account_id == UserRow.id)
        assert sorted(session.scalars(opened)) == sorted(SIGN_INS)
        assert commitments.verify(session) is None
        for signature in commitments.signatures(session, Everything())[0]:
            assert commitments.text_of(session, signature).title
        for digest in session.scalars(select(InspectionRow.digest)):
            assert store.read(str(digest))
        assert place_catalog.list_places(session)
        scored = set(session.scalars(select(RiskRow.business_id)))
        working = set(session.scalars(select(BusinessRow.id).where(BusinessRow.status == "active")))
        assert scored == working
    with pytest.raises(Conflict):
        make(database, store, NOW, plan=SMALL)


def _has_its_size(session: Session) -> None:
    kinds = Counter(session.scalars(select(AreaRow.kind)))
    assert kinds == {
        AreaKind.PREFECTURE: 1,
        AreaKind.COUNTY: SMALL.districts,
        AreaKind.TOWN: SMALL.towns,
        AreaKind.VILLAGE: SMALL.villages,
    }
    roles = Counter(session.scalars(select(UserRow.role)))
    offices = 1 + SMALL.districts + SMALL.towns
    assert roles == {
        Role.CADRE: SMALL.cadres,
        Role.BUSINESS: SMALL.businesses,
        Role.OFFICE: offices,
        Role.REGULATOR: offices,
        Role.AUDITOR: 1,
        Role.ADMIN: 1,
    }
    levels = Counter(session.scalars(select(BusinessRow.level)))
    assert levels == SMALL.levels | {Level.D: SMALL.businesses - sum(SMALL.levels.values())}
    filmed = session.scalar(select(func.count(func.distinct(CameraRow.business_id))))
    assert filmed == SMALL.filmed
    signs_in = select(UserRow.username).where(UserRow.password_hash.is_not(None))
    assert set(session.scalars(signs_in)) == set(SIGN_INS)
    for hours in session.scalars(select(BusinessRow.opening_hours)):
        OpeningHours.parse(hours)


def _is_assigned_by_level(session: Session) -> None:
    areas = {row.id: area_of(row) for row in session.scalars(select(AreaRow))}
    query = (
        select(BusinessRow.level, BusinessRow.area_id, UserRow.area_id, AssignmentRow.override_reason)
        .join(BusinessRow, BusinessRow.id == AssignmentRow.business_id)
        .join(UserRow, UserRow.id == AssignmentRow.user_id)
    )
    tiers = Tiers(ASSIGNMENT.default, AreaKind.PREFECTURE)
    for level, business_area, cadre_area, reason in session.execute(query):
        fit = tiers.fit(Level(level), areas[str(business_area)].path, areas[str(cadre_area)])
        assert fit is Fit.RIGHT or (fit is Fit.HIGHER and reason)
    current = session.scalars(select(AssignmentRow.business_id).where(AssignmentRow.until.is_(None))).all()
    assert len(set(current)) == len(current) > SMALL.businesses * 0.97


def _steps(session: Session) -> Iterator[tuple[CaseRow, list[Step]]]:
    steps: dict[str, list[Step]] = {}
    for row in session.scalars(select(CaseStepRow).order_by(CaseStepRow.case_id, CaseStepRow.number)):
        steps.setdefault(row.case_id, []).append(step_of(row))
    for case in session.scalars(select(CaseRow)):
        yield case, steps[case.id]


def _cases_went_as_the_table_allows(session: Session) -> None:
    allowed = {(move.state, move.act, move.party, move.then) for move in TABLE}
    outcomes, seen = Counter[str](), 0
    for case, steps in _steps(session):
        seen += 1
        assert first_broken(case.id, steps) is None
        assert (steps[0].act, steps[0].standing.state) == (Act.FIND, CaseState.FOUND)
        for before, step in pairwise(steps):
            assert step.at >= before.at
            move = before.standing.state, step.act, step.actor.party, step.standing.state
            assert move in allowed
        assert steps[-1].at < NOW
        assert standing_of(case) == steps[-1].standing
        assert (case.steps, case.turn, case.turn_at) == (len(steps), len(steps), steps[-1].at)
        assert (case.owner is None) == (case.due_at is None) == (case.ended_at is not None)
        assert case.remind_at is None or (case.owner is not None and case.remind_at > NOW)
        outcomes[case.outcome or "open"] += 1
    assert seen > 100
    assert outcomes.keys() >= {"corrected", "no_violation", "open"}


def _violations_have_pictures_and_a_case(session: Session, store: FolderEvidenceStore) -> None:
    calendar = standard_calendar()
    query = (
        select(ViolationRow, CaseRow)
        .join(CaseViolationRow, CaseViolationRow.violation_id == ViolationRow.id)
        .join(CaseRow, CaseRow.id == CaseViolationRow.case_id)
    )
    fed = 0
    for violation, case in session.execute(query):
        fed += 1
        day = calendar.local_day(violation.started_at)
        assert (case.business_id, case.rule, case.day) == (violation.business_id, violation.rule, day)
        assert case.id == case_store.case_id_of(case.business_id, Matter(violation.rule), day)
        assert {item.kind for item in violation.evidence} == {"original", "annotated"}
        assert violation.acknowledged_at is None or violation.acknowledged_at <= NOW
    assert fed == session.scalar(select(func.count()).select_from(ViolationRow))
    keys = set(session.scalars(select(EvidenceRow.key)))
    assert all(store.read(key) for key in keys)
    # The shipped pictures are shared: their number does not grow with the city.
    assert len(keys) <= 14


def _tasks_are_of_five_quarters(session: Session) -> None:
    quarters = Times(NOW).quarters
    tasks = session.scalars(select(TaskRow).where(TaskRow.kind == str(TaskKind.QUARTERLY))).all()
    assert Counter(task.last_on for task in tasks) == {quarter.last: SMALL.businesses for quarter in quarters}
    on_camera = catalog.filmed(session)
    for task in session.scalars(select(TaskRow)):
        if task.done_at is not None:
            assert task.done_at < NOW
            assert DEFAULT_TASK_POLICY.accepts(
                Mode(str(task.mode)), task.business.risk_grade, is_filmed=task.business_id in on_camera
            )
    whole = task_store.completion(
        session, Everything(), quarters[-2], NOW.date(), task_store.Grouping.LEVEL, CHINA
    )
    done, due = sum(item.done for item in whole.values()), sum(item.due for item in whole.values())
    assert 0.9 < done / due <= 1


def _self_checks_are_complete(session: Session) -> None:
    found = session.scalars(select(SelfCheckRow)).all()
    assert {row.kind for row in found} == set(SelfCheckKind)
    for row in found:
        kind = SelfCheckKind(row.kind)
        period = period_of(kind, row.first, DEFAULT_SELF_CHECK_POLICY, CHINA)
        assert (row.last, row.due_at) == (period.last, period.due_at)
        form = DEFAULT_SELF_CHECK_POLICY.form(kind)
        text = {item.key: item.text for item in form.items}
        filled = [
            Filled(FormItem(item["key"], text[item["key"]]), Verdict(item["verdict"]), item["note"])
            for item in row.items
        ]
        position = next(item for item in form.positions if item == row.position)
        check_complete(form, position, filled, row.zero_risk, row.note, row.violations)
        assert row.filed_at < NOW
        if row.violations:
            assert row.violations == known(session, row.business_id, period, CHINA).violations


def _trainings_could_have_been_recorded(session: Session) -> None:
    held = Counter[str]()
    areas = {row.id: area_of(row) for row in session.scalars(select(AreaRow))}
    for row in session.scalars(select(TrainingRow)):
        held[row.kind] += 1
        assert row.day < Times(NOW).today
        assert row.at <= NOW
        assert row.participants
        path = areas[row.area_id].path
        shops = {item.business_id for item in row.participants if item.business_id is not None}
        cadres = {item.user_id for item in row.participants if item.user_id is not None}
        assert len(shops) + len(cadres) == len(row.participants)
        assert catalog.visible(session, InArea(path), shops) == shops
        for cadre in session.scalars(select(UserRow).where(UserRow.id.in_(cadres))):
            assert cadre.role == Role.CADRE
            assert areas[str(cadre.area_id)].path.startswith(path)
        if row.kind == TrainingKind.SAMPLE_TEST:
            assert all(item.passed is not None for item in row.participants)
    whole = len(Times(NOW).quarters) - 1
    assert held["training"] >= whole * SMALL.towns
    assert held["competition"] >= whole * SMALL.districts
    assert held["sample_test"] >= whole


def test_the_same_seed_makes_the_same_city(tmp_path: Path, store: FolderEvidenceStore) -> None:
    plan = replace(SMALL, businesses=40, levels={Level.A: 1, Level.B: 3, Level.C: 12}, filmed=8)

    def rows(name: str, seed: int) -> dict[str, list[tuple[object, ...]]]:
        database = Database(f"sqlite:///{copy_of_migrated(tmp_path / f'{name}.db')}")
        make(database, store, NOW, plan=plan, seed=seed)
        with database.reading() as session:
            kept = {
                table.name: [tuple(row) for row in session.execute(select(table))]
                for table in Table.metadata.sorted_tables
                # The tasks that the service itself makes have ids of chance.
                if table.name != TaskRow.__tablename__
            }
        database.close()
        return kept

    first = rows("first", 1)
    assert first == rows("again", 1)
    assert first != rows("other", 2)
