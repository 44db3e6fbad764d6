"""Risk scores in the database: worked out once a day for every business. Takes the caller's session."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models.businesses import BusinessStatus
from models.case_tables import CaseRow, CaseStepRow
from models.cases import Act, CaseState, Matter, Outcome, Severity, Source
from models.catalog import within
from models.database import insert_into
from models.people import Scope
from models.risk_tables import RiskChangeRow, RiskRow
from models.tables import BusinessRow
from supervision.risk import Factor, PastViolation, Reason, Risk, RiskFacts, RiskPolicy, assess

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Shares:
    """What other parts know of businesses, as shares in [0, 1] by business id: self-checks filed in time, and
    the time that cameras were online of the time wanted. Absent where nothing was due."""

    self_checks: Mapping[str, float]
    online: Mapping[str, float]


def renew(session: Session, today: date, now: datetime, shares: Shares, policy: RiskPolicy) -> int:
    """Work out every working business's score; again on the same day gives the same.

    today: the local day. Returns how many businesses there were.
    """
    since = now - timedelta(days=policy.period_days)
    violations, late = _violations(session, since, now, policy), _corrections(session, since, now)
    dismissed = _dismissed(session, since)
    known = {row.business_id: row for row in session.scalars(select(RiskRow))}
    query = select(BusinessRow.id, BusinessRow.risk_grade).where(
        BusinessRow.status == str(BusinessStatus.ACTIVE)
    )
    fresh, changed = [], []
    for business_id, grade in session.execute(query).all():
        risk = assess(
            RiskFacts(
                violations=violations.get(business_id, ()),
                corrections=late.get(business_id, ()),
                self_checks=shares.self_checks.get(business_id),
                online=shares.online.get(business_id),
                appeals_dismissed=dismissed.get(business_id, 0),
                grade=grade,
            ),
            policy,
        )
        reasons = [[str(item.factor), item.points, item.most, item.value] for item in risk.reasons]
        row = {"business_id": business_id, "day": today, "score": risk.score, "every_days": risk.every_days}
        fresh.append(row | {"reasons": reasons})
        before = known.get(business_id)
        if before is None or before.score != risk.score:
            changed.append({"business_id": business_id, "day": today, "score": risk.score})
    _put(session, RiskRow, fresh, ("business_id",), ("day", "score", "every_days", "reasons"))
    _put(session, RiskChangeRow, changed, ("business_id", "day"), ("score",))
    return len(fresh)


def of_business(session: Session, scope: Scope, business_id: str) -> tuple[str, Risk] | None:
    """The business's name and risk; None where it has not been worked out, or is outside the scope."""
    query = (
        select(RiskRow, BusinessRow.name)
        .join(BusinessRow, BusinessRow.id == RiskRow.business_id)
        .where(RiskRow.business_id == business_id, within(scope, RiskRow.business_id))
    )
    found = session.execute(query).one_or_none()
    return (found[1], risk_of(found[0])) if found else None


def trend(session: Session, scope: Scope, business_id: str, since: date) -> Sequence[tuple[date, float]]:
    """The score from each day on, oldest first, beginning with what held on `since`."""
    query = (
        select(RiskChangeRow.day, RiskChangeRow.score)
        .where(RiskChangeRow.business_id == business_id, within(scope, RiskChangeRow.business_id))
        .order_by(RiskChangeRow.day)
    )
    known = [(day, score) for day, score in session.execute(query)]
    before = [item for item in known if item[0] < since]
    return [*((since, score) for _, score in before[-1:]), *(item for item in known if item[0] >= since)]


def scores_on(session: Session, business_ids: Collection[str], day: date) -> Mapping[str, float]:
    """The scores that held on a day, of those businesses that had one."""
    last = (
        select(RiskChangeRow.business_id, func.max(RiskChangeRow.day).label("day"))
        .where(RiskChangeRow.business_id.in_(business_ids), RiskChangeRow.day <= day)
        .group_by(RiskChangeRow.business_id)
        .subquery()
    )
    held = and_(RiskChangeRow.business_id == last.c.business_id, RiskChangeRow.day == last.c.day)
    query = select(RiskChangeRow.business_id, RiskChangeRow.score).join(last, held)
    return {business_id: score for business_id, score in session.execute(query)}  # noqa: C416 (rows are not pairs)


