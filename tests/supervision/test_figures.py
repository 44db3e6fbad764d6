"""An area's figures equal what SQL, written by hand and knowing nothing of how they are made, counts."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from models.areas import AreaKind
from models.database import Database
from supervision import areas
from supervision.calendar import CHINA
from supervision.figures import Period, figures
from tests.supervision.by_hand import check
from tests.supervision.small_city import LAST, SmallCity


def past(start: datetime, end: datetime) -> Period:
    return Period(start, end, end, CHINA)


WEEK = past(datetime(2026, 10, 12, tzinfo=CHINA), datetime(2026, 10, 19, tzinfo=CHINA))
QUARTER = past(datetime(2026, 7, 1, tzinfo=CHINA), datetime(2026, 10, 1, tzinfo=CHINA))
RUNNING = Period(datetime(2026, 10, 1, tzinfo=CHINA), datetime(2027, 1, 1, tzinfo=CHINA), LAST, CHINA)

PERIODS: Sequence[tuple[Period, Sequence[int]]] = [
    (WEEK, (7, 1, 0)),
    (QUARTER, (30, 3, 0)),
    (RUNNING, (50, 7, 2)),
]
"""With how many daily, weekly and monthly records fall due of each business: they begin in September, the
weekly ones on the 7th, whatever was filed of August."""


def test_figures_equal_a_count_by_hand(database: Database) -> None:
    with database.writing() as session:
        city = SmallCity(session, Random(7))
    with database.reading() as session:
        for period, due in PERIODS:
            whole, parts = figures(session, city.county, period)
            assert [item.area.name for item in parts] == ["临江镇", "北桥镇", "杨柳镇"]
            assert [item.has_areas for item in (whole, *parts)] == [True, True, False, True]
            assert whole.figures.cases.closed > 0 < whole.figures.tasks.due
            for item in (whole, *parts):
                check(session, item.area.id, item.figures, period, due)
                # The same area as a part of what it lies in, and on its own.
                alone, _ = figures(session, item.area, period)
                assert alone.figures == item.figures


def test_what_lies_in_the_area_itself_counts_for_it_alone(database: Database) -> None:
    with database.writing() as session:
        city = SmallCity(session, Random(7))
        whole, parts = figures(session, city.county, RUNNING)
    assert sum(item.figures.businesses for item in parts) < whole.figures.businesses
    # Businesses of which nobody knows where they lie count nowhere.
    assert whole.figures.businesses < len(city.shops)


def test_a_city_without_history_has_zeros(database: Database) -> None:
    with database.writing() as session:
        area = areas.add_area(session, name="新城", kind=AreaKind.COUNTY)
        whole, parts = figures(session, area, WEEK)
    assert (whole.figures.businesses, whole.figures.corrections.median_s, whole.figures.online.rate) == (
        0,
        None,
        None,
    )
    assert list(parts) == []
