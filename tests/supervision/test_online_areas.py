"""An area's online rate is that of all cameras in it and below it."""

from datetime import timedelta

from sqlalchemy import update

from models import online
from models.areas import AreaKind
from models.database import Database
from models.online import OnlineTime
from models.people import Everything, InArea
from models.tables import BusinessRow
from supervision import areas
from supervision.online_areas import by_area
from tests.models import scene

HOUR = timedelta(hours=1)


def test_seconds_are_added_up_the_tree(database: Database) -> None:
    with database.writing() as session:
        county = areas.add_area(session, name="港城", kind=AreaKind.COUNTY)
        east, west, idle = (
            areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=county)
            for name in ("东街", "西街", "北街")
        )
        for number, (area, hours) in enumerate(((east, 1), (east, 2), (west, 4), (None, 8))):
            shop = scene.business(session, str(number))
            session.execute(
                update(BusinessRow).where(BusinessRow.id == shop.id).values(area_id=area and area.id)
            )
            watch = online.begin_watch(session, scene.camera(session, shop).id, scene.NOON)
            online.extend_watches(session, [watch], scene.NOON + hours * HOUR)
        until = scene.NOON + 24 * HOUR
        told = {area.name: time for area, time in by_area(session, Everything(), scene.NOON, until)}
        assert told == {
            "港城": OnlineTime(7 * 3600, 7 * 3600),
            "东街": OnlineTime(3 * 3600, 3 * 3600),
            "西街": OnlineTime(4 * 3600, 4 * 3600),
        }
        assert idle.name not in told
        within = by_area(session, InArea(west.path), scene.NOON, until)
        assert [(area.name, time.wanted_s) for area, time in within] == [("西街", 4 * 3600)]
