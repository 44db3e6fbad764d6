"""Businesses and their cameras, as kept."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.people import Level


class Place(StrEnum):
    """Where in the kitchen a camera looks."""

    COOKING = "cooking"
    CUTTING = "cutting"
    COLD_DISHES = "cold_dishes"
    WASHING = "washing"
    SERVING = "serving"
    STORAGE = "storage"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Business:
    id: str
    name: str
    level: Level
    address: str


@dataclass(frozen=True, slots=True)
class Camera:
    """A configured camera. `url` may hold a password: it is left out of repr and of every answer."""

    id: str
    business: Business
    name: str
    place: Place
    url: str = field(repr=False)
