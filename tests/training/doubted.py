"""Violations that people doubted, exported as a city would export them."""

from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from alerts.evidence import FolderEvidenceStore
from api.cli import app
from api.settings import Settings
from models import history
from models.database import Database
from models.detections import Label
from models.frames import Image
from models.people import Role
from models.reviews import Ground, Opinion
from models.rules import RuleName
from models.violations import Evidence, EvidenceKind, SeenBox
from tests.databases import copy_of_migrated
from tests.models import scene

PERSON, HEAD, HAND = (0.33, 0.15, 0.67, 0.95), (0.45, 0.13, 0.55, 0.35), (0.3, 0.6, 0.4, 0.7)


def export_doubted(pictures: list[Image], data_dir: Path, out: Path) -> None:
    """Write `out` by `brightkitchen review export --blur-faces`: in each picture a glove is worn that was
    said to be missing."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BRIGHTKITCHEN_DATA_DIR", str(data_dir))
        copy_of_migrated(data_dir / "brightkitchen.db")
        _fill(pictures, Settings())
        done = CliRunner().invoke(app, ["review", "export", "--out", str(out), "--blur-faces"])
    assert done.exit_code == 0, done.output


def _fill(pictures: list[Image], settings: Settings) -> None:
    store, database = FolderEvidenceStore(settings.evidence_dir), Database(settings.database)
    boxes = tuple(
        SeenBox(label, 0.8, box)
        for label, box in ((Label.BARE_HAND, HAND), (Label.PERSON, PERSON), (Label.NO_HAT, HEAD))
    )
    with database.writing() as session:
        camera = scene.camera(session, scene.business(session))
        cadre = scene.user(session, "cadre", Role.CADRE)
        for track, picture in enumerate(pictures):
            kept = scene.violation(camera.id, track=track, rule=RuleName.GLOVES)
            content = cv2.imencode(".jpg", picture)[1].tobytes()
            size = picture.shape[1], picture.shape[0], len(content)
            evidence = [
                Evidence(store.put(content), kind, scene.NOON, *size, own)
                for kind, own in ((EvidenceKind.ORIGINAL, boxes), (EvidenceKind.ANNOTATED, ()))
            ]
            history.keep(session, kept, evidence, scene.NOON)
            history.review(session, kept.id, cadre, Opinion.REJECTED, Ground.WORN, "", scene.NOON)
    database.close()
