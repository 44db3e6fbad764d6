"""A rule broken by one person in one episode, and the pictures that prove it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.cameras import StreamName
from models.detections import Label
from models.rules import RuleName


class ViolationState(StrEnum):
    """Where a violation stands with people: nobody has answered yet, or the business has seen it."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"


class EvidenceKind(StrEnum):
    ORIGINAL = "original"
    ANNOTATED = "annotated"
    CLIP = "clip"


class ClipTrouble(StrEnum):
    """Why a violation has no clip. CODEC: MP4 cannot carry the camera's video. GONE: the camera's packets of
    that time were not there (any more). FAILED: it could not be written or kept."""

    CODEC = "codec"
    GONE = "gone"
    FAILED = "failed"


def violation_id(camera_id: str, run: int, rule: RuleName, track_id: int, start_ns: int) -> str:
    """32 hex digits derived from what makes the episode unique, so that a replay names it alike."""
    text = f"{camera_id}\x1f{run}\x1f{rule}\x1f{track_id}\x1f{start_ns}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Votes:
    """How often the attribute was judged over the episode; `unseen` never counts as missing."""

    missing: int
    present: int
    unseen: int


@dataclass(frozen=True, slots=True)
class Violation:
    """One person breaking one rule from start to end; `ended_at` is None while it lasts.

    start_ns and end_ns: media time of the run; end_ns is the last missing vote so far.
    started_at and ended_at: the same instants on the wall clock (aware UTC).
    detected_at: when the votes sufficed. peak_score in [0, 1]: the surest single missing detection.
    """

    id: str
    camera_id: str
    run: int
    rule: RuleName
    track_id: int
    start_ns: int
    end_ns: int
    started_at: datetime
    last_seen_at: datetime
    detected_at: datetime
    ended_at: datetime | None
    peak_score: float
    votes: Votes


@dataclass(frozen=True, slots=True)
class SeenBox:
    """What the detector saw: a score in [0, 1], and left, top, right, bottom as shares of the picture."""

    label: Label
    score: float
    xyxy: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored picture or clip. key: lower-case hex SHA-256 of the bytes, also its name in the store.

    captured_at: of a clip, when it begins. boxes: what the detector saw in it, what decided first; kept with
    the original only. stream: the one it is of; SUB only where the camera's main stream had no such picture.
    duration_ms: of a clip.
    """

    key: str
    kind: EvidenceKind
    captured_at: datetime
    width: int
    height: int
    size_bytes: int
    boxes: tuple[SeenBox, ...] = ()
    stream: StreamName = StreamName.MAIN
    duration_ms: int | None = None
