"""Who may answer for which business (包保): tiers, and what lies above or below them. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from models.areas import DEPTH, Area, AreaKind, holds
from models.people import Level
from supervision.topics import AssignmentPolicy


class Fit(StrEnum):
    """How a cadre stands to a business of a level."""

    RIGHT = "right"
    HIGHER = "higher"
    """提级: a reason is to be given."""
    TOO_LOW = "too_low"
    ELSEWHERE = "elsewhere"
    """The business does not lie in the cadre's area, or one of the two has none."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """The policy in a tree whose top is of this kind: what lies above the top is done by the top."""

    policy: AssignmentPolicy
    top: AreaKind

    def kind_for(self, level: Level) -> AreaKind:
        return max(self.policy.levels[level], self.top, key=DEPTH.__getitem__)

    def fit(self, level: Level, business_path: str | None, cadre_area: Area | None) -> Fit:
        """Whether a cadre who works there may answer for a business of this level that lies there."""
        if business_path is None or cadre_area is None or not holds(cadre_area.path, business_path):
            return Fit.ELSEWHERE
        wanted, given = DEPTH[self.kind_for(level)], DEPTH[cadre_area.kind]
        if given == wanted:
            return Fit.RIGHT
        return Fit.HIGHER if given < wanted else Fit.TOO_LOW

    def suits(self, level: Level, business_path: str | None, cadre_area: Area | None, override: str) -> bool:
        """Whether such a cadre may answer for such a business, a higher one with a reason."""
        fit = self.fit(level, business_path, cadre_area)
        return fit is Fit.RIGHT or (fit is Fit.HIGHER and bool(override))
