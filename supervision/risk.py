"""Where to look first: a business's risk score, and why it is what it is.

A sum of factors, each with a most that it can give, so that a person can read off what raised it and what
would lower it. Pure: facts in, score and reasons out. Weights are policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp

from models.errors import InvalidValue


class Factor(StrEnum):
    """What raises the score."""

    VIOLATIONS = "violations"
    RECURRENCE = "recurrence"
    CORRECTION = "correction"
    SELF_CHECKS = "self_checks"
    CAMERAS = "cameras"
    APPEALS = "appeals"
    GRADE = "grade"


@dataclass(frozen=True, slots=True)
class PastViolation:
    """A violation that stands: neither rejected nor appealed against with success.

    gravity: 1 for a minor one, more for worse. age_days: since it began, from 0. recurred: the business had
    broken the same rule before and had put it right.
    """

    age_days: float
    gravity: float = 1.0
    recurred: bool = False


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known of one business on one day.

    corrections: for each case of the period the share of the time allowed that was taken; above 1 is late,
    and a case still open counts with what it has taken so far.
    self_checks and online: shares in [0, 1] filed in time and of the time wanted; None where none was due.
    appeals_dismissed: objections of the period that did not hold. grade: risk grade A to D, None if not yet
    given.
    """

    violations: Sequence[PastViolation] = ()
    corrections: Sequence[float] = ()
    self_checks: float | None = None
    online: float | None = None
    appeals_dismissed: int = 0
    grade: str | None = None


def _most() -> Mapping[Factor, float]:
    return {
        Factor.VIOLATIONS: 40,
        Factor.RECURRENCE: 15,
        Factor.CORRECTION: 12,
        Factor.SELF_CHECKS: 10,
        Factor.CAMERAS: 8,
        Factor.APPEALS: 5,
        Factor.GRADE: 10,
    }


@dataclass(frozen=True, slots=True)
class RiskPolicy:
    """The office's weights.

    most: points that each factor can give; together 100.
    half_life_days: after this long a violation counts half. typical: the weight of fresh violations that
    gives 63 % of the factor's points. recurrences: likewise for recurrences.
    latest: the share of the time allowed at which a correction gives all its points.
    grades: share of the grade's points. bands: from which score on a business is looked at every how many
    days, highest score first; the last band begins at 0.
    period_days: how far back facts count; a recurrence may follow a case of as many days before.
    illegal_gravity, unconfirmed_gravity: what an illegal violation, and one that nobody has confirmed, weigh
    beside a minor one that a person has confirmed.
    """

    most: Mapping[Factor, float] = field(default_factory=_most)
    half_life_days: float = 21.0
    typical: float = 4.0
    recurrences: float = 2.0
    latest: float = 2.0
    grades: Mapping[str, float] = field(default_factory=lambda: {"A": 0.0, "B": 0.3, "C": 0.6, "D": 1.0})
    bands: Sequence[tuple[float, int]] = ((60, 15), (30, 45), (0, 90))
    period_days: int = 90
    illegal_gravity: float = 3.0
    unconfirmed_gravity: float = 0.5

    def __post_init__(self) -> None:
        if set(self.most) != set(Factor) or abs(sum(self.most.values()) - 100) > 1e-9:
            raise InvalidValue("the points of all factors must add up to 100")
        if min((*self.most.values(), *self.grades.values())) < 0:
            raise InvalidValue("points cannot be negative")
        if min(self.half_life_days, self.typical, self.recurrences) <= 0 or self.latest <= 1:
            raise InvalidValue("half-life and typical weights must be above 0, the latest share above 1")
        if self.period_days < 1 or min(self.illegal_gravity, self.unconfirmed_gravity) < 0:
            raise InvalidValue("the period is at least a day, and no violation counts less than nothing")
        scores = [score for score, _ in self.bands]
        if not scores or scores[-1] != 0 or scores != sorted(set(scores), reverse=True):
            raise InvalidValue("bands must fall strictly from the highest score to 0")


@dataclass(frozen=True, slots=True)
class Reason:
    """What one factor gave: points of at most `most`; value: what was measured, in the factor's own unit."""

    factor: Factor
    points: float
    most: float
    value: float


@dataclass(frozen=True, slots=True)
class Risk:
    """score in [0, 100]; reasons: what gave it points, most first; every_days: how often to look."""

    score: float
    reasons: tuple[Reason, ...]
    every_days: int


DEFAULT_RISK_POLICY = RiskPolicy()


def assess(facts: RiskFacts, policy: RiskPolicy = DEFAULT_RISK_POLICY) -> Risk:
    """The risk of one business. More or fresher violations, or worse discipline, never lower it."""
    weight = sum(item.gravity * _faded(item.age_days, policy) for item in facts.violations)
    repeated = sum(_faded(item.age_days, policy) for item in facts.violations if item.recurred)
    taken = _mean([min(share, policy.latest) for share in facts.corrections])
    filed, online = (1.0 if share is None else share for share in (facts.self_checks, facts.online))
    shares = {
        Factor.VIOLATIONS: (1 - exp(-weight / policy.typical), weight),
        Factor.RECURRENCE: (1 - exp(-repeated / policy.recurrences), repeated),
        # Whoever needs no more than half of the time allowed is as good as can be.
        Factor.CORRECTION: (max(0.0, taken - 0.5) / (policy.latest - 0.5), taken),
        Factor.SELF_CHECKS: (1 - filed, filed),
        Factor.CAMERAS: (1 - online, online),
        Factor.APPEALS: (1 - exp(-facts.appeals_dismissed / 2), float(facts.appeals_dismissed)),
        Factor.GRADE: (policy.grades.get(facts.grade or "", 0.0), 0.0),
    }
    reasons = [
        Reason(factor, round(share * policy.most[factor], 1), policy.most[factor], round(value, 3))
        for factor, (share, value) in shares.items()
    ]
    told = sorted((reason for reason in reasons if reason.points > 0), key=lambda item: -item.points)
    score = round(sum(reason.points for reason in told), 1)
    return Risk(score, tuple(told), every_days(score, policy))


def every_days(score: float, policy: RiskPolicy = DEFAULT_RISK_POLICY) -> int:
    """How often a business of this score is to be looked at, in days."""
    return next(days for least, days in policy.bands if score >= least)


def urgency(score: float, every_days: int, days_since_look: float) -> float:
    """What to look at first: how much of its interval a business has waited, and of equals the riskier.

    So nobody is forgotten, and nobody who has just been looked at is looked at again at once. The list of
    tasks is in this order among those that are due on the same day, and the back-test judges it.
    """
    return days_since_look / every_days + score / 1000


def _faded(age_days: float, policy: RiskPolicy) -> float:
    return float(0.5 ** (max(0.0, age_days) / policy.half_life_days))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
