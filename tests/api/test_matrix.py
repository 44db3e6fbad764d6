"""Every operation of the API for every role: what is one's own is answered, and of what is somebody else's
nobody learns even that it is there.

An operation without a row fails, a row without an operation, and a thing that an operation is given without
saying whose it is. What is asked of a thing of somebody else is answered as of one that does not exist, word
for word; and no answer, whatever was asked, holds the name or an id of a side that the person does not see.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from api.auth import COOKIE
from api.bus import Kind, event
from api.routers.events import TO_ALL
from models import accounts
from models.people import Role
from supervision.permissions import Right, has
from tests.api.matrix import FIXED, NO_THINGS, OPEN, OWN_KEY, ROWS, STREAMS, TODAY, UNTOLD, WEEKS_AGO, Row
from tests.api.twins import (
    ACTORS,
    PICTURES,
    Actor,
    Kept,
    Side,
    Twins,
    failed_import,
    twins,
    watched,
)

THING = re.compile(r"(?:.*_)?(?:ids?|key|number)|cameras")
"""What a parameter is called that names a thing."""
PERSONAL = frozenset({"watch", "import"})
"""What nobody else sees, whatever their scope."""


def nothing_like(thing: str) -> str:
    """An id of nothing, in the form of those of such a thing."""
    if thing == "signature":
        return "999999"
    return "0" * (64 if thing in PICTURES else 32)


class Asking:
    """One person who asks for everything, in a city that nobody else has changed."""

    def __init__(
        self, city: Twins, client: httpx.Client, actor: Actor, operations: Mapping[str, Any]
    ) -> None:
        self.city, self.client, self.actor, self._operations = city, client, actor, operations
        today = city.running.service.duties.today
        self._days = {TODAY: str(today), WEEKS_AGO: str(today - timedelta(weeks=5))}
        self.scope = city.scope(actor)
        self.hidden = city.hidden_from(actor)

    def may(self, row: Row) -> bool:
        role = self.actor.role
        return role in row.who if isinstance(row.who, frozenset) else has(row.who, role, self.scope)

    def ask(self, operation: str, given: Mapping[str, str], *filters: str) -> httpx.Response:
        """given: ids by parameter. filters: those parameters of the query that are asked for."""
        row, (method, path, _) = ROWS[operation], self._operations[operation]
        address = self.city.running.address + path.format_map(FIXED | dict(given)) + row.query
        parameters = {name: given[name] for name in filters}
        if row.content is not None:
            kind, content = row.content
            return self.client.request(
                method, address, content=content, headers={"content-type": kind}, params=parameters or None
            )
        body = self._filled(row.body, given)
        return self.client.request(method, str(httpx.URL(address).copy_merge_params(parameters)), json=body)

    def filters_of(self, operation: str) -> frozenset[str]:
        return frozenset(self._operations[operation][2])

    def leaks(self, text: str, *, but: str = "") -> list[str]:
        """Names and ids of what is hidden from the person, but one that they asked with."""
        seen = {value for side in self.city.seen_by(self.actor) for value in side.values()}
        words = [word for word, side in self._words() if side in self.hidden and f"{word}-" in text]
        ids = [
            name
            for side in self.hidden
            for name, value in side.items()
            if len(value) > 20 and value not in seen and value != but and value in text
        ]
        return words + ids

    def _words(self) -> tuple[tuple[str, Side], ...]:
        return ("NEAR", self.city.near), ("FAR", self.city.far)

    def _filled(self, value: Any, given: Mapping[str, str]) -> Any:
        match value:
            case str():
                return self._days.get(value, value.format_map(given) if value.startswith("{") else value)
            case list():
                return [self._filled(item, given) for item in value]
            case dict():
                return {key: self._filled(item, given) for key, item in value.items()}
            case _:
                return value


def test_every_operation_has_a_row_and_every_row_an_operation(operations: Mapping[str, Any]) -> None:
    assert operations.keys() == ROWS.keys() | OPEN | OWN_KEY | STREAMS


def test_every_right_is_asked_for_somewhere() -> None:
    assert {row.who for row in ROWS.values() if isinstance(row.who, Right)} == set(Right)


def test_whose_everything_is_that_an_operation_is_given(schema: Mapping[str, Any]) -> None:
    """Closed by default: a thing in a path, a query or a body without a name in the row fails here."""

    def names(part: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[str]:
        if (ref := part.get("$ref", "")) and ref not in seen:
            yield from names(schema["components"]["schemas"][ref.rpartition("/")[2]], seen | {ref})
        for name, below in part.get("properties", {}).items():
            yield name
            yield from names(below, seen)
        for below in (*([part["items"]] if "items" in part else ()), *part.get("anyOf", ())):
            yield from names(below, seen)

    unsaid = {}
    for methods in schema["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            if name not in ROWS:
                continue
            given = {item["name"] for item in operation.get("parameters", ()) if item["in"] != "header"}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            given |= set(names(body.get("schema", {})))
            things = {item for item in given if THING.fullmatch(item) and (name, item) not in NO_THINGS}
            if missing := things - ROWS[name].of.keys():
                unsaid[name] = missing
    assert unsaid == {}


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_who_reaches_what(
    actor: Actor,
    operations: Mapping[str, Any],
    kept: Kept,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # New cameras are to be taken on at once.
    monkeypatch.setattr("api.service.SYNC_S", 0.1)
    mistakes: list[object] = []
    with twins(kept, tmp_path / "city") as city, city.running.client(actor.name) as client:
        asking = Asking(city, client, actor, operations)
        own = city.own | personal(city, client, actor)
        for operation, row in ROWS.items():
            mistakes += foreign(asking, operation, row, own)
        for operation, row in ROWS.items():
            mistakes += lists(asking, operation, row, own)
        for operation, row in ROWS.items():
            mistakes += ones_own(asking, operation, row, own)
    assert mistakes == []


def personal(city: Twins, client: httpx.Client, actor: Actor) -> Side:
    """What is nobody's but this person's."""
    service = city.running.service
    with service.database.reading() as session:
        user = accounts.find_credentials(session, actor.name)
    assert user is not None
    return {
        "watch": watched(service, city.own["whip"], client.cookies[COOKIE]),
        "import": failed_import(service, user[0]),
    }


def without(text: str, asked: str) -> str:
    """An answer but for the id that was asked with; a number is in none."""
    return text.replace(asked, "") if len(asked) > 20 else text


def foreign(asking: Asking, operation: str, row: Row, own: Side) -> Iterator[object]:
    """What is wrong with the answers about things of somebody else."""
    filters, may = asking.filters_of(operation), asking.may(row)
    mine = {name: own[things[0]] for name, things in row.of.items()}
    for name, things in row.of.items():
        asked = {name} & filters
        for thing in things:
            others = (asking.city.near, asking.city.far) if thing in PERSONAL else asking.hidden
            nothing = nothing_like(thing)
            absent = asking.ask(operation, mine | {name: nothing}, *asked)
            for value in {side[thing] for side in others if thing in side}:
                answer = asking.ask(operation, mine | {name: value}, *asked)
                expected = {200, 404} if asked else {(row.foreign or {}).get(name, 404)}
                is_right = (
                    answer.status_code in (expected if may else {403, 404})
                    and answer.status_code == absent.status_code
                    and without(answer.text, value) == without(absent.text, nothing)
                    and not asking.leaks(answer.text, but=value)
                )
                if not is_right:
                    yield operation, name, thing, answer.status_code, answer.text[:300], absent.text[:300]


def lists(asking: Asking, operation: str, row: Row, own: Side) -> Iterator[object]:
    """What is wrong with a list: all of one's own is in it, and nothing else."""
    if row.shows and asking.may(row):
        mine = {name: own[things[0]] for name, things in row.of.items()}
        text = asking.ask(operation, mine).text
        sides = asking.city.seen_by(asking.actor)
        missing = [name for side in sides for name in row.shows if name in side and side[name] not in text]
        if missing or asking.leaks(text):
            yield operation, missing, asking.leaks(text), text[:300]


