"""Policies over the API: everybody reads them, the top of the tree changes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.areas import AreaKind
from models.people import Role
from supervision import areas
from tests.api.running import Running, serving

PATH = "/policies/assignment"


@dataclass(frozen=True)
class City:
    running: Running


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            town = areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=top)
        running.add_user("city", Role.OFFICE, area=top.id)
        running.add_user("town", Role.OFFICE, area=town.id)
        running.add_user("cadre", Role.CADRE, area=town.id)
        running.add_user("admin", Role.ADMIN)
        yield City(running)


def test_every_topic_is_listed_and_can_be_read(city: City) -> None:
    with city.running.client("cadre") as client:
        topics = [item["topic"] for item in client.get("/policies").json()["items"]]
        assert {"assignment", "cases", "tasks", "risk", "business_kinds", "commitment"} <= set(topics)
        for topic in topics:
            policy = client.get(f"/policies/{topic}").json()
            assert policy["form"]["type"] == "object"
            assert policy["versions"][-1]["number"] == 0
            assert not policy["may_change"]
        assert client.get("/policies/nothing").status_code == 404


def test_the_office_of_the_city_changes_a_policy_with_a_reason(city: City) -> None:
    with city.running.client("city") as client:
        before = client.get(PATH).json()
        value = before["versions"][0]["value"] | {"most_businesses": 12}
        given = {"value": value, "reason": "人手增加", "after": before["versions"][0]["number"]}
        answer = client.post(f"{PATH}/versions", json=given)
        assert answer.status_code == 201, answer.text
        after = answer.json()
        assert after["version"] == before["version"] + 1
        newest = after["versions"][0]
        assert (newest["value"]["most_businesses"], newest["reason"], newest["by"]) == (
            12,
            "人手增加",
            "City",
        )
        # Somebody who has not seen this version does not overwrite it.
        assert client.post(f"{PATH}/versions", json=given).json()["code"] == "conflict"


def test_what_is_wrong_in_the_form_is_said_where_it_is(city: City) -> None:
    with city.running.client("admin") as client:
        newest = client.get(PATH).json()["versions"][0]
        wrong = newest["value"] | {"report_days": 0}
        given = {"value": wrong, "reason": "x", "after": newest["number"]}
        answer = client.post(f"{PATH}/versions", json=given)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_form")
        assert answer.json()["errors"][0]["loc"] == ["report_days"]


@pytest.mark.parametrize("username", ["town", "cadre"])
def test_others_do_not_change_what_concerns_everybody(city: City, username: str) -> None:
    with city.running.client(username) as client:
        newest = client.get(PATH).json()["versions"][0]
        given = {"value": newest["value"], "reason": "x", "after": newest["number"]}
        assert client.post(f"{PATH}/versions", json=given).json()["code"] == "forbidden"


def test_of_several_areas_at_the_top_no_office_changes_what_concerns_all(tmp_path: Path) -> None:
    with serving(tmp_path) as running:

        def add(name: str) -> str:
            with running.service.database.writing() as session:
                return areas.add_area(session, name=name, kind=AreaKind.PREFECTURE).id

        def may_change() -> list[bool]:
            told = []
            for username in ("office", "area_admin", "admin"):
                with running.client(username) as client:
                    policy = client.get(PATH).json()
                    newest = policy["versions"][0]
                    given = {"value": newest["value"], "reason": "x", "after": newest["number"]}
                    status = client.post(f"{PATH}/versions", json=given).status_code
                    assert status == (201 if policy["may_change"] else 403)
                    told.append(policy["may_change"])
            return told

        east = add("东州")
        running.add_user("office", Role.OFFICE, area=east)
        running.add_user("area_admin", Role.ADMIN, area=east)
        running.add_user("admin", Role.ADMIN)
        assert may_change() == [True, True, True]
        add("西州")
        assert may_change() == [False, False, True]
