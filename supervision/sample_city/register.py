"""Who is in the made-up city: areas, offices, cadres, businesses, and who answers for whom."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from models.account_tables import AccountActRow
from models.area_tables import AreaRow
from models.areas import Area, AreaKind, path_of
from models.businesses import BusinessStatus, Position
from models.opening import OpeningHours
from models.people import AccountAct, Level, Role
from models.tables import AssignmentRow, BusinessRow, PersonRow, UserRow
from supervision.sample_city import names
from supervision.sample_city.names import Names
from supervision.sample_city.plan import Plan, Times
from supervision.sample_city.rows import Rows, new_id
from supervision.self_checks import Duty

LANTERN, SCHOOL = "红灯笼餐厅", "实验小学食堂"
"""The businesses whose cameras the demo plays; both have the same cadre."""

SIGN_INS = (
    "cadre",
    "village",
    "leader",
    "lantern",
    "school",
    "town",
    "district",
    "office",
    "regulator",
    "auditor",
    "admin",
)
"""The accounts that can be signed in to: cadres of a town, a village and a district, the two businesses, the
offices of the town, its district and the city, the town's regulator, and who answers for no place."""

TITLES = {
    Level.A: ("市委常委", "副市长", "市人大常委会副主任", "市政协副主席"),
    Level.B: ("区委常委", "副区长", "区人大常委会副主任", "区政协副主席"),
    Level.C: ("镇党委委员", "副镇长", "人大副主席", "食安办主任", "综合执法局局长"),
    Level.D: ("村党支部书记", "村委会主任", "村委会副主任", "村委委员", "网格员"),
}
KINDS: Mapping[Level, Mapping[str, float]] = {
    Level.A: {"中央厨房": 3, "集体用餐配送": 4, "食品生产": 3},
    Level.B: {"学校食堂": 4, "医院食堂": 1, "企事业单位食堂": 2, "餐饮服务": 2, "食品生产": 2, "食品销售": 1},
    Level.C: {"餐饮服务": 6, "学校食堂": 1, "托幼机构食堂": 1.2, "养老机构食堂": 0.6, "企事业单位食堂": 2,
              "食品生产": 0.5, "食品销售": 2, "网络餐饮": 0.6},
    Level.D: {"餐饮服务": 9, "食品销售": 4, "网络餐饮": 1, "食品小作坊": 0.7, "食品摊贩": 1.4,
              "托幼机构食堂": 0.1},
}  # fmt: skip
HOURS = {
    "学校食堂": "周一至周五 06:00-18:30",
    "托幼机构食堂": "周一至周五 06:30-16:30",
    "企事业单位食堂": "周一至周五 05:30-19:00",
    "食品摊贩": "每天 05:30-10:00",
    "食品生产": "周一至周六 07:00-17:00",
}
USUAL_HOURS = (
    "每天 10:00-21:30",
    "每天 06:00-20:00",
    "每天 10:30-14:00; 每天 16:30-21:30",
    "每天 09:00-22:00",
)
OVERRIDE = "投诉集中,提级包保"


@dataclass(frozen=True, slots=True)
class Shop:
    """A business. bent: how prone to break rules, 1 is usual. persons: principal, director, officer.

    cadre_id: who answers for it now, None for the few that nobody answers for. account_id: its own.
    office_id, regulator_id: of its town. is_filmed: it has cameras of its own. duty: of what days records are
    due of it.
    """

    id: str
    name: str
    kind: str
    level: Level
    grade: str
    status: BusinessStatus
    bent: float
    persons: tuple[str, str, str]
    cadre_id: str | None
    account_id: str
    office_id: str
    regulator_id: str
    is_filmed: bool
    duty: Duty

    @property
    def is_active(self) -> bool:
        return self.status is BusinessStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class Cadre:
    id: str
    name: str
    level: Level
    area: Area


@dataclass
class City:
    """office_id: of the whole city's office. accounts: names to sign in by, and what each is."""

    areas: list[Area] = field(default_factory=list)
    cadres: list[Cadre] = field(default_factory=list)
    shops: list[Shop] = field(default_factory=list)
    office_id: str = ""
    offices: dict[str, str] = field(default_factory=dict)
    """Users by the id of their area."""
    regulators: dict[str, str] = field(default_factory=dict)


