"""Risk scores: whom to look at first, and why."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from api.auth import Services, SignedIn, demand
from api.problems import not_found
from api.schemas import ID_PATTERN, Named, Schema
from supervision import risk_store
from supervision.permissions import Right
from supervision.risk import Factor, Reason, Risk

router = APIRouter(tags=["risks"])

WEEK = timedelta(days=7)
TREND = timedelta(days=90)


class ReasonOut(Schema):
    factor: Factor
    points: float
    most: float = Field(description="points that the factor can give")
    value: float = Field(description="what was measured, in the factor's own unit")

    @classmethod
    def of(cls, reason: Reason) -> "ReasonOut":
        return cls(factor=reason.factor, points=reason.points, most=reason.most, value=reason.value)


class RiskOut(Schema):
    business: Named
    score: float = Field(description="0 to 100; more is riskier")
    every_days: int = Field(description="how often policy wants it looked at")
    reasons: list[ReasonOut] = Field(description="what gave points, most first")
    week_ago: float | None = Field(None, description="the score then; in lists, where there was one")

    @classmethod
    def of(cls, business_id: str, name: str, risk: Risk, week_ago: float | None = None) -> "RiskOut":
        reasons = [ReasonOut.of(item) for item in risk.reasons]
        return cls(
            business=Named(id=business_id, name=name),
            score=risk.score,
            every_days=risk.every_days,
            reasons=reasons,
            week_ago=week_ago,
        )


class RiskList(Schema):
    items: list[RiskOut]


class TrendPoint(Schema):
    day: date
    score: float


class RiskHistoryOut(Schema):
    risk: RiskOut
    trend: list[TrendPoint] = Field(description="the score from each day on, oldest first")


@router.get("/risks", operation_id="list_risks")
def list_risks(
    viewer: SignedIn, service: Services, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> RiskList:
    """The riskiest businesses first."""
    demand(viewer, Right.SEE_RISKS)
    with service.database.reading() as session:
        found = risk_store.riskiest(session, viewer.scope, limit)
        ids = [business_id for business_id, _, _ in found]
        before = risk_store.scores_on(session, ids, service.duties.today - WEEK)
    return RiskList(items=[RiskOut.of(*item, before.get(item[0])) for item in found])


@router.get("/businesses/{business_id}/risk", operation_id="get_risk")
def get_risk(
    business_id: Annotated[str, Path(pattern=ID_PATTERN)], viewer: SignedIn, service: Services
) -> RiskHistoryOut:
    """One business's score, and how it came there; 404 until it has been worked out for the first time."""
    demand(viewer, Right.SEE_RISKS)
    with service.database.reading() as session:
        found = risk_store.of_business(session, viewer.scope, business_id)
        if found is None:
            raise not_found("no risk score of this business yet")
        name, risk = found
        points = risk_store.trend(session, viewer.scope, business_id, service.duties.today - TREND)
    return RiskHistoryOut(
        risk=RiskOut.of(business_id, name, risk),
        trend=[TrendPoint(day=day, score=score) for day, score in points],
    )
