"""What a kitchen demands of the people in it."""

from dataclasses import dataclass
from enum import StrEnum


class RuleName(StrEnum):
    MASK = "mask"
    HAT = "hat"
    GLOVES = "gloves"


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand and how sure the system must be before it speaks.

    A violation starts once `missing` outvotes everything else by `start_share` (share of the judged
    votes in the last `window_ns`) with at least `min_votes` missing votes spread over `min_missing_ns`;
    it ends when the share falls below `end_share`, or when the person has not been seen for `lost_ns`.
    After an end the same person and rule stay silent for `cooldown_ns`; an episode that resumes within
    it is the same episode's continuation, not a new violation. All times are media time in nanoseconds.
    """

    name: RuleName
    window_ns: int = 1_500_000_000
    min_votes: int = 3
    min_missing_ns: int = 800_000_000
    start_share: float = 0.7
    end_share: float = 0.35
    lost_ns: int = 2_000_000_000
    cooldown_ns: int = 10_000_000_000


DEFAULT_RULES: tuple[Rule, ...] = tuple(Rule(name) for name in RuleName)
