"""Numbers that are told beside lists, or in place of them, count what the person sees and nothing else."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from models.people import Role
from tests.api.matrix import FIXED, ROWS
from tests.api.twins import ACTORS, Actor, Kept, Twins, twins, with_more

Told = Mapping[str, Mapping[str, int]]
"""Numbers by operation and by where they are in its answer."""


@pytest.fixture(scope="module")
def shown(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """The city, for those who change nothing in it."""
    with twins(kept, tmp_path_factory.mktemp("shown") / "city") as city:
        yield city


def test_what_others_have_changes_no_number(
    operations: Mapping[str, Any], kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every number of every answer, and how long its lists are: what is elsewhere counts in none of them."""
    monkeypatch.setattr("api.service.SYNC_S", 0.1)

    def told(city: Kept, actors: Collection[Actor]) -> dict[Actor, Told]:
        with twins(city, city.folder.with_name(f"{city.folder.name} served")) as served:
            return {actor: numbers_told(served, actor, operations) for actor in actors}

    one = {actor for actor in ACTORS if actor.role in (Role.CADRE, Role.BUSINESS)}
    town = {actor for actor in ACTORS if not actor.top} - one
    office, city = Actor("office", Role.OFFICE), Actor("top_office", Role.OFFICE, top=True)
    before = told(kept, one | town | {city})
    # Whoever sees it is told of it: there is something to be told.
    beside = told(with_more(kept, tmp_path / "beside", beside=True), one | {office})
    assert changed(before[office], beside.pop(office))
    elsewhere = told(with_more(kept, tmp_path / "elsewhere"), town | {city})
    assert changed(before[city], elsewhere.pop(city))
    for actor, after in (*beside.items(), *elsewhere.items()):
        assert changed(before[actor], after) == [], actor


def numbers_told(city: Twins, actor: Actor, operations: Mapping[str, Any]) -> Told:
    """By operation, of all that the person may read of their own and in lists."""
    found = {}
    with city.running.client(actor.name) as client:
        for operation, row in ROWS.items():
            method, path, _ = operations[operation]
            things = {name: city.own[of[0]] for name, of in row.of.items()}
            if method == "get":
                answer = client.get(f"{city.running.address}{path.format_map(FIXED | things)}{row.query}")
                if answer.is_success and answer.headers["content-type"] == "application/json":
                    found[operation] = dict(numbers(answer.json()))
    return found


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Whole numbers but those of seconds, and the lengths of lists, by where they are."""
    match value:
        case bool():
            return
        case int() if not path.endswith("_s"):
            yield path, value
        case list():
            yield path, len(value)
            for place, item in enumerate(value):
                yield from numbers(item, f"{path}[{place}]")
        case dict():
            for key, item in value.items():
                yield from numbers(item, f"{path}.{key}")


def changed(before: Told, after: Told) -> list[object]:
    return [
        (operation, path, numbers.get(path), after[operation].get(path))
        for operation, numbers in before.items()
        for path in sorted(numbers.keys() | after[operation].keys())
        if numbers.get(path) != after[operation].get(path)
    ]


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_a_number_is_that_of_the_rows_behind_it(actor: Actor, shown: Twins) -> None:
    with shown.running.client(actor.name) as client:

        def get(path: str) -> Any:
            answer = client.get(path)
            return answer.json() if answer.is_success else None

        counts = list(counted(get))
    assert [item for item in counts if item[1] != item[2]] == []
    assert sum(said for _, said, _ in counts) > 10


def counted(get: Callable[[str], Any]) -> Iterator[tuple[str, int, int]]:
    """What of, the number that is told of it, and how many rows the list of it holds."""

    def rows(path: str) -> int:
        return len(get(path)["items"])

    for path in ("/captures", "/inspections"):
        yield path, get(path)["open"], rows(f"{path}?open=true")
    for party, count in get("/cases/counts")["parties"].items():
        yield party, count["waiting"], rows(f"/cases?open=true&owner={party}")
        yield party, count["overdue"], rows(f"/cases?open=true&overdue=true&owner={party}")
    yield "mine", get("/cases/counts")["mine"]["waiting"], rows("/cases?open=true&mine=true")
    health = get("/camera-health")
    yield "ill", health["ill"], len(health["items"])
    yield "well", health["well"], rows("/camera-health?well=true")
    yield "looking at places", sum(item["cameras"] for item in get("/places")["items"]), rows("/cameras")
    for shop in get("/businesses")["items"]:
        of = f"business_id={shop['id']}"
        yield shop["name"], shop["open_violations"], rows(f"/violations?{of}&state=open")
        yield shop["name"], shop["cameras_total"], rows(f"/cameras?{of}")
    for shop in get("/supervised-businesses")["items"]:
        of = f"business_id={shop['id']}"
        yield shop["name"], shop["open_cases"], rows(f"/cases?{of}&open=true")
        yield shop["name"], shop["overdue_cases"], rows(f"/cases?{of}&open=true&overdue=true")
        yield shop["name"], shop["open_tasks"], rows(f"/tasks?{of}&state=open&state=overdue")
        yield shop["name"], shop["overdue_tasks"], rows(f"/tasks?{of}&state=overdue")
        yield shop["name"], shop["cameras"], rows(f"/cameras?{of}")
    checks = get("/self-checks/completion?kind=daily")
    yield "checks", checks["business_count"], len(checks["businesses"])
    yield "checks", checks["total"]["due"], sum(item["completion"]["due"] for item in checks["businesses"])
    yield from counted_of_areas(get, rows)


def counted_of_areas(get: Callable[[str], Any], rows: Callable[[str], int]) -> Iterator[tuple[str, int, int]]:
    """As `counted`, where the person may see what whole areas have."""
    if (done := get("/completion?by=area")) is not None:
        yield "due", done["due"], rows("/tasks?quarter=" + done["quarter"] + "&kind=quarterly&kind=dynamic")
        campaigns = sum(item["due"] for item in get("/campaigns")["items"])
        yield "campaigns", campaigns, rows("/tasks?kind=campaign")
    if (cadres := get("/cadres")) is None:
        return
    yield "cadres", cadres["count"], len(cadres["items"])
    covered = get("/coverage")["area"]
    yield "businesses", covered["businesses"], rows("/charges")
    yield "covered", covered["businesses"] - covered["covered"], rows("/charges?uncovered=true")
    yield "cadres", covered["cadres"], cadres["count"]
    yield "signed", covered["cadres"] - covered["signed"], rows("/cadres?unsigned=true")
    figures = get("/figures")["area"]["figures"]
    yield "figures", figures["businesses"], rows("/supervised-businesses")
    yield "figures", figures["cases"]["open"], rows("/cases?open=true")
    yield "figures", figures["training"]["events"], rows("/trainings")
    due = get("/cadre-changes/due")
    yield "changes", due["overdue"], sum(item["overdue"] for item in get("/cadre-changes")["items"])
