"""What was done to accounts, for auditors and administrators."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api.auth import Services, SignedIn, demand
from api.paging import cursor_of
from api.schemas import Moment, Named, Schema
from models.history import Cursor
from models.people import AccountAct, Role
from supervision import account_history
from supervision.account_history import Acted, ActFilters
from supervision.calendar import CHINA
from supervision.permissions import Right

router = APIRouter(prefix="/account-acts", tags=["accounts"])

Day = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2200, 1, 1))]


class ActedOnOut(Schema):
    """An account, as it is named now."""

    id: str
    username: str
    name: str
    role: Role
    business: Named | None = Field(description="of an account of one")
    area: Named | None = Field(description="where the person works or the business lies, where that is known")


class DoerOut(Schema):
    name: str
    role: Role


class AccountActOut(Schema):
    id: str
    act: AccountAct = Field(description="`opened` by its first password, given a new `password`, or `closed`")
    at: Moment
    account: ActedOnOut
    by: DoerOut | None = Field(description="null for the command line of the server, which knows nobody")

    @classmethod
    def of(cls, acted: Acted) -> Self:
        return cls(
            id=acted.id,
            act=acted.act,
            at=acted.at,
            account=ActedOnOut(
                id=acted.account_id,
                username=acted.username,
                name=acted.name,
                role=acted.role,
                business=_named(acted.business),
                area=_named(acted.area),
            ),
            by=DoerOut(name=acted.by[0], role=acted.by[1]) if acted.by else None,
        )


class AccountActPage(Schema):
    items: list[AccountActOut]
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


@router.get("", operation_id="list_account_acts")
def list_account_acts(
    viewer: SignedIn,
    service: Services,
    after: Annotated[Cursor | None, Depends(cursor_of(Cursor.decode))],
    act: AccountAct | None = None,
    role: Annotated[Role | None, Query(description="of the account")] = None,
    q: Annotated[str, Query(max_length=100, description="part of a name, of the account or who did it")] = "",
    since: Annotated[Day, Query(description="the first local day")] = None,
    until: Annotated[Day, Query(description="the last local day")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AccountActPage:
    """Who opened, closed or gave a new password to an account of the reader's scope, newest first."""
    demand(viewer, Right.SEE_ACCOUNT_ACTS)
    filters = ActFilters(
        act, role, q.strip(), _midnight(since), _midnight(until and until + timedelta(days=1))
    )
    with service.database.reading() as session:
        found, following = account_history.page(session, viewer.scope, filters, after=after, limit=limit)
    return AccountActPage(
        items=[AccountActOut.of(item) for item in found],
        next_cursor=following.encode() if following else None,
    )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), CHINA) if day else None


def _named(item: tuple[str, str] | None) -> Named | None:
    return Named(id=item[0], name=item[1]) if item else None
