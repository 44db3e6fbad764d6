"""`detect` and `watch`: the product's eyes on files and streams, as lines of JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import cv2

from alerts.findings import Change, Finding
from alerts.snapshots import take
from alerts.watch import watch
from detector.protocol import Detector
from detector.tracking import Tracker
from ingest.file import FileSource
from ingest.pace import Pace
from ingest.rtsp import RtspSource
from ingest.source import Source
from models.detections import Detections, Label
from models.errors import BrightkitchenError
from models.frames import Frame, Image
from models.tracks import TrackedFrame

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})


class UnreadableSource(BrightkitchenError):
    """The source is missing, empty or not a picture or video."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One picture to detect on: where it comes from, and its number there from 0."""

    source: str
    index: int
    image: Image


def open_video(source: str) -> Source:
    """A stream by its rtsp address, or a video file; not opened yet."""
    if source.startswith(("rtsp://", "rtsps://")):
        return RtspSource("scan", source)
    return FileSource("scan", Path(source))


def frames_of(source: str) -> Iterator[Frame]:
    video = open_video(source)
    try:
        video.open()
        yield from video
    finally:
        video.close()


def shots_of(source: str) -> Iterator[Shot]:
    """Every picture of a picture, a folder of pictures (sorted by name), a video or a stream.

    Raises:
        UnreadableSource, SourceError: with what is wrong; pictures before it have been given.
    """
    path = Path(source)
    if path.is_dir():
        pictures = sorted(item for item in path.rglob("*") if item.suffix.lower() in PICTURES)
        if not pictures:
            raise UnreadableSource(f"{source}: no pictures in this folder")
        for picture in pictures:
            yield from shots_of(str(picture))
    elif path.suffix.lower() in PICTURES:
        image = cv2.imread(source, cv2.IMREAD_COLOR) if path.is_file() else None
        if image is None:
            raise UnreadableSource(f"{source}: {'not a picture' if path.is_file() else 'no such file'}")
        yield Shot(source, 0, image.astype("uint8", copy=False))
    else:
        for frame in frames_of(source):
            yield Shot(source, frame.seq, frame.image)


def detection_line(shot: Shot, found: Detections) -> str:
    boxes = [
        {
            "label": Label(class_id).text,
            "score": round(float(score), 4),
            "xyxy": [round(float(value), 2) for value in xyxy],
        }
        for xyxy, score, class_id in zip(found.xyxy, found.score, found.class_id, strict=True)
    ]
    height, width = shot.image.shape[:2]
    line = {"source": shot.source, "frame": shot.index, "width": width, "height": height, "detections": boxes}
    return json.dumps(line, ensure_ascii=False)


def tracked_frames(
    frames: Iterable[Frame], detector: Detector, analysed_fps: float
) -> Iterator[TrackedFrame]:
    """The frames that the live pipeline would analyse at this rate, with what it would see in them."""
    tracker, rate = Tracker(), Pace(analysed_fps)
    for frame in frames:
        if rate.admits(frame.run, frame.media_ns):
            found = detector.detect(frame.image)
            yield TrackedFrame(frame, found, tracker.update(frame.media_ns, found))


def write_violations(
    source: str, detector: Detector, *, analysed_fps: float, snapshots: Path, out: TextIO
) -> int:
    """Run the whole pipeline over a source and write a line per violation, by start; how many there were."""
    ended: dict[str, Finding] = {}
    for finding in watch(tracked_frames(frames_of(source), detector, analysed_fps)):
        if finding.change is not Change.OPENED:
            ended[finding.violation.id] = finding
    lines = sorted(ended.values(), key=lambda item: (item.violation.start_ns, item.violation.rule))
    if lines:
        snapshots.mkdir(parents=True, exist_ok=True)
    for finding in lines:
        violation, picture = finding.violation, snapshots / f"{finding.violation.id}.jpg"
        picture.write_bytes(take(finding.best)[1].content)
        line = {
            "rule": str(violation.rule),
            "start_s": round(violation.start_ns / 1e9, 3),
            "end_s": round(violation.end_ns / 1e9, 3),
            "peak_score": round(violation.peak_score, 4),
            "snapshot": str(picture),
        }
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(lines)
