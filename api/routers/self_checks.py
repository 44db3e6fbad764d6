"""Self-checks (三件事): what is due of a business, its records, and how many are filed in time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy.orm import Session

from api.auth import Services, SignedIn, Viewer, demand
from api.figure_schemas import ChecksOut
from api.paging import cursor_of
from api.problems import Problem
from api.schemas import ID_PATTERN, Named
from api.self_check_schemas import (
    BusinessCompletionOut,
    CompletionList,
    DueList,
    DueOut,
    ItemOut,
    PersonOut,
    SelfCheckIn,
    SelfCheckOut,
    SelfCheckPage,
    WordsOut,
)
from models.businesses import Position
from models.errors import InvalidValue
from models.history import Cursor
from models.self_checks import SelfCheck, SelfCheckKind
from supervision import areas, policies, self_check_completion, self_check_store
from supervision.calendar import CHINA
from supervision.permissions import Right
from supervision.self_check_duty import duty_of
from supervision.self_check_store import Answers
from supervision.self_checks import (
    NotComplete,
    Period,
    SelfCheckPolicy,
    period_of,
    periods_asked,
    suggested,
)
from supervision.topics import SELF_CHECKS

router = APIRouter(prefix="/self-checks", tags=["self-checks"])

Id = Annotated[str, Path(pattern=ID_PATTERN)]
IdFilter = Annotated[str | None, Query(pattern=ID_PATTERN)]
MOST_DAYS = 366


def _own(viewer: Viewer) -> str:
    demand(viewer, Right.FILE_SELF_CHECK)
    business_id = viewer.sign_in.user.business_id
    assert business_id is not None, "only businesses have the right"
    return business_id


@router.get("/due", operation_id="list_due_self_checks")
def list_due(
    viewer: SignedIn,
    service: Services,
    day: Annotated[date | None, Query(description="what is about this day; today, if left out")] = None,
) -> DueList:
    """The day's, the week's and the month's record of the reader's business, each filed or as a draft.

    Without a day, behind them those of days before which it has not filed and is still asked for."""
    business_id, now = _own(viewer), service.clock.now()
    today = now.astimezone(CHINA).date()
    with service.database.reading() as session:
        policy = policies.in_force(session, SELF_CHECKS, now)
        if day is None:
            periods = periods_asked(policy, CHINA, now)
        else:
            periods = [period_of(kind, day, policy, CHINA) for kind in SelfCheckKind]
        done = self_check_store.filed_of(session, business_id, periods)
        register, duty = self_check_store.persons(session, business_id), duty_of(session, business_id)
        wanted = [
            period
            for period in periods
            if day is not None
            or today <= period.last
            or (duty.owes(period) and (period.kind, period.first) not in done)
        ]
        items = [
            _due(
                session,
                business_id,
                period,
                done.get((period.kind, period.first)),
                policy,
                register,
                duty.owes(period),
                now,
            )
            for period in wanted
        ]
    return DueList(items=items)


def _due(
    session: Session,
    business_id: str,
    period: Period,
    check: SelfCheck | None,
    policy: SelfCheckPolicy,
    register: Sequence[tuple[Position, str]],
    owed: bool,
    now: datetime,
) -> DueOut:
    form = policy.form(period.kind)
    known = self_check_store.known(session, business_id, period, CHINA)
    return DueOut(
        kind=period.kind,
        title=WordsOut.of(form.title),
        first=period.first,
        last=period.last,
        is_over=period.last < now.astimezone(CHINA).date(),
        due_at=period.due_at,
        owed=owed,
        overdue=owed and check is None and period.due_at < now,
        reminded_at=self_check_store.reminded_at(session, business_id, period),
        filed=SelfCheckOut.of(check) if check else None,
        positions=list(form.positions),
        persons=[
            PersonOut(name=name, position=position)
            for position, name in register
            if position in form.positions
        ],
        items=[
            ItemOut.of(item, known.broken.get(item.item.key, 0)) for item in suggested(form, known.broken)
        ],
        violations=known.violations,
        violations_by_rule=dict(known.broken),
    )


@router.post("", status_code=201, operation_id="file_self_check")
def file_self_check(given: SelfCheckIn, viewer: SignedIn, service: Services) -> SelfCheckOut:
    """File a record: every item answered, each problem told, or nothing found said explicitly (零风险)."""
    business_id, now = _own(viewer), service.clock.now()
    today = now.astimezone(CHINA).date()
    if not today - timedelta(days=MOST_DAYS) <= given.day <= today:
        raise InvalidValue("a record is about days that have come")
    answers = Answers(
        given.person.strip(),
        given.position,
        {item.key: (item.verdict, item.note.strip()) for item in given.items},
        given.zero_risk,
        given.note.strip(),
    )
    with service.database.writing() as session:
        policy = policies.in_force(session, SELF_CHECKS, now)
        period = period_of(given.kind, given.day, policy, CHINA)
        try:
            self_check_store.check_person(
                session, business_id, answers.person, answers.position, viewer.sign_in.user
            )
            check = self_check_store.file(
                session, business_id, period, answers, policy, viewer.sign_in.user, CHINA, now
            )
        except NotComplete as error:
            raise Problem(422, "not_complete", "The record is not complete", str(error)) from error
    return SelfCheckOut.of(check)


@router.get("", operation_id="list_self_checks")
def list_self_checks(
    viewer: SignedIn,
    service: Services,
    after: Annotated[Cursor | None, Depends(cursor_of(Cursor.decode))],
    business_id: IdFilter = None,
    kind: SelfCheckKind | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SelfCheckPage:
    """Filed records within the reader's scope, newest first."""
    with service.database.reading() as session:
        checks, following = self_check_store.page(
            session, viewer.scope, business_id=business_id, kind=kind, after=after, limit=limit
        )
    return SelfCheckPage(
        items=[SelfCheckOut.of(check) for check in checks],
        next_cursor=following.encode() if following else None,
    )


