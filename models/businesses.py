"""Businesses and their cameras, as kept."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.people import Level, Role, User
from models.zones import Zone


class RiskGrade(StrEnum):
    """风险分级: A is the lowest risk. Another thing than the level of supervision."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class BusinessStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    """Not working for a while; nothing is due of it."""
    CLOSED = "closed"


class Position(StrEnum):
    """The three persons of a business (三类人): 主要负责人, 食品安全总监, 食品安全员."""

    PRINCIPAL = "principal"
    DIRECTOR = "director"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Business:
    id: str
    name: str
    level: Level
    address: str


class CameraKind(StrEnum):
    """How a camera's video comes: fetched from its RTSP address, or published to the service (WHIP)."""

    RTSP = "rtsp"
    WHIP = "whip"


@dataclass(frozen=True, slots=True)
class Camera:
    """A configured camera. Its addresses may hold a password: they are left out of repr and of every answer.

    place: key of the place where it looks. url: the main stream, empty for WHIP. sub_url: a smaller stream
    of the same picture, to detect on and to show many at once; None where there is none.
    key_process: the operation that must be seen there (关键过程), in the user's words.
    accepted_at: when a person found the first picture fit, None before. reference_key: evidence key of the
    view that was accepted. zones: where which rule holds when; without any all rules hold everywhere.
    """

    id: str
    business: Business
    name: str
    place: str
    url: str = field(repr=False)
    kind: CameraKind = CameraKind.RTSP
    sub_url: str | None = field(default=None, repr=False)
    key_process: str = ""
    accepted_at: datetime | None = None
    reference_key: str | None = None
    zones: tuple[Zone, ...] = ()

    @property
    def has_source(self) -> bool:
        """Whether there is anything to connect to; cameras of a made-up city have no address."""
        return bool(self.url) or self.kind is CameraKind.WHIP

    def is_fed_like(self, other: "Camera") -> bool:
        """Whether the other's video comes by the same way: no new connection is needed."""
        return (self.business.id, self.kind, self.url, self.sub_url) == (
            other.business.id,
            other.kind,
            other.url,
            other.sub_url,
        )


def may_watch(user: User, camera: Camera) -> bool:
    """Whether a person within whose scope the camera is may see its pictures.

    Until somebody has accepted its first picture it may show a changing room: only admins see it.
    """
    return camera.accepted_at is not None or user.role is Role.ADMIN
