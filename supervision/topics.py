"""The topics of policy, with the defaults that are shipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from models.areas import AreaKind
from models.cases import CaseState, Matter, Severity
from models.people import Level
from models.places import Words as ItemWords
from supervision.bulletin_policy import DEFAULT_BULLETIN_POLICY
from supervision.calendar import EIGHT_HOURS, Arrangement, Term, Unit, WorkingCalendar, standard_calendar
from supervision.case_policy import DEFAULT_POLICY, CasePolicy
from supervision.checklists import SHIPPED, Checklist, Item
from supervision.policies import Topic, topic
from supervision.risk import DEFAULT_RISK_POLICY
from supervision.self_checks import DEFAULT_SELF_CHECK_POLICY
from supervision.tasks import DEFAULT_TASK_POLICY

Days = Annotated[int, Field(ge=1, le=366)]
Hours = Annotated[int, Field(ge=1, le=8760)]
Share = Annotated[float, Field(gt=0, lt=1)]
Words = Annotated[str, Field(min_length=1, max_length=40)]


@dataclass(frozen=True, slots=True)
class AssignmentPolicy:
    """Who answers for which business (包保).

    levels: in which kind of area the cadres of each level work. report_days: working days within which a
    change is to be reported. reassign_days: working days within which the office assigns anew; remind_days:
    how many of them before the last it is reminded.
    most_businesses: of one cadre, beyond which they are said to have too many.
    """

    levels: Mapping[Level, AreaKind]
    report_days: Days = 15
    reassign_days: Days = 7
    remind_days: Days = 2
    most_businesses: Annotated[int, Field(ge=1, le=1000)] = 30


ASSIGNMENT = topic(
    "assignment",
    AssignmentPolicy(dict(zip(Level, AreaKind, strict=True))),
)


@dataclass(frozen=True, slots=True)
class BusinessKinds:
    """What kinds of business (业态) there are."""

    names: Annotated[tuple[Words, ...], Field(min_length=1, max_length=60)] = (
        "餐饮服务", "学校食堂", "托幼机构食堂", "养老机构食堂", "医院食堂", "企事业单位食堂", "集体用餐配送",
        "中央厨房", "网络餐饮", "食品生产", "食品销售", "食品小作坊", "食品摊贩",
    )  # fmt: skip


KINDS = topic("business_kinds", BusinessKinds())


@dataclass(frozen=True, slots=True)
class Commitment:
    """承诺书: what a cadre signs. renew_months: after how long it is to be signed anew."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    text: Annotated[str, Field(min_length=1, max_length=8000)]
    renew_months: Annotated[int, Field(ge=1, le=60)] = 12


COMMITMENT = topic(
    "commitment",
    Commitment(
        "食品安全包保责任与任务承诺书",
        "本人作为食品安全包保干部,郑重承诺:\n\n"
        "一、对照责任清单,牢记所包保食品企业的基本情况、风险等级和联系人,情况变化时及时报告。\n"
        "二、对照任务清单,每季度至少对每家包保企业督导一次,如实记录督导时间、方式、发现的问题和整改情况。\n"
        "三、对照督查清单,重点查看企业日管控、周排查、月调度落实情况,以及主要负责人、食品安全总监、食品安全员履职情况。\n"
        "四、发现一般问题,督促企业当场或者限期整改,并逐一复核销号;发现涉嫌违法行为,及时上报食安办,不隐瞒、不拖延。\n"
        "五、不干扰企业正常经营,不向企业提出与督导无关的要求,不泄露督导中获得的商业秘密和个人信息。\n\n"
        "本人知悉以上内容,自觉接受监督。",
    ),
)


@dataclass(frozen=True, slots=True)
class CaseTerm:
    """How long the owner has when a case of this severity is in this state."""

    state: CaseState
    severity: Severity
    amount: Annotated[int, Field(ge=1, le=10_000)]
    unit: Unit


def _in_order(matters: frozenset[Matter]) -> tuple[Matter, ...]:
    return tuple(matter for matter in Matter if matter in matters)


@dataclass(frozen=True, slots=True)
class CaseForm:
    terms: tuple[CaseTerm, ...]
    most_appeals: Annotated[int, Field(ge=0, le=10)]
    remind_at: Annotated[tuple[Annotated[float, Field(gt=0, lt=1)], ...], Field(min_length=0, max_length=10)]
    remind_after_hours: Annotated[
        tuple[Annotated[int, Field(ge=1, le=8760)], ...], Field(min_length=0, max_length=10)
    ]
    illegal: tuple[Matter, ...] = _in_order(DEFAULT_POLICY.illegal)


HOUR = timedelta(hours=1)