class Register:
    """Draws the city and adds its rows. password_hash: of the few accounts that can be signed in to."""

    def __init__(self, plan: Plan, times: Times, rng: Random, rows: Rows, password_hash: str | None) -> None:
        self._plan, self._times, self._rng, self._rows = plan, times, rng, rows
        self._password_hash = password_hash
        self._names = Names(rng)
        self._city = City()
        self._children: dict[str, list[Area]] = defaultdict(list)
        self._begun = times.at(times.first - timedelta(days=20), 9)
        """Since when the cadres answer for their businesses."""

    def draw(self) -> City:
        self._areas()
        self._officials()
        self._cadres()
        self._shops()
        return self._city

    # Areas

    def _areas(self) -> None:
        plan = self._plan
        top = self._area(names.CITY, AreaKind.PREFECTURE, None)
        districts = [
            self._area(name, AreaKind.COUNTY, top)
            for name, _ in zip(names.district_names(), range(plan.districts), strict=False)
        ]
        towns = [
            self._area(name, AreaKind.TOWN, district)
            for name, district, _ in zip(
                names.town_names(), cycle(districts), range(plan.towns), strict=False
            )
        ]
        endless = {town.id: names.village_names() for town in towns}
        for town, _ in zip(cycle(towns), range(plan.villages), strict=False):
            self._area(next(endless[town.id]), AreaKind.VILLAGE, town)

    def _area(self, name: str, kind: AreaKind, parent: Area | None) -> Area:
        area_id = new_id(self._rng)
        area = Area(
            area_id,
            name,
            kind,
            parent.id if parent else None,
            path_of(area_id, parent.path if parent else ""),
        )
        self._city.areas.append(area)
        self._children[area.parent_id or ""].append(area)
        self._rows.add(
            AreaRow,
            {"id": area.id, "name": name, "kind": str(kind), "parent_id": area.parent_id, "path": area.path},
        )
        return area

    def _of_kind(self, kind: AreaKind) -> list[Area]:
        return [area for area in self._city.areas if area.kind is kind]

    # People

    def _user(self, username: str, name: str, role: Role, **more: Any) -> str:
        user_id = new_id(self._rng)
        row = {"id": user_id, "username": username, "name": name, "role": str(role), "title": "", "phone": ""}
        blank = {"business_id": None, "area_id": None, "password_hash": None, "left_at": None}
        self._rows.add(UserRow, row | blank | more)
        return user_id

    def _known(self, username: str, name: str, role: Role, **more: Any) -> str:
        """One of the accounts that can be signed in to; opened as soon as the service was there."""
        user_id = self._user(
            self._names.username(username), name, role, password_hash=self._password_hash, **more
        )
        if self._password_hash is not None:
            self._rows.add(
                AccountActRow,
                {
                    "id": new_id(self._rng), "account_id": user_id, "act": str(AccountAct.OPENED),
                    "by_id": None, "at": self._begun,
                },
            )  # fmt: skip
        return user_id

    def _officials(self) -> None:
        city = self._city
        self._known("auditor", "审计 赵敏", Role.AUDITOR)
        self._known("admin", "管理员", Role.ADMIN)
        top, district, town = (
            self._of_kind(kind)[0] for kind in (AreaKind.PREFECTURE, AreaKind.COUNTY, AreaKind.TOWN)
        )
        shown = {top.id: "office", district.id: "district", town.id: "town"}
        for area in city.areas:
            if area.kind is AreaKind.VILLAGE:
                continue
            for role, what, users in (
                (Role.OFFICE, "食安办", city.offices),
                (Role.REGULATOR, "市场监管局", city.regulators),
            ):
                person, latin = self._names.person()
                name = f"{area.name}{what} {person}"
                more = {"area_id": area.id, "phone": self._names.phone()}
                username = (
                    shown.get(area.id) if role is Role.OFFICE else "regulator" if area is town else None
                )
                if username is not None:
                    users[area.id] = self._known(username, name, role, **more)
                else:
                    users[area.id] = self._user(self._names.username(latin), name, role, **more)
        city.office_id = city.offices[top.id]

    def _cadres(self) -> None:
        plan = self._plan
        kinds = dict(zip(Level, AreaKind, strict=True))
        left = plan.cadres - sum(plan.tiers.values())
        for level, count in (plan.tiers | {Level.D: left}).items():
            areas = self._of_kind(kinds[level])
            shown = {Level.B: "leader", Level.C: "cadre", Level.D: "village"}.get(level)
            for number, area in zip(range(count), cycle(areas), strict=False):
                name, latin = self._names.person()
                more = {
                    "area_id": area.id,
                    "title": self._rng.choice(TITLES[level]),
                    "phone": self._names.phone(),
                }
                if number == 0 and shown:
                    user_id = self._known(shown, name, Role.CADRE, **more)
                else:
                    user_id = self._user(self._names.username(latin), name, Role.CADRE, **more)
                self._city.cadres.append(Cadre(user_id, name, level, area))

    # Businesses

    def _shops(self) -> None:
        plan, rng = self._plan, self._rng
        left = plan.businesses - sum(plan.levels.values())
        levels = [level for level, count in (plan.levels | {Level.D: left}).items() for _ in range(count)]
        villages = self._of_kind(AreaKind.VILLAGE)
        sizes = [rng.lognormvariate(0, 0.35) for _ in villages]
        where = rng.choices(villages, sizes, k=len(levels))
        # The demo's two lie in the first town, whose first cadre is the demo's.
        first = self._children[self._of_kind(AreaKind.TOWN)[0].id][0]
        number_of_c = next(i for i, level in enumerate(levels) if level is Level.C)
        for number in (number_of_c, number_of_c + 1):
            where[number] = first
        filmed = self._filmed(levels, shown=(number_of_c, number_of_c + 1))
        pools = self._pools()
        for number, (level, village) in enumerate(zip(levels, where, strict=True)):
            shown = number - number_of_c if number - number_of_c in (0, 1) else None
            self._shop(number, level, village, pools, is_filmed=number in filmed, shown=shown)

    def _filmed(self, levels: Sequence[Level], shown: tuple[int, ...]) -> frozenset[int]:
        """Numbers of the businesses with cameras: rather the larger ones; the demo's get theirs elsewhere."""
        weight = {Level.A: 30.0, Level.B: 20.0, Level.C: 3.0, Level.D: 0.4}
        keys = [
            (self._rng.random() ** (1 / weight[level]), number)
            for number, level in enumerate(levels)
            if number not in shown
        ]
        return frozenset(number for _, number in sorted(keys, reverse=True)[: self._plan.filmed])

    def _pools(self) -> Mapping[str, Iterator[Cadre]]:
        """The cadres of each area, in turn."""
        by_area: dict[str, list[Cadre]] = defaultdict(list)
        for cadre in self._city.cadres:
            by_area[cadre.area.id].append(cadre)
        return {area_id: cycle(cadres) for area_id, cadres in by_area.items()}

    def _cadre_for(
        self, level: Level, village: Area, pools: Mapping[str, Iterator[Cadre]]
    ) -> tuple[Cadre, str]:
        """Whoever answers for it, and why a higher level does where it does."""
        ids = village.path.split("/")[:-1]
        tier = list(Level).index(level)
        lifted = level in (Level.C, Level.D) and self._rng.random() < 0.004
        for depth in range(tier - lifted, -1, -1):
            if ids[depth] in pools:
                return next(pools[ids[depth]]), OVERRIDE if depth < tier else ""
        raise ValueError("the city has no cadre above this village")

    def _shop(
        self,
        number: int,
        level: Level,
        village: Area,
        pools: Mapping[str, Iterator[Cadre]],
        *,
        is_filmed: bool,
        shown: int | None,
    ) -> None:
        rng, city = self._rng, self._city
        kind = ("餐饮服务", "学校食堂")[shown] if shown is not None else _drawn(rng, KINDS[level])
        bent = rng.lognormvariate(-0.3, 0.8)
        known = 0.5 * (bent - 1) + rng.gauss(0, 0.7)
        grade = "ABCD"[(known > -0.15) + (known > 0.7) + (known > 1.9)]
        status = BusinessStatus.ACTIVE
        if shown is None and rng.random() < 0.03:
            status = rng.choice((BusinessStatus.SUSPENDED, BusinessStatus.CLOSED))
        licence = f"JY{number:05}{rng.randrange(10**9):09}"
        shop_id = new_id(rng)
        name = (LANTERN, SCHOOL)[shown] if shown is not None else self._names.shop(kind, village.name)
        hours = HOURS.get(kind) or rng.choice(USUAL_HOURS)
        open_days = OpeningHours.parse(hours).days
        self._rows.add(
            BusinessRow,
            {
                "id": shop_id, "name": name, "level": str(level), "address": self._names.address(),
                "area_id": village.id, "kind": kind, "risk_grade": grade, "licence": licence,
                "opening_hours": hours, "open_days": open_days, "status": str(status),
            },
        )  # fmt: skip
        principal, director, officer = (self._names.person()[0] for _ in range(3))
        account = f"{name} {officer}"
        if shown is not None:
            account_id = self._known(
                ("lantern", "school")[shown], account, Role.BUSINESS, business_id=shop_id
            )
        else:
            account_id = self._user(licence.lower(), account, Role.BUSINESS, business_id=shop_id)
        for position, person in zip(Position, (principal, director, officer), strict=True):
            self._rows.add(
                PersonRow,
                {
                    "business_id": shop_id, "position": str(position), "name": person,
                    "phone": self._names.phone(),
                    "user_id": account_id if position is Position.OFFICER else None,
                },
            )  # fmt: skip
        ids = village.path.split("/")
        cadre_id = None
        if shown is not None or rng.random() > 0.003:
            cadre_id = self._assigned(shop_id, level, village, pools, shown is not None)
        city.shops.append(
            Shop(
                shop_id, name, kind, level, grade, status, bent, (principal, director, officer), cadre_id,
                account_id, city.offices[ids[2]], city.regulators[ids[2]], is_filmed,
                Duty(open_days=open_days),
            )
        )  # fmt: skip

    def _assigned(
        self,
        shop_id: str,
        level: Level,
        village: Area,
        pools: Mapping[str, Iterator[Cadre]],
        is_shown: bool,
    ) -> str:
        if is_shown:
            cadre, override = next(item for item in self._city.cadres if item.level is Level.C), ""
        else:
            cadre, override = self._cadre_for(level, village, pools)
        since = self._begun
        if not is_shown and self._rng.random() < 0.02:
            since = self._handed_over(shop_id, level, village, pools, cadre) or since
        self._rows.add(
            AssignmentRow, _assignment(cadre.id, shop_id, since, None, self._city.office_id, override)
        )
        return cadre.id

    def _handed_over(
        self,
        shop_id: str,
        level: Level,
        village: Area,
        pools: Mapping[str, Iterator[Cadre]],
        successor: Cadre,
    ) -> datetime | None:
        """Somebody else answered for it before; when that ended."""
        before, override = self._cadre_for(level, village, pools)
        if before is successor:
            return None
        days = (self._times.today - self._times.first).days
        ended = self._times.at(self._times.first + timedelta(days=self._rng.randrange(days)), 10)
        self._rows.add(
            AssignmentRow, _assignment(before.id, shop_id, self._begun, ended, self._city.office_id, override)
        )
        return ended


def _assignment(
    user_id: str, shop_id: str, since: datetime, until: datetime | None, office_id: str, override: str
) -> dict[str, Any]:
    return {
        "user_id": user_id, "business_id": shop_id, "since": since, "until": until, "assigned_by": office_id,
        "override_reason": override, "ended_by": office_id if until else None,
        "end_reason": "reassigned" if until else "",
    }  # fmt: skip


def _drawn(rng: Random, weights: Mapping[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
