"""How long each turn of a case may take, and when to remind: policy with its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from models.cases import CaseState, Matter, Severity
from models.errors import InvalidValue
from supervision.calendar import Term, Unit, WorkingCalendar

OPEN_STATES = tuple(state for state in CaseState if state.is_open)


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """terms: how long the owner has in each open state, by severity. most_appeals: of one case.

    remind_at: shares of the time between the step and its deadline, in (0, 1), after which its owner is
    reminded. remind_after: how long after the deadline the owner, and who is above them, is reminded again.
    illegal: matters that are held to be illegal as soon as they are found; all others are minor at first.
    Raises InvalidValue when an open state has no term, or a reminder no sense.
    """

    terms: Mapping[tuple[CaseState, Severity], Term]
    most_appeals: int = 1
    remind_at: tuple[float, ...] = (0.75,)
    remind_after: tuple[timedelta, ...] = (timedelta(days=1), timedelta(days=3))
    illegal: frozenset[Matter] = frozenset({Matter.SPOILED, Matter.LICENCE})

    def __post_init__(self) -> None:
        for state in OPEN_STATES:
            for severity in Severity:
                if (state, severity) not in self.terms:
                    raise InvalidValue(f"a {severity} case that is {state} needs a term")
        if not all(0 < share < 1 for share in self.remind_at):
            raise InvalidValue("reminders before a deadline are shares of the time, between 0 and 1")
        if not all(wait > timedelta() for wait in self.remind_after):
            raise InvalidValue("reminders after a deadline come after it")

    def term(self, state: CaseState, severity: Severity) -> Term:
        return self.terms[state, severity]

    def severity(self, matter: Matter) -> Severity:
        return Severity.ILLEGAL if matter in self.illegal else Severity.MINOR


def _terms() -> Mapping[tuple[CaseState, Severity], Term]:
    """The defaults. A day to correct, so that a shop told at night can meet it; 72 h to recheck."""
    both = {
        CaseState.FOUND: Term(1, Unit.WORKING_DAYS),
        CaseState.CONFIRMED: Term(1, Unit.CLOCK_HOURS),
        CaseState.NOTIFIED: Term(24, Unit.CLOCK_HOURS),
        CaseState.CORRECTED: Term(72, Unit.CLOCK_HOURS),
        CaseState.RECHECKED: Term(1, Unit.CLOCK_HOURS),
        CaseState.APPEALED: Term(3, Unit.WORKING_DAYS),
        CaseState.ESCALATED: Term(1, Unit.WORKING_DAYS),
        CaseState.CLAIMED: Term(3, Unit.WORKING_DAYS),
        CaseState.REFERRED: Term(15, Unit.WORKING_DAYS),
        CaseState.HANDLED: Term(5, Unit.WORKING_DAYS),
    }
    illegal = both | {
        CaseState.FOUND: Term(4, Unit.WORKING_HOURS),
        CaseState.NOTIFIED: Term(4, Unit.CLOCK_HOURS),
    }
    minor = {(state, Severity.MINOR): term for state, term in both.items()}
    return MappingProxyType(minor | {(state, Severity.ILLEGAL): term for state, term in illegal.items()})


DEFAULT_POLICY = CasePolicy(_terms())


@dataclass(frozen=True, slots=True)
class CaseRules:
    """What decides a case's deadlines: the policy, and whose days and hours it counts in."""

    policy: CasePolicy
    calendar: WorkingCalendar
