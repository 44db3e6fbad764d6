"""Who uses the service, and which businesses each may see. Pure: no database here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """OFFICE is the food-safety office (食安办) of an area, REGULATOR the authority that punishes there."""

    CADRE = "cadre"
    BUSINESS = "business"
    OFFICE = "office"
    REGULATOR = "regulator"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Level(StrEnum):
    """包保级别: A is supervised by a prefecture's leader, D by a village's."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class AccountAct(StrEnum):
    """What is done to an account. OPENED: by its first password, from which on somebody signs in by it."""

    OPENED = "opened"
    PASSWORD = "password"  # noqa: S105 (another one was given, this is none)
    CLOSED = "closed"


AREA_ROLES = frozenset({Role.OFFICE, Role.REGULATOR})
"""Those who answer for an area, and so must have one."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who signs in.

    business_id is set for role BUSINESS only. area_id: where the person works; always set for AREA_ROLES.
    """

    id: str
    username: str
    name: str
    role: Role
    business_id: str | None = None
    area_id: str | None = None


@dataclass(frozen=True, slots=True)
class Everything:
    """Every business."""


@dataclass(frozen=True, slots=True)
class InArea:
    """The businesses of an area and of all below it.

    path: the area's, see models/areas.py. is_whole: no other area is at the top, so that all lie in this one.
    """

    path: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class AssignedTo:
    """The businesses that a cadre is responsible for now."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Own:
    """One business."""

    business_id: str


Scope = Everything | InArea | AssignedTo | Own
"""The businesses whose pictures and rows a person may see. `models.catalog` makes it part of every query."""


def scope_of(user: User, area: InArea | None) -> Scope:
    """What the user may see. area: the user's own, if there is one.

    A cadre sees the assigned businesses, a business its own, an office and a regulator their area, auditors
    and admins all, or their area where they have one.
    """
    match user.role:
        case Role.CADRE:
            return AssignedTo(user.id)
        case Role.BUSINESS:
            assert user.business_id is not None
            return Own(user.business_id)
        case Role.OFFICE | Role.REGULATOR:
            assert area is not None
            return area
        case Role.AUDITOR | Role.ADMIN:
            return Everything() if area is None else area


def may_acknowledge(user: User, business_id: str) -> bool:
    """Only the business itself can say that it has seen its violation."""
    return user.role is Role.BUSINESS and user.business_id == business_id


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session that is still valid: who, until when, and the token unsafe requests must repeat."""

    user: User
    csrf_token: str
    expires_at: datetime
