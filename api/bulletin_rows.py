"""The figures of a bulletin as lines of a table, alike in its PDF and its workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from models.rules import RuleName
from models.self_checks import SelfCheckKind
from supervision.bulletin_policy import Measure
from supervision.bulletins import percent, share_of
from supervision.figures import Figures


class Unit(Enum):
    COUNT = "count"
    SHARE = "share"
    HOURS = "hours"
    POINTS = "points"


Value = float | None


@dataclass(frozen=True, slots=True)
class Line:
    """value: None where there is nothing to measure. Shares are in [0, 1]."""

    name: str
    unit: Unit
    value: Callable[[Figures], Value]


def _share(measure: Measure) -> Callable[[Figures], Value]:
    return lambda figures: share_of(measure, figures)


def _in_time(kind: SelfCheckKind) -> Callable[[Figures], Value]:
    def share(figures: Figures) -> Value:
        check = figures.checks.get(kind)
        return check.in_time / check.due if check and check.due else None

    return share


def _found(rule: RuleName) -> Callable[[Figures], Value]:
    return lambda figures: figures.violations.get(rule, 0)


def _hours(seconds: float | None) -> Value:
    return None if seconds is None else seconds / 3600


COUNT, SHARE = Unit.COUNT, Unit.SHARE
LINES: Sequence[Line] = (
    Line("在营企业", COUNT, lambda item: item.businesses),
    Line("包保覆盖率", SHARE, _share(Measure.COVERAGE)),
    Line("包保干部", COUNT, lambda item: item.cadres),
    Line("承诺书签订率", SHARE, _share(Measure.SIGNING)),
    Line("督导任务", COUNT, lambda item: item.tasks.due),
    Line("督导完成率", SHARE, _share(Measure.SUPERVISION)),
    Line("督导逾期完成", COUNT, lambda item: item.tasks.late),
    Line("督导逾期未完成", COUNT, lambda item: item.tasks.overdue),
    Line("新增案件", COUNT, lambda item: item.cases.opened),
    Line("办结案件", COUNT, lambda item: item.cases.closed),
    Line("其中不成立", COUNT, lambda item: item.cases.unfounded),
    Line("期末未办结", COUNT, lambda item: item.cases.open),
    Line("其中逾期", COUNT, lambda item: item.cases.overdue),
    Line("整改用时中位数(小时)", Unit.HOURS, lambda item: _hours(item.corrections.median_s)),
    Line("整改用时平均(小时)", Unit.HOURS, lambda item: _hours(item.corrections.mean_s)),
    Line("日管控按时率", SHARE, _in_time(SelfCheckKind.DAILY)),
    Line("周排查按时率", SHARE, _in_time(SelfCheckKind.WEEKLY)),
    Line("月调度按时率", SHARE, _in_time(SelfCheckKind.MONTHLY)),
    Line("摄像头在线率", SHARE, _share(Measure.ONLINE)),
    Line("违规:未戴口罩", COUNT, _found(RuleName.MASK)),
    Line("违规:未戴帽", COUNT, _found(RuleName.HAT)),
    Line("违规:徒手操作", COUNT, _found(RuleName.GLOVES)),
    Line("培训、竞赛、抽考", COUNT, lambda item: item.training.events),
    Line("参加企业(次)", COUNT, lambda item: item.training.businesses),
    Line("参加干部(人次)", COUNT, lambda item: item.training.cadres),
    Line("考核合格", COUNT, lambda item: item.training.passed),
)
SIDE_BY_SIDE = {
    "在营企业": "在营\n企业",
    "包保覆盖率": "包保\n覆盖率",
    "承诺书签订率": "承诺书\n签订率",
    "督导完成率": "督导\n完成率",
    "新增案件": "新增\n案件",
    "其中逾期": "其中\n逾期",
    "日管控按时率": "日管控\n按时率",
    "摄像头在线率": "摄像头\n在线率",
}
OF_AREAS = tuple(line for line in LINES if line.name in SIDE_BY_SIDE)
"""What areas are set side by side by."""
HEADINGS = tuple(SIDE_BY_SIDE[line.name] for line in OF_AREAS)
"""The names of those in two lines, as narrow columns have them: broken between words."""


def written(value: Value, unit: Unit) -> str:
    if value is None:
        return "—"
    match unit:
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.SHARE:
            return percent(value)
        case Unit.HOURS | Unit.POINTS:
            return f"{value:.1f}"
