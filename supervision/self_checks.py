"""Which self-checks are due when, what their forms ask, and when one is complete. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated

from pydantic import Field

from models.businesses import Position
from models.errors import BrightkitchenError, InvalidValue
from models.opening import EVERY_DAY
from models.places import Words
from models.self_checks import Filled, FormItem, SelfCheckKind, Verdict

DAY = timedelta(days=1)


class NotComplete(BrightkitchenError):
    """The record cannot be filed yet; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class SelfCheckForm:
    """title: of the record. positions: who of the three persons may answer for it. due: by which local time
    of the last day, or of the day `grace_days` after it. items: what is looked at."""

    title: Words
    positions: tuple[Position, ...]
    due: time
    grace_days: Annotated[int, Field(ge=0, le=31)]
    items: tuple[FormItem, ...]

    def __post_init__(self) -> None:
        keys = [item.key for item in self.items]
        if not keys or len(set(keys)) != len(keys):
            raise InvalidValue("a form has items, each with a key of its own")
        if not self.positions:
            raise InvalidValue("somebody must answer for it")


@dataclass(frozen=True, slots=True)
class SelfCheckPolicy:
    """remind_hours: how long before it is due a business is reminded of what it has not filed. ask_days: how
    long after that a record which was not filed is still asked for."""

    daily: SelfCheckForm
    weekly: SelfCheckForm
    monthly: SelfCheckForm
    remind_hours: Annotated[int, Field(ge=1, le=72)] = 4
    ask_days: Annotated[int, Field(ge=0, le=31)] = 7

    def form(self, kind: SelfCheckKind) -> SelfCheckForm:
        return {
            SelfCheckKind.DAILY: self.daily,
            SelfCheckKind.WEEKLY: self.weekly,
            SelfCheckKind.MONTHLY: self.monthly,
        }[kind]


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a record is about, both included, and until when it is to be filed."""

    kind: SelfCheckKind
    first: date
    last: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """Of what days records are due of a business: none from before `since`, its first day under supervision,
    and daily ones only of the days on which it opens, as bits with Monday the lowest."""

    since: date | None = None
    open_days: int = EVERY_DAY

    def owes(self, period: Period) -> bool:
        if self.since is not None and period.first < self.since:
            return False
        is_open = self.open_days >> period.first.weekday() & 1
        return bool(is_open) or period.kind is not SelfCheckKind.DAILY


def period_of(kind: SelfCheckKind, day: date, policy: SelfCheckPolicy, zone: tzinfo) -> Period:
    """The day, the week from Monday, or the month that holds `day`."""
    match kind:
        case SelfCheckKind.DAILY:
            first = last = day
        case SelfCheckKind.WEEKLY:
            first = day - DAY * day.weekday()
            last = first + DAY * 6
        case SelfCheckKind.MONTHLY:
            first = day.replace(day=1)
            last = (first + DAY * 31).replace(day=1) - DAY
    form = policy.form(kind)
    due_at = datetime.combine(last + DAY * form.grace_days, form.due, zone)
    return Period(kind, first, last, due_at)


def periods_between(
    kind: SelfCheckKind, since: date, until: date, policy: SelfCheckPolicy, zone: tzinfo
) -> list[Period]:
    """The periods that begin from one day to another, both included."""
    periods, day = [], since
    while day <= until:
        period = period_of(kind, day, policy, zone)
        if period.first >= since:
            periods.append(period)
        day = period.last + DAY
    return periods


def periods_asked(policy: SelfCheckPolicy, zone: tzinfo, now: datetime) -> list[Period]:
    """What may be asked of a business: the day, the week and the month that hold this moment, and behind them
    those before which are not due yet or were due lately, the earliest due first."""
    today = now.astimezone(zone).date()
    current = [period_of(kind, today, policy, zone) for kind in SelfCheckKind]
    earlier = []
    for period in current:
        before = period_of(period.kind, period.first - DAY, policy, zone)
        while before.due_at + DAY * policy.ask_days >= now:
            earlier.append(before)
            before = period_of(before.kind, before.first - DAY, policy, zone)
    return [*current, *sorted(earlier, key=lambda period: period.due_at)]


def check_complete(
    form: SelfCheckForm,
    position: Position,
    filled: Sequence[Filled],
    zero_risk: bool,
    note: str,
    violations: int,
) -> None:
    """Raises NotComplete unless every item is answered, each problem told, and none found said explicitly.

    Who has violations of those days on record cannot say that there was nothing without a word why.
    """
    if position not in form.positions:
        raise NotComplete("this record is for another of the three persons")
    if [item.item.key for item in filled] != [item.key for item in form.items]:
        raise NotComplete("every item of the form must be answered")
    problems = [item for item in filled if item.verdict is Verdict.PROBLEM]
    if any(not item.note.strip() for item in problems):
        raise NotComplete("say of each problem what it is and what was done")
    if zero_risk == bool(problems):
        raise NotComplete("either there are problems, or say that there are none")
    if zero_risk and violations and not note.strip():
        raise NotComplete("violations are on record for these days: say why there is nothing to report")


def suggested(form: SelfCheckForm, broken: Mapping[str, int]) -> tuple[Filled, ...]:
    """The form filled in as far as the service knows: items of broken rules are problems.

    broken: how many violations of a rule, or findings of a camera, by the key of the item they speak of.
    """
    return tuple(Filled(item, Verdict.PROBLEM if broken.get(item.key) else Verdict.OK) for item in form.items)


def _item(key: str, zh: str, en: str) -> FormItem:
    return FormItem(key, Words(zh, en))


_STAFF = (
    _item("mask", "从业人员佩戴口罩", "Staff wear masks"),
    _item("hat", "从业人员佩戴工作帽", "Staff wear hats"),
    _item("gloves", "直接入口食品操作佩戴手套", "Ready-to-eat food is handled with gloves"),
)
DEFAULT_SELF_CHECK_POLICY = SelfCheckPolicy(
    daily=SelfCheckForm(
        Words("每日食品安全检查记录", "Daily food-safety record"),
        (Position.OFFICER, Position.DIRECTOR),
        time(22),
        0,
        (
            *_STAFF,
            _item("health", "从业人员健康证有效、晨检无异常", "Staff have valid health papers and are well"),
            _item("stock", "进货查验、索证索票齐全,无过期食品", "Goods checked, nothing out of date"),
            _item("separation", "生熟分开,凉菜间专人专用", "Raw and cooked kept apart"),
            _item("disinfection", "餐饮具清洗消毒、保洁到位", "Dishes washed, disinfected and kept clean"),
            _item("hygiene", "环境整洁,防蝇防鼠设施完好", "Clean premises, no pests"),
            _item("cameras", "明厨亮灶设备正常在线", "Cameras are on line"),
        ),
    ),
    weekly=SelfCheckForm(
        Words("每周食品安全排查治理报告", "Weekly food-safety report"),
        (Position.DIRECTOR, Position.OFFICER),
        time(22),
        0,
        (
            *_STAFF,
            _item("daily", "日管控记录齐全,问题已整改", "Daily records complete, problems put right"),
            _item("training", "从业人员培训与考核", "Staff training and tests"),
            _item("equipment", "冷藏冷冻、消毒等设施设备运行正常", "Equipment works"),
            _item("cameras", "明厨亮灶设备正常在线", "Cameras are on line"),
        ),
    ),
    monthly=SelfCheckForm(
        Words("每月食品安全调度会议纪要", "Minutes of the monthly food-safety meeting"),
        (Position.PRINCIPAL,),
        time(22),
        3,
        (
            _item("weekly", "周排查情况与问题整改", "Weekly reports and what was put right"),
            _item("cases", "违规与案件整改情况", "Violations and cases"),
            _item("complaints", "投诉举报处理", "Complaints"),
            _item("plan", "下月重点工作安排", "Plan for the next month"),
        ),
    ),
)
