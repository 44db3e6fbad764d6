"""Areas with their coverage, cadres, who answers for which business, and what is reported of cadres."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path, Query

from api.assignment_schemas import (
    Assigned,
    AssignIn,
    CadreList,
    CadreOut,
    ChangeList,
    ChangeOut,
    ChangesDue,
    ChargePage,
    CoverageOut,
    DepartureIn,
    DepartureOut,
    FirstPassword,
    ReportIn,
)
from api.auth import Services, SignedIn, demand, passwords
from api.paging import cursor_of
from api.problems import InvalidForm, not_found
from api.schemas import ID_PATTERN
from models.areas import holds
from models.catalog import NameCursor
from models.people import Everything, InArea, Level, Role, Scope, User
from supervision import areas, assignments, cadre_changes, coverage, given_accounts, policies
from supervision.assignments import Handover, Unfit
from supervision.cadre_changes import ChangeCursor
from supervision.cadre_list import CadreFilters, LoadCursor, cadres, who_may_answer
from supervision.cadre_reminders import waiting
from supervision.coverage import BusinessFilters
from supervision.misfits import count_unfit
from supervision.permissions import Right
from supervision.topics import ASSIGNMENT, CALENDAR

router = APIRouter(tags=["assignments"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]
OptionalId = Annotated[str | None, Query(pattern=ID_PATTERN)]


@router.get("/coverage", operation_id="get_coverage")
def get_coverage(viewer: SignedIn, service: Services, area_id: OptionalId = None) -> CoverageOut:
    """How far an area is covered, itself and each area directly in it, worst first."""
    demand(viewer, Right.SEE_CADRES)
    now = service.clock.now()
    with service.database.reading() as session:
        area = areas.area_or_top(session, viewer.scope, area_id)
        policy = policies.in_force(session, ASSIGNMENT, now)
        most, unfit = policy.most_businesses, count_unfit(session, area, policy)
        whole, parts = coverage.coverage(session, area, most=most, at=now, unfit=unfit)
        over = areas.above(session, area)
    if isinstance(viewer.scope, InArea):
        over = [item for item in over if holds(viewer.scope.path, item.path)]
    return CoverageOut.of(whole, parts, over, most)


@router.get("/charges", operation_id="list_charges")
def list_charges(
    viewer: SignedIn,
    service: Services,
    after: Annotated[NameCursor | None, Depends(cursor_of(NameCursor.decode, 600))],
    area_id: OptionalId = None,
    cadre_id: OptionalId = None,
    level: Level | None = None,
    uncovered: bool = False,
    unfit: Annotated[
        bool, Query(description="only those whose cadre could not be assigned to them any more")
    ] = False,
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ChargePage:
    """Businesses with whoever answers for them, by name; `uncovered`: only those nobody answers for."""
    demand(viewer, Right.SEE_CADRES)
    with service.database.reading() as session:
        path = areas.area_within(session, viewer.scope, area_id).path if area_id else None
        policy = policies.in_force(session, ASSIGNMENT, service.clock.now()) if unfit else None
        filters = BusinessFilters(path, cadre_id, level, uncovered, q.strip(), policy)
        items, following = coverage.charges(session, viewer.scope, filters, after=after, limit=limit)
    return ChargePage.of(items, following)


@router.get("/cadres", operation_id="list_cadres")
def list_cadres(
    viewer: SignedIn,
    service: Services,
    after: Annotated[LoadCursor | None, Depends(cursor_of(LoadCursor.decode, 600))],
    area_id: OptionalId = None,
    q: Annotated[str, Query(max_length=100)] = "",
    overloaded: bool = False,
    unsigned: Annotated[bool, Query(description="only without a commitment in force")] = False,
    business_id: Annotated[
        list[Annotated[str, Path(pattern=ID_PATTERN)]] | None,
        Query(
            max_length=50,
            description="only who could answer for all of these, the fittest first; one page",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CadreList:
    """Cadres with how much they have, most first."""
    demand(viewer, Right.SEE_CADRES)
    now, following = service.clock.now(), None
    with service.database.reading() as session:
        policy = policies.in_force(session, ASSIGNMENT, now)
        most = policy.most_businesses
        if business_id:
            found, count = who_may_answer(
                session, viewer.scope, business_id, policy, now=now, query=q.strip(), limit=limit
            )
        else:
            path = areas.area_within(session, viewer.scope, area_id).path if area_id else None
            filters = CadreFilters(path, q.strip(), most if overloaded else None, unsigned)
            found, following, count = cadres(
                session, viewer.scope, filters, now=now, after=after, limit=limit
            )
    return CadreList(
        items=[CadreOut.of(item) for item in found],
        next_cursor=following.encode() if following else None,
        count=count,
        most_businesses=most,
    )


@router.post("/assignments", status_code=201, operation_id="assign_cadre")
def assign_cadre(given: AssignIn, viewer: SignedIn, service: Services) -> Assigned:
    """Make one cadre responsible for businesses in place of whoever was."""
    demand(viewer, Right.ASSIGN)
    user, now = viewer.sign_in.user, service.clock.now()
    what = Handover(tuple(given.business_ids), given.cadre_id, given.override)
    try:
        with service.database.writing() as session:
            changed = assignments.assign(session, viewer.scope, what, by=user, now=now)
    except Unfit as error:
        raise _unfit(error) from error
    log.info("assignment.changed", by=user.username, cadre=given.cadre_id, businesses=changed)
    return Assigned(changed=changed)


def _unfit(error: Unfit) -> InvalidForm:
    return InvalidForm([((name,), str(fit)) for name, fit in error.misfits])


@router.get("/cadres/{cadre_id}/departure", operation_id="preview_departure")
def preview_departure(cadre_id: Id, viewer: SignedIn, service: Services) -> DepartureOut:
    """What must be handed over before a cadre can leave, as far as it lies within one's sight."""
    demand(viewer, Right.ASSIGN)
    with service.database.reading() as session:
        cadre = assignments.get_cadre(session, viewer.scope, cadre_id)
        held = assignments.held_by(session, viewer.scope, cadre.id)
        return DepartureOut.of(cadre, held)


