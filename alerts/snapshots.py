"""Pictures of a violation, as JPEG in memory. Pure, and heavy enough (tens of ms) for a pool."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

import cv2
import numpy as np
import structlog

from alerts.findings import Box, Snapshot
from alerts.geometry import iou
from ingest.still import StillMissing
from models.cameras import StreamName
from models.detections import Detections, Label
from models.errors import BrightkitchenError
from models.frames import Frame, Image
from models.violations import EvidenceKind, SeenBox

log = structlog.get_logger(__name__)

ORIGINAL_QUALITY = 90
ANNOTATED_QUALITY = 88

Colour = tuple[int, int, int]
QUIET: Colour = (200, 200, 200)
SUBJECT: Colour = (30, 190, 255)
OFFENCE: Colour = (48, 48, 224)
INK: Colour = (255, 255, 255)
# A track's box is smoothed, so the person's detection lies near it rather than on it.
SAME_PERSON_IOU = 0.6
FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded JPEG. width and height in pixels; captured_at: when its frame was received (aware).

    boxes: of the original, what was seen in it, what decided first. stream: the one it is of.
    """

    kind: EvidenceKind
    content: bytes
    width: int
    height: int
    captured_at: datetime
    boxes: tuple[SeenBox, ...] = ()
    stream: StreamName = StreamName.MAIN


def take(snapshot: Snapshot, zone: tzinfo = UTC) -> tuple[Picture, Picture]:
    """The original and the annotated picture, of the main stream where it has one of that instant.

    The same snapshot gives the same bytes as long as its main stream is there.

    Raises:
        BrightkitchenError: the frame cannot be a JPEG (more than 65500 pixels to a side).
    """
    snapshot, stream = in_full_size(snapshot)
    frame = snapshot.frame
    images = (
        (EvidenceKind.ORIGINAL, frame.image, ORIGINAL_QUALITY),
        (EvidenceKind.ANNOTATED, annotate(snapshot, zone), ANNOTATED_QUALITY),
    )
    original, annotated = (
        Picture(kind, encode(image, quality), frame.width, frame.height, frame.captured_at, stream=stream)
        for kind, image, quality in images
    )
    return replace(original, boxes=seen(snapshot)), annotated


def in_full_size(snapshot: Snapshot) -> tuple[Snapshot, StreamName]:
    """The snapshot on the main stream's picture, or as it is where that has none; and of which stream it is.

    Boxes are scaled to it by width and by height, since a smaller stream is often squeezed; both are taken to
    show the same view. May wait for a main stream that is a little behind.
    """
    if snapshot.main is None:
        return snapshot, StreamName.MAIN
    small = snapshot.frame
    try:
        frame = snapshot.main.frame()
    except StillMissing as error:
        log.warning("snapshot.from_sub_stream", camera=small.camera_id, reason=str(error))
        return snapshot, StreamName.SUB
    scale = (frame.width / small.width, frame.height / small.height) * 2
    left, top, right, bottom = (value * factor for value, factor in zip(snapshot.subject, scale, strict=True))
    seen = snapshot.detections
    detections = Detections(seen.xyxy * np.array(scale, np.float32), seen.score, seen.class_id)
    larger = replace(
        snapshot, frame=frame, detections=detections, subject=(left, top, right, bottom), main=None
    )
    return larger, StreamName.MAIN


def seen(snapshot: Snapshot) -> tuple[SeenBox, ...]:
    """What was found in the frame, what decided first."""
    detections, size = snapshot.detections, (snapshot.frame.width, snapshot.frame.height) * 2
    rows = sorted(range(len(detections)), key=lambda row: row != snapshot.row)
    boxes = []
    for row in rows:
        x1, y1, x2, y2 = (
            round(float(value) / side, 5) for value, side in zip(detections.xyxy[row], size, strict=True)
        )
        score = round(float(detections.score[row]), 4)
        boxes.append(SeenBox(Label(int(detections.class_id[row])), score, (x1, y1, x2, y2)))
    return tuple(boxes)


