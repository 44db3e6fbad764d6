"""Policies in versions: which is in force when, and what every topic's form keeps."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from models.database import Database
from models.errors import Conflict, InvalidValue
from models.people import Role, User
from supervision import policies
from supervision.policies import InvalidPolicy, Topic
from supervision.topics import ASSIGNMENT, CASES, KINDS, RISK, TOPICS
from tests.models import scene

DAY = timedelta(days=1)


@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_comes_back_from_its_form(name: str) -> None:
    what: Topic[Any] = TOPICS[name]
    document = json.loads(json.dumps(what.encode(what.default)))
    assert what.encode(what.decode(document)) == document
    assert what.schema()["type"] == "object"


def test_what_is_wrong_in_a_form_is_said_with_its_place() -> None:
    document = CASES.encode(CASES.default)
    document["terms"][3]["amount"] = 0
    with pytest.raises(InvalidPolicy) as raised:
        CASES.decode(document)
    assert raised.value.errors[0][0] == ("terms", 3, "amount")
    document = CASES.encode(CASES.default)
    del document["terms"][0]
    with pytest.raises(InvalidPolicy, match="needs a term"):
        CASES.decode(document)
    document = RISK.encode(RISK.default)
    document["most"]["grade"] = 90
    with pytest.raises(InvalidPolicy, match="add up to 100"):
        RISK.decode(document)


def office(database: Database) -> User:
    with database.writing() as session:
        return scene.user(session, "boss", Role.ADMIN)


def test_without_a_change_the_default_is_in_force(database: Database) -> None:
    with database.reading() as session:
        assert policies.in_force(session, KINDS, scene.NOON) == KINDS.default
        assert [item.number for item in policies.versions(session, KINDS)] == [0]


def test_a_change_is_in_force_from_its_day_and_leaves_the_past_alone(database: Database) -> None:
    user = office(database)
    more = replace(ASSIGNMENT.default, most_businesses=50)
    with database.writing() as session:
        policies.change(
            session, ASSIGNMENT, more, user=user, reason="人手不足", effective_from=scene.NOON + DAY, after=0,
            now=scene.NOON,
        )  # fmt: skip
    with database.reading() as session:
        before = policies.version_at(session, ASSIGNMENT, scene.NOON + DAY - timedelta(seconds=1))
        assert (before.number, before.value) == (0, ASSIGNMENT.default)
        since = policies.version_at(session, ASSIGNMENT, scene.NOON + DAY)
        assert (since.number, since.value, since.reason, since.by) == (1, more, "人手不足", "boss")
        assert policies.in_force(session, KINDS, scene.NOON + DAY) == KINDS.default


def test_two_who_change_at_once_do_not_overwrite_each_other(database: Database) -> None:
    user = office(database)

    def change(after: int, reason: str = "x", effective_from: datetime = scene.NOON) -> None:
        with database.writing() as session:
            policies.change(
                session, KINDS, KINDS.default, user=user, after=after, now=scene.NOON, reason=reason,
                effective_from=effective_from,
            )  # fmt: skip

    change(0)
    with pytest.raises(Conflict):
        change(0)
    change(1)
    with pytest.raises(InvalidValue, match="past"):
        change(2, effective_from=scene.NOON - DAY)
    with pytest.raises(InvalidValue, match="reason"):
        change(2, reason=" ")


def test_of_those_begun_the_last_begun_rules(database: Database) -> None:
    user, chance = office(database), Random(7)
    for number in range(12):
        what = replace(KINDS, name=f"topic {number}")
        starts = [chance.randrange(5) for _ in range(chance.randrange(6))]
        with database.writing() as session:
            for after, start in enumerate(starts):
                policies.change(
                    session, what, what.default, user=user, reason="x", after=after, now=scene.NOON,
                    effective_from=scene.NOON + start * DAY,
                )  # fmt: skip
        with database.reading() as session:
            for day in range(5):
                begun = [(start, version) for version, start in enumerate(starts, 1) if start <= day]
                found = policies.version_at(session, what, scene.NOON + day * DAY)
                assert found.number == max(begun, default=(0, 0))[1]
