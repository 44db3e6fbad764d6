"""An older database comes up to date with everything that is in it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, bindparam, column, table, text

from models import catalog, history, place_catalog
from models.database import Database, alembic_config
from models.errors import Conflict
from models.people import Everything
from models.places import Filming
from models.tables import UtcDateTime
from supervision import commitments
from supervision.commitments import hash_of
from supervision.topics import COMMITMENT, Commitment
from tests.models import scene

BUSINESS, CAMERA, URL = "b" * 32, "c" * 32, "rtsp://h/1"


def test_what_was_there_stays_and_counts_as_accepted(bare_database: Database) -> None:
    command.upgrade(alembic_config(bare_database.engine), "0002")
    violation, (original, annotated) = scene.violation(CAMERA), scene.pictures()
    seen = {"started_at": scene.NOON, "last_seen_at": scene.NOON, "detected_at": scene.NOON}
    votes = {"votes_missing": 4, "votes_present": 0, "votes_unseen": 1}
    times = {"captured_at": scene.NOON, "recorded_at": scene.NOON}
    size = {"width": 640, "height": 360, "size_bytes": 30_000}
    rows: list[tuple[str, dict[str, Any]]] = [
        ("businesses", {"id": BUSINESS, "name": "甲", "level": "B", "address": ""}),
        (
            "cameras",
            {
                "id": CAMERA,
                "business_id": BUSINESS,
                "name": "热灶",
                "place": "cooking",
                "url": URL,
                "last_run": 7,
            },
        ),
        (
            "violations",
            {
                "id": violation.id,
                "business_id": BUSINESS,
                "camera_id": CAMERA,
                "run": 1,
                "rule": "mask",
                "track_id": 1,
                "start_ms": 3000,
                "end_ms": 4000,
                "peak_score": 0.9,
                "state": "open",
                **seen,
                **votes,
            },
        ),
        *(
            (
                "evidence",
                {"violation_id": violation.id, "kind": str(item.kind), "key": item.key, **times, **size},
            )
            for item in (original, annotated)
        ),
    ]
    with bare_database.writing() as session:
        for name, values in rows:
            columns = [column(key, type_=UtcDateTime() if key in times | seen else None) for key in values]
            session.execute(table(name, *columns).insert().values(values))
    bare_database.migrate()
    with bare_database.reading() as session:
        (camera,) = catalog.list_cameras(session, Everything())
        assert (camera.id, camera.place, camera.url) == (CAMERA, "cooking", URL)
        assert camera.accepted_at is not None
        assert history.get(session, Everything(), violation.id).original.key == original.key
        places = place_catalog.list_places(session)
        assert [place.key for place in places][:3] == ["cooking", "cutting", "cold_dishes"]
        assert {place.key for place in places if place.filming is Filming.NEVER} >= {
            "changing_room",
            "toilet",
        }
    with bare_database.writing() as session:
        if bare_database.is_sqlite:
            # Switched off for the migration alone.
            assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_assignments_become_periods_and_back(bare_database: Database) -> None:
    config = alembic_config(bare_database.engine)
    command.upgrade(config, "0004")
    with bare_database.writing() as session:
        for row in (
            "INSERT INTO businesses (id, name, level, address) VALUES ('b', '甲', 'B', '')",
            "INSERT INTO users (id, username, name, role, password_hash) VALUES ('u', 'u', '', 'cadre', 'x')",
            "INSERT INTO assignments VALUES ('u', 'b', '2026-01-01 00:00:00+00:00')",
        ):
            session.execute(text(row))
    bare_database.migrate()
    with bare_database.reading() as session:
        assert session.execute(text("SELECT user_id, business_id, until FROM assignments")).all() == [
            ("u", "b", None)
        ]
        assert session.execute(text("SELECT status, area_id FROM businesses")).all() == [("active", None)]
    command.downgrade(config, "0004")
    with bare_database.reading() as session:
        assert session.execute(text("SELECT user_id, business_id FROM assignments")).all() == [("u", "b")]


def insert(database: Database, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """As the database is now, whatever the product's tables are by now."""
    columns = ", ".join(rows[0])
    values = ", ".join(f":{key}" for key in rows[0])
    moments = [
        bindparam(key, type_=UtcDateTime()) for key in rows[0] if key.endswith(("_at", "_from", "_until"))
    ]
    if name == "policies":
        moments += [bindparam("at", type_=UtcDateTime()), bindparam("document", type_=JSON())]
    with database.writing() as session:
        session.execute(
            text(f"INSERT INTO {name} ({columns}) VALUES ({values})").bindparams(*moments),
            [dict(row) for row in rows],
        )