@router.get("/completion", operation_id="get_self_check_completion")
def get_completion(
    viewer: SignedIn,
    service: Services,
    kind: SelfCheckKind = SelfCheckKind.DAILY,
    since: date | None = None,
    until: date | None = None,
    area_id: IdFilter = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> CompletionList:
    """What was due of the businesses in scope, what came in time, late or not at all.

    Of the days asked for those count on which somebody had begun with it: `since` in the answer is the first.
    """
    now = service.clock.now()
    last = until or now.astimezone(CHINA).date()
    with service.database.reading() as session:
        if since is not None and not 0 <= (last - since).days <= MOST_DAYS:
            raise InvalidValue("the days go from one to a later one, at most a year after it")
        policy = policies.in_force(session, SELF_CHECKS, now)
        first, periods = self_check_completion.days_counted(session, kind, since, last, policy, CHINA)
        area = areas.area_within(session, viewer.scope, area_id) if area_id is not None else None
        path = area.path if area is not None else None
        board = service.figures.get(
            (viewer.scope, kind, first, last, path, limit),
            lambda: self_check_completion.completion(
                session, viewer.scope, periods, now, area_path=path, limit=limit
            ),
        )
    return CompletionList(
        kind=kind,
        since=first,
        until=last,
        area=area and Named(id=area.id, name=area.name),
        total=ChecksOut.of(board.total),
        areas={area: ChecksOut.of(item) for area, item in board.areas.items()},
        businesses=[
            BusinessCompletionOut(
                business=Named(id=item.business_id, name=item.name),
                area_id=item.area_id,
                completion=ChecksOut.of(item.completion),
            )
            for item in board.businesses
        ],
        business_count=board.count,
    )


@router.get("/{check_id}", operation_id="get_self_check")
def get_self_check(check_id: Id, viewer: SignedIn, service: Services) -> SelfCheckOut:
    with service.database.reading() as session:
        return SelfCheckOut.of(self_check_store.get(session, viewer.scope, check_id))
