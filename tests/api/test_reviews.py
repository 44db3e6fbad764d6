"""Opinions on a violation: who may say what, and what becomes of them as pictures to learn from."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli import app
from detector.training.build import IGNORE
from detector.training.sets import FACE as FACE_LABELS
from detector.training.sets import HEAD as HEAD_LABELS
from models import history
from models.detections import Label
from models.people import Everything, Role
from models.reviews import Ground, Opinion
from models.rules import RuleName
from models.violations import Evidence, EvidenceKind, SeenBox
from tests.api.conftest import World
from tests.models import scene

FACE, OTHER_HEAD, PERSON = (0.25, 0.25, 0.5, 0.5), (0.7, 0.1, 0.9, 0.4), (0.1, 0.2, 0.6, 1.0)
REJECTION = {"opinion": "rejected", "ground": "worn", "comment": "面罩在，反光看不清"}


def reviews_of(world: World) -> str:
    return f"/violations/{world.violation}/reviews"


def reviews_kept(world: World) -> int:
    with world.running.service.database.reading() as session:
        return len(history.get(session, Everything(), world.violation).reviews)


@pytest.mark.parametrize(
    ("username", "opinion", "status"),
    [
        ("cadre", "confirmed", 200), ("cadre", "rejected", 200), ("cadre", "appealed", 403),
        ("owner", "appealed", 200), ("owner", "rejected", 403), ("owner", "confirmed", 403),
        ("auditor", "confirmed", 403), ("admin", "rejected", 403),
        ("far", "rejected", 404), ("idle", "confirmed", 404), ("rival", "appealed", 404),
    ],
)  # fmt: skip
def test_who_may_say_what(world: World, username: str, opinion: str, status: int) -> None:
    body = {"opinion": opinion} | ({} if opinion == "confirmed" else {"ground": "unclear"})
    with world.running.client(username) as client:
        before = reviews_kept(world)
        assert client.post(reviews_of(world), json=body).status_code == status
    assert reviews_kept(world) - before == (status == 200)


def test_an_opinion_is_added_with_its_author_and_told_to_who_looks(world: World) -> None:
    with world.running.client("cadre") as client:
        said = client.post(reviews_of(world), json=REJECTION).json()["reviews"][-1]
        seen = client.get(f"/violations/{world.violation}").json()["reviews"][-1]
    assert said == seen
    assert (said["opinion"], said["ground"], said["comment"]) == ("rejected", "worn", REJECTION["comment"])
    assert said["by"] == {"name": "Cadre"}


@pytest.mark.parametrize(
    "body",
    [
        {"opinion": "rejected"},
        {"opinion": "confirmed", "ground": "worn"},
        {"opinion": "rejected", "ground": "because"},
        {"opinion": "maybe"},
        {"opinion": "rejected", "ground": "other", "comment": "x" * 1001},
    ],
    ids=["no ground", "needless ground", "unknown ground", "unknown opinion", "too long"],
)
def test_what_is_no_review_is_refused(world: World, body: dict[str, str]) -> None:
    with world.running.client("cadre") as client:
        before = client.get(f"/violations/{world.violation}").json()["reviews"]
        assert client.post(reviews_of(world), json=body).status_code == 422
        assert client.get(f"/violations/{world.violation}").json()["reviews"] == before


def seen(label: Label, box: tuple[float, float, float, float]) -> SeenBox:
    return SeenBox(label, 0.8, box)


def add_violation(
    world: World, track: int, *reviews: tuple[Opinion, Ground | None], has_boxes: bool = True
) -> str:
    """A violation with a grey picture, what was seen in it, and what the cadre said of it."""
    service = world.running.service
    kept = scene.violation(world.camera.id, track=track, rule=RuleName.MASK)
    noise = np.random.default_rng(track).integers(0, 255, (36, 64, 3), np.uint8)
    content = cv2.imencode(".jpg", noise)[1].tobytes()
    known = (seen(Label.NO_MASK, FACE), seen(Label.PERSON, PERSON), seen(Label.HAT, OTHER_HEAD))
    boxes = known if has_boxes else ()
    evidence = [
        Evidence(service.evidence.put(content), kind, scene.NOON, 64, 36, len(content), own)
        for kind, own in ((EvidenceKind.ORIGINAL, boxes), (EvidenceKind.ANNOTATED, ()))
    ]
    with service.database.writing() as session:
        history.keep(session, kept, evidence, scene.NOON)
        user = scene.user(session, f"judge{track}", Role.CADRE)
        for opinion, ground in reviews:
            history.review(session, kept.id, user, opinion, ground, "", scene.NOON)
    return kept.id


@pytest.fixture(scope="module")
def judged(world: World) -> dict[str, str]:
    return {
        "worn": add_violation(world, 51, (Opinion.REJECTED, Ground.WORN)),
        "unclear": add_violation(world, 52, (Opinion.REJECTED, Ground.UNCLEAR)),
        "appealed": add_violation(world, 53, (Opinion.APPEALED, Ground.WORN)),
        "settled": add_violation(world, 54, (Opinion.APPEALED, Ground.WORN), (Opinion.CONFIRMED, None)),
        "silent": add_violation(world, 55),
        "old": add_violation(world, 56, (Opinion.REJECTED, Ground.WORN), has_boxes=False),
    }


def export(world: World, out: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setenv("BRIGHTKITCHEN_DATA_DIR", str(world.running.service.settings.data_dir))
    done = CliRunner().invoke(app, ["review", "export", "--out", str(out), *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_doubted_violations_become_pictures_to_learn_from(
    world: World, judged: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = export(world, tmp_path, monkeypatch)
    assert "passed over" in output, "one was kept before boxes were kept with it"
    names = {path.stem for path in (tmp_path / "images").iterdir()}
    assert names == {judged[name] for name in ("worn", "unclear", "appealed")}
    rows = {
        name: [
            line.split() for line in (tmp_path / "labels" / f"{judged[name]}.txt").read_text().splitlines()
        ]
        for name in ("worn", "unclear", "appealed")
    }
    ignored = {"7", "10", "11"}
    assert rows["worn"][0][0] == str(int(Label.MASK))
    assert np.allclose([float(word) for word in rows["worn"][0][1:]], (0.375, 0.375, 0.25, 0.25))
    assert {row[0] for row in rows["worn"][1:]} == ignored, "nobody has judged the others"
    for name in ("unclear", "appealed"):
        assert {row[0] for row in rows[name]} == {"8", "9"} | ignored
    assert (tmp_path / "classes.txt").read_text().split()[9] == "ignore_no_mask"


def test_faces_are_made_unrecognisable_on_request(
    world: World, judged: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(world, tmp_path / "plain", monkeypatch)
    export(world, tmp_path / "blurred", monkeypatch, "--blur-faces")
    before, after = (
        cv2.imread(str(tmp_path / kind / "images" / f"{judged['worn']}.jpg"), cv2.IMREAD_GRAYSCALE)
        for kind in ("plain", "blurred")
    )
    assert before is not None
    assert after is not None
    face, elsewhere = np.s_[9:18, 16:32], np.s_[24:36, 42:64]
    assert after[face].std() < before[face].std() / 2
    assert abs(after[elsewhere].astype(int) - before[elsewhere].astype(int)).mean() < 6


def test_a_mosaic_teaches_nothing(
    world: World, judged: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(world, tmp_path, monkeypatch, "--blur-faces")
    rows = [line.split() for line in (tmp_path / "labels" / f"{judged['worn']}.txt").read_text().splitlines()]
    assert {int(row[0]) for row in rows} == {
        IGNORE + label for label in (*FACE_LABELS, *HEAD_LABELS, Label.PERSON)
    }
    top_of_the_person = [0.35, (0.16 + 0.4) / 2, 0.5, 0.24]
    for label in (*FACE_LABELS, *HEAD_LABELS):
        places = [[float(word) for word in row[1:]] for row in rows if int(row[0]) == IGNORE + label]
        assert any(np.allclose(place, top_of_the_person, atol=1e-3) for place in places), label
