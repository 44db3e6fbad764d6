"""How a camera is doing right now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CameraState(StrEnum):
    CONNECTING = "connecting"
    ONLINE = "online"
    STALLED = "stalled"
    OFFLINE = "offline"


class StreamName(StrEnum):
    """Which of a camera's streams. A camera with one stream alone has it as its main stream."""

    MAIN = "main"
    SUB = "sub"


class Trouble(StrEnum):
    """Why a camera is not online; stable codes that the console translates."""

    REFUSED = "refused"
    UNAUTHORIZED = "unauthorized"
    NOT_FOUND = "not_found"
    TIMEOUT = "timeout"
    STALLED = "stalled"
    CLOSED = "closed"
    NO_VIDEO = "no_video"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"
    NOT_PUBLISHED = "not_published"
    """The camera publishes to the service, and nobody does."""
    NO_ADDRESS = "no_address"
    """Nobody has said where the camera is reached: nothing is connected."""


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """The state of one camera since `since` (aware UTC).

    trouble and detail are None while online; detail is a sentence without credentials. width, height
    (pixels), fps and codec describe the stream once known. last_frame_at: when a frame last arrived.
    All of this is about the stream that is analysed. main: the same of the main stream where that is another
    one, else None.
    """

    camera_id: str
    state: CameraState
    since: datetime
    run: int = 0
    trouble: Trouble | None = None
    detail: str | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    last_frame_at: datetime | None = None
    main: "CameraStatus | None" = None
