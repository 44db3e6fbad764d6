"""The list of businesses by risk, on both databases: counts, filters and pages are those of the rows."""

from typing import Any

import pytest
from sqlalchemy import update

from models import health_log
from models.areas import AreaKind
from models.cases import Act
from models.database import Database
from models.errors import InvalidValue, NotFound
from models.health import HealthKind
from models.people import AssignedTo, Everything, InArea, Own, Scope
from models.risk_tables import RiskRow
from models.rules import RuleName
from models.tables import BusinessRow
from models.tasks import Mode
from supervision import supervised, task_renewal, task_store
from supervision.areas import add_area
from supervision.calendar import standard_calendar
from supervision.supervised import Need, ScoreCursor, Supervised, SupervisedFilters
from supervision.tasks import DEFAULT_TASK_POLICY
from tests.models import scene
from tests.supervision.desk import Desk

ALL = Everything()


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk.set_up(database)


def listed(desk: Desk, filters: SupervisedFilters | None = None, scope: Scope = ALL) -> list[Supervised]:
    """All pages, one business each."""
    found, after = list[Supervised](), None
    while True:
        with desk.database.reading() as session:
            items, after = supervised.page(
                session, scope, filters or SupervisedFilters(), today=desk.now.date(), now=desk.now,
                after=after, limit=1,
            )  # fmt: skip
        found += items
        if after is None:
            return found
        assert ScoreCursor.decode(after.encode()) == after


def test_how_a_business_stands(desk: Desk) -> None:
    with desk.database.writing() as session:
        county = add_area(session, name="县", kind=AreaKind.COUNTY)
        town = add_area(session, name="镇", kind=AreaKind.TOWN, parent=county)
        others = [scene.business(session, name) for name in ("乙", "丙")]
        for business_id, area in ((desk.shop.id, town), (others[0].id, county)):
            session.execute(update(BusinessRow).where(BusinessRow.id == business_id).values(area_id=area.id))
        for business_id, score in ((desk.shop.id, 12.5), (others[0].id, 12.5)):
            session.add(
                RiskRow(business_id=business_id, day=desk.now.date(), score=score, every_days=90, reasons=[])
            )
        health_log.begin(session, desk.camera.id, HealthKind.OFFLINE, desk.now, {}, None)
        health_log.begin(session, desk.camera.id, HealthKind.MOVED, desk.now, {}, None)
        task_renewal.renew(session, desk.now.date(), desk.now, standard_calendar(), DEFAULT_TASK_POLICY)
    late = desk.find()
    desk.act(late, Act.CONFIRM, desk.cadre)
    desk.later(hours=30).find(60, rule=RuleName.HAT)
    later = desk.later(hours=30)
    items = {item.name: item for item in listed(later)}
    assert [item.risk.score if item.risk else None for item in listed(later)] == [12.5, 12.5, None]
    shop = items[desk.shop.name]
    assert (shop.open_cases, shop.overdue_cases) == (2, 1)
    assert (shop.open_tasks, shop.overdue_tasks, shop.looked_at) == (1, 0, None)
    assert (shop.cameras, shop.silent, shop.area, shop.cadres) == (1, 1, "镇", ("cadre",))
    assert (items["乙"].open_cases, items["乙"].cameras, items["乙"].area) == (0, 0, "县")

    def names(scope: Scope = ALL, **filters: Any) -> set[str]:
        return {item.name for item in listed(later, SupervisedFilters(**filters), scope)}

    assert names(area_path=county.path) == {desk.shop.name, "乙"}
    assert names(area_path=town.path) == {desk.shop.name}
    assert names(query="乙") == {"乙"}
    for need in (Need.OPEN_CASES, Need.OVERDUE_CASES, Need.SILENT_CAMERAS):
        assert names(needs=(need,)) == {desk.shop.name}
    assert names(needs=(Need.OVERDUE_TASKS,)) == set()
    assert names(needs=(Need.NOT_LOOKED,)) == {desk.shop.name, "乙", "丙"}
    assert names(AssignedTo(desk.cadre.id)) == names(Own(desk.shop.id)) == {desk.shop.name}
    assert names(InArea(county.path)) == {desk.shop.name, "乙"}

    with desk.database.writing() as session:
        (task,), _ = task_store.page(
            session, Own(desk.shop.id), task_store.TaskFilters(), desk.now.date(), DEFAULT_TASK_POLICY,
            after=None, limit=1,
        )  # fmt: skip
        task_store.finish(
            session, ALL, task.id, desk.cadre, Mode.REMOTE, "好", DEFAULT_TASK_POLICY, later.now
        )
        found = supervised.get(session, ALL, desk.shop.id, today=later.now.date(), now=later.now)
        assert (found.open_tasks, found.looked_at) == (0, later.now)
        assert [person.signed_until for person in supervised.answerable(session, desk.shop.id, desk.now)] == [
            None
        ]
        with pytest.raises(NotFound):
            supervised.get(session, Own(others[0].id), desk.shop.id, today=later.now.date(), now=later.now)
    assert names(needs=(Need.NOT_LOOKED,)) == {"乙", "丙"}


@pytest.mark.parametrize("text", ["", "x", "MXx4", "bmFufA=="])
def test_a_cursor_that_is_none(text: str) -> None:
    with pytest.raises(InvalidValue):
        ScoreCursor.decode(text)
