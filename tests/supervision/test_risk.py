"""The risk score: bounded, monotone, explained; and better than looking at random."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from supervision.backtest import Town, bench_risk
from supervision.risk import (
    DEFAULT_RISK_POLICY,
    Factor,
    PastViolation,
    Risk,
    RiskFacts,
    RiskPolicy,
    assess,
    urgency,
)

shares = st.floats(0, 1)
violations = st.builds(
    PastViolation, age_days=st.floats(0, 400), gravity=st.floats(0.5, 5), recurred=st.booleans()
)
facts = st.builds(
    RiskFacts,
    violations=st.lists(violations, max_size=12).map(tuple),
    corrections=st.lists(st.floats(0, 10), max_size=6).map(tuple),
    self_checks=st.none() | shares,
    online=st.none() | shares,
    appeals_dismissed=st.integers(0, 10),
    grade=st.sampled_from([None, "A", "B", "C", "D"]),
)


@given(facts)
def test_the_score_is_the_sum_of_its_reasons(known: RiskFacts) -> None:
    risk = assess(known)
    assert 0 <= risk.score <= 100
    assert risk.score == pytest.approx(sum(reason.points for reason in risk.reasons), abs=0.06)
    assert all(0 < reason.points <= reason.most for reason in risk.reasons)
    assert [reason.points for reason in risk.reasons] == sorted(
        (reason.points for reason in risk.reasons), reverse=True
    )


@given(facts, violations)
def test_one_more_violation_never_lowers_it(known: RiskFacts, more: PastViolation) -> None:
    worse = replace(known, violations=(*known.violations, more))
    assert assess(worse).score >= assess(known).score
    assert assess(worse).every_days <= assess(known).every_days


@given(facts, st.floats(0.1, 200))
def test_time_without_anything_new_never_raises_it(known: RiskFacts, days: float) -> None:
    older = tuple(replace(item, age_days=item.age_days + days) for item in known.violations)
    assert assess(replace(known, violations=older)).score <= assess(known).score


@given(facts, shares, shares)
def test_better_discipline_never_raises_it(known: RiskFacts, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert assess(replace(known, self_checks=high)).score <= assess(replace(known, self_checks=low)).score
    assert assess(replace(known, online=high)).score <= assess(replace(known, online=low)).score


def test_nothing_known_is_no_risk_and_no_reason() -> None:
    assert assess(RiskFacts()) == Risk(0.0, (), 90)


def test_what_it_says_of_a_bad_kitchen() -> None:
    bad = RiskFacts(
        violations=[PastViolation(age, 1, recurred=age < 5) for age in (0, 1, 3, 8, 15)],
        corrections=[1.6, 2.5],
        self_checks=0.5,
        online=0.75,
        appeals_dismissed=1,
        grade="D",
    )
    risk = assess(bad)
    assert risk.reasons[0].factor is Factor.VIOLATIONS
    assert {reason.factor for reason in risk.reasons} == set(Factor)
    assert risk.score > 60
    assert risk.every_days == 15
    assert assess(replace(bad, violations=())).every_days > 15


def test_waiting_counts_before_risk_and_nobody_is_forgotten() -> None:
    calm, risky = (5, 90), (80, 15)
    assert urgency(*risky, 14) > urgency(*calm, 14)
    assert urgency(*calm, 100) > urgency(*risky, 2)
    assert urgency(90, 15, 3) > urgency(70, 15, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"most": {Factor.VIOLATIONS: 100.0}},
        {"most": {**DEFAULT_RISK_POLICY.most, Factor.GRADE: 11.0}},
        {"half_life_days": 0.0},
        {"latest": 1.0},
        {"bands": ((60, 15), (30, 45))},
        {"bands": ((30, 45), (60, 15), (0, 90))},
        {"grades": {"A": -0.1}},
    ],
)
def test_policies_that_make_no_sense_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        RiskPolicy(**change)  # type: ignore[arg-type]


def test_it_finds_more_than_chance_where_there_is_something_to_find() -> None:
    unlike = bench_risk(1, Town(businesses=100, hours_a_day=8))
    assert unlike["risk_vs_random_ratio"] > 1.1
    # Where all are alike no order can be better: a score that seemed to help would be a mistake in the test.
    alike = bench_risk(2, Town(businesses=100, hours_a_day=8, spread=0))
    assert alike["risk_vs_random_ratio"] == pytest.approx(1, abs=0.15)
