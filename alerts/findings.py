"""What the monitor tells: violations as they open, go on and end, each with its best picture."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.ring import Still
from models.detections import Detections
from models.frames import Frame
from models.violations import Violation

Box = tuple[float, float, float, float]


class Change(StrEnum):
    """OPENED once per violation; UPDATED while it goes on or when it goes on again; ENDED when it stops."""

    OPENED = "opened"
    UPDATED = "updated"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A frame in which the violation is plain to see. Keeps the whole frame in memory.

    subject: the person, and row: the detection that shows what is missing, a row of `detections`.
    quality in [0, 1], comparable within one episode only. main: where the camera has a main stream beside
    the one analysed, that one's picture of the same instant, still compressed.
    """

    frame: Frame
    detections: Detections
    subject: Box
    row: int
    quality: float
    main: Still | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One change of one violation, with the best snapshot of the episode so far.

    is_new_best: the snapshot is not the one of this violation's finding before.
    """

    change: Change
    violation: Violation
    best: Snapshot
    is_new_best: bool
