"""Whether looking where the score is high finds more than looking at random or in turn.

Made-up businesses, each with a hidden tendency to break rules that drifts, falls after somebody has looked,
and creeps back. Cameras flag some of what happens; what a watcher sees in an hour is what happens in it.
All three orders meet the same businesses on the same days.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from supervision.risk import PastViolation, RiskFacts, assess, urgency

_DAYS, _OPEN_HOURS = 180, 9.0
_LOOK_BACK_DAYS = 90


@dataclass(frozen=True, slots=True)
class Town:
    """businesses, and hours of watching a day between all cadres.

    spread: how unlike the businesses are, as the standard deviation of the logarithm of their tendency.
    flagged: the share of violations in opening hours that a camera flags and a person confirms.
    """

    businesses: int = 300
    hours_a_day: int = 20
    spread: float = 1.0
    flagged: float = 0.02


@dataclass(slots=True)
class _Business:
    tendency: float
    grade: str
    discipline: float
    slowness: float
    online: float
    lowered: float = 1.0
    looked: int = 0
    seen: list[int] = field(default_factory=list)


def found_per_hour(town: Town, order: str, seed: int) -> float:
    """Violations found per hour of watching over half a year, by order `risk`, `random` or `fixed`."""
    rng = np.random.default_rng((seed, 1))
    businesses = _make(town, np.random.default_rng((seed, 0)))
    drift = np.random.default_rng((seed, 2))
    turn, found = 0, 0
    for day in range(_DAYS):
        for business in businesses:
            business.tendency *= float(np.exp(drift.normal(0, 0.03)))
            business.lowered += 0.03 * (1 - business.lowered)
            happening = business.tendency * business.lowered * _OPEN_HOURS * business.online
            business.seen += [day] * int(drift.poisson(happening * town.flagged))
        if order == "risk":
            risks = [assess(_facts(business, day)) for business in businesses]
            due = [
                urgency(risk.score, risk.every_days, day - business.looked)
                for risk, business in zip(risks, businesses, strict=True)
            ]
            # Equal ones in an order that no business owes to its number.
            ties = rng.random(len(businesses))
            chosen = np.lexsort((ties, -np.array(due)))[: town.hours_a_day]
        elif order == "random":
            chosen = rng.permutation(len(businesses))[: town.hours_a_day]
        else:
            chosen = (turn + np.arange(town.hours_a_day)) % len(businesses)
            turn += town.hours_a_day
        found += _watch(businesses, chosen, day, rng)
    return found / (_DAYS * town.hours_a_day)


def _watch(businesses: list[_Business], chosen: NDArray[np.int64], day: int, rng: np.random.Generator) -> int:
    found = 0
    for index in chosen:
        business = businesses[index]
        business.looked = day
        count = int(rng.poisson(business.tendency * business.lowered))
        if count:
            business.seen += [day] * count
            business.lowered *= 0.6
        found += count
    return found


def _make(town: Town, rng: np.random.Generator) -> list[_Business]:
    businesses = []
    for _ in range(town.businesses):
        bent = rng.normal()
        # What the office knows of a business goes with its tendency, but loosely.
        known = 0.5 * bent + 0.87 * rng.normal()
        grade = "ABCD"[int(np.searchsorted([-0.8, 0.3, 1.2], known))]
        discipline = float(np.clip(0.9 - 0.08 * bent + 0.08 * rng.normal(), 0, 1))
        slowness = float(np.clip(0.6 + 0.2 * bent + 0.3 * rng.normal(), 0.05, 2))
        online = float(np.clip(rng.beta(18, 2), 0.3, 1))
        tendency = 0.15 * float(np.exp(town.spread * bent - town.spread**2 / 2))
        businesses.append(_Business(tendency, grade, discipline, slowness, online))
    return businesses


def _facts(business: _Business, day: int) -> RiskFacts:
    past = [at for at in business.seen if day - at <= _LOOK_BACK_DAYS]
    violations = [PastViolation(day - at, recurred=place > 0) for place, at in enumerate(past)]
    return RiskFacts(
        violations=violations,
        corrections=[business.slowness] * min(len(past), 5),
        self_checks=business.discipline,
        online=business.online,
        grade=business.grade,
    )


def bench_risk(rounds: int = 5, town: Town | None = None) -> dict[str, float]:
    """Violations found per hour by each order, the mean of `rounds` made-up towns, and the ratios."""
    town = town or Town()
    found = {
        order: float(np.mean([found_per_hour(town, order, seed) for seed in range(rounds)]))
        for order in ("risk", "random", "fixed")
    }
    return {
        **{f"found_per_hour_by_{order}": value for order, value in found.items()},
        "risk_vs_random_ratio": found["risk"] / found["random"],
        "risk_vs_fixed_ratio": found["risk"] / found["fixed"],
    }
