"""Who answers for which business: tiers, handing over, and nothing left behind."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise, product
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import accounts, catalog
from models.areas import DEPTH, Area, AreaKind, holds
from models.businesses import Business
from models.catalog import NameCursor
from models.database import Database
from models.errors import Conflict, NotFound
from models.people import AssignedTo, Everything, InArea, Level, Role, User
from models.tables import AssignmentRow, UserRow
from supervision import areas, assignments, cadre_list, coverage, misfits
from supervision.assignments import Handover, Unfit
from supervision.cadre_list import CadreFilters, CadreLoad, LoadCursor
from supervision.coverage import BusinessFilters
from supervision.tiers import Fit, Tiers
from supervision.topics import ASSIGNMENT
from tests.models import scene

ALL = Everything()
LATER = scene.NOON + timedelta(days=1)


@dataclass(frozen=True)
class City:
    top: Area
    town: Area
    village: Area
    other: Area
    mayor: User
    town_cadre: User
    village_cadre: User
    neighbour: User
    office: User
    small: Business
    """Of level D, in the village."""


def cadre(session: Session, name: str, area: Area) -> User:
    return accounts.add_user(
        session, username=name, name=name, role=Role.CADRE, password_hash=None, area_id=area.id
    )


def build(session: Session) -> City:
    top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
    town = areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=top)
    village = areas.add_area(session, name="河东村", kind=AreaKind.VILLAGE, parent=town)
    other = areas.add_area(session, name="河西村", kind=AreaKind.VILLAGE, parent=town)
    office = accounts.add_user(
        session, username="office", name="office", role=Role.OFFICE, password_hash=None, area_id=top.id
    )
    return City(
        top,
        town,
        village,
        other,
        cadre(session, "mayor", top),
        cadre(session, "town", town),
        cadre(session, "village", village),
        cadre(session, "neighbour", other),
        office,
        shop(session, "小店", village),
    )


def shop(session: Session, name: str, area: Area, level: Level = Level.D) -> Business:
    return catalog.add_business(session, name=name, level=level, area_id=area.id)


def give(
    session: Session, city: City, who: User, *businesses: Business, override: str = "", now: datetime = LATER
) -> int:
    what = Handover(tuple(item.id for item in businesses), who.id, override)
    return assignments.assign(session, ALL, what, by=city.office, now=now)


@pytest.mark.parametrize(("level", "kind", "top"), list(product(Level, AreaKind, AreaKind)))
def test_tiers(level: Level, kind: AreaKind, top: AreaKind) -> None:
    tiers = Tiers(ASSIGNMENT.default, top)
    area = Area("a", "", kind, None, "a/")
    wanted = max(list(Level).index(level), DEPTH[top])
    fit = tiers.fit(level, "a/b/", area)
    assert fit is (
        Fit.RIGHT if DEPTH[kind] == wanted else Fit.HIGHER if DEPTH[kind] < wanted else Fit.TOO_LOW
    )
    assert tiers.fit(level, "c/", area) is Fit.ELSEWHERE
    assert tiers.fit(level, None, area) is Fit.ELSEWHERE
    assert tiers.fit(level, "a/", None) is Fit.ELSEWHERE


def test_the_right_tier_is_assigned_and_a_higher_one_with_a_reason(database: Database) -> None:
    with database.writing() as session:
        city = build(session)
        assert give(session, city, city.village_cadre, city.small) == 1
        assert give(session, city, city.village_cadre, city.small) == 0
        with pytest.raises(Unfit) as raised:
            give(session, city, city.town_cadre, city.small)
        assert raised.value.misfits == (("小店", Fit.HIGHER),)
        assert give(session, city, city.town_cadre, city.small, override="问题突出") == 1
        for wrong, fit in ((city.neighbour, Fit.ELSEWHERE), (city.town_cadre, Fit.HIGHER)):
            with pytest.raises(Unfit) as raised:
                give(session, city, wrong, city.small)
            assert raised.value.misfits[0][1] is fit
        big = shop(session, "大店", city.village, Level.B)
        with pytest.raises(Unfit) as raised:
            give(session, city, city.town_cadre, big)
        assert raised.value.misfits == (("大店", Fit.TOO_LOW),)
        rows = session.scalars(select(AssignmentRow).order_by(AssignmentRow.id)).all()
        assert [(row.user_id, row.until, row.override_reason) for row in rows] == [
            (city.village_cadre.id, LATER, ""),
            (city.town_cadre.id, None, "问题突出"),
        ]
        assert rows[0].ended_by == city.office.id


def test_an_office_reaches_only_its_own_area(database: Database) -> None:
    with database.writing() as session:
        city = build(session)
        village = InArea(city.village.path)
        inside = Handover((city.small.id,), city.village_cadre.id)
        assert assignments.assign(session, village, inside, by=city.office, now=LATER) == 1
        outside = shop(session, "外店", city.other)
        for what in (
            Handover((outside.id,), city.village_cadre.id),
            Handover((city.small.id,), city.neighbour.id),
        ):
            with pytest.raises(NotFound):
                assignments.assign(session, village, what, by=city.office, now=LATER)


def test_who_leaves_leaves_nothing_behind(database: Database) -> None:
    with database.writing() as session:
        city = build(session)
        shops = [city.small, *(shop(session, f"店{number}", city.village) for number in range(3))]
        give(session, city, city.village_cadre, *shops)
        second = cadre(session, "second", city.village)
        leaver = city.village_cadre.id
        held = [item.business_id for item in assignments.held_by(session, Everything(), leaver)]
        assert sorted(held) == sorted(item.id for item in shops)

        def leave(*handovers: Handover) -> int:
            return assignments.leave(session, ALL, leaver, handovers, by=city.office, now=LATER)

        for incomplete in (
            (),
            (Handover(tuple(held[:3]), second.id),),
            (Handover(tuple(held), second.id), Handover(tuple(held[:1]), second.id)),
            (Handover(tuple(held), leaver),),
        ):
            with pytest.raises(Conflict):
                leave(*incomplete)
        moved = leave(
            Handover(tuple(held[:1]), city.town_cadre.id, "过渡"), Handover(tuple(held[1:]), second.id)
        )
        assert moved == 4
        assert assignments.held_by(session, Everything(), leaver) == []
        assert catalog.visible(session, AssignedTo(second.id), held) == frozenset(held[1:])
        assert accounts.find_credentials(session, "village") is None
        with pytest.raises(Conflict, match="left"):
            leave()
        with pytest.raises(Conflict, match="left"):
            give(session, city, city.village_cadre, city.small)


def test_whatever_is_done_every_business_has_one_cadre_or_none(database: Database) -> None:
    chance = Random(5)
    with database.writing() as session:
        city = build(session)
        cadres = [city.village_cadre, *(cadre(session, f"c{number}", city.village) for number in range(3))]
        shops = [city.small, *(shop(session, f"店{number}", city.village) for number in range(6))]
        for step in range(25):
            some = chance.sample(shops, chance.randrange(1, 5))
            give(session, city, chance.choice(cadres), *some, now=LATER + timedelta(hours=step))
            rows = session.execute(
                select(AssignmentRow.business_id, AssignmentRow.since, AssignmentRow.until)
            ).all()
            for business in shops:
                periods = sorted((since, until) for key, since, until in rows if key == business.id and until)
                current = [row for row in rows if row[0] == business.id and row[2] is None]
                assert len(current) <= 1
                # Without a gap and without overlap.
                assert all(one[1] == other[0] for one, other in pairwise(periods))


def at_once(*works: Callable[[], object]) -> None:
    """Each in a thread of its own; what one raises, others but a conflict, fails the test."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        ready.wait()
        with suppress(Conflict):
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        for waiting in [pool.submit(run, work) for work in works]:
            waiting.result()


