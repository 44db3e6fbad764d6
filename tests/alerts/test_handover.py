"""A lost person under a new track id."""

from alerts.handover import Sighting, heirs
from tests.alerts.scenes import BODY, SECOND, track_of

LOST = {1: Sighting(BODY, 10 * SECOND)}


def moved(dx: float, dy: float = 0.0) -> tuple[float, float, float, float]:
    return (BODY[0] + dx, BODY[1] + dy, BODY[2] + dx, BODY[3] + dy)


def test_one_who_appears_in_the_same_place_soon_is_the_same() -> None:
    assert heirs(LOST, [track_of(7, moved(20), first_ns=11 * SECOND)]) == {7: 1}


def test_one_who_appears_too_late_or_was_there_before_is_not() -> None:
    assert heirs(LOST, [track_of(7, BODY, first_ns=12 * SECOND)]) == {7: 1}
    assert heirs(LOST, [track_of(7, BODY, first_ns=12 * SECOND + 1)]) == {}
    assert heirs(LOST, [track_of(7, BODY, first_ns=10 * SECOND)]) == {}


def test_one_who_appears_elsewhere_is_not() -> None:
    assert heirs(LOST, [track_of(7, moved(250), first_ns=11 * SECOND)]) == {}


def test_the_longer_away_the_farther_they_may_be() -> None:
    aside = moved(110)
    assert heirs(LOST, [track_of(7, aside, first_ns=10 * SECOND + SECOND // 10)]) == {}
    assert heirs(LOST, [track_of(7, aside, first_ns=11 * SECOND)]) == {7: 1}


def test_one_of_another_size_is_not() -> None:
    assert heirs(LOST, [track_of(7, (100, 60, 140, 200), first_ns=11 * SECOND)]) == {}
    assert heirs({1: Sighting((5, 5, 5, 5), 0)}, [track_of(7, (5, 5, 5, 5), first_ns=1)]) == {}


def test_each_has_one_heir_and_the_closest_pair_goes_first() -> None:
    lost = {1: Sighting(BODY, 0), 2: Sighting(moved(60), 0)}
    fresh = [track_of(8, moved(10), first_ns=SECOND), track_of(9, moved(58), first_ns=SECOND)]
    assert heirs(lost, fresh) == {8: 1, 9: 2}
    assert heirs(lost, fresh[::-1]) == {8: 1, 9: 2}
    assert heirs(lost, fresh[1:]) == {9: 2}
    assert heirs({1: lost[1]}, fresh) == {8: 1}
