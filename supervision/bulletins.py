"""What a bulletin (通报) says: its days, its figures, who is best and worst, and its words. Pure.

The content is made once and frozen: JSON with sorted keys, known by its SHA-256.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import Template

from pydantic import TypeAdapter

from models.areas import AreaKind
from models.bulletins import BulletinKind
from supervision.bulletin_policy import Measure
from supervision.figures import Figures
from supervision.tasks import Quarter

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """An area in a bulletin. score: 0 to 100, None where nothing can be measured."""

    id: str
    name: str
    kind: AreaKind
    figures: Figures
    score: float | None


@dataclass(frozen=True, slots=True)
class Before:
    """A period before, for the trend."""

    first: date
    last: date
    figures: Figures
    score: float | None


@dataclass(frozen=True, slots=True)
class NamedBusiness:
    """cases: opened in the period, without those that were no violation. score: of its risk, if known."""

    id: str
    name: str
    area: str
    cases: int
    score: float | None


@dataclass(frozen=True, slots=True)
class Content:
    """What is frozen. parts: areas directly in it, by name; best, worst: ids of them, the most so first.
    before: the oldest first."""

    kind: BulletinKind
    first: date
    last: date
    whole: Part
    parts: tuple[Part, ...] = ()
    before: tuple[Before, ...] = ()
    best: tuple[str, ...] = ()
    worst: tuple[str, ...] = ()
    best_businesses: tuple[NamedBusiness, ...] = ()
    worst_businesses: tuple[NamedBusiness, ...] = ()
    measures: tuple[Measure, ...] = field(default=tuple(Measure))


_FORM = TypeAdapter(Content)


def encode(content: Content) -> dict[str, object]:
    document = _FORM.dump_python(content, mode="json")
    assert isinstance(document, dict)
    return document


def decode(document: Mapping[str, object]) -> Content:
    return _FORM.validate_python(document)


def hash_of(document: Mapping[str, object]) -> str:
    """Hex SHA-256 of the JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def days_of(kind: BulletinKind, day: date) -> tuple[date, date]:
    """First and last day of the week (from Monday), month or quarter that holds `day`."""
    match kind:
        case BulletinKind.WEEKLY:
            first = day - DAY * day.weekday()
            return first, first + DAY * 6
        case BulletinKind.MONTHLY:
            first = day.replace(day=1)
            return first, (first + DAY * 31).replace(day=1) - DAY
        case BulletinKind.QUARTERLY:
            quarter = Quarter.of(day)
            return quarter.first, quarter.last


def name_of(kind: BulletinKind, first: date) -> str:
    """The period in Chinese."""
    match kind:
        case BulletinKind.WEEKLY:
            year, week, _ = first.isocalendar()
            return f"{year}年第{week}周"
        case BulletinKind.MONTHLY:
            return f"{first.year}年{first.month}月"
        case BulletinKind.QUARTERLY:
            return f"{first.year}年第{Quarter.of(first).number}季度"


def share_of(measure: Measure, figures: Figures) -> float | None:
    """None where there is nothing to have a share of."""
    match measure:
        case Measure.COVERAGE:
            return _share(figures.covered, figures.businesses)
        case Measure.SIGNING:
            return _share(figures.signed, figures.cadres)
        case Measure.SUPERVISION:
            return _share(figures.tasks.done, figures.tasks.due)
        case Measure.IN_TIME:
            return _share(figures.cases.open - figures.cases.overdue, figures.cases.open)
        case Measure.SELF_CHECKS:
            checks = figures.checks.values()
            return _share(sum(item.in_time for item in checks), sum(item.due for item in checks))
        case Measure.ONLINE:
            return figures.online.rate


def score_of(figures: Figures, measures: Sequence[Measure]) -> float | None:
    """The mean of what can be measured, 0 to 100."""
    shares = [share for measure in measures if (share := share_of(measure, figures)) is not None]
    return round(100 * sum(shares) / len(shares), 2) if shares and figures.businesses else None


def rank(parts: Sequence[Part], count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The best and the worst, never one as both: of few areas half at most are named on either side."""
    scored = sorted((part.score, part.name, part.id) for part in parts if part.score is not None)
    count = min(count, len(scored) // 2)
    if count == 0:
        return (), ()
    worst = tuple(area_id for _, _, area_id in scored[:count])
    return tuple(area_id for _, _, area_id in reversed(scored[-count:])), worst


def is_empty(figures: Figures) -> bool:
    """Nothing was due, found or done."""
    return not (
        figures.tasks.due
        or figures.cases.opened
        or figures.cases.open
        or any(figures.violations.values())
        or any(item.due for item in figures.checks.values())
        or figures.online.wanted_s
        or figures.training.events
    )


def words(template: str, content: Content) -> str:
    """A template with its blanks filled."""
    figures = content.whole.figures
    names = {part.id: part.name for part in content.parts}
    return Template(template).substitute(
        area=content.whole.name,
        period=name_of(content.kind, content.first),
        businesses=figures.businesses,
        covered=percent(share_of(Measure.COVERAGE, figures)),
        signing=percent(share_of(Measure.SIGNING, figures)),
        supervision=percent(share_of(Measure.SUPERVISION, figures)),
        overdue_tasks=figures.tasks.overdue,
        opened=figures.cases.opened,
        closed=figures.cases.closed,
        open=figures.cases.open,
        overdue=figures.cases.overdue,
        hours=hours(figures.corrections.median_s),
        checks=percent(share_of(Measure.SELF_CHECKS, figures)),
        online=percent(share_of(Measure.ONLINE, figures)),
        violations=sum(figures.violations.values()),
        trainings=figures.training.events,
        best="、".join(names[item] for item in content.best) or "—",
        worst="、".join(names[item] for item in content.worst) or "—",
    )


def percent(share: float | None) -> str:
    """Rounded down, as the console does: 100 % is said of nothing that is not whole."""
    return "—" if share is None else f"{math.floor(round(share * 1000, 6)) / 10:.1f}%"


def hours(seconds: float | None) -> str:
    return "—" if seconds is None else f"{seconds / 3600:.1f}小时"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
