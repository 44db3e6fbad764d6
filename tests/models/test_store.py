"""The store's contract, on every database it promises to work with."""

import threading
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import accounts, catalog, history
from models.cameras import StreamName
from models.database import Database
from models.errors import Conflict, InvalidValue, NotFound
from models.history import Cursor, Filters
from models.people import AssignedTo, Everything, Own, Role, Scope
from models.rules import RuleName
from models.tables import AssignmentRow, EvidenceRow, Table
from models.violations import ClipTrouble, Evidence, EvidenceKind, ViolationState
from tests.models import scene

ALL: Scope = Everything()


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        scene.business(session)
    database.migrate()
    with database.reading() as session:
        assert len(catalog.list_businesses(session, ALL)) == 1


def test_what_is_not_committed_rolls_back(database: Database) -> None:
    def fail_halfway() -> None:
        with database.writing() as session:
            scene.business(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with database.reading() as session:
        assert catalog.list_businesses(session, ALL) == []


def test_a_violation_comes_back_as_it_was_kept(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        kept = scene.violation(camera.id)
        assert history.keep(session, kept, scene.pictures(), scene.NOON)
    with database.reading() as session:
        record = history.get(session, ALL, kept.id)
    assert record.violation == kept
    assert (record.original, record.annotated) == scene.pictures()
    assert record.state is ViolationState.OPEN
    assert record.camera.url == "rtsp://admin:secret@127.0.0.1/1"
    assert "secret" not in repr(record)


def test_a_replay_writes_nothing_twice(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
    kept = scene.violation(camera.id)
    news = []
    for _ in range(3):
        with database.writing() as session:
            news.append(history.keep(session, kept, scene.pictures(), scene.NOON))
    assert news == [True, False, False]
    with database.reading() as session:
        records, _ = history.page(session, ALL, Filters(), after=None, limit=10)
        assert [record.violation for record in records] == [kept]


def test_the_end_brings_a_better_picture_and_leaves_peoples_answer_alone(database: Database) -> None:
    with database.writing() as session:
        owner = scene.business(session)
        camera = scene.camera(session, owner)
        staff = scene.user(session, "staff", Role.BUSINESS, owner.id)
        first = scene.violation(camera.id)
        history.keep(session, first, scene.pictures("0"), scene.NOON)
        history.acknowledge(session, first.id, staff, scene.NOON)
    with database.writing() as session:
        assert not history.keep(session, scene.ended(first), scene.pictures("1"), scene.NOON)
    with database.reading() as session:
        record = history.get(session, ALL, first.id)
        assert history.may_see_picture(session, ALL, scene.pictures("0")[0].key)
    assert record.violation.ended_at == first.last_seen_at
    assert record.original == scene.pictures("1")[0]
    assert record.state is ViolationState.ACKNOWLEDGED
    assert record.acknowledged_by == "staff"


def test_the_first_acknowledgement_stands(database: Database) -> None:
    with database.writing() as session:
        owner = scene.business(session)
        camera = scene.camera(session, owner)
        one, two = (scene.user(session, name, Role.BUSINESS, owner.id) for name in ("one", "two"))
        kept = scene.violation(camera.id)
        history.keep(session, kept, scene.pictures(), scene.NOON)
        history.acknowledge(session, kept.id, one, scene.NOON)
        history.acknowledge(session, kept.id, two, scene.NOON + timedelta(hours=1))
        session.expire_all()
        record = history.get(session, ALL, kept.id)
    assert (record.acknowledged_by, record.acknowledged_at) == ("one", scene.NOON)


def test_no_row_without_its_pictures(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
    for evidence in ((), scene.pictures()[:1]):
        with pytest.raises(InvalidValue), database.writing() as session:
            history.keep(session, scene.violation(camera.id), evidence, scene.NOON)
    with database.reading() as session:
        assert history.page(session, ALL, Filters(), after=None, limit=5) == ([], None)


def test_a_clip_joins_the_pictures_and_why_there_is_none_is_said(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        kept = scene.violation(camera.id)
        clip = Evidence(
            "c" * 64, EvidenceKind.CLIP, scene.NOON, 1280, 720, 9_000, (), StreamName.SUB, duration_ms=20_050
        )
        with pytest.raises(NotFound):
            history.keep_clip(session, kept.id, clip, scene.NOON)
        history.keep(session, kept, scene.pictures(), scene.NOON)
        assert history.get(session, ALL, kept.id).clip is None
        history.keep_clip(session, kept.id, ClipTrouble.GONE, scene.NOON)
        session.expire_all()
        assert history.get(session, ALL, kept.id).clip_trouble is ClipTrouble.GONE
        for _ in range(2):
            history.keep_clip(session, kept.id, clip, scene.NOON)
        # A later clip that failed leaves the one that is there.
        history.keep_clip(session, kept.id, ClipTrouble.FAILED, scene.NOON)
    with database.writing() as session:
        assert not history.keep(session, scene.ended(kept), scene.pictures(), scene.NOON)
    with database.reading() as session:
        record = history.get(session, ALL, kept.id)
        assert history.may_see_picture(session, ALL, clip.key)
        assert not history.may_see_picture(session, Own("0" * 32), clip.key)
        stored = session.scalars(select(EvidenceRow.kind).order_by(EvidenceRow.id)).all()
    assert (record.clip, record.clip_trouble) == (clip, None)
    assert (record.original, record.annotated) == scene.pictures()
    assert stored == ["original", "annotated", "clip"]


def test_a_violation_of_an_unknown_camera_is_refused(database: Database) -> None:
    with pytest.raises(NotFound), database.writing() as session:
        history.keep(session, scene.violation("0" * 32), scene.pictures(), scene.NOON)


def test_pages_cover_the_history_once_newest_first(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        # Several at the same instant: the id must break the tie.
        for start in (1, 1, 1, 2, 3, 5, 5):
            for track in range(3):
                history.keep(
                    session, scene.violation(camera.id, start, track=track), scene.pictures(), scene.NOON
                )
    seen: list[tuple[str, str]] = []
    after: Cursor | None = None
    for _ in range(20):
        with database.reading() as session:
            records, after = history.page(session, ALL, Filters(), after=after, limit=4)
        seen += [(record.violation.started_at.isoformat(), record.violation.id) for record in records]
        if after is None:
            break
        after = Cursor.decode(after.encode())
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 12


def test_filters(database: Database) -> None:
    with database.writing() as session:
        first, second = scene.business(session, "甲"), scene.business(session, "乙")
        one, two = scene.camera(session, first), scene.camera(session, second)
        for start, camera, rule in ((1, one, RuleName.MASK), (2, one, RuleName.HAT), (3, two, RuleName.MASK)):
            history.keep(session, scene.violation(camera.id, start, rule=rule), scene.pictures(), scene.NOON)

        def starts(filters: Filters, scope: Scope = ALL) -> list[int]:
            records, _ = history.page(session, scope, filters, after=None, limit=50)
            return [record.violation.start_ns // 10**9 for record in records]

        assert starts(Filters()) == [3, 2, 1]
        assert starts(Filters(camera_ids=(one.id,))) == [2, 1]
        assert starts(Filters(business_ids=(second.id,))) == [3]
        assert starts(Filters(rules=(RuleName.MASK,))) == [3, 1]
        assert starts(Filters(rules=(RuleName.MASK, RuleName.HAT))) == [3, 2, 1]
        assert starts(Filters(states=(ViolationState.ACKNOWLEDGED,))) == []
        second_two = scene.NOON + timedelta(seconds=2)
        assert starts(Filters(since=second_two)) == [3, 2]
        assert starts(Filters(until=second_two)) == [1]
        assert starts(Filters(), Own(second.id)) == [3]
        assert starts(Filters(business_ids=(first.id,)), Own(second.id)) == []
        assert starts(Filters(), AssignedTo("nobody")) == []
        assert history.tally_by_camera(session, [one.id]).keys() == {one.id}


def test_foreign_rows_and_pictures_look_unknown(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        kept = scene.violation(camera.id)
        history.keep(session, kept, scene.pictures(), scene.NOON)
        stranger = Own(scene.business(session, "别家").id)
        with pytest.raises(NotFound):
            history.get(session, stranger, kept.id)
        with pytest.raises(NotFound):
            catalog.get_camera(session, stranger, camera.id)
        assert not history.may_see_picture(session, stranger, scene.pictures()[0].key)


def test_runs_are_never_handed_out_twice(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
    runs: list[int] = []

    def connect() -> None:
        for _ in range(10):
            with database.writing() as session:
                runs.append(catalog.next_run(session, camera.id))

    threads = [threading.Thread(target=connect) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(runs) == list(range(1, 41))


def test_what_a_dead_process_left_going_on_is_ended(database: Database) -> None:
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        going, over = scene.violation(camera.id, 1), scene.ended(scene.violation(camera.id, 2))
        for kept in (going, over):
            history.keep(session, kept, scene.pictures(), scene.NOON)
    with database.writing() as session:
        assert history.end_unfinished(session) == 1
    with database.reading() as session:
        assert history.get(session, ALL, going.id).violation.ended_at == going.last_seen_at


def test_a_session_opens_once_and_expires(database: Database) -> None:
    with database.writing() as session:
        cadre = scene.user(session, "cadre", Role.CADRE)
        token, opened = accounts.open_session(
            session, user=cadre, now=scene.NOON, lifetime=timedelta(hours=1)
        )
    with database.writing() as session:
        found = accounts.find_session(session, token=token, now=scene.NOON + timedelta(minutes=59))
        assert found == opened
        assert accounts.find_session(session, token=token, now=scene.NOON + timedelta(hours=1)) is None
        assert accounts.find_session(session, token="guess", now=scene.NOON) is None
        accounts.close_session(session, token=token)
    with database.reading() as session:
        assert accounts.find_session(session, token=token, now=scene.NOON) is None


def test_assignments_make_the_scope_and_can_be_withdrawn(database: Database) -> None:
    with database.writing() as session:
        mine, other = scene.business(session, "甲"), scene.business(session, "乙")
        cadre = scene.user(session, "cadre", Role.CADRE)
        for _ in range(2):
            accounts.assign(session, user_id=cadre.id, business_id=mine.id, now=scene.NOON)
        scope = accounts.scope_of(session, cadre)
        assert catalog.visible(session, scope, {mine.id, other.id}) == {mine.id}
        for _ in range(2):
            accounts.withdraw(session, user_id=cadre.id, business_id=mine.id, now=scene.NOON)
        assert catalog.visible(session, scope, {mine.id, other.id}) == frozenset()
        accounts.assign(session, user_id=cadre.id, business_id=mine.id, now=scene.NOON + timedelta(days=1))
        assert catalog.sees(session, scope, mine.id)
        periods = session.execute(select(AssignmentRow.since, AssignmentRow.until).order_by(AssignmentRow.id))
        assert [tuple(row) for row in periods] == [
            (scene.NOON, scene.NOON),
            (scene.NOON + timedelta(days=1), None),
        ]


def test_names_are_unique_and_roles_consistent(database: Database) -> None:
    with database.writing() as session:
        owner = scene.business(session)
        scene.camera(session, owner)
        scene.user(session, "a", Role.CADRE)
        with pytest.raises(Conflict):
            scene.business(session)
        with pytest.raises(Conflict):
            scene.camera(session, owner)
        with pytest.raises(Conflict):
            scene.user(session, "a", Role.CADRE)
        with pytest.raises(Conflict):
            scene.user(session, "b", Role.BUSINESS)
        with pytest.raises(NotFound):
            scene.user(session, "b", Role.BUSINESS, "0" * 32)


def test_the_database_itself_refuses_what_the_code_never_writes(database: Database) -> None:
    from models.tables import UserRow

    for role in ("king", "office"):
        with pytest.raises(IntegrityError), database.writing() as session:
            session.add(UserRow(id="1", username="x", name="x", role=role, area_id=None))


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.writing() as writing:
        scene.business(writing)
        with database.reading() as reading:
            assert catalog.list_businesses(reading, ALL) == []


def test_measuring_the_tables_disturbs_nobody(database: Database) -> None:
    with database.writing() as session:
        scene.business(session)
    with database.reading() as reading:
        reading.connection()
        database.optimize()
        assert len(catalog.list_businesses(reading, ALL)) == 1