def _write_case(policy: CasePolicy) -> CaseForm:
    return CaseForm(
        tuple(CaseTerm(*key, term.amount, term.unit) for key, term in policy.terms.items()),
        policy.most_appeals,
        policy.remind_at,
        tuple(wait // HOUR for wait in policy.remind_after),
        _in_order(policy.illegal),
    )


def _read_case(form: CaseForm) -> CasePolicy:
    return CasePolicy(
        MappingProxyType({(item.state, item.severity): Term(item.amount, item.unit) for item in form.terms}),
        form.most_appeals,
        form.remind_at,
        tuple(hours * HOUR for hours in form.remind_after_hours),
        frozenset(form.illegal),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """Worked from one time of the day to another."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Year:
    """A year's holidays and the weekend days worked instead, as announced."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    holidays: Annotated[tuple[date, ...], Field(max_length=366)]
    make_up_days: Annotated[tuple[date, ...], Field(max_length=366)]


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """When offices work. years: those that the service does not know yet, or knows wrongly."""

    hours: Annotated[tuple[Span, ...], Field(min_length=1, max_length=6)]
    years: Annotated[tuple[Year, ...], Field(max_length=50)] = ()


@dataclass(frozen=True, slots=True)
class CalendarPolicy:
    """Raises InvalidValue where the hours make no day."""

    hours: tuple[tuple[time, time], ...] = EIGHT_HOURS
    years: tuple[Arrangement, ...] = ()

    def __post_init__(self) -> None:
        standard_calendar(self.years, self.hours)

    @property
    def calendar(self) -> WorkingCalendar:
        return standard_calendar(self.years, self.hours)


def _write_calendar(policy: CalendarPolicy) -> CalendarForm:
    return CalendarForm(
        tuple(Span(*span) for span in policy.hours),
        tuple(
            Year(item.year, tuple(sorted(item.holidays)), tuple(sorted(item.make_up_days)))
            for item in policy.years
        ),
    )


def _read_calendar(form: CalendarForm) -> CalendarPolicy:
    return CalendarPolicy(
        tuple((span.opens, span.closes) for span in form.hours),
        tuple(
            Arrangement(item.year, frozenset(item.holidays), frozenset(item.make_up_days))
            for item in form.years
        ),
    )


ItemKey = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
ItemText = Annotated[str, Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """places: where it is looked at, `papers` for what no camera shows, none for every place. kinds: of
    business, none for all. of_picture: not asked on site."""

    key: ItemKey
    zh: ItemText
    en: ItemText
    places: Annotated[tuple[ItemKey, ...], Field(max_length=40)]
    kinds: Annotated[tuple[Words, ...], Field(max_length=60)]
    matter: Matter
    of_picture: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistForm:
    items: Annotated[tuple[ChecklistItem, ...], Field(min_length=1, max_length=120)]


def _write_checklist(checklist: Checklist) -> ChecklistForm:
    return ChecklistForm(
        tuple(
            ChecklistItem(
                item.key,
                item.text.zh,
                item.text.en,
                tuple(sorted(item.places)),
                tuple(sorted(item.kinds)),
                item.matter,
                item.of_picture,
            )
            for item in checklist.items
        )
    )


def _read_checklist(form: ChecklistForm) -> Checklist:
    return Checklist(
        tuple(
            Item(
                item.key,
                ItemWords(item.zh.strip(), item.en.strip()),
                frozenset(item.places),
                frozenset(item.kinds),
                item.matter,
                item.of_picture,
            )
            for item in form.items
        )
    )


CHECKLISTS = Topic("checklists", SHIPPED, TypeAdapter(ChecklistForm), _write_checklist, _read_checklist)
CALENDAR = Topic("calendar", CalendarPolicy(), TypeAdapter(CalendarForm), _write_calendar, _read_calendar)
CASES = Topic("cases", DEFAULT_POLICY, TypeAdapter(CaseForm), _write_case, _read_case)
TASKS = topic("tasks", DEFAULT_TASK_POLICY)
RISK = topic("risk", DEFAULT_RISK_POLICY)
SELF_CHECKS = topic("self_checks", DEFAULT_SELF_CHECK_POLICY)
BULLETINS = topic("bulletins", DEFAULT_BULLETIN_POLICY)

TOPICS: Mapping[str, Topic[Any]] = MappingProxyType(
    {
        item.name: item
        for item in (
            ASSIGNMENT,
            CALENDAR,
            CASES,
            TASKS,
            CHECKLISTS,
            RISK,
            SELF_CHECKS,
            BULLETINS,
            KINDS,
            COMMITMENT,
        )
    }
)
