"""An area's figures as JSON."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from api.schemas import Moment, Named, Schema
from models.areas import Area, AreaKind
from models.rules import RuleName
from models.self_checks import SelfCheckKind
from supervision.figures import (
    AreaFigures,
    CaseFigures,
    Corrections,
    Figures,
    Period,
    TaskFigures,
    TrainingFigures,
)
from supervision.self_check_store import Completion


class TaskFiguresOut(Schema):
    due: int = Field(description="tasks that ran at some time of the period, withdrawn ones left out")
    done: int = Field(description="by its end, the late ones included")
    late: int = Field(description="done after their last day")
    overdue: int = Field(description="not done by its end although their last day has passed")

    @classmethod
    def of(cls, found: TaskFigures) -> Self:
        return cls(due=found.due, done=found.done, late=found.late, overdue=found.overdue)


class CaseFiguresOut(Schema):
    opened: int
    closed: int = Field(description="in the period, those without a violation included")
    unfounded: int = Field(description="closed because it was no violation after all")
    open: int = Field(description="at the period's end")
    overdue: int = Field(description="of the open ones")

    @classmethod
    def of(cls, found: CaseFigures) -> Self:
        return cls(
            opened=found.opened,
            closed=found.closed,
            unfounded=found.unfounded,
            open=found.open,
            overdue=found.overdue,
        )


class CorrectionsOut(Schema):
    """Of the cases closed as corrected: from when the business was told until the last correction."""

    count: int
    median_s: float | None
    mean_s: float | None

    @classmethod
    def of(cls, found: Corrections) -> Self:
        return cls(count=found.count, median_s=found.median_s, mean_s=found.mean_s)


class ChecksOut(Schema):
    """Records of one kind that fell due in a span of time."""

    due: int
    in_time: int
    late: int
    missing: int
    zero_risk: int

    @classmethod
    def of(cls, found: Completion) -> Self:
        return cls(
            due=found.due,
            in_time=found.in_time,
            late=found.late,
            missing=found.missing,
            zero_risk=found.zero_risk,
        )


class OnlineOut(Schema):
    wanted_s: float
    online_s: float
    rate: float | None = Field(description="share in [0, 1]; null while nothing was wanted")


class TrainingFiguresOut(Schema):
    """Trainings, competitions and sample tests together."""

    events: int = Field(description="held for the area or one below it")
    businesses: int = Field(description="how often one of the area's took part, wherever it was held")
    cadres: int
    tested: int
    passed: int

    @classmethod
    def of(cls, found: TrainingFigures) -> Self:
        return cls(
            events=found.events,
            businesses=found.businesses,
            cadres=found.cadres,
            tested=found.tested,
            passed=found.passed,
        )


class FiguresOut(Schema):
    businesses: int = Field(description="at work")
    covered: int = Field(description="of them with a cadre")
    cadres: int = Field(description="who work there")
    signed: int = Field(description="of them with a commitment in force")
    tasks: TaskFiguresOut
    cases: CaseFiguresOut
    corrections: CorrectionsOut
    checks: dict[SelfCheckKind, ChecksOut]
    online: OnlineOut
    violations: dict[RuleName, int] = Field(description="without those that a person found to be none")
    training: TrainingFiguresOut

    @classmethod
    def of(cls, found: Figures) -> Self:
        time = found.online
        return cls(
            businesses=found.businesses,
            covered=found.covered,
            cadres=found.cadres,
            signed=found.signed,
            tasks=TaskFiguresOut.of(found.tasks),
            cases=CaseFiguresOut.of(found.cases),
            corrections=CorrectionsOut.of(found.corrections),
            checks={kind: ChecksOut.of(item) for kind, item in found.checks.items()},
            online=OnlineOut(wanted_s=time.wanted_s, online_s=time.online_s, rate=time.rate),
            violations=dict(found.violations),
            training=TrainingFiguresOut.of(found.training),
        )


class AreaFiguresOut(Schema):
    id: str
    name: str
    kind: AreaKind
    has_areas: bool
    figures: FiguresOut

    @classmethod
    def of(cls, found: AreaFigures) -> Self:
        return cls(
            id=found.area.id,
            name=found.area.name,
            kind=found.area.kind,
            has_areas=found.has_areas,
            figures=FiguresOut.of(found.figures),
        )


class FiguresAnswer(Schema):
    since: Moment
    until: Moment = Field(description="exclusive; up to when things count")
    area: AreaFiguresOut = Field(description="with all below it")
    areas: list[AreaFiguresOut] = Field(description="directly in it, by name")
    above: list[Named] = Field(description="what it lies in, from the top down, as far as one may see")

    @classmethod
    def of(
        cls, period: Period, whole: AreaFigures, parts: Sequence[AreaFigures], above: Sequence[Area]
    ) -> Self:
        return cls(
            since=period.start,
            until=period.as_of,
            area=AreaFiguresOut.of(whole),
            areas=[AreaFiguresOut.of(item) for item in parts],
            above=[Named(id=item.id, name=item.name) for item in above],
        )
