"""The tree of areas: who is responsible where. Pure: no database here.

An area's path is the ids from the top down, each followed by a slash. Ids are lower-case hex, so that in
binary order the paths of a subtree are one range, which any database finds in an index.
"""

from dataclasses import dataclass
from enum import StrEnum


class AreaKind(StrEnum):
    """From the top down. A county-level city may be the top as well."""

    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


DEPTH = {kind: depth for depth, kind in enumerate(AreaKind)}


@dataclass(frozen=True, slots=True)
class Area:
    """parent_id is None at the top."""

    id: str
    name: str
    kind: AreaKind
    parent_id: str | None
    path: str


def may_lie_in(kind: AreaKind, parent: AreaKind | None) -> bool:
    """Whether an area of this kind may lie in one of that kind, or at the top (None)."""
    if parent is None:
        return kind in (AreaKind.PREFECTURE, AreaKind.COUNTY)
    return DEPTH[parent] < DEPTH[kind]


def path_of(area_id: str, parent_path: str = "") -> str:
    return f"{parent_path}{area_id}/"


def is_top(path: str) -> bool:
    """Whether no area lies above."""
    return path.count("/") == 1


def bounds(path: str) -> tuple[str, str]:
    """The area itself and all below it: their paths are at or after the first and before the second."""
    # "0" is the character after "/".
    return path, f"{path[:-1]}0"


def holds(path: str, other: str) -> bool:
    """Whether the other area is this one or lies below it."""
    return other.startswith(path)
