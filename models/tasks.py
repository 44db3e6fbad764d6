"""What kinds of supervision tasks there are, and how one is done."""

from enum import StrEnum


class TaskKind(StrEnum):
    """Why a task is due: by the quarter, by the office's campaign (a holiday), or by the risk."""

    QUARTERLY = "quarterly"
    CAMPAIGN = "campaign"
    DYNAMIC = "dynamic"


class Mode(StrEnum):
    """How a business was supervised."""

    REMOTE = "remote"
    ON_SITE = "on_site"


class TaskState(StrEnum):
    """Where a task stands on a day. WITHDRAWN: nothing is due any more."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Withdrawal(StrEnum):
    """Why nothing is due any more.

    CLOSED: the business does not work. LOOKED: another look at it has done this one's work. CALMER: its risk
    asks for no sooner look any more. CANCELLED: the office has called the campaign off, or asks less of it.
    """

    CLOSED = "closed"
    LOOKED = "looked"
    CALMER = "calmer"
    CANCELLED = "cancelled"
