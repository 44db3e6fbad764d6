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

    A person is judged once per frame: missing, present, or unseen (nothing to judge by). Only a box of
    at least `min_score` makes a vote. Votes are weighed over the last `window_ns`, or over as many as
    `min_votes` judged ones need at a low frame rate.

    A violation starts once there are `min_votes` missing votes, they are at least `start_share` of the
    judged votes and `start_cover` of all votes (a box that flashes up now and then on a turned back is
    noise), and the first of them is `min_missing_ns` old.
    It ends once there are `min_votes` present votes and the missing ones are fewer than `end_share` of the
    judged; or no vote was missing for `unseen_ns`; or the person has not been seen for `lost_ns`.
    A streak of missing votes that begins within `cooldown_ns` after the end was noticed continues the
    ended violation instead of starting another. All times are media time in nanoseconds.
    """

    name: RuleName
    min_score: float = 0.3
    window_ns: int = 2_000_000_000
    min_votes: int = 4
    min_missing_ns: int = 1_200_000_000
    start_share: float = 0.7
    start_cover: float = 0.3
    end_share: float = 0.35
    unseen_ns: int = 60_000_000_000
    lost_ns: int = 2_000_000_000
    cooldown_ns: int = 10_000_000_000


DEFAULT_RULES: tuple[Rule, ...] = tuple(Rule(name) for name in RuleName)
