"""What is wrong with a camera, from when to when."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HealthKind(StrEnum):
    """What can be wrong with a camera; stable codes that the console translates.

    OFFLINE, STALLED: no pictures come. FROZEN: they come and are all the same. BLACK, OVER_EXPOSED, COVERED,
    OUT_OF_FOCUS: nothing can be made out. MOVED: it does not show what was accepted. MAIN_LOST: the
    smaller stream comes and the main one does not, so that evidence is small. WRONG_CLOCK: its time is
    not ours, or leaps. LOW_FPS, LOW_BIT_RATE: far less comes than usual. RESOLUTION_CHANGED: another size.
    """

    OFFLINE = "offline"
    STALLED = "stalled"
    FROZEN = "frozen"
    BLACK = "black"
    OVER_EXPOSED = "over_exposed"
    COVERED = "covered"
    OUT_OF_FOCUS = "out_of_focus"
    MOVED = "moved"
    MAIN_LOST = "main_lost"
    WRONG_CLOCK = "wrong_clock"
    LOW_FPS = "low_fps"
    LOW_BIT_RATE = "low_bit_rate"
    RESOLUTION_CHANGED = "resolution_changed"


SILENT = (HealthKind.OFFLINE, HealthKind.STALLED)
"""While one of these lasts the camera is not online."""

Detail = Mapping[str, str | float]
"""What was measured, by name with its unit, such as {"offset_s": 3600.0} or {"trouble": "unauthorized"}."""


def health_finding_id(camera_id: str, kind: HealthKind, began_at: datetime) -> str:
    """32 hex digits derived from what makes the finding unique, so that writing it again changes nothing."""
    text = f"{camera_id}\x1f{kind}\x1f{began_at.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """One thing wrong with one camera; `ended_at` is None while it lasts.

    began_at: the first check that failed, or when the camera fell silent. picture_key: evidence key of what
    it showed then, where a picture helps.
    """

    id: str
    camera_id: str
    kind: HealthKind
    began_at: datetime
    ended_at: datetime | None
    detail: Detail
    picture_key: str | None = None
