"""Supervision tasks: what is due, doing it, and how far everybody has come."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from api.auth import Services, SignedIn, Viewer, demand
from api.paging import cursor_of
from api.problems import Problem
from api.schemas import ID_PATTERN, Moment, Named, PersonRef, Schema
from api.service import Service
from models.errors import InvalidValue
from models.people import InArea
from models.tasks import Mode, TaskKind, TaskState, Withdrawal
from supervision import inspection_store, policies, task_inspections, task_store
from supervision.areas import area_within
from supervision.completion import Group, worst_first
from supervision.permissions import Right
from supervision.task_store import Grouping, Task, TaskCursor, TaskFilters
from supervision.tasks import Quarter, TaskPolicy
from supervision.topics import TASKS

router = APIRouter(tags=["tasks"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]


class TaskOut(Schema):
    id: str
    business: Named
    kind: TaskKind
    campaign: str | None
    first_on: date
    last_on: date = Field(description="local days, both included")
    state: TaskState
    withdrawn_because: Withdrawal | None
    may_be_remote: bool = Field(description="whether policy accepts a remote look at this business")
    remote_by_note: bool = Field(description="whether a note does as the record of a remote look")
    on_site_by_note: bool = Field(description="whether a note does as the record of a visit")
    cadres: list[str] = Field(description="who is responsible now, or who did it")
    done_at: Moment | None
    mode: Mode | None
    note: str
    confirmed_at: Moment | None
    confirmed_by: PersonRef | None
    inspection_id: str | None = Field(description="the signed inspection that is its record")

    @classmethod
    def of(cls, task: Task) -> "TaskOut":
        return cls(
            id=task.id,
            business=Named(id=task.business_id, name=task.business_name),
            kind=task.kind,
            campaign=task.campaign,
            first_on=task.first,
            last_on=task.last,
            state=task.state,
            withdrawn_because=task.withdrawn_because,
            may_be_remote=task.may_be_remote,
            remote_by_note=task.remote_by_note,
            on_site_by_note=task.on_site_by_note,
            cadres=list(task.cadres),
            done_at=task.done_at,
            mode=task.mode,
            note=task.note,
            confirmed_at=task.confirmed_at,
            confirmed_by=PersonRef(name=task.confirmed_by) if task.confirmed_by else None,
            inspection_id=task.inspection_id,
        )


class TaskPage(Schema):
    items: list[TaskOut]
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


class RecordIn(Schema):
    mode: Mode
    note: str = Field("", max_length=2000, description="what was seen")


class GroupOut(Schema):
    """Quarterly tasks of one area, level or cadre."""

    id: str = Field(description="of the area or the cadre, or the level; empty where there is none")
    name: str
    place: str = Field(description="the area that it lies in, or where the cadre works")
    due: int
    done: int
    in_time: int
    overdue: int

    @classmethod
    def of(cls, group: Group) -> "GroupOut":
        done = group.done
        return cls(
            id=group.id,
            name=group.name,
            place=group.place,
            due=done.due,
            done=done.done,
            in_time=done.in_time,
            overdue=done.overdue,
        )


class CompletionOut(Schema):
    quarter: str
    due: int = Field(description="of all groups, on this page and others")
    done: int
    groups: list[GroupOut] = Field(description="the smallest share done first")
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


def _quarter(
    quarter: Annotated[str | None, Query(max_length=10, description="like 2026-Q4")] = None,
) -> Quarter | None:
    try:
        return Quarter.parse(quarter) if quarter is not None else None
    except InvalidValue as error:
        raise Problem(400, "invalid_quarter", "The quarter cannot be read", str(error)) from error


AskedQuarter = Annotated[Quarter | None, Depends(_quarter)]


def _filters(
    quarter: AskedQuarter,
    state: Annotated[list[TaskState] | None, Query()] = None,
    kind: Annotated[list[TaskKind] | None, Query()] = None,
    business_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
) -> TaskFilters:
    return TaskFilters(tuple(state or ()), tuple(kind or ()), business_id, quarter)


@router.get("/tasks", operation_id="list_tasks")
def list_tasks(
    viewer: SignedIn,
    service: Services,
    filters: Annotated[TaskFilters, Depends(_filters)],
    after: Annotated[TaskCursor | None, Depends(cursor_of(TaskCursor.decode))],
    area_id: Annotated[str | None, Query(pattern=ID_PATTERN, description="it and all below it")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TaskPage:
    """What is due first comes first, and of what is due on the same day the most urgent business."""
    demand(viewer, Right.SEE_TASKS)
    with service.database.reading() as session:
        policy = policies.in_force(session, TASKS, service.clock.now())
        # The area lies within the scope: asking for both would cost twice.
        scope = InArea(area_within(session, viewer.scope, area_id).path) if area_id else viewer.scope
        tasks, more = task_store.page(
            session, scope, filters, service.duties.today, policy, after=after, limit=limit
        )
    return TaskPage(items=[TaskOut.of(task) for task in tasks], next_cursor=more.encode() if more else None)


@router.get("/tasks/{task_id}", operation_id="get_task")
def get_task(task_id: Id, viewer: SignedIn, service: Services) -> TaskOut:
    demand(viewer, Right.SEE_TASKS)
    return _out(service, viewer, task_id)


@router.post("/tasks/{task_id}/record", operation_id="finish_task")
def finish_task(task_id: Id, given: RecordIn, viewer: SignedIn, service: Services) -> TaskOut:
    """The cadre has looked. The record cannot be changed afterwards; the business confirms it."""
    demand(viewer, Right.DO_TASK)
    now = service.clock.now()
    with service.database.writing() as session:
        policy = policies.in_force(session, TASKS, now)
        task_store.finish(
            session,
            viewer.scope,
            task_id,
            viewer.sign_in.user,
            given.mode,
            given.note.strip(),
            policy,
            now,
        )
    return _out(service, viewer, task_id)


@router.post("/tasks/{task_id}/confirmation", operation_id="confirm_task")
def confirm_task(task_id: Id, viewer: SignedIn, service: Services) -> TaskOut:
    """The business agrees with the record, the inspection if it is one; twice keeps the first answer."""
    demand(viewer, Right.CONFIRM_TASK)
    user, now = viewer.sign_in.user, service.clock.now()
    with service.database.writing() as session:
        task_store.confirm(session, viewer.scope, task_id, user, now)
        if (inspection_id := task_inspections.inspection_of(session, task_id)) is not None:
            inspection_store.confirm(session, inspection_id, user, "", now)
            task_inspections.confirm(session, viewer.scope, inspection_id, user, now)
    return _out(service, viewer, task_id)


@router.get("/completion", operation_id="get_completion")
def get_completion(
    by: Grouping,
    viewer: SignedIn,
    service: Services,
    quarter: AskedQuarter,
    area_id: Annotated[str | None, Query(pattern=ID_PATTERN, description="it and all below it")] = None,
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CompletionOut:
    """How far the quarterly tasks of a quarter, this one if none is given, have come; the worst first."""
    demand(viewer, Right.SEE_COMPLETION)
    asked, today = quarter or Quarter.of(service.duties.today), service.duties.today
    with service.database.reading() as session:
        scope = InArea(area_within(session, viewer.scope, area_id).path) if area_id else viewer.scope
        groups = worst_first(session, scope, asked, today, by, service.duties.zone)
        if by is Grouping.CADRE:
            # What two cadres answer for is due of both, and once in all.
            due, done = task_store.completion_of_all(session, scope, asked)
        else:
            due, done = (sum(group.done.due for group in groups), sum(group.done.done for group in groups))
    return CompletionOut(
        quarter=str(asked),
        due=due,
        done=done,
        groups=[GroupOut.of(group) for group in groups[cursor : cursor + limit]],
        next_cursor=str(cursor + limit) if len(groups) > cursor + limit else None,
    )


def _out(service: Service, viewer: Viewer, task_id: str) -> TaskOut:
    with service.database.reading() as session:
        policy: TaskPolicy = policies.in_force(session, TASKS, service.clock.now())
        return TaskOut.of(task_store.get(session, viewer.scope, task_id, service.duties.today, policy))
