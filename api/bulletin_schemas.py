"""Bulletins as JSON."""

from datetime import date
from typing import Self

from pydantic import Field

from api.figure_schemas import FiguresOut
from api.schemas import ID_PATTERN, KEY_PATTERN, Moment, Named, Schema
from models.areas import AreaKind
from models.bulletins import Bulletin, BulletinKind, Recipients
from supervision.bulletin_policy import Measure
from supervision.bulletins import NamedBusiness, Part, decode, share_of
from supervision.figures import Figures


class BulletinIn(Schema):
    area_id: str = Field(pattern=ID_PATTERN)
    kind: BulletinKind
    day: date = Field(description="any day of the period, which is over")


class WordsIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    text: str = Field(max_length=8000)


class PublicationIn(Schema):
    recipients: list[Recipients] = Field(min_length=1, max_length=3)


class BulletinOut(Schema):
    id: str
    area: Named
    kind: BulletinKind
    first: date
    last: date = Field(description="local days, both included")
    title: str
    content_hash: str = Field(pattern=KEY_PATTERN)
    made_at: Moment
    made_by: str | None = Field(description="null where the service made the draft by itself")
    published_at: Moment | None = Field(description="null for a draft")
    published_by: str | None
    recipients: list[Recipients]
    read: bool = Field(description="by the reader")

    @classmethod
    def of(cls, found: Bulletin) -> Self:
        return cls(**_of(found))


def _of(found: Bulletin) -> dict[str, object]:
    return {
        "id": found.id,
        "area": Named(id=found.area_id, name=found.area_name),
        "kind": found.kind,
        "first": found.first,
        "last": found.last,
        "title": found.title,
        "content_hash": found.content_hash,
        "made_at": found.made_at,
        "made_by": found.made_by,
        "published_at": found.published_at,
        "published_by": found.published_by,
        "recipients": sorted(found.recipients),
        "read": found.read,
    }


class BulletinPage(Schema):
    items: list[BulletinOut]
    next_cursor: str | None


class Counted(Schema):
    """Frozen figures. score: 0 to 100, the mean of the shares by which areas are ranked."""

    figures: FiguresOut
    shares: dict[Measure, float | None]
    score: float | None


def _counted(figures: Figures, score: float | None) -> dict[str, object]:
    shares = {measure: share_of(measure, figures) for measure in Measure}
    return {"figures": FiguresOut.of(figures), "shares": shares, "score": score}


class PartOut(Counted):
    id: str
    name: str
    kind: AreaKind

    @classmethod
    def of(cls, part: Part) -> Self:
        return cls(id=part.id, name=part.name, kind=part.kind, **_counted(part.figures, part.score))


class BeforeOut(Counted):
    first: date
    last: date


class BusinessOut(Named):
    area: str
    cases: int
    risk: float | None

    @classmethod
    def of(cls, item: NamedBusiness) -> Self:
        return cls(id=item.id, name=item.name, area=item.area, cases=item.cases, risk=item.score)


class FullBulletin(BulletinOut):
    text: str
    whole: PartOut
    parts: list[PartOut] = Field(description="areas directly in it, by name")
    before: list[BeforeOut] = Field(description="the periods before, the oldest first")
    best: list[str] = Field(description="ids of areas, the best first")
    worst: list[str] = Field(description="ids of areas, the worst first")
    best_businesses: list[BusinessOut]
    worst_businesses: list[BusinessOut]
    measures: list[Measure] = Field(description="what areas are ranked by")
    genuine: bool = Field(description="the figures are those of the hash")

    @classmethod
    def of_full(cls, found: Bulletin, *, genuine: bool) -> Self:
        content = decode(found.content)
        return cls(
            **_of(found),
            text=found.text,
            whole=PartOut.of(content.whole),
            parts=[PartOut.of(part) for part in content.parts],
            before=[
                BeforeOut(first=item.first, last=item.last, **_counted(item.figures, item.score))
                for item in content.before
            ],
            best=list(content.best),
            worst=list(content.worst),
            best_businesses=[BusinessOut.of(item) for item in content.best_businesses],
            worst_businesses=[BusinessOut.of(item) for item in content.worst_businesses],
            measures=list(content.measures),
            genuine=genuine,
        )


class BulletinEvent(Schema):
    """Says only that there is news: who may read it, the list tells."""

    change: str = Field(description="published")
