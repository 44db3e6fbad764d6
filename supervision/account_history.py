"""What was done to accounts, by whom and when, as auditors read it. Functions take the caller's session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.account_tables import AccountActRow
from models.area_tables import AreaRow
from models.catalog import within
from models.history import Cursor
from models.people import AccountAct, Everything, Role, Scope
from models.tables import BusinessRow, UserRow
from supervision.assignments import works_in

_BY = aliased(UserRow)


@dataclass(frozen=True, slots=True)
class Acted:
    """One thing done to an account, which is named as it is now.

    area: id and name of where its person works, or its business lies; None where nobody knows, and of whoever
    sees everything. business: id and name, of an account of one. by: name and role; None for the command
    line.
    """

    id: str
    act: AccountAct
    at: datetime
    account_id: str
    username: str
    name: str
    role: Role
    area: tuple[str, str] | None
    business: tuple[str, str] | None
    by: tuple[str, Role] | None


@dataclass(frozen=True, slots=True)
class ActFilters:
    """Which acts; None and "" ask for all. search: part of the name of the account or of who did it.

    since, until: moments between which it was done, the second not included.
    """

    act: AccountAct | None = None
    role: Role | None = None
    search: str = ""
    since: datetime | None = None
    until: datetime | None = None


def page(
    session: Session, scope: Scope, filters: ActFilters, *, after: Cursor | None, limit: int
) -> tuple[Sequence[Acted], Cursor | None]:
    """What was done to accounts of businesses and people of the scope, newest first; and the next page's
    cursor, or None on the last."""
    query = (
        select(
            AccountActRow, UserRow.username, UserRow.name, UserRow.role, AreaRow.id.label("area_id"),
            AreaRow.name.label("area"), BusinessRow.id.label("business_id"),
            BusinessRow.name.label("business"), _BY.name.label("by"), _BY.role.label("by_role"),
        )
        .join(UserRow, UserRow.id == AccountActRow.account_id)
        .outerjoin(BusinessRow, BusinessRow.id == UserRow.business_id)
        .outerjoin(AreaRow, AreaRow.id == func.coalesce(UserRow.area_id, BusinessRow.area_id))
        .outerjoin(_BY, _BY.id == AccountActRow.by_id)
        .where(*_conditions(scope, filters))
    )  # fmt: skip
    if after is not None:
        older = and_(AccountActRow.at == after.started_at, AccountActRow.id < after.id)
        query = query.where(or_(AccountActRow.at < after.started_at, older))
    query = query.order_by(AccountActRow.at.desc(), AccountActRow.id.desc()).limit(limit + 1)
    rows = session.execute(query).all()
    found = [_acted(row) for row in rows[:limit]]
    return found, Cursor(found[-1].at, found[-1].id) if len(rows) > limit else None


def _acted(row: Any) -> Acted:
    act: AccountActRow = row.AccountActRow
    return Acted(
        id=act.id,
        act=AccountAct(act.act),
        at=act.at,
        account_id=act.account_id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        area=(row.area_id, row.area) if row.area_id else None,
        business=(row.business_id, row.business) if row.business_id else None,
        by=(row.by, Role(row.by_role)) if act.by_id else None,
    )


def _conditions(scope: Scope, filters: ActFilters) -> list[ColumnElement[bool]]:
    conditions = [] if isinstance(scope, Everything) else [_reached(scope)]
    if filters.act is not None:
        conditions.append(AccountActRow.act == str(filters.act))
    if filters.role is not None:
        conditions.append(UserRow.role == str(filters.role))
    if filters.search:
        parts = UserRow.name, UserRow.username, _BY.name
        conditions.append(or_(*(part.contains(filters.search, autoescape=True) for part in parts)))
    if filters.since is not None:
        conditions.append(AccountActRow.at >= filters.since)
    if filters.until is not None:
        conditions.append(AccountActRow.at < filters.until)
    return conditions


def _reached(scope: Scope) -> ColumnElement[bool]:
    """Accounts of whoever works in the scope, and of businesses there."""
    return or_(works_in(scope), and_(BusinessRow.id.is_not(None), within(scope, BusinessRow.id)))
