"""Users, their assignments and their signed-in sessions. Every function takes the caller's session."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import Conflict, NotFound
from models.people import Role, Scope, SignIn, User
from models.tables import AssignmentRow, BusinessRow, SessionRow, UserRow


def add_user(
    session: Session,
    *,
    username: str,
    name: str,
    role: Role,
    password_hash: str,
    business_id: str | None = None,
) -> User:
    """Raises Conflict when the name is taken, NotFound when the business is unknown."""
    if (role is Role.BUSINESS) != (business_id is not None):
        raise Conflict("a business account needs a business, other accounts must have none")
    if session.scalar(select(UserRow.id).where(UserRow.username == username)):
        raise Conflict(f"user {username!r} exists already")
    if business_id is not None and session.get(BusinessRow, business_id) is None:
        raise NotFound(f"no business {business_id!r}")
    row = UserRow(
        id=uuid4().hex,
        username=username,
        name=name,
        role=str(role),
        business_id=business_id,
        password_hash=password_hash,
    )
    session.add(row)
    session.flush()
    return _user(row)


def find_credentials(session: Session, username: str) -> tuple[User, str] | None:
    """The user and the password hash under this name, if there is one."""
    row = session.scalar(select(UserRow).where(UserRow.username == username))
    return (_user(row), row.password_hash) if row else None


def set_password_hash(session: Session, user_id: str, password_hash: str) -> None:
    row = session.get(UserRow, user_id)
    if row is None:
        raise NotFound(f"no user {user_id!r}")
    row.password_hash = password_hash


def assign(session: Session, *, user_id: str, business_id: str, now: datetime) -> None:
    """Make a cadre responsible for a business; doing it twice changes nothing."""
    if session.get(AssignmentRow, (user_id, business_id)) is None:
        session.add(AssignmentRow(user_id=user_id, business_id=business_id, since=now))


def withdraw(session: Session, *, user_id: str, business_id: str) -> None:
    session.execute(
        delete(AssignmentRow).where(
            AssignmentRow.user_id == user_id, AssignmentRow.business_id == business_id
        )
    )


def scope_of(session: Session, user: User) -> Scope:
    """What the user may see now. Read anew for each request, so that a withdrawal works at once."""
    assigned = (
        session.scalars(select(AssignmentRow.business_id).where(AssignmentRow.user_id == user.id))
        if user.role is Role.CADRE
        else ()
    )
    return Scope.of(user, frozenset(assigned))


def open_session(session: Session, *, user: User, now: datetime, lifetime: timedelta) -> tuple[str, SignIn]:
    """A new signed-in session: the secret token for the cookie, and the session itself."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    expires_at = now + lifetime
    session.add(
        SessionRow(
            token_hash=_hash(token),
            user_id=user.id,
            csrf_token=csrf_token,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return token, SignIn(user, csrf_token, expires_at)


def find_session(session: Session, *, token: str, now: datetime) -> SignIn | None:
    row = session.get(SessionRow, _hash(token))
    if row is None or row.expires_at <= now:
        return None
    return SignIn(_user(row.user), row.csrf_token, row.expires_at)


def close_session(session: Session, *, token: str) -> None:
    session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _user(row: UserRow) -> User:
    return User(row.id, row.username, row.name, Role(row.role), row.business_id)
