"""Who answers for which business: assigning, handing over, leaving. Functions take the caller's session.

Tasks and cases of a business are its cadre's, whoever that is: they go with the assignment. Whoever changes
who answers for what holds the rows of the cadres, then those of the businesses, each in the order of
their ids, so that of two at once one waits for the other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from models import accounts
from models.area_tables import AreaRow
from models.areas import Area, AreaKind
from models.assignment_tables import CadreChangeRow
from models.catalog import area_ids, within
from models.errors import BrightkitchenError, Conflict, NotFound
from models.people import AccountAct, Everything, InArea, Level, Role, Scope, User
from models.tables import AssignmentRow, BusinessRow, SessionRow, UserRow
from supervision import policies
from supervision.areas import area_of
from supervision.tiers import Fit, Tiers
from supervision.topics import ASSIGNMENT


class Unfit(BrightkitchenError):
    """The cadre cannot answer for some of the businesses. misfits: name of the business, and why."""

    def __init__(self, misfits: Sequence[tuple[str, Fit]]) -> None:
        super().__init__("; ".join(f"{name}: {fit}" for name, fit in misfits))
        self.misfits = tuple(misfits)


@dataclass(frozen=True, slots=True)
class Handover:
    """These businesses go to this cadre; override: why a higher level is to answer for them (提级)."""

    business_ids: tuple[str, ...]
    cadre_id: str
    override: str = ""


def assign(session: Session, scope: Scope, what: Handover, *, by: User, now: datetime) -> int:
    """Make a cadre responsible in place of whoever was; how many businesses changed hands.

    Raises:
        NotFound: the cadre or a business is unknown, or outside the scope.
        Conflict: the cadre has left.
        Unfit: the cadre works too low or elsewhere, or above the level and no reason is given.
    """
    cadre = get_cadre(session, scope, what.cadre_id)
    hold(session, [cadre.id], what.business_ids)
    session.refresh(cadre)
    if cadre.left_at is not None:
        raise Conflict("this cadre has left")
    query = (
        select(BusinessRow.id, BusinessRow.name, BusinessRow.level, AreaRow.path)
        .outerjoin(AreaRow, AreaRow.id == BusinessRow.area_id)
        .where(BusinessRow.id.in_(what.business_ids), within(scope, BusinessRow.id))
    )
    businesses = session.execute(query).all()
    if len(businesses) != len(set(what.business_ids)):
        raise NotFound("a business is unknown or outside what you are responsible for")
    area = session.get(AreaRow, cadre.area_id) if cadre.area_id else None
    _check_fit(session, businesses, area_of(area) if area else None, what.override, now)
    return _replace(session, [row.id for row in businesses], cadre.id, what.override, by, now)


def _check_fit(
    session: Session, businesses: Sequence[Any], area: Area | None, override: str, now: datetime
) -> None:
    tiers = Tiers(policies.in_force(session, ASSIGNMENT, now), top_kind(session, area))
    misfits = []
    for row in businesses:
        fit = tiers.fit(Level(row.level), row.path, area)
        if fit in (Fit.TOO_LOW, Fit.ELSEWHERE) or (fit is Fit.HIGHER and not override.strip()):
            misfits.append((row.name, fit))
    if misfits:
        raise Unfit(misfits)


def top_kind(session: Session, area: Area | None) -> AreaKind:
    """Of the tree in which the area lies."""
    if area is None:
        return AreaKind.PREFECTURE
    row = session.get(AreaRow, area.path.split("/")[0])
    assert row is not None
    return AreaKind(row.kind)


def hold(session: Session, cadre_ids: Collection[str], business_ids: Collection[str]) -> None:
    """Let nobody else assign these until the transaction ends."""
    for table, ids in ((UserRow, cadre_ids), (BusinessRow, business_ids)):
        query = select(table.id).where(table.id.in_(ids)).order_by(table.id)
        # Rows that refer to them may be written meanwhile, such as what a camera finds.
        session.scalars(query.with_for_update(key_share=True)).all()


def _replace(
    session: Session, business_ids: Collection[str], cadre_id: str, override: str, by: User, now: datetime
) -> int:
    """With the businesses held."""
    current = AssignmentRow.business_id.in_(business_ids), AssignmentRow.until.is_(None)
    there = set(
        session.scalars(select(AssignmentRow.business_id).where(*current, AssignmentRow.user_id == cadre_id))
    )
    session.execute(
        update(AssignmentRow)
        .where(*current, AssignmentRow.user_id != cadre_id)
        .values(until=now, ended_by=by.id, end_reason="reassigned")
    )
    new = sorted(set(business_ids) - there)
    session.add_all(
        AssignmentRow(
            business_id=business_id, user_id=cadre_id, since=now, assigned_by=by.id,
            override_reason=override.strip(),
        )
        for business_id in new
    )  # fmt: skip
    session.flush()
    return len(new)


def works_in(scope: Scope) -> ColumnElement[bool]:
    """The scope as a condition on users: those who work there."""
    match scope:
        case Everything():
            return UserRow.id.is_not(None)
        case InArea(path):
            return UserRow.area_id.in_(area_ids(path))
        case _:
            return UserRow.id.is_(None)


def get_cadre(session: Session, scope: Scope, user_id: str) -> UserRow:
    """Raises NotFound alike for an unknown cadre and for one who works outside the scope."""
    query = select(UserRow).where(UserRow.id == user_id, UserRow.role == str(Role.CADRE), works_in(scope))
    row = session.scalar(query)
    if row is None:
        raise NotFound("no such cadre")
    return row


@dataclass(frozen=True, slots=True)
class Held:
    """A business that a cadre answers for."""

    business_id: str
    name: str
    level: Level
    since: datetime
    override: str


def held_by(session: Session, scope: Scope, user_id: str) -> Sequence[Held]:
    """Those within the scope."""
    query = (
        select(
            BusinessRow.id, BusinessRow.name, BusinessRow.level, AssignmentRow.since,
            AssignmentRow.override_reason,
        )
        .join(AssignmentRow, AssignmentRow.business_id == BusinessRow.id)
        .where(
            AssignmentRow.user_id == user_id, AssignmentRow.until.is_(None), within(scope, BusinessRow.id)
        )
        .order_by(BusinessRow.name, BusinessRow.id)
    )  # fmt: skip
    return [Held(row[0], row[1], Level(row[2]), row[3], row[4]) for row in session.execute(query)]


def leave(
    session: Session, scope: Scope, user_id: str, handovers: Sequence[Handover], *, by: User, now: datetime
) -> int:
    """A cadre leaves: everything is handed over, the account is closed, and open reports are settled.

    Returns how many businesses changed hands.

    Raises:
        Conflict: something would be left without a cadre or lies outside the scope, or the cadre has left.
        NotFound, Unfit: as for `assign`.
    """
    cadre = get_cadre(session, scope, user_id)
    given = [business_id for item in handovers for business_id in item.business_ids]
    hold(session, [user_id, *(item.cadre_id for item in handovers)], given)
    session.refresh(cadre)
    if cadre.left_at is not None:
        raise Conflict("this cadre has left already")
    held = {item.business_id for item in held_by(session, Everything(), user_id)}
    if len(held) != len(held_by(session, scope, user_id)):
        raise Conflict("this cadre answers for businesses elsewhere; an office above has to hand them over")
    if set(given) != held or len(given) != len(held):
        raise Conflict(f"each of the {len(held)} businesses must go to exactly one other cadre")
    if any(item.cadre_id == user_id for item in handovers):
        raise Conflict("a cadre cannot be handed their own businesses")
    moved = sum(assign(session, scope, item, by=by, now=now) for item in handovers)
    cadre.left_at = now
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
    accounts.note_act(session, user_id, AccountAct.CLOSED, by, now)
    settle(session, user_id, by=by, now=now)
    session.flush()
    return moved


def settle(session: Session, user_id: str, *, by: User, now: datetime) -> None:
    """What was reported of this cadre has been seen to."""
    session.execute(
        update(CadreChangeRow)
        .where(CadreChangeRow.user_id == user_id, CadreChangeRow.settled_at.is_(None))
        .values(settled_at=now, settled_by=by.id)
    )
