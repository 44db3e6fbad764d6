"""Opening hours (营业时间) as people write them: 周一至周五 06:30-13:30; 周六 08:00-12:00. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from models.errors import InvalidValue

EVERY_DAY = 0b1111111
"""Days of the week as bits, Monday the lowest."""
_DAYS = "一二三四五六日"
_DAY_NUMBERS = {name: number for number, name in enumerate(_DAYS, 1)} | {"天": 7}
_SPAN = re.compile(
    r"(?:(?:周|星期)?(?P<first>[一二三四五六日天1-7])(?:(?:至|到|-|~)(?:周|星期)?(?P<last>[一二三四五六日天1-7]))?|每天|每日)?"
    r"(?P<opens>\d{1,2}:\d\d)(?:-|~|至|到)(?P<closes>\d{1,2}:\d\d)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """On these days of the week (1 is Monday, 7 Sunday) open from `opens` to `closes`.

    In minutes since midnight: opens in [0, 1440), closes in (opens, opens + 1440]; beyond 1440 the next day.
    """

    days: frozenset[int]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class OpeningHours:
    spans: tuple[Span, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Spans are separated by semicolons; one without days holds on each. Raises InvalidValue."""
        parts = [part for part in re.split(r"[;,;,、\n]", text) if part.strip()]
        if not parts:
            raise InvalidValue("no opening hours are given")
        return cls(tuple(_span("".join(part.split()).replace(":", ":")) for part in parts))

    def __str__(self) -> str:
        return "; ".join(
            f"{_days(span.days)} {_clock(span.opens)}-{_clock(span.closes)}" for span in self.spans
        )

    @property
    def days(self) -> int:
        """On which days of the week it opens, as bits, Monday the lowest."""
        return sum(1 << day - 1 for day in frozenset[int]().union(*(span.days for span in self.spans)))

    def is_open(self, local: datetime) -> bool:
        """Whether it is open at this moment of the business's own time."""
        minute, today = local.hour * 60 + local.minute, local.isoweekday()
        yesterday = (local - timedelta(days=1)).isoweekday()
        return any(
            (today in span.days and span.opens <= minute < span.closes)
            or (yesterday in span.days and minute < span.closes - 1440)
            for span in self.spans
        )


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise InvalidValue(f"opening hours are written like 周一至周五 06:30-13:30, not {text!r}")
    first, last = _day(found["first"]), _day(found["last"])
    if first is None:
        days = frozenset(range(1, 8))
    elif last is None:
        days = frozenset({first})
    else:
        days = frozenset((first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1))
    opens, closes = _minutes(found["opens"]), _minutes(found["closes"])
    if opens >= 1440:
        raise InvalidValue(f"a day has no hour {found['opens']!r}")
    return Span(days, opens, closes if closes > opens else closes + 1440)


def _day(text: str | None) -> int | None:
    if text is None:
        return None
    return _DAY_NUMBERS[text] if text in _DAY_NUMBERS else int(text)


def _minutes(text: str) -> int:
    hours, minutes = (int(part) for part in text.split(":"))
    if hours > 24 or minutes > 59 or hours * 60 + minutes > 1440:
        raise InvalidValue(f"a day has no hour {text!r}")
    return hours * 60 + minutes


def _days(days: frozenset[int]) -> str:
    if len(days) == 7:
        return "每天"
    # A run of days round the week's end is one as well.
    first = next(day for day in sorted(days) if (day - 2) % 7 + 1 not in days)
    last = (first - 2 + len(days)) % 7 + 1
    if len(days) == 1:
        return f"周{_DAYS[first - 1]}"
    return f"周{_DAYS[first - 1]}至周{_DAYS[last - 1]}"


def _clock(minutes: int) -> str:
    shown = minutes if minutes <= 1440 else minutes - 1440
    return f"{shown // 60:02}:{shown % 60:02}"
