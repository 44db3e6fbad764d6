"""Bulletins: their days and words, numbers that equal a count by hand and never change, who sees them."""

import threading
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from alerts.evidence import FolderEvidenceStore
from api.bus import EventBus
from api.duties import Duties
from models import accounts
from models.areas import AreaKind
from models.bulletin_tables import BulletinRow
from models.bulletins import BulletinKind, Recipients
from models.database import Database
from models.errors import Conflict, InvalidValue, NotFound
from models.people import AssignedTo, Everything, InArea, Own, Role, Scope, User
from models.tables import BusinessRow
from models.training_tables import TrainingRow
from supervision import areas, bulletin_store
from supervision.bulletin_policy import DEFAULT_BULLETIN_POLICY, BulletinPolicy
from supervision.bulletins import DAY, Part, days_of, decode, encode, hash_of, name_of, rank
from supervision.calendar import CHINA
from supervision.sample_city.build import make as make_city
from supervision.sample_city.plan import SMALL
from tests.models import scene
from tests.supervision.by_hand import check, due_by_hand, past
from tests.supervision.small_city import SmallCity

NOW = datetime(2026, 11, 20, 9, tzinfo=CHINA)
WEEK = date(2026, 10, 14)
ALL = frozenset(Recipients)
kinds, days = st.sampled_from(BulletinKind), st.dates(date(2020, 1, 1), date(2035, 12, 31))


class FixedClock:
    def now(self) -> datetime:
        return NOW


def city_of(session: Session) -> SmallCity:
    return SmallCity(session, Random(7))


def boss(session: Session) -> User:
    return scene.user(session, "boss", Role.ADMIN)


def make(session: Session, city: SmallCity, kind: BulletinKind, day: date, by: User | None = None) -> str:
    prepared = bulletin_store.prepare(session, city.county, kind, day, CHINA, NOW)
    return bulletin_store.keep(session, prepared, by=by, now=NOW)


@given(kinds, days)
def test_periods_cover_each_day_once(kind: BulletinKind, day: date) -> None:
    first, last = days_of(kind, day)
    assert first <= day <= last
    assert days_of(kind, first) == days_of(kind, last) == (first, last)
    assert days_of(kind, last + DAY)[0] == last + DAY
    assert days_of(kind, first - DAY)[1] == first - DAY


def test_periods_have_names() -> None:
    named = [name_of(kind, days_of(kind, date(2026, 1, 1))[0]) for kind in BulletinKind]
    # The first of January 2026 is a Thursday: the week is the first of the year.
    assert named == ["2026年第1周", "2026年1月", "2026年第1季度"]


@given(st.lists(st.none() | st.floats(0, 100), max_size=12), st.integers(0, 5))
def test_nobody_is_both_best_and_worst(scores: list[float | None], count: int) -> None:
    parts = [
        Part(f"{number}", f"{number}", AreaKind.TOWN, None, score)  # type: ignore[arg-type]
        for number, score in enumerate(scores)
    ]
    best, worst = rank(parts, count)
    of = {part.id: part.score for part in parts}
    assert not set(best) & set(worst)
    assert len(best) == len(worst) <= count
    highest, lowest = [of[key] or 0.0 for key in best], [of[key] or 0.0 for key in worst]
    assert highest == sorted(highest, reverse=True)
    assert lowest == sorted(lowest)
    assert all(one >= other for one in highest for other in lowest)


def test_a_template_asks_for_what_there_is() -> None:
    with pytest.raises(InvalidValue):
        BulletinPolicy(title="$area: $nothing")
    with pytest.raises(InvalidValue):
        BulletinPolicy(text="costs 5$")


