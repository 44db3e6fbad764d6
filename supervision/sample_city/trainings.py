"""The trainings, competitions and sample tests of the past year, and who took part."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from models.areas import Area, AreaKind
from models.training_tables import ParticipantRow, TrainingRow
from models.trainings import TrainingKind
from supervision.sample_city.plan import Times
from supervision.sample_city.register import Cadre, City, Shop
from supervision.sample_city.rows import Rows, new_id
from supervision.tasks import Quarter

SUBJECTS = (
    "从业人员着装与洗手",
    "餐用具清洗消毒",
    "食品留样与追溯",
    "日管控、周排查、月调度",
    "冷藏与热加工温度",
)
AWARDS = ("一等奖", "二等奖", "二等奖", "三等奖", "三等奖", "三等奖")
TRAINED, COMPETED, TESTED = 24, 20, 30
"""How many take part at most, and as few as half of them: businesses of a town, cadres of a district, and
each of both in the city."""
PASS = 60
"""Points of a hundred that a sample test is passed with."""
Someone = TypeVar("Someone", Shop, Cadre)


class Trainings:
    def __init__(self, times: Times, rng: Random, rows: Rows) -> None:
        self._times, self._rng, self._rows = times, rng, rows

    def draw(self, city: City) -> None:
        """In every quarter a training in each town, a competition in each district, a test in the city."""
        shops, cadres = _by_office(city.shops), _by_area(city.cadres)
        for quarter in self._times.quarters:
            for area in city.areas:
                match area.kind:
                    case AreaKind.TOWN:
                        took = self._trained(shops[city.offices[area.id]], cadres[area.path])
                        self._add(city, area, quarter, TrainingKind.TRAINING, took)
                    case AreaKind.COUNTY:
                        took = self._competed(cadres[area.path])
                        self._add(city, area, quarter, TrainingKind.COMPETITION, took)
                    case AreaKind.PREFECTURE:
                        self._add(city, area, quarter, TrainingKind.SAMPLE_TEST, self._tested(city))

    def _add(
        self,
        city: City,
        area: Area,
        quarter: Quarter,
        kind: TrainingKind,
        took_part: Iterator[dict[str, Any]],
    ) -> None:
        day = self._working_day(quarter)
        if day >= self._times.today:
            return
        training_id = new_id(self._rng)
        self._rows.add(
            TrainingRow,
            {
                "id": training_id, "kind": str(kind), "title": self._title(kind, quarter),
                "area_id": area.id, "day": day, "note": "", "user_id": city.offices[area.id],
                "at": min(self._times.at(day + timedelta(days=1), 9.5), self._times.now),
            },
        )  # fmt: skip
        self._rows.extend(ParticipantRow, ({"training_id": training_id} | who for who in took_part))

    def _working_day(self, quarter: Quarter) -> date:
        day = quarter.first + timedelta(days=self._rng.randrange(10, 80))
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _title(self, kind: TrainingKind, quarter: Quarter) -> str:
        when = f"{quarter.first.year} 年第{'一二三四'[(quarter.first.month - 1) // 3]}季度"
        match kind:
            case TrainingKind.TRAINING:
                return f"{when}从业人员培训:{self._rng.choice(SUBJECTS)}"
            case TrainingKind.COMPETITION:
                return f"{when}包保干部知识竞赛"
            case TrainingKind.SAMPLE_TEST:
                return f"{when}食品安全知识抽考"

    def _trained(self, shops: Sequence[Shop], cadres: Sequence[Cadre]) -> Iterator[dict[str, Any]]:
        for shop in _some(self._rng, shops, TRAINED):
            yield _took(shop, people=self._rng.randint(1, 4))
        for cadre in _some(self._rng, cadres, 3):
            yield _took(cadre)

    def _competed(self, cadres: Sequence[Cadre]) -> Iterator[dict[str, Any]]:
        competitors = _some(self._rng, cadres, COMPETED)
        scores = sorted((self._score() for _ in competitors), reverse=True)
        for place, (cadre, score) in enumerate(zip(competitors, scores, strict=True)):
            yield _took(cadre, score=score, note=AWARDS[place] if place < len(AWARDS) else "")

    def _tested(self, city: City) -> Iterator[dict[str, Any]]:
        shops = _some(self._rng, [shop for shop in city.shops if shop.is_active], TESTED)
        cadres = _some(self._rng, city.cadres, TESTED)
        everybody: list[Shop | Cadre] = [*shops, *cadres]
        for who in everybody:
            score = self._score()
            yield _took(who, score=score, passed=score >= PASS)

    def _score(self) -> float:
        return float(min(100, max(20, round(self._rng.gauss(82, 11)))))


def _by_office(shops: Sequence[Shop]) -> defaultdict[str, list[Shop]]:
    found: defaultdict[str, list[Shop]] = defaultdict(list)
    for shop in shops:
        if shop.is_active:
            found[shop.office_id].append(shop)
    return found


def _by_area(cadres: Sequence[Cadre]) -> defaultdict[str, list[Cadre]]:
    """Those who work in an area or below it, by its path."""
    found: defaultdict[str, list[Cadre]] = defaultdict(list)
    for cadre in cadres:
        ids = cadre.area.path.rstrip("/").split("/")
        for depth in range(len(ids)):
            found["/".join(ids[: depth + 1]) + "/"].append(cadre)
    return found


def _some(rng: Random, of: Sequence[Someone], most: int) -> Sequence[Someone]:
    return rng.sample(of, min(rng.randint(most // 2, most), len(of)))


def _took(
    who: Shop | Cadre,
    *,
    people: int = 1,
    score: float | None = None,
    passed: bool | None = None,
    note: str = "",
) -> dict[str, Any]:
    is_shop = isinstance(who, Shop)
    return {
        "business_id": who.id if is_shop else None, "user_id": None if is_shop else who.id, "people": people,
        "score": score, "passed": passed, "note": note,
    }  # fmt: skip
