"""Bulletins (通报): what an area has achieved in a week, a month or a quarter, told to those it concerns."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class BulletinKind(StrEnum):
    """周通报, 月通报, 季通报."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Recipients(StrEnum):
    """Who of the area is told."""

    OFFICES = "offices"
    """Offices and regulators of the area and of those in it."""
    CADRES = "cadres"
    """Who work there, or answer for a business there."""
    BUSINESSES = "businesses"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin as kept. first and last: the local days it is about, both included.

    text: the office's words. content: the figures, frozen as they were made (JSON); content_hash: hex SHA-256
    over them. made_by: None for the service itself. published_at: None for a draft. read: by whoever asks.
    """

    id: str
    area_id: str
    area_name: str
    kind: BulletinKind
    first: date
    last: date
    title: str
    text: str
    content: dict[str, object]
    content_hash: str
    made_at: datetime
    made_by: str | None
    published_at: datetime | None
    published_by: str | None
    recipients: frozenset[Recipients]
    read: bool