def encode(image: Image, quality: int) -> bytes:
    """JPEG of a BGR picture; quality 0 to 100."""
    if max(image.shape[:2]) > 65500:
        raise BrightkitchenError("the picture is too large for a JPEG")
    done, content = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise BrightkitchenError("the picture cannot be encoded")
    return content.tobytes()


def annotate(snapshot: Snapshot, zone: tzinfo = UTC) -> Image:
    """As `mark`, with a caption. Its time is the frame's, in `zone`."""
    image, frame = mark(snapshot), snapshot.frame
    taken_at = frame.captured_at.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    _caption(image, f"{_sure(snapshot)}   {taken_at}", _unit(frame))
    return image


def mark(snapshot: Snapshot) -> Image:
    """A copy of the frame with the person and what is missing marked; all else is quiet."""
    image = snapshot.frame.image.copy()
    image.setflags(write=True)
    unit = _unit(snapshot.frame)
    detections, row = snapshot.detections, snapshot.row
    for index in _others(snapshot):
        _outline(image, _corners(detections.xyxy[index]), QUIET, round(0.6 * unit))
    offence = _corners(detections.xyxy[row])
    _outline(image, snapshot.subject, SUBJECT, round(1.6 * unit))
    _outline(image, offence, OFFENCE, round(2.4 * unit))
    _tag(image, _sure(snapshot), (offence[0], offence[1]), unit)
    return image


def _unit(frame: Frame) -> float:
    return max(1.0, frame.height / 360)


def _sure(snapshot: Snapshot) -> str:
    detections, row = snapshot.detections, snapshot.row
    what = Label(int(detections.class_id[row])).name.replace("_", " ")
    return f"{what} {float(detections.score[row]):.0%}"


def _others(snapshot: Snapshot) -> list[int]:
    """The rows that are neither what is missing nor the person themselves."""
    detections = snapshot.detections
    on_subject = (
        iou(detections.xyxy.astype(np.float64), np.array([snapshot.subject]))[:, 0] >= SAME_PERSON_IOU
    )
    themselves = on_subject & (detections.class_id == Label.PERSON)
    return [index for index in range(len(detections)) if index != snapshot.row and not themselves[index]]


def _outline(image: Image, box: Box, colour: Colour, thickness: int) -> None:
    x1, y1, x2, y2 = (round(value) for value in box)
    cv2.rectangle(image, (x1, y1), (x2, y2), colour, max(1, thickness), cv2.LINE_AA)


def _tag(image: Image, text: str, corner: tuple[float, float], unit: float) -> None:
    """White on the offence's colour, above `corner` and inside the picture."""
    scale, pad = 0.4 * unit, round(3 * unit)
    (width, height), _ = cv2.getTextSize(text, FONT, scale, _weight(unit))
    left = int(np.clip(corner[0], 0, max(0, image.shape[1] - width - 2 * pad)))
    bottom = max(round(corner[1]), height + 2 * pad)
    cv2.rectangle(
        image, (left, bottom - height - 2 * pad), (left + width + 2 * pad, bottom), OFFENCE, cv2.FILLED
    )
    cv2.putText(image, text, (left + pad, bottom - pad), FONT, scale, INK, _weight(unit), cv2.LINE_AA)


def _caption(image: Image, text: str, unit: float) -> None:
    """White on a darkened strip along the lower edge."""
    scale, pad = 0.42 * unit, round(5 * unit)
    (width, height), _ = cv2.getTextSize(text, FONT, scale, _weight(unit))
    fitting = min(1.0, (image.shape[1] - 2 * pad) / max(1, width))
    top = max(0, image.shape[0] - height - 2 * pad)
    image[top:] = image[top:] // 3
    base = (pad, image.shape[0] - pad)
    cv2.putText(image, text, base, FONT, scale * fitting, INK, _weight(unit), cv2.LINE_AA)


def _weight(unit: float) -> int:
    return max(1, round(0.8 * unit))


def _corners(box: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Box:
    x1, y1, x2, y2 = (float(value) for value in box)
    return x1, y1, x2, y2
