"""Places as JSON."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas import Schema
from models.places import MOST_COVERED, Filming, Place, Words

# PostgreSQL keeps no NUL.
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00]*$")
]


class WordsBody(Schema):
    zh: Text
    en: Text

    @classmethod
    def of(cls, words: Words) -> Self:
        return cls(zh=words.zh, en=words.en)

    def words(self) -> Words:
        return Words(self.zh, self.en)


class PlaceIn(Schema):
    name: WordsBody
    filming: Filming = Field(description="whether the place must, may or must never be filmed")
    covers: list[WordsBody] = Field(
        [], max_length=MOST_COVERED, description="what has to be seen before a camera there is accepted"
    )


class PlaceOut(PlaceIn):
    key: str
    cameras: int = Field(description="cameras that look there now")

    @classmethod
    def of(cls, place: Place, cameras: int) -> Self:
        return cls(
            key=place.key,
            name=WordsBody.of(place.name),
            filming=place.filming,
            covers=[WordsBody.of(item) for item in place.covers],
            cameras=cameras,
        )


class PlaceList(Schema):
    items: list[PlaceOut]
    may_change: bool = Field(description="whether the reader may: places are the whole city's")


class PlaceOrder(Schema):
    keys: list[Annotated[str, Field(max_length=40)]] = Field(max_length=500)
