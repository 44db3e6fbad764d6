"""Rights to publish as a camera, given by a one-time token. Every function takes the caller's session."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import accounts
from models.businesses import Camera, CameraKind
from models.catalog import camera_of, sees
from models.errors import BrightkitchenError, NotFound
from models.people import Role, User
from models.publishing_tables import PublishTokenRow

USED_WITHIN = timedelta(minutes=10)
"""A code that nobody scanned by then is worthless."""
LASTS = timedelta(hours=12)
"""How long whoever used a token may publish: a working day."""


class Refusal(StrEnum):
    """Why a token gives no right to publish."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    """Another device has used it."""
    ENDED = "ended"
    """It was withdrawn, or its time is over."""


class PublishRefused(BrightkitchenError):
    def __init__(self, reason: Refusal) -> None:
        super().__init__(f"the token is {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PublishRight:
    """by: the display name of who gave it. The rest is as in PublishTokenRow."""

    id: str
    camera: Camera
    by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    ends_at: datetime | None


def issue(session: Session, *, camera_id: str, user_id: str, now: datetime) -> tuple[str, PublishRight]:
    """A new right and its secret token. Forgets those of this camera that nobody used in time."""
    session.execute(
        delete(PublishTokenRow).where(
            PublishTokenRow.camera_id == camera_id,
            PublishTokenRow.used_at.is_(None),
            PublishTokenRow.expires_at <= now,
        )
    )
    token = secrets.token_urlsafe(32)
    row = PublishTokenRow(
        id=uuid4().hex,
        camera_id=camera_id,
        token_hash=_hash(token),
        created_by=user_id,
        created_at=now,
        expires_at=now + USED_WITHIN,
    )
    session.add(row)
    session.flush()
    return token, _right(row)


def look_up(session: Session, *, camera_id: str, token: str, key: str | None, now: datetime) -> PublishRight:
    """What a token is good for, without using it. key: the device's own secret.

    Raises PublishRefused.
    """
    return _right(_row(session, camera_id, token, key, now))


def claim(session: Session, *, camera_id: str, token: str, key: str | None, now: datetime) -> PublishRight:
    """Use a token, for the first time or by the same device again. Of two at once one alone succeeds.

    Raises PublishRefused.
    """
    row = _row(session, camera_id, token, key, now)
    if row.used_at is None:
        first = (
            update(PublishTokenRow)
            .where(PublishTokenRow.id == row.id, PublishTokenRow.used_at.is_(None))
            .values(used_at=now, key_hash=key and _hash(key), ends_at=now + LASTS)
            .returning(PublishTokenRow.id)
        )
        if session.scalar(first) is None:
            raise PublishRefused(Refusal.USED)
        session.refresh(row)
    return _right(row)


def right_of(session: Session, token: str) -> str | None:
    """The id of the right that this token gave, whatever has become of it."""
    return session.scalar(select(PublishTokenRow.id).where(PublishTokenRow.token_hash == _hash(token)))


def stands(session: Session, right_id: str, now: datetime) -> bool:
    """Whether publishing by this right may go on: also whoever gave it must still be one who may give it."""
    row = session.get(PublishTokenRow, right_id)
    if row is None or row.withdrawn_at is not None or row.ends_at is None or row.ends_at <= now:
        return False
    return _may_still_give(session, row)


def list_rights(session: Session, camera_id: str, now: datetime) -> Sequence[PublishRight]:
    """Those that are, or can still be, used; newest first."""
    query = (
        select(PublishTokenRow)
        .where(PublishTokenRow.camera_id == camera_id, PublishTokenRow.withdrawn_at.is_(None))
        .order_by(PublishTokenRow.created_at.desc(), PublishTokenRow.id)
    )
    return [
        _right(row)
        for row in session.scalars(query)
        if (row.ends_at or row.expires_at) > now and _may_still_give(session, row)
    ]


def withdraw(session: Session, *, camera_id: str, right_id: str, now: datetime) -> None:
    """Raises NotFound, alike for one of another camera. Twice is fine."""
    row = session.get(PublishTokenRow, right_id)
    if row is None or row.camera_id != camera_id:
        raise NotFound("no such right to publish")
    row.withdrawn_at = row.withdrawn_at or now


def may_give(user: User, camera: Camera) -> bool:
    """Who lets others publish as a camera within their scope: its business, and administrators."""
    return user.role is Role.ADMIN or user.business_id == camera.business.id


def _row(session: Session, camera_id: str, token: str, key: str | None, now: datetime) -> PublishTokenRow:
    row = session.scalar(select(PublishTokenRow).where(PublishTokenRow.token_hash == _hash(token)))
    if row is None or row.camera_id != camera_id:
        raise PublishRefused(Refusal.UNKNOWN)
    if row.withdrawn_at is not None or not _may_still_give(session, row):
        raise PublishRefused(Refusal.ENDED)
    if row.used_at is None:
        if row.expires_at <= now:
            raise PublishRefused(Refusal.EXPIRED)
        return row
    if key is None or row.key_hash is None or not secrets.compare_digest(row.key_hash, _hash(key)):
        raise PublishRefused(Refusal.USED)
    if row.ends_at is None or row.ends_at <= now:
        raise PublishRefused(Refusal.ENDED)
    return row


def _may_still_give(session: Session, row: PublishTokenRow) -> bool:
    """Asked of people and areas as they are now: an account may have been closed, an area have changed."""
    camera = camera_of(row.camera)
    if row.camera.retired_at is not None or camera.kind is not CameraKind.WHIP:
        return False
    giver = accounts.user_of(row.creator)
    return (
        row.creator.left_at is None
        and may_give(giver, camera)
        and sees(session, accounts.scope_of(session, giver), camera.business.id)
    )


def _right(row: PublishTokenRow) -> PublishRight:
    return PublishRight(
        row.id,
        camera_of(row.camera),
        row.creator.name,
        row.created_at,
        row.expires_at,
        row.used_at,
        row.ends_at,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
