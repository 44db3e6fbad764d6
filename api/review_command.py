"""`brightkitchen review export`: what people doubted, as pictures to learn from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from alerts.evidence import FolderEvidenceStore
from api.settings import Settings
from detector.training.build import IGNORE, yolo_row
from detector.training.fill import holds
from detector.training.sets import FACE, HEAD, PAIRS
from models import history
from models.database import Database
from models.detections import LABELS, Label
from models.errors import EvidenceMissing
from models.frames import Image
from models.history import Record
from models.reviews import Ground, Opinion
from models.violations import SeenBox

_MOSAIC = 5

Shares = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture."""


def export_reviews(
    out: Annotated[Path, typer.Option(help="Folder to write images/ and labels/ into.")],
    blur_faces: Annotated[
        bool, typer.Option("--blur-faces", help="Make faces unrecognisable; masks and hats are not learnt.")
    ] = False,
) -> None:
    """Write rejected and appealed violations in YOLO's format, for `train --ready`."""
    settings = Settings()
    store, database = FolderEvidenceStore(settings.evidence_dir), Database(settings.database)
    database.migrate()
    for folder in ("images", "labels"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    names = [*LABELS, *(f"ignore_{label}" for label in LABELS)]
    (out / "classes.txt").write_text("".join(f"{name}\n" for name in names))
    written, passed_over = 0, 0
    with database.reading() as session:
        for record in history.doubted(session):
            try:
                content = store.read(record.original.key)
            except EvidenceMissing:
                content = b""
            if not content or not record.original.boxes:
                passed_over += 1
                continue
            if blur_faces:
                content = _blurred(content, record.original.boxes)
            (out / "images" / f"{record.violation.id}.jpg").write_bytes(content)
            (out / "labels" / f"{record.violation.id}.txt").write_text(
                "".join(label_rows(record, blur_faces))
            )
            written += 1
    typer.echo(f"{written} pictures written to {out}")
    if passed_over:
        typer.echo(
            f"{passed_over} passed over: their picture is gone, or was kept before boxes were kept with it"
        )


def label_rows(record: Record, blur_faces: bool) -> Iterator[str]:
    """YOLO rows for the original picture. Where mask, hat or glove is said to be worn, that is the truth;
    everything else that the detector saw is to be ignored, for nobody has judged it.

    With blur_faces a mosaic teaches nothing either: in it nothing is true, and faces and heads are ignored.
    """
    decisive, *others = record.original.boxes
    hidden = list(_to_hide(record.original.boxes)) if blur_faces else []
    latest = record.reviews[-1]
    pair = next(pair for pair in PAIRS if decisive.label in pair)
    is_worn = latest.opinion is Opinion.REJECTED and latest.ground is Ground.WORN
    if is_worn and not any(holds(place, decisive.xyxy) for place in hidden):
        yield yolo_row(int(pair[0]), decisive.xyxy)
    else:
        yield from (yolo_row(IGNORE + int(label), decisive.xyxy) for label in pair)
    for box in others:
        both = next((pair for pair in PAIRS if box.label in pair), (box.label,))
        yield from (yolo_row(IGNORE + int(label), box.xyxy) for label in both)
    for place in hidden:
        yield from (yolo_row(IGNORE + int(label), place) for label in (*FACE, *HEAD))


def _to_hide(boxes: tuple[SeenBox, ...]) -> Iterator[Shares]:
    """Where faces are, or may be: also a head that was not found is not to be shown."""
    for box in boxes:
        left, top, right, bottom = box.xyxy
        if box.label in (*FACE, *HEAD):
            yield box.xyxy
        elif box.label is Label.PERSON:
            height = bottom - top
            yield left, max(0.0, top - 0.05 * height), right, top + 0.25 * height


def _blurred(content: bytes, boxes: tuple[SeenBox, ...]) -> bytes:
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None, "the store checked the bytes against their hash"
    picture = np.asarray(image, np.uint8)
    for place in _to_hide(boxes):
        _make_mosaic(picture, place)
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def _make_mosaic(image: Image, shares: Shares) -> None:
    height, width = image.shape[:2]
    left, top, right, bottom = (
        int(np.clip(share * side, 0, side)) for share, side in zip(shares, (width, height) * 2, strict=True)
    )
    part = image[top:bottom, left:right]
    if part.size:
        tiny = cv2.resize(part, (_MOSAIC, _MOSAIC), interpolation=cv2.INTER_AREA)
        part[:] = cv2.resize(tiny, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)
