"""The tree of areas: its paths as an algebra, and the tree as kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.areas import AreaKind, bounds, holds, may_lie_in, path_of
from models.database import Database
from models.errors import Conflict, NotFound
from supervision import areas

ids = st.text("0123456789abcdef", min_size=1, max_size=3)
chains = st.lists(ids, min_size=1, max_size=4)


def path(chain: list[str]) -> str:
    result = ""
    for area_id in chain:
        result = path_of(area_id, result)
    return result


@given(chains, chains)
def test_a_subtree_is_a_range_of_paths(one: list[str], other: list[str]) -> None:
    first, end = bounds(path(one))
    below = other[: len(one)] == one
    assert (first <= path(other) < end) == below
    assert holds(path(one), path(other)) == below


def test_kinds_go_down() -> None:
    assert may_lie_in(AreaKind.VILLAGE, AreaKind.TOWN)
    assert may_lie_in(AreaKind.VILLAGE, AreaKind.COUNTY)
    assert not may_lie_in(AreaKind.TOWN, AreaKind.TOWN)
    assert not may_lie_in(AreaKind.COUNTY, AreaKind.VILLAGE)
    assert [kind for kind in AreaKind if may_lie_in(kind, None)] == [AreaKind.PREFECTURE, AreaKind.COUNTY]


def test_the_tree_is_kept_and_found_by_names(database: Database) -> None:
    with database.writing() as session:
        city = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        town = areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=city)
        other = areas.add_area(session, name="锦丰镇", kind=AreaKind.TOWN, parent=city)
        village = areas.add_area(session, name="河东村", kind=AreaKind.VILLAGE, parent=town)
        # The same name elsewhere is another village.
        twin = areas.add_area(session, name="河东村", kind=AreaKind.VILLAGE, parent=other)
    with database.reading() as session:
        assert areas.find_area(session, ["港城市", "杨柳镇", "河东村"]) == village
        assert areas.get_area(session, twin.id) == twin
        assert {area.id for area in areas.subtree(session, town.path)} == {town.id, village.id}
        everything = areas.subtree(session)
        assert len(everything) == 5
        seen: set[str | None] = {None}
        for area in everything:
            assert area.parent_id in seen
            seen.add(area.id)
        with pytest.raises(NotFound, match="西村"):
            areas.find_area(session, ["港城市", "杨柳镇", "西村"])
        with pytest.raises(NotFound):
            areas.find_area(session, [])


def test_names_are_taken_once_beside_each_other(database: Database) -> None:
    with database.writing() as session:
        city = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=city)
        with pytest.raises(Conflict):
            areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=city)
        with pytest.raises(Conflict):
            areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        with pytest.raises(Conflict):
            areas.add_area(session, name="又一县", kind=AreaKind.COUNTY, parent=city)
