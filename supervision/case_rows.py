"""Between the rows of cases and the values that decide about them."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models.case_tables import CaseRow, CaseStepRow
from models.cases import (
    Act,
    Actor,
    CasePicture,
    CaseState,
    Outcome,
    Party,
    PictureKind,
    Severity,
    Source,
    Standing,
    Step,
)
from models.catalog import within
from models.people import Own, Scope
from models.reviews import Ground

TOLD = or_(
    CaseRow.source != str(Source.PUBLIC),
    CaseRow.rounds > 0,
    CaseRow.state.in_([str(CaseState.HANDLED), str(CaseState.CLOSED)]),
)
"""The business knows of it. What the public says it hears once a person has confirmed it."""


def seen_in(scope: Scope) -> ColumnElement[bool]:
    """The cases that whoever has this scope may know of."""
    inside = within(scope, CaseRow.business_id)
    return and_(inside, TOLD) if isinstance(scope, Own) else inside


def standing_of(row: CaseRow | CaseStepRow) -> Standing:
    return Standing(
        state=CaseState(row.state),
        severity=Severity(row.severity),
        owner=Party(row.owner) if row.owner else None,
        owner_id=row.owner_id,
        due_at=row.due_at,
        rounds=row.rounds,
        appeals=row.appeals,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )


def put_standing(row: CaseRow | CaseStepRow, standing: Standing) -> None:
    row.state, row.severity = str(standing.state), str(standing.severity)
    row.owner = str(standing.owner) if standing.owner else None
    row.owner_id, row.due_at = standing.owner_id, standing.due_at
    row.rounds, row.appeals = standing.rounds, standing.appeals
    row.outcome = str(standing.outcome) if standing.outcome else None


def step_of(row: CaseStepRow) -> Step:
    return Step(
        number=row.number,
        act=Act(row.act),
        actor=Actor(Party(row.party), row.user_id),
        at=row.at,
        reason=row.reason,
        ground=Ground(row.ground) if row.ground else None,
        pictures=tuple(
            CasePicture(
                item["key"], PictureKind(item["kind"]), item["width"], item["height"], item["size_bytes"]
            )
            for item in row.pictures
        ),
        standing=standing_of(row),
        link=row.link,
    )


def step_row(case_id: str, step: Step) -> CaseStepRow:
    row = CaseStepRow(
        case_id=case_id,
        number=step.number,
        act=str(step.act),
        party=str(step.actor.party),
        user_id=step.actor.user_id,
        at=step.at,
        reason=step.reason,
        ground=str(step.ground) if step.ground else None,
        pictures=[
            {
                "kind": str(item.kind),
                "key": item.key,
                "width": item.width,
                "height": item.height,
                "size_bytes": item.size_bytes,
            }
            for item in step.pictures
        ],
        link=step.link,
    )
    put_standing(row, step.standing)
    return row


def last_link(session: Session, case_id: str) -> str:
    """The link of the latest step, "" before the first."""
    query = select(CaseStepRow.link).where(CaseStepRow.case_id == case_id)
    return session.scalar(query.order_by(CaseStepRow.number.desc()).limit(1)) or ""
