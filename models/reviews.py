"""What people say of a violation that the system flagged: it is one, it is none, or we object."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.people import Role, User


class Opinion(StrEnum):
    """CONFIRMED and REJECTED are a cadre's; APPEALED is the business's."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    APPEALED = "appealed"


class Ground(StrEnum):
    """Why it is no violation. WORN: mask, hat or glove is there after all. UNCLEAR: nobody can tell from the
    picture. OTHER: anything else, as the comment says."""

    WORN = "worn"
    UNCLEAR = "unclear"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Review:
    """One opinion. ground is None exactly when it is CONFIRMED. by: the display name of the person."""

    opinion: Opinion
    ground: Ground | None
    comment: str
    by: str
    at: datetime


def may_say(user: User, business_id: str, opinion: Opinion) -> bool:
    """Whether this person may say that of a violation that they may see."""
    if opinion is Opinion.APPEALED:
        return user.role is Role.BUSINESS and user.business_id == business_id
    return user.role is Role.CADRE