def test_the_numbers_equal_a_count_by_hand_and_never_change(database: Database) -> None:
    with database.writing() as session:
        city, by = city_of(session), boss(session)
        bulletin_id = make(session, city, BulletinKind.WEEKLY, WEEK, by)
        found = bulletin_store.get(session, Everything(), by, bulletin_id, drafts=True)
        content = decode(found.content)
        for part in (content.whole, *content.parts):
            check(session, part.id, part.figures, past(content.first, content.last), (7, 1, 0))
        # September's monthly records fall due on 3 October.
        months = [int(item.first == date(2026, 9, 28)) for item in content.before]
        for item, month in zip(content.before, months, strict=True):
            check(session, city.county.id, item.figures, past(item.first, item.last), (7, 1, month))
        assert [item.last + DAY for item in content.before[:-1]] == [
            item.first for item in content.before[1:]
        ]
        assert content.before[-1].last + DAY == content.first == date(2026, 10, 12)
        assert encode(content) == found.content
        assert hash_of(found.content) == found.content_hash
        assert "港城市" in found.title
        assert f"新增案件{content.whole.figures.cases.opened}件" in found.text
    with database.writing() as session:
        bulletin_store.publish(session, Everything(), bulletin_id, ALL, by=by, now=NOW)
        session.execute(update(TrainingRow).values(day=WEEK))
        session.execute(update(BusinessRow).values(status="closed"))
    with database.reading() as session:
        after = bulletin_store.get(session, Everything(), by, bulletin_id, drafts=False)
    assert (after.content, after.content_hash) == (found.content, found.content_hash)


def test_the_numbers_of_a_seeded_city_equal_a_count_by_hand(database: Database, tmp_path: Path) -> None:
    make_city(database, FolderEvidenceStore(tmp_path), NOW, plan=SMALL)
    with database.reading() as session:
        [top] = areas.tops(session)
        for kind, day in (
            (BulletinKind.QUARTERLY, date(2026, 8, 1)),
            (BulletinKind.WEEKLY, date(2026, 11, 10)),
        ):
            content = bulletin_store.prepare(session, top, kind, day, CHINA, NOW).content
            assert content.whole.figures.cases.opened > 0 < content.whole.figures.tasks.done
            period = past(content.first, content.last)
            for part in (content.whole, *content.parts):
                due = due_by_hand(session, part.id, period)
                check(session, part.id, part.figures, period, due)


def test_the_database_refuses_to_change_what_is_published(database: Database) -> None:
    with database.writing() as session:
        city, by = city_of(session), boss(session)
        bulletin_id = make(session, city, BulletinKind.MONTHLY, WEEK, by)
        bulletin_store.change(session, Everything(), bulletin_id, title="另一标题", text="另一正文")

    def refused(statement: str) -> None:
        with pytest.raises(DBAPIError, match="cannot be changed"), database.writing() as session:
            session.execute(text(statement))

    refused(f"UPDATE bulletins SET content_hash = '{'0' * 64}'")
    refused("UPDATE bulletins SET first = '2026-01-01'")
    with database.writing() as session:
        bulletin_store.publish(session, Everything(), bulletin_id, ALL, by=by, now=NOW)
    refused("UPDATE bulletins SET title = 'x'")
    refused("DELETE FROM bulletins")
    with database.writing() as session:
        with pytest.raises(Conflict):
            bulletin_store.change(session, Everything(), bulletin_id, title="x", text="x")
        with pytest.raises(Conflict):
            bulletin_store.drop(session, Everything(), bulletin_id)
        with pytest.raises(Conflict):
            bulletin_store.publish(session, Everything(), bulletin_id, ALL, by=by, now=NOW)


def test_one_of_a_period_that_is_over(database: Database) -> None:
    with database.writing() as session:
        city = city_of(session)
        with pytest.raises(InvalidValue):
            make(session, city, BulletinKind.MONTHLY, NOW.date())
        first = make(session, city, BulletinKind.MONTHLY, WEEK)
        with pytest.raises(Conflict):
            make(session, city, BulletinKind.MONTHLY, WEEK)
        # A draft can be thrown away and made anew.
        bulletin_store.drop(session, Everything(), first)
        make(session, city, BulletinKind.MONTHLY, WEEK)


