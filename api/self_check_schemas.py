"""Self-checks as they go over the wire."""

from datetime import date
from typing import Self

from pydantic import Field

from api.figure_schemas import ChecksOut
from api.schemas import Moment, Named, Schema
from models.businesses import Position
from models.places import Words
from models.self_checks import Filled, SelfCheck, SelfCheckKind, Verdict


class WordsOut(Schema):
    zh: str
    en: str

    @classmethod
    def of(cls, words: Words) -> Self:
        return cls(zh=words.zh, en=words.en)


class ItemOut(Schema):
    key: str
    text: WordsOut
    verdict: Verdict
    note: str
    found: int = Field(0, description="in a draft: how often the service has seen it broken in these days")

    @classmethod
    def of(cls, filled: Filled, found: int = 0) -> Self:
        item = filled.item
        return cls(
            key=item.key,
            text=WordsOut.of(item.text),
            verdict=filled.verdict,
            note=filled.note,
            found=found,
        )


class PersonOut(Schema):
    name: str
    position: Position


class SelfCheckOut(Schema):
    id: str
    business: Named
    kind: SelfCheckKind
    title: WordsOut
    first: date
    last: date
    due_at: Moment
    filed_at: Moment
    late: bool
    person: PersonOut = Field(description="who answers for it")
    by: str = Field(description="whose account filed it")
    items: list[ItemOut]
    zero_risk: bool = Field(description="the business says in so many words that it found nothing")
    note: str
    violations: int = Field(description="on record for these days when it was filed")

    @classmethod
    def of(cls, check: SelfCheck) -> Self:
        return cls(
            id=check.id,
            business=Named(id=check.business_id, name=check.business_name),
            kind=check.kind,
            title=WordsOut.of(check.title),
            first=check.first,
            last=check.last,
            due_at=check.due_at,
            filed_at=check.filed_at,
            late=check.is_late,
            person=PersonOut(name=check.person, position=check.position),
            by=check.by,
            items=[ItemOut.of(item) for item in check.items],
            zero_risk=check.zero_risk,
            note=check.note,
            violations=check.violations,
        )


class DueOut(Schema):
    """What is due of the reader's business: the form filled in as far as the service knows, or the record."""

    kind: SelfCheckKind
    title: WordsOut
    first: date
    last: date
    is_over: bool = Field(description="its days have passed; those of today are in every answer")
    due_at: Moment
    owed: bool = Field(description="false on days on which it does not open, and before its first here")
    overdue: bool
    reminded_at: Moment | None = Field(description="when the business was last reminded of it")
    filed: SelfCheckOut | None
    positions: list[Position] = Field(description="who may answer for it")
    persons: list[PersonOut] = Field(description="the business's own in these positions")
    items: list[ItemOut]
    violations: int
    violations_by_rule: dict[str, int]


class DueList(Schema):
    items: list[DueOut]


class AnswerIn(Schema):
    key: str = Field(min_length=1, max_length=40)
    verdict: Verdict
    note: str = Field("", max_length=500)


class SelfCheckIn(Schema):
    kind: SelfCheckKind
    day: date = Field(description="any day of the period")
    person: str = Field(min_length=1, max_length=100)
    position: Position
    items: list[AnswerIn] = Field(max_length=60)
    zero_risk: bool
    note: str = Field("", max_length=2000)


class SelfCheckPage(Schema):
    items: list[SelfCheckOut]
    next_cursor: str | None


class BusinessCompletionOut(Schema):
    business: Named
    area_id: str | None
    completion: ChecksOut


class CompletionList(Schema):
    kind: SelfCheckKind
    since: date
    until: date
    area: Named | None = Field(description="the one asked for")
    total: ChecksOut
    areas: dict[str, ChecksOut] = Field(description="by the id of the area in which businesses lie")
    businesses: list[BusinessCompletionOut] = Field(description="the most missing first, at most `limit`")
    business_count: int


class SelfCheckEvent(Schema):
    """Says only that businesses were reminded: which records are wanted of one's own, the list of what is due
    tells."""

    change: str = Field(description="reminded")