def riskiest(session: Session, scope: Scope, limit: int) -> Sequence[tuple[str, str, Risk]]:
    """Ids and names of businesses, highest score first."""
    query = (
        select(RiskRow, BusinessRow.name)
        .join(BusinessRow, BusinessRow.id == RiskRow.business_id)
        .where(within(scope, RiskRow.business_id))
        .order_by(RiskRow.score.desc(), RiskRow.business_id)
        .limit(limit)
    )
    return [(row.business_id, name, risk_of(row)) for row, name in session.execute(query)]


def risk_of(row: RiskRow) -> Risk:
    reasons = tuple(
        Reason(Factor(factor), points, most, value) for factor, points, most, value in row.reasons
    )
    return Risk(row.score, reasons, row.every_days)


def _violations(
    session: Session, since: datetime, now: datetime, policy: RiskPolicy
) -> Mapping[str, list[PastViolation]]:
    """Cases of the period that stand, by business. One that only the public speaks of counts nothing.

    A case recurs where the business had put the same matter right; of other things nobody knows whether they
    are the same.
    """
    period = timedelta(days=policy.period_days)
    query = (
        select(CaseRow.business_id, CaseRow.matter, CaseRow.opened_at, CaseRow.state, CaseRow.severity,
               CaseRow.outcome, CaseRow.ended_at)
        .where(
            CaseRow.opened_at >= since - period,
            or_(CaseRow.source != str(Source.PUBLIC), CaseRow.state != str(CaseState.FOUND)),
        )
        .order_by(CaseRow.opened_at)
    )  # fmt: skip
    found: dict[str, list[PastViolation]] = defaultdict(list)
    put_right: dict[tuple[str, str], datetime] = {}
    for business_id, matter, opened_at, state, severity, outcome, ended_at in session.execute(query):
        if outcome == Outcome.NO_VIOLATION:
            continue
        before = put_right.get((business_id, matter))
        if opened_at >= since:
            gravity = policy.illegal_gravity if severity == Severity.ILLEGAL else 1.0
            found[business_id].append(
                PastViolation(
                    age_days=(now - opened_at) / timedelta(days=1),
                    gravity=gravity * (policy.unconfirmed_gravity if state == CaseState.FOUND else 1),
                    recurred=matter != Matter.OTHER and before is not None and opened_at - before <= period,
                )
            )
        if ended_at is not None:
            put_right[business_id, matter] = ended_at
    return found


def _corrections(session: Session, since: datetime, now: datetime) -> Mapping[str, list[float]]:
    """For each correction asked for, the share of the time allowed that was taken, or has been so far."""
    query = (
        select(CaseRow.business_id, CaseStepRow.case_id, CaseStepRow.act, CaseStepRow.state,
               CaseStepRow.at, CaseStepRow.due_at)
        .join(CaseRow, CaseRow.id == CaseStepRow.case_id)
        .where(CaseRow.opened_at >= since, CaseRow.outcome.is_distinct_from(str(Outcome.NO_VIOLATION)))
        .order_by(CaseStepRow.case_id, CaseStepRow.number)
    )  # fmt: skip
    taken: dict[str, list[float]] = defaultdict(list)
    asked: dict[str, tuple[str, datetime, datetime]] = {}
    for business_id, case_id, act, state, at, due_at in session.execute(query):
        if act == Act.CORRECT and case_id in asked:
            _, began, due = asked.pop(case_id)
            taken[business_id].append((at - began) / (due - began))
        elif state == CaseState.NOTIFIED and case_id not in asked and due_at is not None:
            asked[case_id] = business_id, at, due_at
        elif state != CaseState.NOTIFIED:
            asked.pop(case_id, None)
    for business_id, began, due in asked.values():
        taken[business_id].append((now - began) / (due - began))
    return taken


def _dismissed(session: Session, since: datetime) -> Mapping[str, int]:
    query = (
        select(CaseRow.business_id)
        .join(CaseStepRow, CaseStepRow.case_id == CaseRow.id)
        .where(CaseStepRow.act == str(Act.DISMISS), CaseStepRow.at >= since)
    )
    counted: dict[str, int] = defaultdict(int)
    for business_id in session.scalars(query):
        counted[business_id] += 1
    return counted


def _put(
    session: Session,
    table: type[RiskRow] | type[RiskChangeRow],
    rows: Sequence[Mapping[str, object]],
    key: Iterable[str],
    values: Iterable[str],
) -> None:
    """Insert, or write over what is there."""
    insert = insert_into(session, table)
    statement = insert.on_conflict_do_update(
        index_elements=list(key), set_={name: insert.excluded[name] for name in values}
    )
    for begin in range(0, len(rows), _BATCH):
        session.execute(statement, list(rows[begin : begin + _BATCH]))
