"""Between the rows of cases and the values that decide about them."""

from collections.abc import Collection, Mapping
from typing import Any

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
from supervision.cases import JUDGEMENTS

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


def standing_values(standing: Standing) -> dict[str, Any]:
    """By column."""
    return {
        "state": str(standing.state),
        "severity": str(standing.severity),
        "owner": str(standing.owner) if standing.owner else None,
        "owner_id": standing.owner_id,
        "due_at": standing.due_at,
        "rounds": standing.rounds,
        "appeals": standing.appeals,
        "outcome": str(standing.outcome) if standing.outcome else None,
    }


def put_standing(row: CaseRow, standing: Standing) -> None:
    for column, value in standing_values(standing).items():
        setattr(row, column, value)


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


def step_values(case_id: str, step: Step) -> dict[str, Any]:
    """By column."""
    return {
        "case_id": case_id,
        "number": step.number,
        "act": str(step.act),
        "party": str(step.actor.party),
        "user_id": step.actor.user_id,
        "at": step.at,
        "reason": step.reason,
        "ground": str(step.ground) if step.ground else None,
        "pictures": [
            {
                "kind": str(item.kind),
                "key": item.key,
                "width": item.width,
                "height": item.height,
                "size_bytes": item.size_bytes,
            }
            for item in step.pictures
        ],
        "link": step.link,
        **standing_values(step.standing),
    }


def step_row(case_id: str, step: Step) -> CaseStepRow:
    return CaseStepRow(**step_values(case_id, step))


def judges_of(session: Session, case_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Ids of those who have judged each case to be a violation; cases without any are left out."""
    query = select(CaseStepRow.case_id, CaseStepRow.user_id).where(
        CaseStepRow.case_id.in_(case_ids),
        CaseStepRow.act.in_([str(act) for act in JUDGEMENTS]),
        CaseStepRow.user_id.is_not(None),
    )
    found: dict[str, frozenset[str]] = {}
    for case_id, user_id in session.execute(query):
        if user_id is not None:
            found[case_id] = found.get(case_id, frozenset()) | {user_id}
    return found


def last_link(session: Session, case_id: str) -> str:
    """The link of the latest step, "" before the first."""
    query = select(CaseStepRow.link).where(CaseStepRow.case_id == case_id)
    return session.scalar(query.order_by(CaseStepRow.number.desc()).limit(1)) or ""
