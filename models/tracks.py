"""People followed from frame to frame. A person is a track, never an identity."""

from dataclasses import dataclass

from models.detections import Detections
from models.frames import Frame


@dataclass(frozen=True, slots=True)
class Track:
    """One person as seen in one frame.

    track_id is unique within (camera, run). xyxy: left, top, right, bottom in source pixels.
    score: the person detection's, in [0, 1]. first_ns and last_ns: media time of the first sighting and
    of this one.
    """

    track_id: int
    xyxy: tuple[float, float, float, float]
    score: float
    first_ns: int
    last_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class TrackedFrame:
    """What leaves the detector: a frame, all its boxes, and the people in it (only those seen in it)."""

    frame: Frame
    detections: Detections
    tracks: tuple[Track, ...]
