"""What a cadre captures by hand: the picture on the screen, kept as evidence (不规范操作画面捕捉). Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.businesses import Camera
from models.people import Role, User
from models.rules import RuleName

UNDO = timedelta(seconds=5)
"""How long a capture can be taken back. Until then its author alone sees it."""
UNDO_GRACE = timedelta(seconds=3)
"""The way from a browser that still offers to take it back may be long."""
NOTE_WITHIN = timedelta(minutes=10)
"""How long its author may still say what it shows."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A captured picture as people see it.

    captured_at: when it was on the screen; recorded_at: when the service kept it. rule: the one it shows
    broken, if any. key: SHA-256 of its bytes. by: the display name of the author.
    case_id: the case it opened.
    """

    id: str
    camera: Camera
    business_id: str
    business_name: str
    author_id: str
    by: str
    captured_at: datetime
    recorded_at: datetime
    note: str
    rule: RuleName | None
    key: str
    width: int
    height: int
    size_bytes: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    case_id: str | None


def may_capture(user: User) -> bool:
    """Capturing is the cadre's act of supervision; whoever runs the service has no part in it."""
    return user.role is Role.CADRE


def may_take_back(user: User, capture: Capture, now: datetime) -> bool:
    return user.id == capture.author_id and now - capture.recorded_at <= UNDO + UNDO_GRACE


def may_annotate(user: User, capture: Capture, now: datetime) -> bool:
    """Its author, shortly after, and not any more once the business has answered."""
    return (
        user.id == capture.author_id
        and capture.acknowledged_at is None
        and now - capture.recorded_at <= NOTE_WITHIN
    )
