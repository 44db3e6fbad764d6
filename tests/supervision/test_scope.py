"""What each scope lets through, in SQL as by hand."""

from random import Random

import pytest

from models import accounts, catalog
from models.areas import Area, AreaKind, holds
from models.database import Database
from models.people import AssignedTo, Everything, InArea, Level, Own, Role, Scope
from models.tables import BusinessRow
from supervision import areas
from tests.models import scene

KINDS = list(AreaKind)


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_brute_force_agree(database: Database, seed: int) -> None:
    chance = Random(seed)
    with database.writing() as session:
        tree: list[Area] = []
        for number in range(25):
            parents = [area for area in tree if area.kind is not AreaKind.VILLAGE]
            parent = chance.choice(parents) if parents and number > 1 else None
            kind = KINDS[KINDS.index(parent.kind) + 1] if parent else AreaKind.PREFECTURE
            tree.append(areas.add_area(session, name=f"area {number}", kind=kind, parent=parent))
        where: dict[str, Area | None] = {}
        for number in range(60):
            area = chance.choice([*tree, None])
            made = catalog.add_business(
                session, name=f"b{number}", level=Level.D, area_id=area.id if area else None
            )
            where[made.id] = area
            scene.camera(session, made)
        cadres = [scene.user(session, f"c{number}", Role.CADRE) for number in range(4)]
        assigned: dict[str, set[str]] = {cadre.id: set() for cadre in cadres}
        for _ in range(120):
            cadre, business_id = chance.choice(cadres), chance.choice(list(where))
            if chance.random() < 0.6:
                accounts.assign(session, user_id=cadre.id, business_id=business_id, now=scene.NOON)
                assigned[cadre.id].add(business_id)
            else:
                accounts.withdraw(session, user_id=cadre.id, business_id=business_id, now=scene.NOON)
                assigned[cadre.id].discard(business_id)

    def by_hand(scope: Scope) -> set[str]:
        match scope:
            case Everything():
                return set(where)
            case Own(business_id):
                return {business_id} & set(where)
            case AssignedTo(user_id):
                return assigned.get(user_id, set())
            case InArea(path):
                return {key for key, area in where.items() if area and holds(path, area.path)}

    scopes: list[Scope] = [
        Everything(),
        *(InArea(area.path) for area in tree),
        InArea("0/"),
        *(AssignedTo(cadre.id) for cadre in cadres),
        AssignedTo("nobody"),
        Own(next(iter(where))),
        Own("nothing"),
    ]
    with database.reading() as session:
        for scope in scopes:
            listed = {business.id for business in catalog.list_businesses(session, scope)}
            assert listed == by_hand(scope), scope
            assert {camera.business.id for camera in catalog.list_cameras(session, scope)} == by_hand(scope)
            assert catalog.visible(session, scope, list(where)) == by_hand(scope)
            some = chance.choice(list(where))
            assert catalog.sees(session, scope, some) == (some in by_hand(scope))


def test_a_scope_goes_with_queries_that_speak_of_the_same_tables(database: Database) -> None:
    from sqlalchemy import select

    from models.area_tables import AreaRow

    with database.writing() as session:
        city = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        town = areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=city)
        for area in (city, town):
            catalog.add_business(session, name=area.name, level=Level.D, area_id=area.id)
        query = (
            select(BusinessRow.name, AreaRow.name)
            .join(AreaRow, AreaRow.id == BusinessRow.area_id)
            .where(catalog.within(InArea(town.path), BusinessRow.id))
        )
        assert [tuple(row) for row in session.execute(query)] == [("杨柳镇", "杨柳镇")]
