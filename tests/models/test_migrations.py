"""An older database comes up to date with everything that is in it."""

from typing import Any

from alembic import command
from sqlalchemy import column, table, text

from models import catalog, history, place_catalog
from models.database import Database, alembic_config
from models.people import Everything
from models.places import Filming
from models.tables import UtcDateTime
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
