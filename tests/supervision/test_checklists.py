"""The check-lists as shipped, and what they refuse to be."""

import pytest

from models.errors import InvalidValue
from models.places import Words
from supervision.checklists import PAPERS, SHIPPED, Checklist, Item


def test_what_the_law_wants_seen_is_on_the_list() -> None:
    """Kitchen hygiene, cold and raw work, cooking, washing and disinfecting; the three persons' checks."""
    at = {place: {item.key for item in SHIPPED.at(place)} for place in ("cooking", "cold_dishes", "washing")}
    assert {"mask", "hat", "clean", "stove", "apart"} <= at["cooking"]
    assert {"gloves", "cold_room", "disinfect", "apart"} <= at["cold_dishes"]
    assert {"sinks", "dishes"} <= at["washing"]
    assert {"daily", "weekly", "monthly"} <= {item.key for item in SHIPPED.at(PAPERS)}


def test_a_place_of_the_offices_own_still_has_what_holds_everywhere() -> None:
    assert {item.key for item in SHIPPED.at("bakery")} == {"seen", "clean", "pests"}


def test_a_list_has_items_each_with_its_own_key() -> None:
    item = Item("a", Words("一", "one"))
    with pytest.raises(InvalidValue):
        Checklist("1", (item, item))
    with pytest.raises(InvalidValue):
        Checklist("1", ())
