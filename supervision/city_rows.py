"""The lists of a city: what their columns are, and what each row means or what is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.areas import Area, AreaKind
from models.businesses import BusinessStatus, Position, RiskGrade
from models.errors import InvalidValue
from models.opening import OpeningHours
from models.people import Level
from supervision.sheets import Column, Row


class Listing(StrEnum):
    AREAS = "areas"
    BUSINESSES = "businesses"
    CADRES = "cadres"


class Wrong(StrEnum):
    """What can be wrong with a row; the words are in supervision/import_words.py."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_ONE_OF = "not_one_of"
    BAD_HOURS = "bad_hours"
    TWICE = "twice"
    NO_SUCH_AREA = "no_such_area"
    SEVERAL_AREAS = "several_areas"
    NO_TOP = "no_top"
    NO_SUCH_CADRE = "no_such_cadre"
    ELSEWHERE = "elsewhere"
    TOO_LOW = "too_low"
    NEEDS_REASON = "needs_reason"
    OTHER_ROLE = "other_role"
    HAS_LEFT = "has_left"
    NO_LONGER_FITS = "no_longer_fits"
    """Of a row that is taken: who answers for the business could not be assigned to it any more."""
    HOLDS_UNFIT = "holds_unfit"
    """Of a row that is taken: the cadre could not be assigned to some of their businesses any more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """column: its key. value: what stands there. allowed: what may, where that is a short list."""

    line: int
    column: str
    wrong: Wrong
    value: str = ""
    allowed: tuple[str, ...] = ()


AREA_COLUMNS = {
    AreaKind.PREFECTURE: Column("prefecture", "地级市", "Prefecture", "上级区划;顶级为县级时留空", "苏州市"),
    AreaKind.COUNTY: Column("county", "区县", "County", "区、县或县级市", "港城市"),
    AreaKind.TOWN: Column("town", "镇街", "Town", "镇、乡或街道", "杨柳镇"),
    AreaKind.VILLAGE: Column("village", "村社区", "Village", "村或社区", "河东村"),
}
_PLACE = tuple(AREA_COLUMNS.values())
STATUS_WORDS = {
    "营业": BusinessStatus.ACTIVE, "在营": BusinessStatus.ACTIVE, "active": BusinessStatus.ACTIVE,
    "停业": BusinessStatus.SUSPENDED, "歇业": BusinessStatus.SUSPENDED, "suspended": BusinessStatus.SUSPENDED,
    "注销": BusinessStatus.CLOSED, "关闭": BusinessStatus.CLOSED, "closed": BusinessStatus.CLOSED,
}  # fmt: skip
PERSON_COLUMNS = {
    Position.PRINCIPAL: ("principal", "principal_phone"),
    Position.DIRECTOR: ("director", "director_phone"),
    Position.OFFICER: ("officer", "officer_phone"),
}
COLUMNS: Mapping[Listing, Sequence[Column]] = {
    Listing.AREAS: _PLACE,
    Listing.BUSINESSES: (
        Column("licence", "许可证编号", "Licence", "唯一;再次导入时按它更新", "JY23205820000001", True),
        Column("name", "企业名称", "Name", "", "红灯笼餐厅", True),
        *_PLACE,
        Column("address", "地址", "Address", "", "人民中路 18 号"),
        Column("kind", "业态", "Kind", "须为制度参数「业态」中的一项", "餐饮服务"),
        Column("level", "包保级别", "Level", "A、B、C 或 D", "C", True),
        Column("risk_grade", "风险等级", "Risk grade", "A、B、C 或 D,A 风险最低", "B"),
        Column("opening_hours", "营业时间", "Opening hours", "多段用分号隔开", "周一至周五 06:30-13:30"),
        Column("status", "状态", "Status", "营业、停业或注销;新企业留空为营业", "营业"),
        Column("principal", "主要负责人", "Principal", "", "李明"),
        Column("principal_phone", "主要负责人电话", "Principal's phone"),
        Column("director", "食品安全总监", "Director"),
        Column("director_phone", "食品安全总监电话", "Director's phone"),
        Column("officer", "食品安全员", "Officer"),
        Column("officer_phone", "食品安全员电话", "Officer's phone"),
        Column("cadre", "包保干部", "Cadre", "干部的用户名;须先导入干部", "wangjianguo"),
        Column("override", "提级理由", "Reason for a higher level", "干部层级高于包保级别时必填"),
    ),
    Listing.CADRES: (
        Column("username", "用户名", "Username", "唯一;再次导入时按它更新", "wangjianguo", True),
        Column("name", "姓名", "Name", "", "王建国", True),
        Column("title", "职务", "Title", "", "副镇长"),
        Column("phone", "电话", "Phone"),
        *_PLACE,
    ),
}
LONGEST = {
    "licence": 60, "name": 200, "address": 400, "kind": 40, "opening_hours": 200, "principal": 100,
    "principal_phone": 40, "director": 100, "director_phone": 40, "officer": 100, "officer_phone": 40,
    "override": 400, "username": 100, "title": 100, "phone": 40, "prefecture": 100,
    "county": 100, "town": 100, "village": 100,
}  # fmt: skip


class AreaIndex:
    """Areas by what people call them: all names from the top down, or as many of the last as are needed."""

    def __init__(self, areas: Sequence[Area]) -> None:
        by_id = {area.id: area for area in areas}
        self.by_id = by_id
        self._exact: dict[tuple[str, ...], Area] = {}
        self._ending: dict[tuple[str, ...], list[Area]] = {}
        for area in areas:
            names = tuple(by_id[key].name for key in area.path.split("/")[:-1])
            self._exact[names] = area
            for start in range(len(names)):
                self._ending.setdefault(names[start:], []).append(area)

    def find(self, names: tuple[str, ...]) -> Area | Wrong:
        if names in self._exact:
            return self._exact[names]
        found = self._ending.get(names, [])
        if len(found) == 1:
            return found[0]
        return Wrong.SEVERAL_AREAS if found else Wrong.NO_SUCH_AREA


@dataclass
class Reading:
    """Reads one row, noting everything that is wrong with it."""

    row: Row
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, wrong: Wrong, value: str = "", allowed: Sequence[str] = ()) -> None:
        self.faults.append(Fault(self.row.line, column, wrong, value, tuple(allowed)))

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.row[key]
        if required and not value:
            self.fault(key, Wrong.MISSING)
        if len(value) > LONGEST[key]:
            self.fault(key, Wrong.TOO_LONG, value, (str(LONGEST[key]),))
        return value

    def choice(self, key: str, words: Mapping[str, Any], allowed: Sequence[str]) -> Any:
        value = self.row[key]
        if not value:
            return None
        if value not in words:
            self.fault(key, Wrong.NOT_ONE_OF, value, allowed)
        return words.get(value)

    def area(self, index: AreaIndex, *, required: bool = False) -> Area | None:
        named = [(column.key, self.row[column.key]) for column in _PLACE if self.row[column.key]]
        if not named:
            if required:
                self.fault(_PLACE[-1].key, Wrong.MISSING)
            return None
        found = index.find(tuple(name for _, name in named))
        if isinstance(found, Wrong):
            self.fault(named[-1][0], found, " / ".join(name for _, name in named))
            return None
        return found


@dataclass(frozen=True, slots=True)
class BusinessEntry:
    """What a row says of a business; None or an empty text says nothing, and leaves what is there."""

    licence: str
    values: Mapping[str, str]
    """By column of the table of businesses, without empty ones."""
    persons: Mapping[Position, tuple[str, str]]
    """Name and phone."""
    level: Level | None
    area: Area | None
    cadre: str
    override: str


def read_business(row: Row, index: AreaIndex, kinds: Sequence[str]) -> tuple[BusinessEntry, list[Fault]]:
    reading = Reading(row)
    letters = "ABCD"
    level = reading.choice("level", {item.value: item for item in Level}, letters)
    if not row["level"]:
        reading.fault("level", Wrong.MISSING, allowed=letters)
    grade = reading.choice("risk_grade", {item.value: item for item in RiskGrade}, letters)
    status = reading.choice("status", STATUS_WORDS, ("营业", "停业", "注销"))
    area = reading.area(index)
    values = {
        "name": reading.text("name", required=True),
        "address": reading.text("address"),
        "kind": reading.choice("kind", dict(zip(kinds, kinds, strict=True)), kinds) or "",
        "level": level or "",
        "risk_grade": grade or "",
        "opening_hours": _hours(reading),
        "status": status or "",
        "area_id": area.id if area else "",
    }
    persons = {
        position: (name, reading.text(phone))
        for position, (person, phone) in PERSON_COLUMNS.items()
        if (name := reading.text(person))
    }
    entry = BusinessEntry(
        licence=reading.text("licence", required=True),
        values={key: str(value) for key, value in values.items() if value},
        persons=persons,
        level=level,
        area=area,
        cadre=row["cadre"],
        override=reading.text("override"),
    )
    return entry, reading.faults


def _hours(reading: Reading) -> str:
    text = reading.text("opening_hours")
    try:
        return str(OpeningHours.parse(text)) if text else ""
    except InvalidValue:
        reading.fault("opening_hours", Wrong.BAD_HOURS, text)
        return ""


@dataclass(frozen=True, slots=True)
class CadreEntry:
    username: str
    values: Mapping[str, str]


def read_cadre(row: Row, index: AreaIndex) -> tuple[CadreEntry, list[Fault]]:
    reading = Reading(row)
    area = reading.area(index, required=True)
    values = {
        "name": reading.text("name", required=True),
        "title": reading.text("title"),
        "phone": reading.text("phone"),
        "area_id": area.id if area else "",
    }
    entry = CadreEntry(
        reading.text("username", required=True), {key: value for key, value in values.items() if value}
    )
    return entry, reading.faults


def read_area(row: Row) -> tuple[list[tuple[AreaKind, str]], list[Fault]]:
    """The area and all it lies in, from the top down."""
    reading = Reading(row)
    chain = [(kind, reading.text(column.key)) for kind, column in AREA_COLUMNS.items() if row[column.key]]
    if chain and chain[0][0] not in (AreaKind.PREFECTURE, AreaKind.COUNTY):
        reading.fault(AREA_COLUMNS[AreaKind.COUNTY].key, Wrong.NO_TOP)
    return chain, reading.faults
