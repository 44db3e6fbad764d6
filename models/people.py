"""Who uses the service, and which businesses each may see. Pure: no database here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


class Role(StrEnum):
    CADRE = "cadre"
    BUSINESS = "business"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Level(StrEnum):
    """包保级别: A is supervised by a prefecture's leader, D by a village's."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class User:
    """A person who signs in. business_id is set for role BUSINESS only."""

    id: str
    username: str
    name: str
    role: Role
    business_id: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """The businesses whose pictures and rows a person may see; `business_ids` None means every one."""

    business_ids: frozenset[str] | None

    @classmethod
    def of(cls, user: User, assigned: frozenset[str]) -> Self:
        """A cadre sees the assigned businesses, a business its own, auditors and admins all of them."""
        match user.role:
            case Role.AUDITOR | Role.ADMIN:
                return cls(None)
            case Role.CADRE:
                return cls(assigned)
            case Role.BUSINESS:
                return cls(frozenset({user.business_id} if user.business_id else ()))

    def allows(self, business_id: str) -> bool:
        return self.business_ids is None or business_id in self.business_ids


def may_acknowledge(user: User, business_id: str) -> bool:
    """Only the business itself can say that it has seen its violation."""
    return user.role is Role.BUSINESS and user.business_id == business_id


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session that is still valid: who, until when, and the token unsafe requests must repeat."""

    user: User
    csrf_token: str
    expires_at: datetime