def ones_own(asking: Asking, operation: str, row: Row, own: Side) -> Iterator[object]:
    """What is wrong with the answers about one's own things."""
    first = {name: things[0] for name, things in row.of.items()}
    wanted = [first | {name: thing} for name, things in row.of.items() for thing in things] or [first]
    for things in [item for number, item in enumerate(wanted) if item not in wanted[:number]]:
        answer = asking.ask(operation, {name: own[thing] for name, thing in things.items()})
        untold = asking.actor.role is Role.BUSINESS and not UNTOLD.isdisjoint(things.values())
        if not asking.may(row) or untold:
            is_right = answer.status_code in (403, 404)
        else:
            is_right = answer.is_success if row.answer is None else answer.status_code == row.answer
        if not is_right or asking.leaks(answer.text):
            yield operation, things, answer.status_code, asking.leaks(answer.text), answer.text[:300]


def test_who_hears_of_what(kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of event of every side, and of a case that the business is not told."""
    monkeypatch.setattr("api.service.SYNC_S", 0.1)
    kinds = sorted(set(get_args(Kind)) - TO_ALL)
    with twins(kept, tmp_path / "city") as city:
        sides = {"OWN": city.own, "NEAR": city.near, "FAR": city.far}
        service = city.running.service
        cameras = "&".join(f"cameras={side[name]}" for name in ("camera", "whip") for side in sides.values())
        for actor in ACTORS:
            with (
                city.running.client(actor.name) as client,
                client.stream("GET", f"/events?{cameras}", timeout=20) as answer,
            ):
                lines = answer.iter_lines()
                assert next(lines) == ": listening"
                for word, side in sides.items():
                    for kind in kinds:
                        of = {"of": f"{word}-{kind}"}
                        service.bus.publish(event(kind, side["business"], side["camera"], of))
                    service.cases.announce("find", side["tip_case"], side["business"])
                # Boxes come last, those of this camera after the others.
                end = event("detections", city.own["business"], city.own["whip"], {"of": THE_END})
                service.bus.publish(end)
                said = list(heard(lines))
            seen = [word for word, side in sides.items() if side in city.seen_by(actor)]
            told = {item["of"] for item in said if "of" in item}
            assert told == {f"{word}-{kind}" for word in seen for kind in kinds}, actor
            cases = {item["case_id"] for item in said if "case_id" in item}
            untold = actor.role is Role.BUSINESS
            assert cases == (set() if untold else {sides[word]["tip_case"] for word in seen}), actor


THE_END = "the end"


def heard(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The bodies of events until the last."""
    for line in lines:
        if line.startswith("data: "):
            body = json.loads(line.removeprefix("data: "))
            if body.get("of") == THE_END:
                return
            yield body


def test_a_table_of_cameras_reaches_no_further_than_its_sender(kept: Kept, tmp_path: Path) -> None:
    """A row of a business elsewhere is refused as one of a business that does not exist."""
    heading = "企业,名称,操作区,接入方式"
    content = "\n".join([heading, *(f"{name},新,cooking,whip" for name in ("OWN-店", "FAR-店", "没有的店"))])
    with twins(kept, tmp_path / "city") as city:
        with city.running.client("admin") as client:
            for dry_run in ("true", "false"):
                answer = client.post(
                    f"/cameras/import?dry_run={dry_run}",
                    content=content.encode(),
                    headers={"content-type": "application/octet-stream"},
                )
                assert answer.status_code == 200, answer.text
                own, far, none = answer.json()["rows"]
                assert (own["outcome"], far["outcome"]) == ("created", "refused")
                assert [fault["code"] for fault in far["problems"]] == ["unknown_business"]
                assert (far["outcome"], far["problems"]) == (none["outcome"], none["problems"])
        with city.running.client("top_admin") as client:
            found = {
                side["business"]: [
                    item["name"]
                    for item in client.get(f"/cameras?business_id={side['business']}").json()["items"]
                ]
                for side in (city.own, city.far)
            }
    assert "新" in found[city.own["business"]]
    assert "新" not in found[city.far["business"]]
