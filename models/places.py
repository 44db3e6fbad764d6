"""Where in a business a camera may look, and what it must show there."""

import re
from dataclasses import dataclass
from enum import StrEnum

from models.errors import InvalidValue

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_COVERED = 12
EVERYWHERE = "everywhere"
PAPERS = "papers"
"""In place of a place's key: what is looked at wherever one is, and what is asked for in writing."""


class Filming(StrEnum):
    """Whether a place must, may or must not be filmed."""

    MUST = "must"
    MAY = "may"
    NEVER = "never"


class NotFilmed(InvalidValue):
    """No camera may look at this place: changing rooms, toilets, where customers sit."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the console's languages; each 1 to 100 characters without spaces at its ends."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        for text in (self.zh, self.en):
            if not 0 < len(text) <= 100 or text != text.strip():
                raise InvalidValue("a name has 1 to 100 characters in each language")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the office names it.

    key: what cameras keep, lower-case letters, digits and _. covers: what has to be seen in the first
    picture of a camera there before it is accepted. Places are listed by `order`, then by key.
    """

    key: str
    name: Words
    filming: Filming
    covers: tuple[Words, ...] = ()
    order: int = 0

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise InvalidValue("a place's key has lower-case letters, digits and _")
        if len(self.covers) > MOST_COVERED or len(set(self.covers)) != len(self.covers):
            raise InvalidValue(f"a place has at most {MOST_COVERED} different things to cover")
        if self.filming is Filming.NEVER and self.covers:
            raise InvalidValue("nothing has to be seen where no camera may look")


def key_from(name: Words, taken: frozenset[str]) -> str:
    """A key that tells something of the English name and is not taken yet."""
    stem = re.sub(r"[^a-z0-9]+", "_", name.en.lower()).strip("_")[:32]
    stem = stem if KEY.fullmatch(stem) else "place"
    number, taken = 1, taken | {EVERYWHERE, PAPERS}
    while (key := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return key
