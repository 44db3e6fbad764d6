"""Users, their assignments and their signed-in sessions. Every function takes the caller's session."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from models import people
from models.account_tables import AccountActRow
from models.area_tables import AreaRow
from models.errors import Conflict, NotFound
from models.people import AREA_ROLES, AccountAct, InArea, Role, Scope, SignIn, User
from models.tables import AssignmentRow, BusinessRow, SessionRow, UserRow


def add_user(
    session: Session,
    *,
    username: str,
    name: str,
    role: Role,
    password_hash: str | None,
    business_id: str | None = None,
    area_id: str | None = None,
) -> User:
    """Without a password hash the person cannot sign in yet.

    Raises:
        Conflict: the name is taken, or the role does not go with the business or the area.
        NotFound: the business or the area is unknown.
    """
    if (role is Role.BUSINESS) != (business_id is not None):
        raise Conflict("a business account needs a business, other accounts must have none")
    if role in AREA_ROLES and area_id is None:
        raise Conflict("an account of an office or a regulator needs an area")
    if role is Role.BUSINESS and area_id is not None:
        raise Conflict("a business account has no area of its own")
    if area_id is not None and session.get(AreaRow, area_id) is None:
        raise NotFound(f"no area {area_id!r}")
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
        area_id=area_id,
        password_hash=password_hash,
    )
    session.add(row)
    session.flush()
    return user_of(row)


def find_credentials(session: Session, username: str) -> tuple[User, str] | None:
    """The user and the password hash under this name; None where nobody may sign in by it."""
    row = session.scalar(select(UserRow).where(UserRow.username == username, UserRow.left_at.is_(None)))
    return (user_of(row), row.password_hash) if row and row.password_hash else None


def set_password_hash(session: Session, user_id: str, password_hash: str) -> None:
    row = session.get(UserRow, user_id)
    if row is None:
        raise NotFound(f"no user {user_id!r}")
    row.password_hash = password_hash


def give_password(
    session: Session, username: str, password_hash: str, by: User | None, now: datetime
) -> None:
    """Set it and end every session that was opened with another. by: as for `note_act`. Raises NotFound."""
    row = session.scalar(select(UserRow).where(UserRow.username == username))
    if row is None:
        raise NotFound(f"no user {username!r}")
    note_act(session, row.id, AccountAct.PASSWORD if row.password_hash else AccountAct.OPENED, by, now)
    row.password_hash = password_hash
    session.execute(delete(SessionRow).where(SessionRow.user_id == row.id))


def note_act(session: Session, account_id: str, act: AccountAct, by: User | None, now: datetime) -> None:
    """Write into the history what is done to an account, in the transaction that does it. by: None for the
    command line, which knows nobody."""
    session.add(
        AccountActRow(
            id=uuid4().hex, account_id=account_id, act=str(act), by_id=by.id if by else None, at=now
        )
    )
    session.flush()


def assign(session: Session, *, user_id: str, business_id: str, now: datetime) -> None:
    """Make a cadre responsible for a business; doing it twice changes nothing."""
    if session.scalar(select(AssignmentRow.id).where(*_current(user_id, business_id))) is None:
        session.add(AssignmentRow(user_id=user_id, business_id=business_id, since=now))
        session.flush()


def withdraw(session: Session, *, user_id: str, business_id: str, now: datetime) -> None:
    """End the responsibility; that it was stays known."""
    session.execute(update(AssignmentRow).where(*_current(user_id, business_id)).values(until=now))


def _current(user_id: str, business_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        AssignmentRow.user_id == user_id,
        AssignmentRow.business_id == business_id,
        AssignmentRow.until.is_(None),
    )


def scope_of(session: Session, user: User) -> Scope:
    """What the user may see now. Read anew for each request, so that a withdrawal works at once."""
    if user.area_id is None:
        return people.scope_of(user, None)
    top = aliased(AreaRow)
    is_whole = ~exists().where(top.parent_id.is_(None), top.id != AreaRow.id)
    path, whole = session.execute(select(AreaRow.path, is_whole).where(AreaRow.id == user.area_id)).one()
    return people.scope_of(user, InArea(path, whole))


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
    if row is None or row.expires_at <= now or row.user.left_at is not None:
        return None
    return SignIn(user_of(row.user), row.csrf_token, row.expires_at)


def close_session(session: Session, *, token: str) -> None:
    session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def user_of(row: UserRow) -> User:
    return User(row.id, row.username, row.name, Role(row.role), row.business_id, row.area_id)