def test_of_two_who_assign_at_once_one_waits_for_the_other(database: Database) -> None:
    with database.writing() as session:
        city = build(session)
        shops = [city.small, *(shop(session, f"店{number}", city.village) for number in range(8))]
        rivals = [cadre(session, f"c{number}", city.village) for number in range(3)]

    def assign(who: User, some: list[Business], now: datetime) -> None:
        with database.writing() as session:
            give(session, city, who, *some, now=now)

    chance = Random(3)
    for step in range(5):
        now = LATER + timedelta(minutes=step)
        at_once(*(partial(assign, who, chance.sample(shops, len(shops)), now) for who in rivals))
        with database.reading() as session:
            current = session.scalars(select(AssignmentRow).where(AssignmentRow.until.is_(None))).all()
        assert sorted(row.business_id for row in current) == sorted(item.id for item in shops)
        assert len({row.user_id for row in current}) == 1


def test_who_leaves_is_given_nothing_meanwhile(database: Database) -> None:
    with database.writing() as session:
        city = build(session)
        leavers = [cadre(session, f"c{number}", city.village) for number in range(4)]
        more = [shop(session, f"店{number}", city.village) for number in range(4)]

    def assign(who: User, business: Business) -> None:
        with database.writing() as session:
            give(session, city, who, business)

    def leave(who: User) -> None:
        with database.writing() as session:
            assignments.leave(session, ALL, who.id, (), by=city.office, now=LATER)

    for who, business in zip(leavers, more, strict=True):
        at_once(partial(leave, who), partial(assign, who, business))
    with database.reading() as session:
        gone = select(UserRow.id).where(UserRow.left_at.is_not(None))
        orphaned = select(AssignmentRow).where(AssignmentRow.until.is_(None), AssignmentRow.user_id.in_(gone))
        assert session.scalars(orphaned).all() == []