def test_days_of_opening_are_read_from_the_hours_as_they_were_written(bare_database: Database) -> None:
    config = alembic_config(bare_database.engine)
    command.upgrade(config, "0025")
    days = {
        "": 0b1111111,
        "每天 10:00-21:30": 0b1111111,
        "周一至周五 06:00-18:30": 0b0011111,
        "周一至周五 06:30-13:30; 周六 08:00-12:00": 0b0111111,
        "周日 09:00-12:00": 0b1000000,
        "周六至周一 09:00-12:00": 0b1100001,
        "除节假日外": 0b1111111,
    }
    names = {"name": "甲", "level": "D", "address": "某街 1 号"}
    shops = [{"id": f"{number:032}", **names, "opening_hours": hours} for number, hours in enumerate(days)]
    insert(bare_database, "businesses", shops)
    bare_database.migrate()
    with bare_database.reading() as session:
        found = session.execute(
            text("SELECT opening_hours, open_days, supervised_from, address FROM businesses")
        )
        assert {row[0]: tuple(row[1:]) for row in found} == {
            hours: (bits, None, "某街 1 号") for hours, bits in days.items()
        }
    command.downgrade(config, "0025")
    with bare_database.reading() as session:
        kept = session.scalars(text("SELECT opening_hours FROM businesses"))
        assert set(kept) == set(days)


def test_a_case_says_its_matter_and_an_appeal_is_the_offices_turn(bare_database: Database) -> None:
    config = alembic_config(bare_database.engine)
    command.upgrade(config, "0027")
    day = "2026-11-02"

    def derived(matter: str) -> str:
        return hashlib.sha256(f"{BUSINESS}\x1f{matter}\x1f{day}".encode()).hexdigest()[:32]

    # The id, the rule, the state, whose turn it is; then the matter, and whose turn it is afterwards.
    cases = (
        (derived("hat"), "hat", "found", "cadre", "hat", "cadre"),
        (derived("pests"), None, "appealed", "cadre", "pests", "office"),
        (derived("licence"), None, "closed", None, "licence", None),
        ("e" * 32, None, "notified", "business", "other", "business"),
    )
    shop = {"id": BUSINESS, "name": "甲", "level": "B", "address": "", "open_days": 127}
    insert(bare_database, "businesses", [shop])
    common = {
        "business_id": BUSINESS, "source": "cadre", "what": "", "severity": "minor", "rounds": 0,
        "appeals": 0, "opened_at": scene.NOON, "steps": 1, "turn": 1, "turn_at": scene.NOON,
    }  # fmt: skip
    insert(
        bare_database,
        "cases",
        [
            {
                "id": case_id,
                "rule": rule,
                "state": state,
                "owner": owner,
                "day": day,
                "due_at": scene.NOON if owner else None,
                "ended_at": None if owner else scene.NOON,
                "outcome": None if owner else "corrected",
                **common,
            }
            for case_id, rule, state, owner, _, _ in cases
        ],
    )
    bare_database.migrate()
    with bare_database.reading() as session:
        found = session.execute(text("SELECT id, rule, state, matter, owner FROM cases"))
        assert {tuple(row) for row in found} == {
            (case_id, rule, state, matter, owner) for case_id, rule, state, _, matter, owner in cases
        }
    command.downgrade(config, "0027")
    with bare_database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM cases")) == len(cases)


