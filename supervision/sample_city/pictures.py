"""The few pictures that the made-up violations share: frames of the shipped clips, as the model sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from alerts.evidence import EvidenceStore
from alerts.findings import Snapshot
from alerts.snapshots import ANNOTATED_QUALITY, ORIGINAL_QUALITY, encode, mark, seen
from detector.onnx import OnnxDetector
from detector.protocol import Detector
from ingest.file import FileSource
from models.cases import CasePicture, PictureKind
from models.detections import Detections, Label
from models.frames import Frame
from models.rules import RuleName

CLIPS = Path(__file__).parent.parent.parent / "sample_videos"
BROKEN: Mapping[RuleName, tuple[Label, tuple[tuple[str, float], ...]]] = {
    RuleName.MASK: (Label.NO_MASK, (("hot_line", 6), ("hot_line", 9), ("crossing", 3))),
    RuleName.HAT: (Label.NO_HAT, (("wash_up", 6), ("wash_up", 9))),
    RuleName.GLOVES: (Label.BARE_HAND, (("cold_room", 5), ("cold_room", 8))),
}
"""What shows it, and clips with the second from which on somebody breaks it."""
PUT_RIGHT = (("prep_room", 4.0), ("corner", 5.0))


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture in the evidence store."""

    key: str
    width: int
    height: int
    size_bytes: int

    def of_case(self, kind: PictureKind) -> CasePicture:
        return CasePicture(self.key, kind, self.width, self.height, self.size_bytes)


@dataclass(frozen=True, slots=True)
class Shown:
    """The two pictures of a violation, and what was seen in them, as it is kept."""

    original: Stored
    annotated: Stored
    rows: list[list[str | float]]


@dataclass(frozen=True, slots=True)
class Pictures:
    broken: Mapping[RuleName, Sequence[Shown]]
    put_right: Sequence[Stored]


def store_pictures(evidence: EvidenceStore) -> Pictures:
    detector = OnnxDetector()
    broken = {
        rule: [_shown(evidence, detector, clip, second, label) for clip, second in scenes]
        for rule, (label, scenes) in BROKEN.items()
    }
    put_right = [
        _stored(evidence, encode(frame.image, ORIGINAL_QUALITY), frame)
        for frame in (_frames(clip, second, 1)[0] for clip, second in PUT_RIGHT)
    ]
    return Pictures(broken, put_right)


def _shown(evidence: EvidenceStore, detector: Detector, clip: str, second: float, label: Label) -> Shown:
    """The surest of the frames after that second."""
    judged = [(frame, detector.detect(frame.image)) for frame in _frames(clip, second, 3)]
    frame, found = max(judged, key=lambda item: _surest(item[1], label)[1])
    row, _ = _surest(found, label)
    left, top, right, bottom = (float(value) for value in found.xyxy[_person_of(found, row)])
    snapshot = Snapshot(frame, found, (left, top, right, bottom), row, 1.0)
    return Shown(
        _stored(evidence, encode(frame.image, ORIGINAL_QUALITY), frame),
        _stored(evidence, encode(mark(snapshot), ANNOTATED_QUALITY), frame),
        [[box.label.text, box.score, *box.xyxy] for box in seen(snapshot)],
    )


def _surest(found: Detections, label: Label) -> tuple[int, float]:
    """Row and score; the score is -1 where nothing of it was found."""
    scores = np.where(found.class_id == label, found.score, -1.0)
    return (int(scores.argmax()), float(scores.max())) if len(scores) else (0, -1.0)


def _person_of(found: Detections, row: int) -> int:
    """The person's box that holds the middle of this one; the box itself where there is none."""
    middle = (found.xyxy[row, :2] + found.xyxy[row, 2:]) / 2
    holds = (found.xyxy[:, :2] <= middle).all(1) & (middle <= found.xyxy[:, 2:]).all(1)
    people = np.flatnonzero(holds & (found.class_id == Label.PERSON))
    return int(people[0]) if len(people) else row


def _frames(clip: str, second: float, count: int) -> list[Frame]:
    source = FileSource("sample", CLIPS / f"{clip}.mp4")
    source.open()
    frames: list[Frame] = []
    try:
        for picture in source.pictures():
            if picture.media_ns >= second * 1e9:
                frames.append(picture.frame())
                if len(frames) == count:
                    break
    finally:
        source.close()
    return frames


def _stored(evidence: EvidenceStore, content: bytes, frame: Frame) -> Stored:
    return Stored(evidence.put(content), frame.width, frame.height, len(content))
