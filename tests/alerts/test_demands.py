"""Which rules hold where and when: polygons, hours across midnight, and people who walk through zones."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.association import Vote
from alerts.demands import ALL_RULES, demanded, stands_at
from alerts.findings import Box, Change, Finding
from alerts.monitor import CameraMonitor
from models.errors import InvalidValue
from models.rules import RuleName
from models.zones import DAY_MINUTES, Hours, Point, Zone, area, check_zones, contains, crosses_itself
from tests.alerts.scenes import HEIGHT, NOON, WIDTH, Actor, film

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
WEEK_MINUTES = 7 * DAY_MINUTES
LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
MASK = frozenset({RuleName.MASK})
ALWAYS = Zone("左半", LEFT_HALF, MASK)

share = st.floats(0, 1, allow_nan=False)
points = st.tuples(share, share)
polygons = st.lists(points, min_size=3, max_size=8)


def turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def clear_of_sides(polygon: Sequence[Point], point: Point) -> bool:
    """On a side, to the last bit, rounding decides."""
    ends = (*polygon[1:], polygon[0])
    return all(abs(turn(a, b, point)) > 1e-9 for a, b in zip(polygon, ends, strict=True))


@given(polygons, points, st.integers(0, 7), st.booleans())
def test_it_does_not_matter_where_a_polygon_begins_nor_which_way_round(
    polygon: list[Point], point: Point, by: int, turned: bool
) -> None:
    assume(clear_of_sides(polygon, point))
    other = polygon[by % len(polygon) :] + polygon[: by % len(polygon)]
    other = other[::-1] if turned else other
    assert contains(other, point) == contains(polygon, point)
    assert area(other) == pytest.approx(area(polygon))


@given(points, points, points, points)
def test_a_triangle_holds_the_points_on_one_side_of_all_its_sides(
    a: Point, b: Point, c: Point, point: Point
) -> None:
    assume(clear_of_sides((a, b, c), point))
    assume(area((a, b, c)) > 1e-6)
    turns = [turn(a, b, point) > 0, turn(b, c, point) > 0, turn(c, a, point) > 0]
    assert contains((a, b, c), point) == (all(turns) or not any(turns))


@given(polygons, points)
def test_what_is_outside_of_a_polygons_box_is_outside_of_it(polygon: list[Point], point: Point) -> None:
    xs, ys = zip(*polygon, strict=True)
    if not (min(xs) <= point[0] <= max(xs) and min(ys) <= point[1] <= max(ys)):
        assert not contains(polygon, point)


@given(points, share)
def test_two_zones_that_share_a_side_leave_no_gap_and_do_not_overlap(point: Point, cut: float) -> None:
    left = ((0.0, 0.0), (cut, 0.0), (cut, 1.0), (0.0, 1.0))
    right = ((cut, 0.0), (1.0, 0.0), (1.0, 1.0), (cut, 1.0))
    assume(point[0] < 1 and point[1] < 1)
    assert contains(left, point) != contains(right, point)


def test_an_l_shape_has_a_hole_where_its_corner_is() -> None:
    shape = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.4), (0.4, 0.4), (0.4, 0.9), (0.1, 0.9))
    assert contains(shape, (0.2, 0.8))
    assert contains(shape, (0.8, 0.2))
    assert not contains(shape, (0.6, 0.6))


minutes = st.integers(0, DAY_MINUTES - 1)


@given(st.sets(st.integers(1, 7), min_size=1), minutes, minutes, st.integers(0, WEEK_MINUTES - 1))
def test_hours_are_the_minutes_from_start_to_end_of_each_day(
    days: set[int], start: int, end: int, moment: int
) -> None:
    hours = Hours(frozenset(days), start, end)
    length = (end - start) % DAY_MINUTES or DAY_MINUTES
    meant = {
        ((day - 1) * DAY_MINUTES + start + minute) % WEEK_MINUTES for day in days for minute in range(length)
    }
    at = MONDAY + timedelta(minutes=moment, seconds=59)
    assert hours.include(at) == (moment in meant)
    assert hours.include(at + timedelta(days=7)) == hours.include(at)


def test_a_night_shift_ends_in_the_morning_after() -> None:
    friday_night = Hours(frozenset({5}), 22 * 60, 2 * 60)
    friday = MONDAY + timedelta(days=4)
    assert not friday_night.include(friday + timedelta(hours=1))
    assert friday_night.include(friday + timedelta(hours=22))
    assert friday_night.include(friday + timedelta(hours=25, minutes=59))
    assert not friday_night.include(friday + timedelta(hours=26))
    assert not friday_night.include(friday + timedelta(hours=46))


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (((0, 0), (1, 1)), "3 to"),
        (((0, 0), (1, 1), (0.5, 0.5)), "area"),
        (((0, 0), (1.1, 0), (0, 1)), "between 0 and 1"),
        (((0, 0), (1, 1), (1, 0), (0, 0.5)), "cross"),
    ],
)
def test_what_is_no_zone_is_refused(shape: tuple[Point, ...], reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        Zone("区", shape, MASK)


def test_the_zones_of_a_camera_have_names_of_their_own() -> None:
    with pytest.raises(InvalidValue):
        check_zones([ALWAYS, ALWAYS])
    assert not crosses_itself(LEFT_HALF)


hours_of = st.builds(Hours, st.frozensets(st.integers(1, 7), min_size=1), minutes, minutes)


@given(st.lists(hours_of, max_size=3).map(tuple), st.frozensets(st.sampled_from(RuleName)))
def test_a_zone_comes_back_as_it_was_kept(hours: tuple[Hours, ...], demands: frozenset[RuleName]) -> None:
    zone = Zone("灶台", LEFT_HALF, demands, hours)
    assert Zone.from_json(zone.as_json()) == zone


def test_somebody_is_where_they_stand() -> None:
    assert stands_at((100, 100, 200, 300), 400, 400) == (0.375, 0.725)
    # Cut off by the lower edge they still stand in a zone that is drawn to it.
    assert contains(LEFT_HALF, stands_at((10, 200, 60, 400), 400, 400))
    assert stands_at((-50, 0, -10, 500), 400, 400)[0] == 0


def test_what_is_demanded_depends_on_where_and_when() -> None:
    night = Zone("夜班", LEFT_HALF, frozenset({RuleName.HAT}), (Hours(frozenset({1}), 22 * 60, 6 * 60),))
    left: Box = (10, 10, 50, 90)
    right: Box = (60, 10, 90, 90)
    late = MONDAY + timedelta(hours=23)
    assert demanded((), right, 100, 100, MONDAY) == ALL_RULES
    assert demanded((ALWAYS, night), right, 100, 100, late) == frozenset()
    assert demanded((ALWAYS, night), left, 100, 100, MONDAY + timedelta(hours=12)) == MASK
    assert demanded((ALWAYS, night), left, 100, 100, late) == {RuleName.MASK, RuleName.HAT}


# Through the monitor: a barefaced person, ten seconds at the left, then ten at the right.
AT_LEFT: Box = (100, 60, 200, 340)
AT_RIGHT: Box = (440, 60, 540, 340)
BARE = {RuleName.MASK: Vote.MISSING, RuleName.HAT: Vote.MISSING}


def walk(second: float) -> Sequence[Actor]:
    return (Actor(body=AT_LEFT if second < 10 else AT_RIGHT, wears=BARE),)


def stay(_: float) -> Sequence[Actor]:
    return (Actor(body=AT_LEFT, wears=BARE),)


def test_only_where_a_zone_demands_it_somebody_breaks_a_rule() -> None:
    assert AT_RIGHT[0] > WIDTH / 2
    assert AT_LEFT[3] < HEIGHT
    monitor = CameraMonitor(zones=(ALWAYS,), time_zone=UTC)
    findings = [item for frame in film(walk, 20, fps=5) for item in monitor.observe(frame)]
    opened, ended = findings
    assert (opened.change, opened.violation.rule) == (Change.OPENED, RuleName.MASK)
    assert (ended.change, ended.violation.end_ns) == (Change.ENDED, round(9.8e9))
    assert monitor.ongoing == {}


def test_outside_of_its_hours_a_zone_demands_nothing() -> None:
    # The film begins at noon on a Sunday, UTC.
    assert NOON.isoweekday() == 7
    for start, count in ((11, 1), (13, 0)):
        zone = Zone("区", LEFT_HALF, MASK, (Hours(frozenset({7}), start * 60, 15 * 60),))
        monitor = CameraMonitor(zones=(zone,), time_zone=UTC)
        findings = [item for frame in film(stay, 8, fps=5) for item in monitor.observe(frame)]
        assert len(findings) == count
    # It is the clock of the place that counts.
    monitor = CameraMonitor(zones=(zone,), time_zone=ZoneInfo("Asia/Shanghai"))
    assert not [item for frame in film(stay, 8, fps=5) for item in monitor.observe(frame)]
    evening = Zone("区", LEFT_HALF, MASK, (Hours(frozenset({7}), 20 * 60, 21 * 60),))
    monitor = CameraMonitor(zones=(evening,), time_zone=ZoneInfo("Asia/Shanghai"))
    assert [item for frame in film(stay, 8, fps=5) for item in monitor.observe(frame)]


@pytest.fixture
def machine_in_auckland(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine_in_auckland")
def test_the_machine_may_stand_anywhere() -> None:
    evening = Zone("区", LEFT_HALF, MASK, (Hours(frozenset({7}), 20 * 60, 21 * 60),))
    assert datetime.now().astimezone().utcoffset() != timedelta(0)
    for zone, found in ((UTC, False), (ZoneInfo("Asia/Shanghai"), True)):
        monitor = CameraMonitor(zones=(evening,), time_zone=zone)
        assert any(monitor.observe(frame) for frame in film(stay, 8, fps=5)) is found
    noon = Zone("区", LEFT_HALF, MASK, (Hours(frozenset({7}), 11 * 60, 15 * 60),))
    by_default = CameraMonitor(zones=(noon,))
    assert any(by_default.observe(frame) for frame in film(stay, 8, fps=5))


def test_new_zones_hold_from_the_next_frame_on() -> None:
    monitor = CameraMonitor(time_zone=UTC)
    findings: list[Finding] = []
    for frame in film(stay, 20, fps=5):
        if frame.frame.media_ns >= 10e9:
            monitor.zones = (ALWAYS,)
        findings += monitor.observe(frame)
    ends = [item.violation.rule for item in findings if item.change is Change.ENDED]
    assert ends == [RuleName.HAT]
    assert {rule for _, rule in monitor.ongoing} == MASK
