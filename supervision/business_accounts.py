"""The accounts of a business, made and closed by the office. Functions take the caller's session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import accounts
from models.catalog import sees, within
from models.errors import Conflict, NotFound
from models.people import Role, Scope
from models.tables import BusinessRow, SessionRow, UserRow

MOST = 20
"""Open accounts of one business."""


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    username: str
    name: str


def accounts_of(session: Session, scope: Scope, business_id: str) -> Sequence[Account]:
    """Those that are open, by name. Raises NotFound alike for no such business and one outside the scope."""
    _check_seen(session, scope, business_id)
    query = select(UserRow).where(*_open(business_id)).order_by(UserRow.name, UserRow.id).limit(MOST)
    return [Account(row.id, row.username, row.name) for row in session.scalars(query)]


def make(
    session: Session, scope: Scope, business_id: str, *, username: str, name: str, password_hash: str
) -> Account:
    """Let another person of a business sign in.

    Raises:
        NotFound: no such business, or outside the scope.
        Conflict: the username is taken, or the business has as many accounts as it may.
    """
    _check_seen(session, scope, business_id)
    if (session.scalar(select(func.count()).where(*_open(business_id))) or 0) >= MOST:
        raise Conflict(f"a business has at most {MOST} accounts; close one first")
    try:
        with session.begin_nested():
            user = accounts.add_user(
                session, username=username, name=name, role=Role.BUSINESS, password_hash=password_hash,
                business_id=business_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(f"user {username!r} exists already") from error
    return Account(user.id, user.username, user.name)


def close(session: Session, scope: Scope, account_id: str, now: datetime) -> None:
    """The person signs in no more, and is signed out everywhere; what they did keeps their name.

    Raises:
        NotFound: no such open account of a business within the scope.
    """
    query = (
        select(UserRow)
        .join(BusinessRow, BusinessRow.id == UserRow.business_id)
        .where(UserRow.id == account_id, UserRow.left_at.is_(None), within(scope, BusinessRow.id))
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such open account")
    row.left_at = now
    session.execute(delete(SessionRow).where(SessionRow.user_id == row.id))
    session.flush()


def _check_seen(session: Session, scope: Scope, business_id: str) -> None:
    if not sees(session, scope, business_id):
        raise NotFound("no such business")


def _open(business_id: str) -> tuple[ColumnElement[bool], ...]:
    return UserRow.business_id == business_id, UserRow.left_at.is_(None)
