"""What the office decides of bulletins (通报): their words, and what areas are compared by."""

from dataclasses import dataclass
from enum import StrEnum
from string import Template
from typing import Annotated

from pydantic import Field

from models.areas import AreaKind
from models.errors import InvalidValue

BLANKS = frozenset(
    {
        "area", "period", "businesses", "covered", "signing", "supervision", "overdue_tasks", "opened",
        "closed", "open", "overdue", "hours", "checks", "online", "violations", "trainings", "best", "worst",
    }
)  # fmt: skip
"""What a template may ask for, as $name."""


class Measure(StrEnum):
    """A share in [0, 1] by which areas are compared; more is better."""

    COVERAGE = "coverage"
    SIGNING = "signing"
    SUPERVISION = "supervision"
    """Supervision tasks done."""
    IN_TIME = "in_time"
    """Open cases that are not overdue."""
    SELF_CHECKS = "self_checks"
    """Records filed in time."""
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class BulletinPolicy:
    """areas: the kinds of area for which a draft is made by itself when a period is over. titles, text: with
    $blanks that the figures fill. compared: how many periods before are shown. ranked: how many are named as
    best and as worst. measures: what areas are ranked by, each as much as the others."""

    areas: tuple[AreaKind, ...] = (AreaKind.PREFECTURE, AreaKind.COUNTY)
    title: Annotated[str, Field(min_length=1, max_length=200)] = "$area食品安全包保督导通报($period)"
    text: Annotated[str, Field(min_length=1, max_length=4000)] = (
        "$period,$area在营食品企业$businesses家,包保覆盖率$covered,承诺书签订率$signing。督导任务完成率$supervision,"
        "逾期未完成$overdue_tasks项。\n\n"
        "新增案件$opened件,办结$closed件,期末未办结$open件,其中逾期$overdue件;整改用时中位数$hours。"
        "系统发现违规$violations起。\n\n"
        "企业自查按时率$checks,摄像头在线率$online。组织培训、竞赛、抽考$trainings次。\n\n"
        "综合排名靠前:$best;靠后:$worst。请排名靠后的单位对照问题,限期整改。"
    )
    compared: Annotated[int, Field(ge=0, le=12)] = 5
    ranked: Annotated[int, Field(ge=0, le=10)] = 3
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)] = tuple(Measure)

    def __post_init__(self) -> None:
        for text in (self.title, self.text):
            template = Template(text)
            if not template.is_valid():
                raise InvalidValue("write $$ for a dollar sign; a blank is $ and a word")
            if unknown := set(template.get_identifiers()) - BLANKS:
                raise InvalidValue(f"there is nothing to put in for ${min(unknown)}")


DEFAULT_BULLETIN_POLICY = BulletinPolicy()
