"""The cameras of the made-up city and how well they were over the year. They have no address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from models.businesses import CameraKind
from models.health import HealthKind, health_finding_id
from models.health_tables import CameraWatchRow, HealthFindingRow
from models.tables import CameraRow
from supervision.sample_city.plan import Times
from supervision.sample_city.register import City, Shop
from supervision.sample_city.rows import Rows, new_id

PLACES = (
    ("cooking", "热灶"),
    ("cutting", "切配"),
    ("cold_dishes", "凉菜间"),
    ("washing", "清洗"),
    ("serving", "备餐"),
)
TROUBLES: Mapping[HealthKind, tuple[float, float]] = {
    HealthKind.OFFLINE: (10, 5),
    HealthKind.STALLED: (5, 0.4),
    HealthKind.COVERED: (2, 1.5),
    HealthKind.OUT_OF_FOCUS: (1, 20),
    HealthKind.MOVED: (1, 30),
    HealthKind.FROZEN: (1, 2),
    HealthKind.BLACK: (1, 3),
    HealthKind.WRONG_CLOCK: (0.6, 40),
    HealthKind.LOW_FPS: (1, 6),
}
"""How often, as weights, and how many hours it lasts, the median."""
WATCH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Eye:
    """A camera of the made-up city."""

    id: str
    name: str
    place: str


class Cameras:
    """Draws cameras, the spans in which they were wanted, and what was wrong with them."""

    def __init__(self, times: Times, rng: Random, rows: Rows) -> None:
        self._times, self._rng, self._rows = times, rng, rows

    def draw(self, city: City) -> Mapping[str, Sequence[Eye]]:
        """The cameras by the id of their business."""
        found = {}
        for shop in city.shops:
            if shop.is_filmed:
                found[shop.id] = self._of_shop(shop)
                self._rows.write_if_many()
        return found

    def _of_shop(self, shop: Shop) -> Sequence[Eye]:
        rng = self._rng
        count = min(len(PLACES), 1 + (rng.random() < 0.6) + (rng.random() < 0.3) + (shop.level in "AB"))
        eyes = [
            Eye(new_id(rng), f"{name} 1 号机", place)
            for place, name in sorted(rng.sample(PLACES, count), key=PLACES.index)
        ]
        accepted = self._times.at(self._times.first - timedelta(days=rng.randint(1, 15)), 10)
        for eye in eyes:
            self._rows.add(
                CameraRow,
                {
                    "id": eye.id, "business_id": shop.id, "name": eye.name, "place": eye.place, "url": "",
                    "kind": str(CameraKind.RTSP), "sub_url": None, "key_process": "", "accepted_at": accepted,
                    "accepted_by": None, "reference_key": None, "zones": [], "retired_at": None,
                    "last_run": 40,
                },
            )  # fmt: skip
            if shop.is_active:
                self._watches(shop, eye, accepted)
                self._findings(shop, eye, accepted)
        return eyes

    def _watches(self, shop: Shop, eye: Eye, begin: datetime) -> None:
        while begin < self._times.now:
            until = min(begin + timedelta(days=WATCH_DAYS), self._times.now)
            self._rows.add(
                CameraWatchRow,
                {
                    "id": new_id(self._rng), "business_id": shop.id, "camera_id": eye.id, "began_at": begin,
                    "until": until,
                },
            )  # fmt: skip
            # The service was started anew.
            begin = until + timedelta(minutes=self._rng.randint(2, 20))

    def _findings(self, shop: Shop, eye: Eye, begin: datetime) -> None:
        rng, now = self._rng, self._times.now
        span = (now - begin) / timedelta(hours=1)
        free: dict[HealthKind, float] = {}
        count = min(30, int(rng.lognormvariate(0.9, 0.8) * min(3.0, shop.bent + 0.4)))
        for at in sorted(rng.uniform(0, span) for _ in range(count)):
            kind = rng.choices(list(TROUBLES), [weight for weight, _ in TROUBLES.values()])[0]
            if at < free.get(kind, 0):
                continue
            lasted = TROUBLES[kind][1] * rng.lognormvariate(0, 1)
            free[kind] = at + lasted + 0.1
            began = begin + timedelta(hours=at)
            ended = began + timedelta(hours=lasted)
            self._rows.add(HealthFindingRow, self._finding(shop, eye, kind, began, ended))

    def _finding(
        self, shop: Shop, eye: Eye, kind: HealthKind, began: datetime, ended: datetime
    ) -> dict[str, Any]:
        seen = began + timedelta(hours=self._rng.uniform(0.2, 20))
        is_seen = seen < self._times.now and self._rng.random() < 0.8
        detail: dict[str, Any] = {"offset_s": 3600.0} if kind is HealthKind.WRONG_CLOCK else {}
        if kind is HealthKind.OFFLINE:
            detail = {"trouble": "timeout"}
        return {
            "id": health_finding_id(eye.id, kind, began), "business_id": shop.id, "camera_id": eye.id,
            "kind": str(kind), "began_at": began, "ended_at": ended if ended < self._times.now else None,
            "detail": detail, "picture_key": None, "acknowledged_at": seen if is_seen else None,
            "acknowledged_by": shop.account_id if is_seen else None,
        }  # fmt: skip