def test_an_inspection_keeps_its_task_on_the_way_there_and_back(bare_database: Database) -> None:
    """A draft is for a task, what is signed is the record of some; on site there was nothing before."""
    config = alembic_config(bare_database.engine)
    command.upgrade(config, "0031")
    insert(
        bare_database,
        "businesses",
        [{"id": BUSINESS, "name": "甲", "level": "B", "address": "", "open_days": 127}],
    )
    cadre = {"id": "u" * 32, "username": "wang", "name": "王", "role": "cadre", "password_hash": "x"}
    insert(bare_database, "users", [cadre])
    tasks = [
        {"id": key * 32, "key": key, "business_id": BUSINESS, "kind": "quarterly", "first_on": "2026-10-01",
         "last_on": "2026-12-31", "made_at": scene.NOON, "note": "", "rank": 0}
        for key in "tvw"
    ]  # fmt: skip
    insert(bare_database, "supervision_tasks", tasks)
    common = {
        "business_id": BUSINESS, "user_id": cadre["id"], "started_at": scene.NOON, "updated_at": scene.NOON,
        "checklist": "1", "steps": "[]", "conclusion": "", "reply": "",
    }  # fmt: skip
    signed, draft = (
        {"id": key * 32, "task_id": task * 32, "finished_at": at, "digest": digest, **common}
        for key, task, at, digest in (("i", "t", scene.NOON, "d" * 64), ("k", "v", None, None))
    )
    insert(bare_database, "inspections", [signed, draft])
    answer = {"inspection_id": "i" * 32, "step": "papers", "item": "daily", "answer": "unseen"}
    insert(bare_database, "inspection_answers", [{**answer, "note": "", "captures": "[]"}])

    def found(query: str) -> list[tuple[Any, ...]]:
        with bare_database.reading() as session:
            return [tuple(row) for row in session.execute(text(query))]

    bare_database.migrate()
    assert found("SELECT task_id, inspection_id FROM task_inspections") == [("t" * 32, "i" * 32)]
    assert found("SELECT DISTINCT mode FROM inspections") == [("remote",)]
    assert found("SELECT step, answer FROM inspection_answers") == [("papers", "unseen")]
    on_site = {**common, "mode": "on_site", "task_id": "w" * 32}
    insert(bare_database, "inspections", [{**on_site, "id": "l" * 32, "finished_at": None, "digest": None}])
    insert(
        bare_database,
        "inspections",
        [{**on_site, "id": "m" * 32, "finished_at": scene.NOON, "digest": "e" * 64}],
    )
    insert(
        bare_database,
        "inspection_answers",
        [
            {
                **answer,
                "inspection_id": key * 32,
                "answer": "absent",
                "note": "",
                "captures": "[]",
                "photos": "[]",
            }
            for key in "lm"
        ],
    )
    # Begun for one task, it became the record of another.
    insert(bare_database, "task_inspections", [{"task_id": "v" * 32, "inspection_id": "m" * 32}])
    command.downgrade(config, "0031")
    assert found("SELECT id, task_id FROM inspections ORDER BY id") == [
        ("i" * 32, "t" * 32), ("k" * 32, "v" * 32), ("m" * 32, "v" * 32),
    ]  # fmt: skip
    assert found("SELECT inspection_id, answer FROM inspection_answers ORDER BY inspection_id") == [
        ("i" * 32, "unseen"), ("m" * 32, "unseen"),
    ]  # fmt: skip
    bare_database.migrate()


def test_what_was_signed_before_texts_were_kept_is_kept_where_it_is_still_the_same(
    bare_database: Database,
) -> None:
    command.upgrade(alembic_config(bare_database.engine), "0027")
    own, rewritten = Commitment("承诺书", "一、每月一次。"), Commitment("承诺书", "改过的")
    signed = (COMMITMENT.default, own, Commitment("承诺书", "原来的"))
    who = {"id": "u" * 32, "username": "wang", "name": "王", "role": "cadre"}
    insert(bare_database, "users", [who])
    versions = [
        {"topic": "commitment", "version": number, "effective_from": scene.NOON, "reason": "修订",
         "document": COMMITMENT.encode(value), "user_id": who["id"], "at": scene.NOON}
        for number, value in enumerate((own, rewritten), 1)
    ]  # fmt: skip
    insert(bare_database, "policies", versions)
    rows = [
        {"number": number + 1, "user_id": who["id"], "name": "王", "version": number,
         "text_hash": hash_of(value), "signed_at": scene.NOON, "valid_until": scene.NOON, "previous": "",
         "link": f"{number:064}"}
        for number, value in enumerate((*signed, own))
    ]  # fmt: skip
    insert(bare_database, "commitments", rows)
    bare_database.migrate()
    with bare_database.reading() as session:
        first, second, third, fourth = reversed(commitments.signatures(session, Everything())[0])
        texts = [commitments.text_of(session, item) for item in (first, second, fourth)]
        assert [(text.title, text.text) for text in texts] == [
            (value.title, value.text) for value in (COMMITMENT.default, own, own)
        ]
        # Nobody knows any more what it was: what stands there now is not shown for it.
        with pytest.raises(Conflict):
            commitments.text_of(session, third)
        assert session.scalar(text("SELECT count(*) FROM commitment_texts")) == 2


def test_the_history_of_accounts_goes_and_comes_back(bare_database: Database) -> None:
    config = alembic_config(bare_database.engine)
    command.upgrade(config, "0033")
    user = {"id": "u", "username": "u", "name": "u", "role": "cadre", "title": "", "phone": ""}
    insert(bare_database, "users", [user])
    command.upgrade(config, "0034")
    act = {"id": "a", "account_id": "u", "act": "opened", "by_id": None}
    with bare_database.writing() as session:
        moment = bindparam("at", scene.NOON, type_=UtcDateTime())
        session.execute(
            text(
                "INSERT INTO account_acts (id, account_id, act, by_id, at)"
                " VALUES (:id, :account_id, :act, :by_id, :at)"
            ).bindparams(moment),
            act,
        )
    for version in ("0033", "0034", "0032", "0034"):
        (command.downgrade if version < "0034" else command.upgrade)(config, version)
    with bare_database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM account_acts")) == 0
        assert session.scalar(text("SELECT count(*) FROM users")) == 1
