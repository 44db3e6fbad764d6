"""The office's campaigns: what was asked of whom until when, how far it has come, and what was changed."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from api.auth import Services, SignedIn, demand
from api.paging import cursor_of
from api.problems import Problem
from api.schemas import ID_PATTERN, Moment, Named, PersonRef, Schema
from models.errors import InvalidValue
from models.people import Level
from supervision import campaigns
from supervision.areas import area_within
from supervision.campaigns import CampaignCursor, Change, Standing
from supervision.permissions import Right, has

router = APIRouter(prefix="/campaigns", tags=["tasks"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]


class CampaignIn(Schema):
    name: str = Field(min_length=1, max_length=200)
    area_id: str = Field(pattern=ID_PATTERN, description="it and all below it")
    first_on: date
    last_on: date
    kinds: list[str] = Field([], max_length=60, description="kinds of business; empty for all")
    grades: list[str] = Field([], max_length=4, description="risk grades; empty for all")
    levels: list[Level] = Field([], max_length=4, description="levels of businesses; empty for all")
    on_site: bool = Field(False, description="a remote look does not do")


class ChangeIn(Schema):
    last_on: date | None = Field(description="the new last day; null calls the campaign off")
    reason: str = Field(min_length=1, max_length=400)


class ChangeOut(Schema):
    last_on: date | None = Field(description="null where it was called off")
    reason: str
    by: PersonRef
    at: Moment

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls(last_on=change.last, reason=change.reason, by=PersonRef(name=change.by), at=change.at)


class CampaignOut(Schema):
    id: str
    name: str
    area: Named | None = Field(description="null for every area")
    first_on: date
    last_on: date = Field(description="local days, both included")
    kinds: list[str]
    grades: list[str]
    levels: list[Level]
    on_site: bool
    by: PersonRef
    cancelled_at: Moment | None
    changes: list[ChangeOut] = Field(description="oldest first")
    due: int = Field(description="tasks within the reader's sight, withdrawn ones left out")
    done: int
    overdue: int
    may_change: bool

    @classmethod
    def of(cls, item: Standing, *, may_change: bool) -> Self:
        campaign = item.campaign
        return cls(
            id=campaign.id,
            name=campaign.name,
            area=Named(id=item.area_id, name=item.area) if item.area_id else None,
            first_on=campaign.first,
            last_on=campaign.last,
            kinds=sorted(campaign.kinds),
            grades=sorted(campaign.grades),
            levels=sorted(Level(level) for level in campaign.levels),
            on_site=campaign.is_on_site,
            by=PersonRef(name=item.by),
            cancelled_at=item.cancelled_at,
            changes=[ChangeOut.of(change) for change in item.changes],
            due=item.due,
            done=item.done,
            overdue=item.overdue,
            may_change=may_change and item.may_change,
        )


class CampaignList(Schema):
    items: list[CampaignOut]
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")
    may_add: bool


@router.get("", operation_id="list_campaigns")
def list_campaigns(
    viewer: SignedIn,
    service: Services,
    after: Annotated[CampaignCursor | None, Depends(cursor_of(CampaignCursor.decode))],
    over: Annotated[
        bool | None, Query(description="only those that have ended or were called off, or only the others")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CampaignList:
    """Those that ask something within the reader's sight, the latest to end first."""
    demand(viewer, Right.SEE_COMPLETION)
    may_add = has(Right.MAKE_CAMPAIGN, viewer.sign_in.user.role, viewer.scope)
    with service.database.reading() as session:
        found, following = campaigns.page(
            session, viewer.scope, service.duties.today, over=over, after=after, limit=limit
        )
    return CampaignList(
        items=[CampaignOut.of(item, may_change=may_add) for item in found],
        next_cursor=following.encode() if following else None,
        may_add=may_add,
    )


@router.post("", status_code=201, operation_id="add_campaign")
def add_campaign(given: CampaignIn, viewer: SignedIn, service: Services) -> Named:
    """Have the businesses of an area looked at between two days; the tasks are there at once."""
    demand(viewer, Right.MAKE_CAMPAIGN)
    with service.database.writing() as session:
        area = area_within(session, viewer.scope, given.area_id)
        try:
            campaign = campaigns.new(
                given.name.strip(),
                given.first_on,
                given.last_on,
                kinds=given.kinds,
                grades=given.grades,
                levels=given.levels,
                is_on_site=given.on_site,
            )
        except InvalidValue as error:
            raise Problem(422, "invalid_campaign", "The days do not fit", str(error)) from error
        campaigns.add(session, campaign, area.id, viewer.sign_in.user, service.clock.now())
        service.duties.renew_tasks(session)
    return Named(id=campaign.id, name=campaign.name)


@router.post("/{campaign_id}/changes", status_code=201, operation_id="change_campaign")
def change_campaign(campaign_id: Id, given: ChangeIn, viewer: SignedIn, service: Services) -> CampaignOut:
    """Let a campaign end on another day or call it off: open tasks follow, what is done stays."""
    demand(viewer, Right.MAKE_CAMPAIGN)
    today = service.duties.today
    with service.database.writing() as session:
        campaigns.change(
            session,
            viewer.scope,
            campaign_id,
            last=given.last_on,
            reason=given.reason.strip(),
            user=viewer.sign_in.user,
            today=today,
            now=service.clock.now(),
        )
        service.duties.renew_tasks(session)
        changed = campaigns.get(session, viewer.scope, campaign_id, today)
    return CampaignOut.of(changed, may_change=True)
