"""What is said of a violation moves its case, as far as the case's table allows."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.case_tables import CaseRow, CaseViolationRow
from models.cases import Act, CaseState
from models.people import User
from models.reviews import Ground, Opinion
from models.tables import ReviewRow
from supervision.case_policy import CaseRules
from supervision.case_rows import standing_of
from supervision.case_store import Submission, locked, move, relation_to
from supervision.cases import acts_open_to, party_of

_FOLLOWS: dict[tuple[Opinion, CaseState], Act] = {
    (Opinion.CONFIRMED, CaseState.FOUND): Act.CONFIRM,
    (Opinion.CONFIRMED, CaseState.APPEALED): Act.DISMISS,
    (Opinion.REJECTED, CaseState.FOUND): Act.REJECT,
    (Opinion.REJECTED, CaseState.NOTIFIED): Act.REJECT,
    (Opinion.REJECTED, CaseState.CORRECTED): Act.REJECT,
    (Opinion.REJECTED, CaseState.APPEALED): Act.UPHOLD,
    (Opinion.APPEALED, CaseState.FOUND): Act.APPEAL,
    (Opinion.APPEALED, CaseState.NOTIFIED): Act.APPEAL,
}


def follow(
    session: Session,
    violation_id: str,
    user: User,
    opinion: Opinion,
    ground: Ground | None,
    comment: str,
    rules: CaseRules,
    now: datetime,
) -> str | None:
    """Move the violation's case as the review that was just written says; the case's id if it moved.

    A confirmation confirms the case and dismisses an appeal; an appeal appeals it; a rejection ends it only
    once each of its violations stands rejected. Where the case cannot take it, as when an appeal would be
    dismissed without a word why or by whoever confirmed it, the review alone remains.
    """
    case_id = session.scalar(
        select(CaseViolationRow.case_id).where(CaseViolationRow.violation_id == violation_id)
    )
    if case_id is None:
        return None
    row = locked(session, case_id)
    act = _FOLLOWS.get((opinion, CaseState(row.state)))
    possible = acts_open_to(standing_of(row), party_of(user), relation_to(session, row, user), rules.policy)
    if act not in possible or (opinion is Opinion.REJECTED and not _all_rejected(session, row)):
        return None
    if act is Act.DISMISS and not comment.strip():
        return None
    move(session, row, user, act, Submission(comment, ground), rules, now)
    return case_id


def _all_rejected(session: Session, row: CaseRow) -> bool:
    latest = (
        select(ReviewRow.violation_id, func.max(ReviewRow.id).label("id"))
        .group_by(ReviewRow.violation_id)
        .subquery()
    )
    rejected = (
        select(func.count())
        .select_from(CaseViolationRow)
        .join(latest, latest.c.violation_id == CaseViolationRow.violation_id)
        .join(ReviewRow, ReviewRow.id == latest.c.id)
        .where(CaseViolationRow.case_id == row.id, ReviewRow.opinion == str(Opinion.REJECTED))
    )
    all_of_it = select(func.count()).where(CaseViolationRow.case_id == row.id)
    return session.scalar(rejected) == session.scalar(all_of_it)
