"""Which businesses a bulletin names. Every function takes the caller's session."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from models.area_tables import AreaRow
from models.case_tables import CaseRow
from models.cases import Outcome
from models.catalog import area_ids
from models.health_tables import CameraWatchRow
from models.risk_tables import RiskRow
from models.tables import BusinessRow
from supervision.bulletins import NamedBusiness
from supervision.coverage import WORKING
from supervision.figures import Period


def worst(session: Session, path: str, period: Period, count: int) -> Sequence[NamedBusiness]:
    """Those with most cases opened in the period that were not found to be no violation."""
    cases = func.count().label("cases")
    query = (
        select(BusinessRow.id, BusinessRow.name, AreaRow.name, cases, RiskRow.score)
        .select_from(CaseRow)
        .join(BusinessRow, BusinessRow.id == CaseRow.business_id)
        .join(AreaRow, AreaRow.id == BusinessRow.area_id)
        .outerjoin(RiskRow, RiskRow.business_id == BusinessRow.id)
        .where(_stands(period), WORKING, BusinessRow.area_id.in_(area_ids(path)))
        .group_by(BusinessRow.id, BusinessRow.name, AreaRow.name, RiskRow.score)
        .order_by(cases.desc(), BusinessRow.name, BusinessRow.id)
        .limit(count)
    )
    return [NamedBusiness(*row) for row in session.execute(query)]


def best(session: Session, path: str, period: Period, count: int) -> Sequence[NamedBusiness]:
    """Of those whose cameras were watched in the period and who had no case in it: the lowest risk."""
    watched = exists().where(
        CameraWatchRow.business_id == BusinessRow.id,
        CameraWatchRow.began_at < period.as_of,
        CameraWatchRow.until > period.start,
    )
    without = ~exists().where(CaseRow.business_id == BusinessRow.id, _stands(period))
    query = (
        select(BusinessRow.id, BusinessRow.name, AreaRow.name, RiskRow.score)
        .join(AreaRow, AreaRow.id == BusinessRow.area_id)
        .join(RiskRow, RiskRow.business_id == BusinessRow.id)
        .where(WORKING, BusinessRow.area_id.in_(area_ids(path)), watched, without)
        .order_by(RiskRow.score, BusinessRow.name, BusinessRow.id)
        .limit(count)
    )
    return [NamedBusiness(key, name, area, 0, score) for key, name, area, score in session.execute(query)]


def _stands(period: Period) -> ColumnElement[bool]:
    return and_(
        CaseRow.opened_at >= period.start,
        CaseRow.opened_at < period.as_of,
        CaseRow.outcome.is_distinct_from(str(Outcome.NO_VIOLATION)),
    )
