"""Findings of camera health, and how much of the time a camera was online, on every database."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models import camera_need, health_log, online
from models.businesses import Camera
from models.camera_need import Counts
from models.catalog import NameCursor
from models.database import Database
from models.errors import NotFound
from models.health import HealthKind
from models.health_log import HealthFilters
from models.history import Cursor
from models.online import OnlineTime
from models.people import Everything, Own, Role, Scope
from models.tables import CameraRow
from tests.models import scene

ALL = Everything()
Page = tuple[Sequence[Camera], NameCursor | None]


def at(minutes: float) -> datetime:
    return scene.NOON + timedelta(minutes=minutes)


def lasted(session: Session, camera_id: str, kind: HealthKind, since: float, until: float | None) -> str:
    finding_id = health_log.begin(session, camera_id, kind, at(since), {})
    if until is not None:
        assert health_log.end(session, camera_id, kind, at(until)) == finding_id
    return finding_id


def test_a_finding_goes_on_across_restarts_and_ends_once(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        first = health_log.begin(session, camera.id, HealthKind.COVERED, at(0), {"lost_share": 0.9}, "a" * 64)
    with database.writing() as session:
        assert health_log.begin(session, camera.id, HealthKind.COVERED, at(5), {}) == first
        assert health_log.ongoing(session, camera.id) == {HealthKind.COVERED: {"lost_share": 0.9}}
        assert health_log.end(session, camera.id, HealthKind.COVERED, at(6)) == first
        assert health_log.end(session, camera.id, HealthKind.COVERED, at(7)) is None
        assert health_log.begin(session, camera.id, HealthKind.COVERED, at(0), {}) == first
    with database.reading() as session:
        record = health_log.get(session, ALL, first)
        assert health_log.ongoing(session, camera.id) == {}
    assert (record.finding.began_at, record.finding.ended_at) == (at(0), at(6))
    assert record.finding.picture_key == "a" * 64


def test_what_goes_on_for_another_reason_says_so(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        assert health_log.explain(session, camera.id, HealthKind.OFFLINE, {}) is None
        finding_id = health_log.begin(session, camera.id, HealthKind.OFFLINE, at(0), {"trouble": "refused"})
        health_log.explain(session, camera.id, HealthKind.OFFLINE, {"trouble": "unauthorized"})
    with database.reading() as session:
        assert health_log.get(session, ALL, finding_id).finding.detail == {"trouble": "unauthorized"}


def test_pages_filters_and_scope(database: Database) -> None:
    with database.writing() as session:
        mine, other = scene.business(session, "甲"), scene.business(session, "乙")
        one, two = scene.camera(session, mine), scene.camera(session, other)
        ids = [
            lasted(session, one.id, HealthKind.OFFLINE, 0, 10),
            lasted(session, one.id, HealthKind.BLACK, 20, 30),
            lasted(session, two.id, HealthKind.OFFLINE, 20, None),
            lasted(session, one.id, HealthKind.OFFLINE, 40, None),
        ]

        def found(filters: HealthFilters, scope: Scope = ALL) -> set[str]:
            records, _ = health_log.page(session, scope, filters, after=None, limit=50)
            return {record.finding.id for record in records}

        assert found(HealthFilters()) == set(ids)
        assert found(HealthFilters(camera_ids=(one.id,))) == {ids[0], ids[1], ids[3]}
        assert found(HealthFilters(business_ids=(other.id,))) == {ids[2]}
        assert found(HealthFilters(kinds=(HealthKind.BLACK,))) == {ids[1]}
        assert found(HealthFilters(ongoing=True)) == {ids[2], ids[3]}
        assert found(HealthFilters(ongoing=False)) == {ids[0], ids[1]}
        assert found(HealthFilters(since=at(25), until=at(35))) == {ids[1], ids[2]}
        assert found(HealthFilters(), Own(mine.id)) == {ids[0], ids[1], ids[3]}
        assert found(HealthFilters(), Own("0" * 32)) == set()

        seen: list[str] = []
        after: Cursor | None = None
        while True:
            records, after = health_log.page(session, ALL, HealthFilters(), after=after, limit=2)
            seen += [record.finding.id for record in records]
            if after is None:
                break
            after = Cursor.decode(after.encode())
        assert len(seen) == 4
        assert set(seen) == set(ids)
        assert (seen[0], seen[3]) == (ids[3], ids[0])


def test_foreign_findings_and_pictures_look_unknown(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        finding_id = health_log.begin(session, camera.id, HealthKind.BLACK, at(0), {}, "b" * 64)
        stranger = Own(scene.business(session, "别家").id)
        with pytest.raises(NotFound):
            health_log.get(session, stranger, finding_id)
        assert not health_log.may_see_picture(session, stranger, "b" * 64)
        assert health_log.may_see_picture(session, ALL, "b" * 64)


def test_the_first_acknowledgement_stands(database: Database) -> None:
    with database.writing() as session:
        owner = scene.business(session)
        camera = scene.camera(session, owner)
        users = [scene.user(session, name, Role.BUSINESS, owner.id) for name in ("a", "b")]
        finding_id = health_log.begin(session, camera.id, HealthKind.BLACK, at(0), {})
        for minute, user in enumerate(users):
            health_log.acknowledge(session, finding_id, user, at(minute))
    with database.reading() as session:
        record = health_log.get(session, ALL, finding_id)
    assert (record.acknowledged_by, record.acknowledged_at) == ("a", at(0))


def test_findings_of_deleted_cameras_end(database: Database) -> None:
    with database.writing() as session:
        owner = scene.business(session)
        kept, gone = scene.camera(session, owner, "甲"), scene.camera(session, owner, "乙")
        for camera in (kept, gone):
            lasted(session, camera.id, HealthKind.OFFLINE, 0, None)
        session.execute(update(CameraRow).where(CameraRow.id == gone.id).values(retired_at=at(3)))
        assert health_log.end_of_the_gone(session, at(4)) == 1
        assert health_log.ongoing(session, gone.id) == {}
        assert len(health_log.end_all(session, kept.id, at(5))) == 1
        assert health_log.ongoing(session, kept.id) == {}


def test_online_time_counts_what_was_wanted_while_the_service_ran(database: Database) -> None:
    with database.writing() as session:
        owner, other = scene.business(session, "甲"), scene.business(session, "乙")
        one, two = scene.camera(session, owner, "1"), scene.camera(session, owner, "2")
        far = scene.camera(session, other)
        for camera, spans in ((one, ((0, 60), (90, 120))), (two, ((30, 60),)), (far, ((0, 10),))):
            for begin, until in spans:
                watch = online.begin_watch(session, camera.id, at(begin))
                online.extend_watches(session, [watch], at(until))
        # The service was down from 60 to 90: nobody knows, and nobody is blamed.
        lasted(session, one.id, HealthKind.OFFLINE, 50, 100)
        lasted(session, one.id, HealthKind.BLACK, 0, 10)
        lasted(session, two.id, HealthKind.STALLED, 55, None)

        def minutes(time: OnlineTime) -> tuple[float, float]:
            return time.wanted_s / 60, time.online_s / 60

        whole = online.by_camera(session, (one.id, two.id, far.id), at(0), at(120))
        assert {key: minutes(value) for key, value in whole.items()} == {
            one.id: (90, 70),
            two.id: (30, 25),
            far.id: (10, 10),
        }
        shops = online.by_business(session, ALL, at(0), at(120))
        assert minutes(shops[owner.id]) == (120, 95)
        assert shops[owner.id] == whole[one.id] + whole[two.id]
        part = online.by_camera(session, (one.id, two.id), at(55), at(95))
        assert {key: minutes(value) for key, value in part.items()} == {one.id: (10, 0), two.id: (5, 0)}
        assert online.by_business(session, Own(other.id), at(0), at(120)).keys() == {other.id}
        assert online.by_business(session, ALL, at(200), at(300)) == {}
    assert OnlineTime().rate is None
    assert OnlineTime(10, 5).rate == 0.5


def test_cameras_come_by_what_is_wrong_now_and_the_well_by_what_was(database: Database) -> None:
    with database.writing() as session:
        mine, other = scene.business(session, "甲"), scene.business(session, "乙")
        clock, gone, both, fine, was, retired = (
            scene.camera(session, mine, name).id for name in ("A", "B", "C", "D", "E", "F")
        )
        foreign = scene.camera(session, other, "G").id
        lasted(session, clock, HealthKind.WRONG_CLOCK, 0, None)
        lasted(session, gone, HealthKind.OFFLINE, 5, None)
        lasted(session, both, HealthKind.MOVED, 0, None)
        lasted(session, both, HealthKind.OFFLINE, 0, None)
        lasted(session, was, HealthKind.BLACK, 0, 10)
        lasted(session, fine, HealthKind.BLACK, 0, 1)
        lasted(session, retired, HealthKind.BLACK, 0, None)
        lasted(session, foreign, HealthKind.STALLED, 0, None)
        session.get_one(CameraRow, retired).retired_at = at(1)
    well = partial(camera_need.page_of_well, since=at(2))
    with database.reading() as session:

        def found(page: Callable[..., Page], scope: Scope = ALL, business_id: str | None = None) -> list[str]:
            """One at a time, over all pages."""
            ids: list[str] = []
            after: NameCursor | None = None
            while True:
                cameras, after = page(session, scope, business_id=business_id, after=after, limit=1)
                ids += [camera.id for camera in cameras]
                if after is None:
                    return ids
                after = NameCursor.decode(after.encode())

        assert found(camera_need.page_of_ill) == [gone, both, foreign, clock]
        assert found(camera_need.page_of_ill, business_id=other.id) == [foreign]
        assert found(camera_need.page_of_ill, Own(mine.id)) == [gone, both, clock]
        assert found(camera_need.page_of_ill, Own(mine.id), other.id) == []
        assert found(well) == [was, fine]
        assert found(well, Own(other.id)) == []
        assert camera_need.count(session, ALL, business_id=None) == Counts(ill=4, well=2)
        assert camera_need.count(session, Own(other.id), business_id=None) == Counts(ill=1, well=0)
        assert camera_need.ongoing(session, [both, fine, was]) == {
            both: frozenset({HealthKind.MOVED, HealthKind.OFFLINE})
        }
