"""Scores from what is kept: what stands, what was late, and what was no violation after all."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.cases import Act, Matter, Source
from models.database import Database
from models.people import Everything, Own
from models.risk_tables import RiskChangeRow
from supervision import case_files, case_store, risk_store
from supervision.case_files import CaseFilters
from supervision.case_store import Finding
from supervision.risk import DEFAULT_RISK_POLICY, Factor, Risk, RiskPolicy
from supervision.risk_store import Shares
from tests.models import scene
from tests.supervision.desk import RULES, WORN, Desk

NOTHING = Shares({}, {})
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk.set_up(database)


def score(
    desk: Desk, days: float = 0, shares: Shares = NOTHING, policy: RiskPolicy = DEFAULT_RISK_POLICY
) -> Risk:
    now = desk.now + timedelta(days=days)
    today = now.astimezone(ZONE).date()
    with desk.database.writing() as session:
        assert risk_store.renew(session, today, now, shares, policy) == 1
    with desk.database.reading() as session:
        found = risk_store.of_business(session, Everything(), desk.shop.id)
    assert found is not None
    return found[1]


def value(risk: Risk, factor: Factor) -> float:
    return next((reason.value for reason in risk.reasons if reason.factor is factor), 0.0)


def test_nothing_kept_is_no_risk(desk: Desk) -> None:
    assert score(desk) == Risk(0.0, (), 90)


def test_an_unconfirmed_case_counts_half_and_a_rejected_one_not_at_all(desk: Desk) -> None:
    case_id = desk.find()
    assert value(score(desk), Factor.VIOLATIONS) == pytest.approx(0.5, abs=0.01)
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    assert value(score(desk), Factor.VIOLATIONS) == pytest.approx(1, abs=0.01)
    assert value(score(desk, days=21), Factor.VIOLATIONS) == pytest.approx(0.5, abs=0.01)
    desk.act(case_id, Act.REJECT, desk.cadre, WORN)
    assert score(desk).score == 0


def test_a_correction_that_waits_weighs_more_each_day(desk: Desk) -> None:
    case_id = desk.find()
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    # The business has 24 hours.
    assert value(score(desk, days=1.5), Factor.CORRECTION) == pytest.approx(1.5)
    desk.correct(case_id)
    assert value(score(desk, days=1.5), Factor.CORRECTION) == 0


def test_what_a_person_finds_again_recurs_and_the_policy_says_how_much_and_how_long(desk: Desk) -> None:
    def finds(matter: Matter, days: float) -> None:
        at = desk.later(days=days).now
        with desk.database.writing() as session:
            finding = Finding(desk.shop.id, Source.CADRE, "有老鼠", at, matter)
            case_id = case_store.open_case(session, finding, desk.cadre, [], RULES, at)
        desk.later(days=days).correct(case_id)
        desk.later(days=days).act(case_id, Act.PASS, desk.cadre)

    for matter, days in ((Matter.PESTS, 0), (Matter.OTHER, 0), (Matter.CLEAN, 1)):
        finds(matter, days)
    assert value(score(desk, days=1), Factor.RECURRENCE) == 0
    # Of other things nobody knows whether it is the same again.
    finds(Matter.OTHER, 2)
    assert value(score(desk, days=2), Factor.RECURRENCE) == 0
    finds(Matter.PESTS, 2)
    assert value(score(desk, days=2), Factor.RECURRENCE) == pytest.approx(1, abs=0.01)
    shorter = replace(DEFAULT_RISK_POLICY, period_days=1)
    assert value(score(desk, days=2.5, policy=shorter), Factor.RECURRENCE) == 0
    with desk.database.writing() as session:
        listed, _ = case_files.page(
            session, Everything(), CaseFilters(matters=(Matter.PESTS,)), after=None, limit=9
        )
    assert [(line.matter, line.rule) for line in listed] == [(Matter.PESTS, None)] * 2


def test_what_other_parts_know_is_a_reason_too(desk: Desk) -> None:
    shop = desk.shop.id
    risk = score(desk, shares=Shares({shop: 0.5}, {shop: 0.75}))
    assert [(reason.factor, reason.points) for reason in risk.reasons] == [
        (Factor.SELF_CHECKS, 5.0),
        (Factor.CAMERAS, 2.0),
    ]


def test_the_trend_has_a_row_where_the_score_changes(desk: Desk) -> None:
    shop = desk.shop.id
    for day, share in ((0, 1.0), (1, 1.0), (2, 0.5), (2, 0.25)):
        score(desk, days=day, shares=Shares({shop: share}, {}))
    first = desk.now.astimezone(ZONE).date()
    with desk.database.reading() as session:
        assert risk_store.trend(session, Everything(), shop, first) == [
            (first, 0.0),
            (first + timedelta(days=2), 7.5),
        ]
        since = first + timedelta(days=1)
        assert risk_store.trend(session, Everything(), shop, since)[0] == (since, 0.0)
        assert risk_store.trend(session, Own("0" * 32), shop, first) == []


def test_only_what_is_in_scope_is_told(desk: Desk) -> None:
    score(desk)
    with desk.database.reading() as session:
        assert risk_store.of_business(session, Own("0" * 32), desk.shop.id) is None
        assert risk_store.riskiest(session, Own("0" * 32), 5) == []
        assert [name for _, name, _ in risk_store.riskiest(session, Everything(), 5)] == [desk.shop.name]


def test_the_scores_of_a_day_are_those_that_held_then(database: Database) -> None:
    with database.writing() as session:
        shops = [scene.business(session, f"店{number}").id for number in range(3)]
        for day, score in ((1, 10.0), (5, 40.0), (9, 70.0)):
            session.add(RiskChangeRow(business_id=shops[0], day=date(2026, 11, day), score=score))
        session.add(RiskChangeRow(business_id=shops[1], day=date(2026, 11, 8), score=5.0))
    with database.reading() as session:
        assert risk_store.scores_on(session, shops, date(2026, 11, 7)) == {shops[0]: 40.0}
        assert risk_store.scores_on(session, shops, date(2026, 11, 9)) == {shops[0]: 70.0, shops[1]: 5.0}
