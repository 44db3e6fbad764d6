"""What the businesses of the made-up city filed: daily, weekly and monthly."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from models.businesses import Position
from models.rules import RuleName
from models.self_check_tables import SelfCheckRow
from models.self_checks import Filled, SelfCheckKind, Verdict
from supervision.sample_city.cases import Broken
from supervision.sample_city.plan import Plan, Times
from supervision.sample_city.register import City, Shop
from supervision.sample_city.rows import Progress, Rows, new_id
from supervision.self_check_store import plain
from supervision.self_checks import Period, SelfCheckForm, SelfCheckPolicy, periods_between

STAFF = frozenset(str(rule) for rule in RuleName)
PROBLEMS = ("已当场整改", "已报修,当天恢复", "已补充并培训当班人员", "已更换并记录")
DESPITE = "摄像头提示已核实并当场整改,未发现其他风险"


class SelfChecks:
    def __init__(self, plan: Plan, times: Times, rng: Random, rows: Rows, policy: SelfCheckPolicy) -> None:
        self._plan, self._times, self._rng, self._rows, self._policy = plan, times, rng, rows, policy
        # What most records say is made once.
        self._clean = {
            kind: plain([Filled(item, Verdict.OK) for item in policy.form(kind).items])
            for kind in SelfCheckKind
        }

        self._titles = {
            kind: {"zh": policy.form(kind).title.zh, "en": policy.form(kind).title.en}
            for kind in SelfCheckKind
        }

    def draw(self, city: City, broken: Broken, progress: Progress) -> None:
        today, zone = self._times.today, self._times.zone
        since = {
            SelfCheckKind.DAILY: today - timedelta(days=self._plan.daily_days),
            SelfCheckKind.WEEKLY: today - timedelta(weeks=self._plan.weekly_weeks),
            SelfCheckKind.MONTHLY: today - timedelta(days=30 * self._plan.months + 5),
        }
        periods = [
            period
            for kind, first in since.items()
            for period in periods_between(kind, first, today, self._policy, zone)
        ]
        for number, shop in enumerate(city.shops):
            # How many records are missing: few of most businesses, many of some.
            care = max(0.35, 1 - self._rng.expovariate(35) * (0.5 + shop.bent))
            for period in periods if shop.is_active else ():
                if shop.duty.owes(period) and self._rng.random() < care:
                    self._file(shop, period, broken)
            self._rows.write_if_many()
            if number % 200 == 0:
                progress("self-checks", number, len(city.shops))

    def _file(self, shop: Shop, period: Period, broken: Broken) -> None:
        rng = self._rng
        filed_at = self._filed_at(period)
        if filed_at >= self._times.now:
            return
        form = self._policy.form(period.kind)
        seen = _of(broken, shop.id, period)
        items, zero_risk, note = self._answered(form, period.kind, seen)
        position = form.positions[0]
        self._rows.add(
            SelfCheckRow,
            {
                "id": new_id(rng), "business_id": shop.id, "kind": str(period.kind), "first": period.first,
                "last": period.last, "due_at": period.due_at,
                "title": self._titles[period.kind],
                "person": shop.persons[list(Position).index(position)], "position": str(position),
                "user_id": shop.account_id, "filed_at": filed_at, "items": items, "zero_risk": zero_risk,
                "note": note, "violations": seen.total(),
            },
        )  # fmt: skip

    def _filed_at(self, period: Period) -> datetime:
        if self._rng.random() < 0.025:
            return period.due_at + timedelta(hours=self._rng.uniform(0.2, 20))
        early = {SelfCheckKind.DAILY: 5.0, SelfCheckKind.WEEKLY: 30.0, SelfCheckKind.MONTHLY: 60.0}
        return period.due_at - timedelta(hours=self._rng.uniform(0.05, early[period.kind]))

    def _answered(
        self, form: SelfCheckForm, kind: SelfCheckKind, seen: Counter[RuleName]
    ) -> tuple[list[dict[str, Any]], bool, str]:
        """The items, whether there is nothing to report, and a note."""
        rng = self._rng
        if seen and rng.random() < 0.2:
            return self._clean[kind], True, DESPITE
        bad = {str(rule) for rule in seen} & {item.key for item in form.items}
        if seen and not bad:
            bad = {"cases"}
        if not seen and rng.random() < 0.06:
            bad = {rng.choice([item.key for item in form.items if item.key not in STAFF])}
        if not bad:
            return self._clean[kind], True, ""
        filled = [
            Filled(item, Verdict.PROBLEM, rng.choice(PROBLEMS))
            if item.key in bad
            else Filled(item, Verdict.OK)
            for item in form.items
        ]
        return plain(filled), False, ""


def _of(broken: Broken, shop_id: str, period: Period) -> Counter[RuleName]:
    days = broken.get(shop_id)
    found: Counter[RuleName] = Counter()
    if days:
        for day, counts in days.items():
            if _lies_in(day, period):
                found += counts
    return found


def _lies_in(day: date, period: Period) -> bool:
    return period.first <= day <= period.last
