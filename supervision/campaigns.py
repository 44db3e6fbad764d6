"""The office's campaigns (专项督导): made, changed and called off. Takes the caller's session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true, update
from sqlalchemy.orm import Session

from models import cursors
from models.area_tables import AreaRow
from models.areas import holds
from models.catalog import area_ids, within
from models.errors import Conflict, InvalidValue, NotFound
from models.people import Everything, InArea, Scope, User
from models.tables import UserRow
from models.task_tables import CampaignChangeRow, CampaignRow, TaskRow
from models.tasks import Withdrawal
from supervision.permissions import is_at_the_top
from supervision.tasks import Campaign


@dataclass(frozen=True, slots=True)
class Change:
    """last: the last day from then on; None where it was called off."""

    last: date | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign and how far it has come within the reader's scope. area: empty for every area.

    due: its tasks that are not withdrawn; overdue: of them those open after their last day.
    """

    campaign: Campaign
    area_id: str | None
    area: str
    by: str
    cancelled_at: datetime | None
    changes: tuple[Change, ...]
    due: int
    done: int
    overdue: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class CampaignCursor:
    """A place in the list of campaigns: the last one already given."""

    last: date
    id: str

    def encode(self) -> str:
        return cursors.write(str(self.last), id=self.id)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        (day,), campaign_id = cursors.read(text, 1)
        try:
            return cls(date.fromisoformat(day), campaign_id)
        except ValueError:
            raise cursors.invalid() from None


def add(session: Session, campaign: Campaign, area_id: str | None, user: User, now: datetime) -> None:
    """The caller has checked the right to the area."""
    session.add(
        CampaignRow(
            id=campaign.id,
            name=campaign.name,
            area_id=area_id,
            first_on=campaign.first,
            last_on=campaign.last,
            kinds=sorted(campaign.kinds),
            grades=sorted(campaign.grades),
            levels=sorted(campaign.levels),
            is_on_site=campaign.is_on_site,
            user_id=user.id,
            at=now,
        )
    )
    session.flush()


def new(
    name: str,
    first: date,
    last: date,
    *,
    kinds: Collection[str] = (),
    grades: Collection[str] = (),
    levels: Collection[str] = (),
    is_on_site: bool = False,
) -> Campaign:
    """Raises InvalidValue where it ends before it begins."""
    sets = frozenset(kinds), frozenset(grades), frozenset(levels)
    return Campaign(uuid4().hex, name, first, last, *sets, is_on_site)


Rows = Select[CampaignRow, AreaRow | None, str]


def page(
    session: Session,
    scope: Scope,
    today: date,
    *,
    over: bool | None = None,
    after: CampaignCursor | None = None,
    limit: int = 50,
) -> tuple[Sequence[Standing], CampaignCursor | None]:
    """A page of those that ask something within the scope, the latest to end first; where the next begins.

    over: only those that have ended or were called off, or only the others.
    """
    wanted = _seen(scope).order_by(CampaignRow.last_on.desc(), CampaignRow.id).limit(limit + 1)
    if over is not None:
        is_over = or_(CampaignRow.cancelled_at.is_not(None), CampaignRow.last_on < today)
        wanted = wanted.where(is_over if over else ~is_over)
    if after is not None:
        same_day = and_(CampaignRow.last_on == after.last, CampaignRow.id > after.id)
        wanted = wanted.where(or_(CampaignRow.last_on < after.last, same_day))
    found = _standings(session, scope, wanted, today)
    last = found[limit - 1].campaign if len(found) > limit else None
    return found[:limit], CampaignCursor(last.last, last.id) if last else None


def get(session: Session, scope: Scope, campaign_id: str, today: date) -> Standing:
    """Raises NotFound alike for none and for one that asks nothing within the scope."""
    found = _standings(session, scope, _seen(scope).where(CampaignRow.id == campaign_id), today)
    if not found:
        raise NotFound("no such campaign")
    return found[0]


def _seen(scope: Scope) -> Rows:
    """Those that ask something within the scope, or that the reader may change."""
    asks = exists().where(
        TaskRow.campaign_id == CampaignRow.id,
        TaskRow.withdrawn_at.is_(None),
        within(scope, TaskRow.business_id),
    )
    return (
        select(CampaignRow, AreaRow, UserRow.name)
        .outerjoin(AreaRow, AreaRow.id == CampaignRow.area_id)
        .join(UserRow, UserRow.id == CampaignRow.user_id)
        .where(or_(asks, _lies_inside(scope)))
    )


