"""The supervision tasks of the past year and how they were done, and the year's campaigns."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from models.task_tables import CampaignRow, TaskRow
from models.tasks import Mode, TaskKind, Withdrawal
from supervision.sample_city.plan import Times
from supervision.sample_city.register import City, Shop
from supervision.sample_city.rows import Progress, Rows, new_id
from supervision.tasks import Campaign, DueTask, Quarter, Standing, TaskPolicy, tasks_due

CANTEENS = frozenset({"学校食堂", "托幼机构食堂", "养老机构食堂", "医院食堂"})
CAMPAIGNS: tuple[tuple[str, tuple[int, int], int, frozenset[str], frozenset[str]], ...] = (
    (
        "元旦春节食品安全专项督导",
        (1, 5),
        30,
        frozenset({"中央厨房", "集体用餐配送", "企事业单位食堂"}),
        frozenset(),
    ),
    ("春季开学校园食品安全专项督导", (2, 20), 24, CANTEENS, frozenset()),
    ("五一假期高风险单位专项督导", (4, 20), 16, frozenset(), frozenset({"D"})),
    ("中高考期间校园周边专项督导", (5, 25), 20, frozenset({"学校食堂"}), frozenset()),
    ("秋季开学校园食品安全专项督导", (8, 25), 24, CANTEENS, frozenset()),
    ("中秋国庆食品安全专项督导", (9, 18), 20, frozenset(), frozenset({"D"})),
    (
        "冬季集中用餐单位专项督导",
        (11, 10),
        30,
        frozenset({"中央厨房", "集体用餐配送", "学校食堂"}),
        frozenset(),
    ),
)
"""Name, month and day of its beginning, days, and the kinds and risk grades that are meant."""
NOTES = (
    "现场秩序良好,制度落实到位,未发现明显问题。",
    "索证索票齐全,从业人员健康证在有效期内。",
    "已提醒加强餐具保洁柜管理。",
    "地面有积水,当场清理完毕。",
    "日管控记录完整,周排查有一项整改未闭环,已督促。",
    "远程查看后厨画面清楚,人员穿戴规范。",
    "冷藏温度记录缺一天,已要求补记并说明。",
    "张贴反食品浪费标识,食品安全总监在岗。",
)


class Tasks:
    def __init__(self, times: Times, rng: Random, rows: Rows, policy: TaskPolicy) -> None:
        self._times, self._rng, self._rows, self._policy = times, rng, rows, policy

    def draw(self, city: City, progress: Progress) -> None:
        campaigns = list(self._campaigns(city))
        for number, shop in enumerate(city.shops):
            standing = self._standing(shop)
            for quarter in self._times.quarters:
                for task in tasks_due(standing, quarter.first, quarter.first, (), self._policy):
                    self._task(shop, task, None)
            for campaign in campaigns:
                if campaign.kinds and shop.kind not in campaign.kinds:
                    continue
                for task in tasks_due(standing, campaign.first, campaign.first, (campaign,), self._policy):
                    if task.kind is TaskKind.CAMPAIGN:
                        self._task(shop, task, campaign)
            self._rows.write_if_many()
            if number % 500 == 0:
                progress("tasks", number, len(city.shops))

    def _standing(self, shop: Shop) -> Standing:
        """As if nothing but the quarter asked for a look."""
        opened = self._times.first - timedelta(days=20)
        return Standing(shop.id, shop.kind, shop.grade, opened, None, self._policy.calm_days)

    def _campaigns(self, city: City) -> Iterator[Campaign]:
        today, first = self._times.today, self._times.first
        for year in range(first.year, today.year + 1):
            for name, (month, day), days, kinds, grades in CAMPAIGNS:
                begins = date(year, month, day)
                if not first <= begins <= today:
                    continue
                ends = begins + timedelta(days=days)
                campaign = Campaign(new_id(self._rng), f"{year} 年{name}", begins, ends, kinds, grades)
                self._rows.add(
                    CampaignRow,
                    {
                        "id": campaign.id, "name": campaign.name, "area_id": None, "first_on": begins,
                        "last_on": ends, "kinds": sorted(kinds), "grades": sorted(grades),
                        "levels": [], "is_on_site": False, "cancelled_at": None, "user_id": city.office_id,
                        "at": self._times.at(begins - timedelta(days=3), 9.5),
                    },
                )  # fmt: skip
                yield campaign

    def _task(self, shop: Shop, task: DueTask, campaign: Campaign | None) -> None:
        now = self._times.now
        row: dict[str, Any] = {
            "id": new_id(self._rng), "key": task.key, "business_id": shop.id, "kind": str(task.kind),
            "campaign_id": campaign.id if campaign else None, "first_on": task.first, "last_on": task.last,
            "rank": 0.0,
            "made_at": self._times.at(task.first, 0.1), "done_at": None, "done_by": None, "mode": None,
            "note": "", "confirmed_at": None, "confirmed_by": None, "withdrawn_at": None,
            "withdrawn_because": None,
        }  # fmt: skip
        done_at = self._done_at(task)
        stopped = not shop.is_active and Quarter.of(task.last) >= self._times.quarters[-2]
        if stopped:
            row["withdrawn_at"] = min(now, self._times.at(task.first + timedelta(days=20), 9))
            row["withdrawn_because"] = str(Withdrawal.CLOSED)
        elif done_at < now and shop.cadre_id is not None:
            row.update(self._done(shop, done_at))
        self._rows.add(TaskRow, row)

    def _done_at(self, task: DueTask) -> datetime:
        """Mostly spread over the time given, more towards its end; a few too late."""
        rng, days = self._rng, (task.last - task.first).days + 1
        share = rng.betavariate(2.0, 1.6)
        if rng.random() < 0.012:
            share = 1 + rng.uniform(0.01, 0.25)
        day = task.first + timedelta(days=int(days * share))
        if day.weekday() >= 5 and share < 0.95:
            day += timedelta(days=2 if day + timedelta(days=2) <= task.last else -2)
        return self._times.at(max(day, task.first), rng.uniform(8.6, 17.4))

    def _done(self, shop: Shop, done_at: datetime) -> dict[str, Any]:
        rng = self._rng
        may_be_remote = self._policy.accepts(Mode.REMOTE, shop.grade, is_filmed=shop.is_filmed)
        is_remote = may_be_remote and rng.random() < 0.55
        confirmed = done_at + timedelta(hours=rng.lognormvariate(1.5, 1.0))
        is_confirmed = confirmed < self._times.now and rng.random() < 0.96
        return {
            "done_at": done_at, "done_by": shop.cadre_id,
            "mode": str(Mode.REMOTE if is_remote else Mode.ON_SITE), "note": rng.choice(NOTES),
            "confirmed_at": confirmed if is_confirmed else None,
            "confirmed_by": shop.account_id if is_confirmed else None,
        }  # fmt: skip