@router.post("/cadres/{cadre_id}/departure", operation_id="depart")
def depart(cadre_id: Id, given: DepartureIn, viewer: SignedIn, service: Services) -> Assigned:
    """A cadre leaves: every business goes to another, and the account is closed."""
    demand(viewer, Right.ASSIGN)
    user = viewer.sign_in.user
    handovers = [Handover(tuple(item.business_ids), item.cadre_id, item.override) for item in given.handovers]
    try:
        with service.database.writing() as session:
            changed = assignments.leave(
                session, viewer.scope, cadre_id, handovers, by=user, now=service.clock.now()
            )
    except Unfit as error:
        raise _unfit(error) from error
    log.info("cadre.left", by=user.username, cadre=cadre_id, businesses=changed)
    return Assigned(changed=changed)


@router.get("/cadre-changes", operation_id="list_cadre_changes")
def list_cadre_changes(
    viewer: SignedIn,
    service: Services,
    after: Annotated[ChangeCursor | None, Depends(cursor_of(ChangeCursor.decode))],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ChangeList:
    """What was reported of cadres: open reports first, by the day until which to assign anew."""
    demand(viewer, Right.SEE_CADRES)
    now = service.clock.now()
    with service.database.reading() as session:
        calendar = policies.in_force(session, CALENDAR, now).calendar
        found, following = cadre_changes.changes(
            session, viewer.scope, calendar, now, after=after, limit=limit
        )
    return ChangeList(
        items=[ChangeOut.of(item) for item in found],
        next_cursor=following.encode() if following else None,
    )


@router.get("/cadre-changes/due", operation_id="get_cadre_changes_due")
def get_cadre_changes_due(viewer: SignedIn, service: Services) -> ChangesDue:
    """How many changes are to be settled soon, or were to be."""
    demand(viewer, Right.SEE_CADRES)
    now = service.clock.now()
    with service.database.reading() as session:
        calendar = policies.in_force(session, CALENDAR, now).calendar
        days = policies.in_force(session, ASSIGNMENT, now).remind_days
        found = waiting(session, viewer.scope, days, calendar, now)
    return ChangesDue(near=found.near, next_by=found.next_by, overdue=found.overdue)


@router.post("/cadres/{cadre_id}/changes", status_code=201, operation_id="report_cadre_change")
def report_cadre_change(cadre_id: Id, given: ReportIn, viewer: SignedIn, service: Services) -> ChangeOut:
    """Report that something changes with a cadre; cadres report of themselves."""
    demand(viewer, Right.REPORT_CHANGE)
    user, now = viewer.sign_in.user, service.clock.now()
    with service.database.writing() as session:
        cadre = assignments.get_cadre(session, _scope_for(user, viewer.scope, cadre_id), cadre_id)
        change = cadre_changes.report(
            session,
            cadre,
            happened_on=given.happened_on,
            what=given.what,
            by=user,
            now=now,
            calendar=policies.in_force(session, CALENDAR, now).calendar,
        )
    return ChangeOut.of(change)


@router.post("/cadres/{cadre_id}/changes/settlement", status_code=204, operation_id="settle_cadre_changes")
def settle_cadre_changes(cadre_id: Id, viewer: SignedIn, service: Services) -> None:
    """The office has assigned anew what was to be, and the reports of this cadre are done with."""
    demand(viewer, Right.ASSIGN)
    with service.database.writing() as session:
        cadre = assignments.get_cadre(session, viewer.scope, cadre_id)
        assignments.settle(session, cadre.id, by=viewer.sign_in.user, now=service.clock.now())


@router.post("/cadres/{cadre_id}/password", status_code=204, operation_id="give_first_password")
def give_first_password(cadre_id: Id, given: FirstPassword, viewer: SignedIn, service: Services) -> None:
    """Open an imported account. Only the first password: nobody takes an account over."""
    demand(viewer, Right.OPEN_ACCOUNT)
    user = viewer.sign_in.user
    hashed = passwords.hash(given.password.get_secret_value())
    with service.database.writing() as session:
        given_accounts.open_cadre(session, user, viewer.scope, cadre_id, hashed, service.clock.now())
    log.info("cadre.password_given", by=user.username, cadre=cadre_id)


def _scope_for(user: User, scope: Scope, cadre_id: str) -> Scope:
    """Cadres reach their own account, which their scope of businesses does not hold."""
    if user.role is not Role.CADRE:
        return scope
    if user.id != cadre_id:
        raise not_found("no such cadre")
    return Everything()