def _lies_inside(scope: Scope) -> ColumnElement[bool]:
    """`_lies_in` as a condition on campaigns."""
    match scope:
        case Everything():
            return true()
        case InArea(path):
            inside = CampaignRow.area_id.in_(area_ids(path))
            return or_(inside, CampaignRow.area_id.is_(None)) if is_at_the_top(scope) else inside
        case _:
            return false()


def _standings(session: Session, scope: Scope, wanted: Rows, today: date) -> Sequence[Standing]:
    rows = session.execute(wanted).all()
    ids = [row.id for row, _, _ in rows]
    is_late = TaskRow.done_at.is_(None) & (TaskRow.last_on < today)
    counted = (
        select(TaskRow.campaign_id, func.count(), func.count(TaskRow.done_at), func.count().filter(is_late))
        .where(
            TaskRow.campaign_id.in_(ids), TaskRow.withdrawn_at.is_(None), within(scope, TaskRow.business_id)
        )
        .group_by(TaskRow.campaign_id)
    )
    counts = {key: (due, done, late) for key, due, done, late in session.execute(counted)}
    changes = _changes(session, ids)
    found = []
    for row, area, by in rows:
        due, done, late = counts.get(row.id, (0, 0, 0))
        campaign, name = campaign_of(row), area.name if area is not None else ""
        found.append(
            Standing(
                campaign, row.area_id, name, by, row.cancelled_at, changes.get(row.id, ()), due, done, late,
                _lies_in(scope, area),
            )
        )  # fmt: skip
    return found


def change(
    session: Session,
    scope: Scope,
    campaign_id: str,
    *,
    last: date | None,
    reason: str,
    user: User,
    today: date,
    now: datetime,
) -> None:
    """Let it end on another day, or call it off (None). What is done stays; what is open follows.

    Raises:
        NotFound: no such campaign, or its area is not all within the scope.
        Conflict: it is over, or called off already.
        InvalidValue: no reason is given, or it would end in the past or before it begins.
    """
    query = select(CampaignRow).where(CampaignRow.id == campaign_id).with_for_update()
    row = session.scalar(query)
    area = session.get(AreaRow, row.area_id) if row is not None and row.area_id else None
    if row is None or not _lies_in(scope, area):
        raise NotFound("no such campaign")
    if row.cancelled_at is not None or row.last_on < today:
        raise Conflict("this campaign is over")
    if not reason:
        raise InvalidValue("a change of a campaign needs a reason")
    undone = (TaskRow.campaign_id == campaign_id) & TaskRow.done_at.is_(None)
    if last is None:
        row.cancelled_at = now
        # Of a closed business as well: what is called off never comes back.
        called_off = {
            "withdrawn_at": func.coalesce(TaskRow.withdrawn_at, now),
            "withdrawn_because": str(Withdrawal.CANCELLED),
        }
        session.execute(update(TaskRow).where(undone).values(called_off))
    else:
        if last < max(today, row.first_on):
            raise InvalidValue("a campaign ends today at the earliest, and not before it begins")
        row.last_on = last
        session.execute(update(TaskRow).where(undone).values(last_on=last))
    session.add(CampaignChangeRow(campaign_id=row.id, last_on=last, reason=reason, user_id=user.id, at=now))
    session.flush()


def going_on(session: Session, today: date) -> list[tuple[Campaign, str]]:
    """Those that go on, each with the path of its area, empty for all areas."""
    query = (
        select(CampaignRow, AreaRow.path)
        .outerjoin(AreaRow, AreaRow.id == CampaignRow.area_id)
        .where(
            CampaignRow.first_on <= today, CampaignRow.last_on >= today, CampaignRow.cancelled_at.is_(None)
        )
    )
    return [(campaign_of(row), path or "") for row, path in session.execute(query)]


def campaign_of(row: CampaignRow) -> Campaign:
    sets = frozenset(row.kinds), frozenset(row.grades), frozenset(row.levels)
    return Campaign(row.id, row.name, row.first_on, row.last_on, *sets, row.is_on_site)


def _lies_in(scope: Scope, area: AreaRow | None) -> bool:
    if area is None:
        return is_at_the_top(scope)
    return isinstance(scope, Everything) or (isinstance(scope, InArea) and holds(scope.path, area.path))


def _changes(session: Session, ids: Sequence[str]) -> dict[str, tuple[Change, ...]]:
    query = (
        select(CampaignChangeRow, UserRow.name)
        .join(UserRow, UserRow.id == CampaignChangeRow.user_id)
        .where(CampaignChangeRow.campaign_id.in_(ids))
        .order_by(CampaignChangeRow.id)
    )
    found: dict[str, tuple[Change, ...]] = {}
    for row, by in session.execute(query):
        known = found.get(row.campaign_id, ())
        found[row.campaign_id] = (*known, Change(row.last_on, row.reason, by, row.at))
    return found