@pytest.mark.parametrize("direct", [None, AreaKind.VILLAGE])
def test_the_database_finds_the_same_misfits_as_the_tiers(
    database: Database, direct: AreaKind | None
) -> None:
    """direct: of an area that lies beside the towns without being one."""
    chance = Random(7)
    with database.writing() as session:
        city = build(session)
        elsewhere = areas.add_area(session, name="苏州市", kind=AreaKind.PREFECTURE)
        tree = [city.top, city.town, city.village, city.other, elsewhere]
        if direct is not None:
            tree.append(areas.add_area(session, name="直属村", kind=direct, parent=city.top))
        cadres = [cadre(session, f"c{number}", chance.choice(tree)) for number in range(12)]
        wrong: dict[str, Area] = {}
        for number in range(60):
            area, level, who = chance.choice(tree), chance.choice(list(Level)), chance.choice(cadres)
            business, reason = shop(session, f"店{number}", area, level), chance.choice(["", "提级"])
            session.add(
                AssignmentRow(business_id=business.id, user_id=who.id, since=LATER, override_reason=reason)
            )
            home = next(item for item in tree if item.id == who.area_id)
            top = elsewhere if area is elsewhere else city.top
            if not Tiers(ASSIGNMENT.default, top.kind).suits(level, area.path, home, reason):
                wrong[business.id] = area
        session.flush()
        asked = BusinessFilters(unfit_by=ASSIGNMENT.default)
        found, _ = coverage.charges(session, ALL, asked, after=None, limit=200)
        assert {item.id for item in found} == set(wrong)
        assert 0 < len(wrong) < 60
        for area in (city.top, city.town):
            below = Counter(place.id for place in wrong.values() if holds(area.path, place.path))
            assert misfits.count_unfit(session, area, ASSIGNMENT.default) == below
        counted = misfits.count_unfit(session, city.top, ASSIGNMENT.default)
        whole, _ = coverage.coverage(session, city.top, most=9, at=LATER, unfit=counted)
        assert whole.unfit == sum(counted.values())


def test_coverage_counts_as_by_hand(database: Database) -> None:
    chance = Random(11)
    with database.writing() as session:
        city = build(session)
        tree = [city.top, city.town, city.village, city.other]
        cadres = [city.mayor, city.town_cadre, city.village_cadre, city.neighbour]
        where = {city.small.id: city.village}
        for number in range(30):
            area = chance.choice(tree)
            where[shop(session, f"店{number:02}", area).id] = area
        held: dict[str, str] = {}
        for business_id, area in where.items():
            fitting = [user for user in cadres if holds(_path(tree, user), area.path)]
            if chance.random() < 0.7:
                who = chance.choice(fitting)
                assignments.assign(
                    session, ALL, Handover((business_id,), who.id, "提级"), by=city.office, now=LATER
                )
                held[business_id] = who.id
        whole, parts = coverage.coverage(session, city.top, most=3, at=LATER)
        for standing in (whole, *parts):
            inside = {key for key, area in where.items() if holds(standing.area.path, area.path)}
            there = [user for user in cadres if holds(standing.area.path, _path(tree, user))]
            loads = [list(held.values()).count(user.id) for user in there]
            assert standing.businesses == len(inside)
            assert standing.covered == len(inside & held.keys())
            assert (standing.cadres, standing.overloaded) == (len(there), sum(load > 3 for load in loads))
        assert [item.area for item in parts] == [city.town]
        assert whole.has_areas
        assert parts[0].has_areas

        seen: list[str] = []
        after: NameCursor | None = None
        for _ in range(20):
            page, after = coverage.charges(
                session, ALL, BusinessFilters(uncovered=True), after=after, limit=4
            )
            seen += [item.id for item in page]
            if after is None:
                break
            after = NameCursor.decode(after.encode())
        assert len(seen) == len(set(seen))
        assert set(seen) == where.keys() - held.keys()
        for user in cadres:
            mine, _ = coverage.charges(session, ALL, BusinessFilters(cadre_id=user.id), after=None, limit=100)
            assert {item.id for item in mine} == {key for key, value in held.items() if value == user.id}
        listed: list[CadreLoad] = []
        place: LoadCursor | None = None
        for _ in range(len(cadres)):
            some, place, count = cadre_list.cadres(
                session, ALL, CadreFilters(), now=LATER, after=place, limit=1
            )
            listed += some
            assert count == len(cadres)
            if place is None:
                break
            place = LoadCursor.decode(place.encode())
        assert {item.id for item in listed} == {user.id for user in cadres}
        assert [item.businesses for item in listed] == sorted(
            (item.businesses for item in listed), reverse=True
        )


def test_who_may_answer_is_offered_the_fittest_and_least_loaded_first(database: Database) -> None:
    with database.writing() as session:
        city = build(session)
        second = cadre(session, "second", city.village)
        give(session, city, city.village_cadre, city.small)
        more = shop(session, "大店", city.town, Level.C)

        def offered(*businesses: Business, query: str = "", limit: int = 50) -> tuple[list[str], int]:
            ids = [item.id for item in businesses]
            found, count = cadre_list.who_may_answer(
                session, ALL, ids, ASSIGNMENT.default, now=LATER, query=query, limit=limit
            )
            return [item.username for item in found], count

        assert offered(city.small) == (["second", "village", "town", "mayor"], 4)
        assert offered(city.small, limit=1) == (["second"], 4)
        assert offered(city.small, query="vill") == (["village"], 1)
        assert offered(more) == (["town", "mayor"], 2)
        assert offered(city.small, more) == (["town", "mayor"], 2)
        assert give(session, city, second, city.small) == 1


def _path(tree: list[Area], user: User) -> str:
    return next(area.path for area in tree if area.id == user.area_id)
