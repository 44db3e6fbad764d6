"""Accounts that one person makes for another: of a business, and of whoever answers for an area.

Functions take the caller's session.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import accounts
from models.area_tables import AreaRow
from models.areas import Area
from models.catalog import NameCursor, sees, within
from models.errors import Conflict, NotFound
from models.people import AccountAct, Role, Scope, User
from models.tables import BusinessRow, SessionRow, UserRow
from supervision.areas import area_of, area_within
from supervision.assignments import get_cadre, works_in
from supervision.permissions import Right, has

MOST = 20
"""Open accounts of one business."""

Official = Literal[Role.OFFICE, Role.REGULATOR, Role.AUDITOR]
"""Whose accounts an administrator makes. Administrators are made on the command line alone."""


@dataclass(frozen=True, slots=True)
class Account:
    """area: where the person works; none of a business, and of an auditor of everything."""

    id: str
    username: str
    name: str
    role: Role
    area: Area | None = None


def of_business(session: Session, scope: Scope, business_id: str) -> Sequence[Account]:
    """Those that are open, by name. Raises NotFound alike for no such business and one outside the scope."""
    _check_seen(session, scope, business_id)
    query = select(UserRow).where(*_open(business_id)).order_by(UserRow.name, UserRow.id).limit(MOST)
    return [_account(row) for row in session.scalars(query)]


def of_officials(
    session: Session,
    scope: Scope,
    role: Official | None = None,
    *,
    after: NameCursor | None = None,
    limit: int,
) -> tuple[Sequence[Account], NameCursor | None]:
    """A page of those that are open by name, and where the next begins."""
    query = (
        select(UserRow, AreaRow)
        .outerjoin(AreaRow, AreaRow.id == UserRow.area_id)
        .where(_officials(scope), UserRow.left_at.is_(None))
    )
    if role is not None:
        query = query.where(UserRow.role == str(role))
    if after is not None:
        query = query.where(tuple_(UserRow.name, UserRow.id) > (after.name, after.id))
    rows = session.execute(query.order_by(UserRow.name, UserRow.id).limit(limit + 1)).all()
    found = [_account(row, area) for row, area in rows[:limit]]
    return found, NameCursor(found[-1].name, found[-1].id) if len(rows) > limit else None


def make_for_business(
    session: Session,
    scope: Scope,
    business_id: str,
    *,
    username: str,
    name: str,
    password_hash: str,
    by: User,
    now: datetime,
) -> Account:
    """Let another person of a business sign in.

    Raises:
        NotFound: no such business, or outside the scope.
        Conflict: the username is taken, or the business has as many accounts as it may.
    """
    _check_seen(session, scope, business_id)
    if (session.scalar(select(func.count()).where(*_open(business_id))) or 0) >= MOST:
        raise Conflict(f"a business has at most {MOST} accounts; close one first")
    return _make(session, username, name, Role.BUSINESS, password_hash, by, now, business_id=business_id)


def make_official(
    session: Session,
    scope: Scope,
    role: Official,
    area_id: str,
    *,
    username: str,
    name: str,
    password_hash: str,
    by: User,
    now: datetime,
) -> Account:
    """Let another person of an office, a regulator or an auditor sign in, for an area and all below it.

    Raises:
        NotFound: no such area, or outside the scope.
        Conflict: the username is taken.
    """
    area = area_within(session, scope, area_id)
    return _make(session, username, name, role, password_hash, by, now, area=area)


def open_cadre(
    session: Session, by: User, scope: Scope, cadre_id: str, password_hash: str, now: datetime
) -> None:
    """Give the account of an imported cadre its first password: nobody takes an account over.

    Raises:
        NotFound: no such cadre, or one who works outside the scope.
        Conflict: it has a password already, or is closed.
    """
    cadre = get_cadre(session, scope, cadre_id)
    if cadre.password_hash is not None or cadre.left_at is not None:
        raise Conflict("this account has a password already, or is closed")
    accounts.give_password(session, cadre.username, password_hash, by, now)


def give_password(
    session: Session, by: User, scope: Scope, account_id: str, password_hash: str, now: datetime
) -> None:
    """In place of a forgotten one; whoever is signed in with that no longer is.

    Raises:
        NotFound: no such open account that they may open.
    """
    row = _within_reach(session, by, scope, account_id)
    accounts.give_password(session, row.username, password_hash, by, now)


def close(session: Session, by: User, scope: Scope, account_id: str, now: datetime) -> None:
    """The person signs in no more, and is signed out everywhere; what they did keeps their name.

    Raises:
        NotFound: no such open account that they may open. Their own never is.
        Conflict: it is the last by which the office at the top can sign in.
    """
    row = _within_reach(session, by, scope, account_id)
    if _openers_at_the_top(session, row.area_id) == [row.id]:
        raise Conflict("the last account of the office at the top; make another one first")
    row.left_at = now
    session.execute(delete(SessionRow).where(SessionRow.user_id == row.id))
    accounts.note_act(session, row.id, AccountAct.CLOSED, by, now)


def _make(
    session: Session,
    username: str,
    name: str,
    role: Role,
    password_hash: str,
    by: User,
    now: datetime,
    *,
    business_id: str | None = None,
    area: Area | None = None,
) -> Account:
    try:
        with session.begin_nested():
            user = accounts.add_user(
                session, username=username, name=name, role=role, password_hash=password_hash,
                business_id=business_id, area_id=area.id if area else None,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(f"user {username!r} exists already") from error
    accounts.note_act(session, user.id, AccountAct.OPENED, by, now)
    return Account(user.id, user.username, user.name, user.role, area)


def _within_reach(session: Session, by: User, scope: Scope, account_id: str) -> UserRow:
    """An open account of a business in the scope; for an administrator, of an official there as well."""
    reach: ColumnElement[bool] = UserRow.business_id.in_(
        select(BusinessRow.id).where(within(scope, BusinessRow.id))
    )
    if has(Right.ADMINISTER, by.role, scope):
        reach = or_(reach, _officials(scope))
    row = session.scalar(select(UserRow).where(UserRow.id == account_id, UserRow.left_at.is_(None), reach))
    if row is None:
        raise NotFound("no such open account")
    return row


def _openers_at_the_top(session: Session, area_id: str | None) -> Sequence[str]:
    """By whom the office of the area can sign in, if the area is at the top. Locked: of two who are closed at
    once, the second waits and is then known to be the last."""
    query = (
        select(UserRow.id)
        .join(AreaRow, and_(AreaRow.id == UserRow.area_id, AreaRow.parent_id.is_(None)))
        .where(UserRow.area_id == area_id, UserRow.role == str(Role.OFFICE))
        .where(UserRow.left_at.is_(None), UserRow.password_hash.is_not(None))
    )
    return session.scalars(query.order_by(UserRow.id).with_for_update(of=UserRow)).all()


def _officials(scope: Scope) -> ColumnElement[bool]:
    return and_(UserRow.role.in_([str(role) for role in get_args(Official)]), works_in(scope))


def _account(row: UserRow, area: AreaRow | None = None) -> Account:
    return Account(row.id, row.username, row.name, Role(row.role), area_of(area) if area else None)


def _check_seen(session: Session, scope: Scope, business_id: str) -> None:
    if not sees(session, scope, business_id):
        raise NotFound("no such business")


def _open(business_id: str) -> tuple[ColumnElement[bool], ...]:
    return UserRow.business_id == business_id, UserRow.left_at.is_(None)
