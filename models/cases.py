"""A case (案件): what becomes of a breach, from when somebody finds it until nothing of it is left open."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.reviews import Ground
from models.rules import RuleName


class CaseState(StrEnum):
    """Where a case stands. Overdue is no state: it is a deadline that has passed."""

    FOUND = "found"
    """Somebody or something says so; no person has confirmed it."""
    CONFIRMED = "confirmed"
    NOTIFIED = "notified"
    """The business has been told and must correct."""
    CORRECTED = "corrected"
    """The business says that it has; nobody has looked."""
    RECHECKED = "rechecked"
    APPEALED = "appealed"
    ESCALATED = "escalated"
    """Held to be illegal; an office must claim it."""
    CLAIMED = "claimed"
    REFERRED = "referred"
    HANDLED = "handled"
    """The regulator has done what the law asks; only closing is left."""
    REJECTED = "rejected"
    """Not a violation, said a person."""
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self not in (CaseState.REJECTED, CaseState.CLOSED)


class Act(StrEnum):
    """What somebody does with a case; the table in supervision.cases says who may, when, and what follows."""

    FIND = "find"
    CONFIRM = "confirm"
    REJECT = "reject"
    NOTIFY = "notify"
    CORRECT = "correct"
    PASS = "pass"  # noqa: S105 (a recheck passed, no password)
    FAIL = "fail"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    """The appeal is right: no violation."""
    DISMISS = "dismiss"
    """The appeal is not right: the case goes on."""
    ESCALATE = "escalate"
    CLAIM = "claim"
    GIVE_BACK = "give_back"
    """The office finds it minor after all: the business is to correct."""
    REFER = "refer"
    HANDLE = "handle"
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"
    """Adds words or pictures and moves nothing."""


class Party(StrEnum):
    """On whose behalf somebody acts. SYSTEM: the service itself, never a judgement."""

    SYSTEM = "system"
    CADRE = "cadre"
    BUSINESS = "business"
    OFFICE = "office"
    REGULATOR = "regulator"


class Severity(StrEnum):
    MINOR = "minor"
    ILLEGAL = "illegal"


class Source(StrEnum):
    """Who found it."""

    DETECTOR = "detector"
    CADRE = "cadre"
    BUSINESS = "business"
    PUBLIC = "public"


class Matter(StrEnum):
    """What somebody has found, in one word; the first three are the rules that cameras judge by."""

    MASK = "mask"
    HAT = "hat"
    GLOVES = "gloves"
    HYGIENE = "hygiene"
    """How people at work behave: clothes, hands, smoking."""
    CLEAN = "clean"
    """Floor, worktops, dishes, bins."""
    HANDLING = "handling"
    """Raw and cooked apart, storage, samples."""
    SPOILED = "spoiled"
    """Out of date, spoiled, or with something in it that is no food."""
    PESTS = "pests"
    LICENCE = "licence"
    RECORDS = "records"
    OTHER = "other"
    """Whatever else: each such finding of a person is a case of its own."""

    @property
    def rule(self) -> RuleName | None:
        return RuleName(self.value) if self.value in set(RuleName) else None


class Outcome(StrEnum):
    """How an ended case ended."""

    NO_VIOLATION = "no_violation"
    CORRECTED = "corrected"
    HANDLED = "handled"


class PictureKind(StrEnum):
    """What a case's picture shows. BEFORE and AFTER belong to a correction."""

    BEFORE = "before"
    AFTER = "after"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands after a step: all that decides what may come next.

    owner: whose turn it is, None once ended. owner_id: the one person, where it is one (who claimed).
    due_at: when the owner's time is over (aware UTC), None once ended. rounds: corrections asked for so far.
    appeals: so far. outcome: None while open.
    """

    state: CaseState
    severity: Severity
    owner: Party | None
    owner_id: str | None
    due_at: datetime | None
    rounds: int
    appeals: int
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, on whose behalf. user_id is None for the service itself."""

    party: Party
    user_id: str | None


SERVICE = Actor(Party.SYSTEM, None)


@dataclass(frozen=True, slots=True)
class CasePicture:
    """key: of the bytes in the evidence store. width and height in pixels."""

    key: str
    kind: PictureKind
    width: int
    height: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a case's history; never changed, and linked to the one before.

    number: 1, 2, 3 … within the case. reason: why, in the person's words. ground: why it is no violation.
    standing: after the step. link: hex SHA-256 over everything here and the previous step's link.
    """

    number: int
    act: Act
    actor: Actor
    at: datetime
    reason: str
    ground: Ground | None
    pictures: tuple[CasePicture, ...]
    standing: Standing
    link: str
