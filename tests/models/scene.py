"""Rows to test with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from models import accounts, catalog
from models.businesses import Business, Camera
from models.people import Level, Role, User
from models.rules import RuleName
from models.violations import Evidence, EvidenceKind, Violation, Votes, violation_id

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def business(session: Session, name: str = "红灯笼餐厅") -> Business:
    return catalog.add_business(session, name=name, level=Level.B)


def camera(
    session: Session, owner: Business, name: str = "热灶", url: str = "rtsp://admin:secret@127.0.0.1/1"
) -> Camera:
    """An accepted camera."""
    return catalog.add_camera(
        session, business_id=owner.id, name=name, place="cooking", url=url, accepted_at=NOON
    )


def user(session: Session, username: str, role: Role, business_id: str | None = None) -> User:
    return accounts.add_user(
        session, username=username, name=username, role=role, password_hash="x", business_id=business_id
    )


def violation(
    camera_id: str, start_s: float = 3.0, *, track: int = 1, rule: RuleName = RuleName.MASK
) -> Violation:
    """A violation that is still going on, `start_s` after noon."""
    start_ns = int(start_s * 1e9)
    started_at = NOON + timedelta(seconds=start_s)
    return Violation(
        id=violation_id(camera_id, 1, rule, track, start_ns),
        camera_id=camera_id,
        run=1,
        rule=rule,
        track_id=track,
        start_ns=start_ns,
        end_ns=start_ns + 1_000_000_000,
        started_at=started_at,
        last_seen_at=started_at + timedelta(seconds=1),
        detected_at=started_at + timedelta(seconds=1),
        ended_at=None,
        peak_score=0.9,
        votes=Votes(4, 0, 1),
    )


def ended(value: Violation) -> Violation:
    return replace(value, ended_at=value.last_seen_at)


def pictures(seed: str = "0") -> tuple[Evidence, Evidence]:
    original, annotated = (
        Evidence((seed + digit).rjust(64, digit)[-64:], kind, NOON, 640, 360, 30_000)
        for kind, digit in ((EvidenceKind.ORIGINAL, "a"), (EvidenceKind.ANNOTATED, "b"))
    )
    return original, annotated
