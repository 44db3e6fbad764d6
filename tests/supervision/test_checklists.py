"""The check-lists as shipped, and what they refuse to be."""

from dataclasses import replace

import pytest

from models.errors import InvalidValue
from models.places import EVERYWHERE, PAPERS, Words
from supervision.checklists import SHIPPED, SHIPPED_LABEL, Checklist, Item, label
from supervision.policies import InvalidPolicy
from supervision.topics import CHECKLISTS, KINDS

PLACES = ("cooking", "cutting", "cold_dishes", "washing", "serving", "storage")


def test_what_the_law_wants_seen_is_on_the_list() -> None:
    """Kitchen hygiene, cold and raw work, cooking, washing and disinfecting; the three persons' checks."""
    at = {
        place: {item.key for item in SHIPPED.at(place, "餐饮服务")}
        for place in ("cooking", "cold_dishes", "washing")
    }
    assert {"mask", "hat", "clean", "stove", "apart"} <= at["cooking"]
    assert {"gloves", "cold_room", "disinfect", "apart"} <= at["cold_dishes"]
    assert {"sinks", "dishes"} <= at["washing"]
    assert {"daily", "weekly", "monthly"} <= {item.key for item in SHIPPED.at(PAPERS, "餐饮服务")}


def test_a_place_of_the_offices_own_still_has_what_holds_everywhere() -> None:
    assert {item.key for item in SHIPPED.at("bakery", "")} == {"seen", "clean", "pests"}


def test_on_site_each_place_is_asked_its_own_and_once_what_holds_everywhere() -> None:
    at = {place: {item.key for item in SHIPPED.on_site(place, "餐饮服务")} for place in (*PLACES, EVERYWHERE)}
    assert at[EVERYWHERE] == {"clean", "pests"}
    assert {"mask", "hat", "stove", "apart"} <= at["cooking"]
    assert at["storage"] == {"store", "dates"}
    # Of a picture nobody who stands there can say anything.
    assert not any("seen" in keys for keys in at.values())
    everything = {item.key for place in (*PLACES, EVERYWHERE, PAPERS) for item in SHIPPED.on_site(place, "")}
    assert everything == {item.key for item in SHIPPED.items if not item.kinds} - {"seen"}
    assert SHIPPED.places == set(PLACES)


def test_some_kinds_of_business_are_asked_more() -> None:
    def asked(kind: str) -> set[str]:
        return {item.key for place in (*PLACES, PAPERS) for item in SHIPPED.at(place, kind)}

    ordinary = asked("餐饮服务")
    assert asked("学校食堂") - ordinary == {"weight", "banned", "eaten_with"}
    assert asked("中央厨房") - ordinary == {"weight", "additives", "cold_chain", "delivery"}
    assert asked("网络餐饮") - ordinary == {"online"}
    known = set(KINDS.default.names)
    assert all(item.kinds <= known and ordinary <= asked(kind) for item in SHIPPED.items for kind in known)


def test_a_list_has_items_each_with_its_own_key() -> None:
    item = Item("a", Words("一", "one"), frozenset({PAPERS}))
    Checklist((item,))
    for items in ((item, item), (), (replace(item, kinds=frozenset({"学校食堂"})),)):
        with pytest.raises(InvalidValue):
            Checklist(items)
    with pytest.raises(InvalidValue):
        replace(item, key="A b")


def test_the_list_is_a_policy_and_its_form_keeps_it_whole() -> None:
    document = CHECKLISTS.encode(SHIPPED)
    assert CHECKLISTS.decode(document) == SHIPPED
    assert (label(0), label(3)) == (SHIPPED_LABEL, "3")
    document["items"][0]["key"] = document["items"][1]["key"]
    with pytest.raises(InvalidPolicy):
        CHECKLISTS.decode(document)