def test_several_workers_draft_each_once(database: Database) -> None:
    with database.writing() as session:
        city_of(session)
    start, made = threading.Barrier(2), []

    def work() -> None:
        duties = Duties(database, EventBus(), FixedClock())
        start.wait(10)
        made.append(duties.draft_bulletins())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    with database.reading() as session:
        kept = [tuple(row) for row in session.execute(select(BulletinRow.kind, BulletinRow.first))]
        makers = session.scalar(select(func.count(BulletinRow.made_by)))
    assert sorted(kept) == [
        ("monthly", date(2026, 10, 1)),
        ("quarterly", date(2026, 7, 1)),
        ("weekly", date(2026, 11, 9)),
    ]
    assert (sum(made), makers) == (3, 0)
    assert Duties(database, EventBus(), FixedClock()).draft_bulletins() == 0


def test_who_sees_what(database: Database) -> None:
    with database.writing() as session:
        city, by = city_of(session), boss(session)
        town, other = city.towns[0], city.towns[1]
        prepared = bulletin_store.prepare(session, town, BulletinKind.WEEKLY, WEEK, CHINA, NOW)
        bulletin_id = bulletin_store.keep(session, prepared, by=by, now=NOW)
        in_town = session.scalars(select(BusinessRow.id).where(BusinessRow.area_id == town.id)).first()
        elsewhere = session.scalars(select(BusinessRow.id).where(BusinessRow.area_id == other.id)).first()
        assert in_town is not None
        assert elsewhere is not None
        cadre = scene.user(session, "new", Role.CADRE)
        accounts.assign(session, user_id=cadre.id, business_id=in_town, now=NOW)
        people: dict[str, tuple[User, Scope]] = {
            "city": (by, InArea(city.county.path)),
            "town": (by, InArea(town.path)),
            "village": (by, InArea(city.villages[0].path)),
            "other town": (by, InArea(other.path)),
            "cadre": (cadre, AssignedTo(cadre.id)),
            "business": (scene.user(session, "own", Role.BUSINESS, in_town), Own(in_town)),
            "foreign": (scene.user(session, "far", Role.BUSINESS, elsewhere), Own(elsewhere)),
        }

    def sees(*, drafts: bool = False) -> set[str]:
        found = set()
        with database.reading() as session:
            for name, (user, scope) in people.items():
                listed, _ = bulletin_store.page(session, scope, user, drafts=drafts, after=None, limit=9)
                try:
                    bulletin_store.get(session, scope, user, bulletin_id, drafts=drafts)
                except NotFound:
                    assert not listed
                else:
                    assert [item.id for item in listed] == [bulletin_id]
                    found.add(name)
        return found

    assert (sees(), sees(drafts=True)) == (set(), {"city", "town"})
    with database.writing() as session:
        with pytest.raises(NotFound):
            bulletin_store.publish(session, InArea(other.path), bulletin_id, ALL, by=by, now=NOW)
        with pytest.raises(InvalidValue):
            bulletin_store.publish(session, InArea(town.path), bulletin_id, frozenset(), by=by, now=NOW)
        told = frozenset({Recipients.OFFICES, Recipients.BUSINESSES})
        bulletin_store.publish(session, InArea(town.path), bulletin_id, told, by=by, now=NOW)
    assert sees() == {"city", "town", "village", "business"}
    user, scope = people["business"]
    with database.writing() as session:
        for _ in range(2):
            bulletin_store.mark_read(session, bulletin_id, user, NOW)
        assert bulletin_store.get(session, scope, user, bulletin_id, drafts=False).read
        assert not bulletin_store.page(session, scope, user, drafts=False, unread=True, after=None, limit=9)[
            0
        ]


def test_a_policy_decides_the_words_and_the_ranking(database: Database) -> None:
    with database.writing() as session:
        city = city_of(session)
        policy = replace(DEFAULT_BULLETIN_POLICY, compared=0, ranked=1)
        first, _ = days_of(BulletinKind.QUARTERLY, date(2026, 8, 1))
        content = bulletin_store.content_of(
            session, city.county, BulletinKind.QUARTERLY, first, policy, CHINA
        )
    assert content.before == ()
    scores = {part.id: part.score for part in content.parts}
    assert [scores[key] for key in content.best] == [max(score or 0 for score in scores.values())]
    assert len(content.worst_businesses) == 1
    assert content.worst_businesses[0].cases > 0
