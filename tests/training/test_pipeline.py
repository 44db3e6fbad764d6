"""A toy model, from drawn pictures to an ONNX file that the service loads."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from typer.testing import CliRunner
from ultralytics import YOLO

from api.cli import app
from api.training import finish
from detector.letterbox import Letterbox
from detector.manifest import read_manifest, write_manifest
from detector.onnx import OnnxDetector, open_session
from detector.training.build import IGNORE
from detector.training.pipeline import Sources, run
from detector.training.sets import TrainingError
from detector.training.train import PartedDataset, Plan
from models.detections import LABELS, Label
from models.frames import Image
from tests.detector.networks import constant_network
from tests.detector.pictures import drawn_cook
from tests.training.doubted import export_doubted

# Torch, ultralytics and the quantiser warn of their own inner workings.
pytestmark = pytest.mark.filterwarnings("ignore")

CLIPS = Path(__file__).parents[2] / "sample_videos"
NETWORK = Path("yolov8n.yaml")
PLAN = Plan(epochs=1, saves=2, imgsz=64, batch=4)
PERSON, NO_HAT = "0 0.5 0.55 0.33 0.8", "4 0.5 0.24 0.09 0.22"


class Interruption(Exception):
    pass


def scene(seed: int) -> Image:
    """The drawn cook in a room of its own."""
    grain = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8, endpoint=True)
    room = cv2.resize(grain, (160, 96), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.addWeighted(room, 0.5, drawn_cook(160, 96), 0.5, 0), np.uint8)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    root = tmp_path_factory.mktemp("pictures")
    for folder, rows, seeds in (
        ("data/heads", "0 0.5 0.24 0.09 0.22\n", range(8)),
        ("rendered", f"{PERSON}\n{NO_HAT}\n", range(100, 110)),
    ):
        for part in ("images", "labels"):
            (root / folder / part).mkdir(parents=True)
        for seed in seeds:
            cv2.imwrite(str(root / folder / "images" / f"{seed}.png"), scene(seed))
            (root / folder / "labels" / f"{seed}.txt").write_text(rows)
    (root / "data" / "heads" / "classes.txt").write_text("head\nhelmet\n")
    export_doubted([scene(seed) for seed in range(200, 204)], root / "service", root / "ready")
    return Sources(root / "data", root / "rendered", ready=(root / "ready",))


@pytest.fixture(scope="module")
def weights(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained in two goes: the first is interrupted after its first save."""
    out = tmp_path_factory.mktemp("run")
    batches = []

    def interrupting(what: str, done: int, total: int) -> None:
        if what == "training":
            batches.append((done, total))
            if done > total // 2:
                raise Interruption

    with pytest.raises(Interruption):
        run(sources, out, NETWORK, PLAN, "toy", interrupting)
    assert not (out / "float32.onnx").exists()
    resumed: list[tuple[int, int]] = []
    made = run(sources, out, NETWORK, PLAN, "toy", lambda what, done, total: resumed.append((done, total)))
    trained = [total for done, total in resumed if total > 1]
    assert trained
    assert set(trained) == {batches[0][1] // 2}, "the second go repeats what the first had saved"
    return made.float32


def test_the_service_loads_what_training_made(weights: Path) -> None:
    for path in (weights, weights.with_name("int8.onnx")):
        manifest = read_manifest(path)
        assert (manifest.version, manifest.labels, manifest.input_size) == ("toy", LABELS, PLAN.imgsz)
        assert len(OnnxDetector(path, conf=0.0).detect(scene(1))) > 0


def test_what_people_doubted_is_learnt_from(sources: Sources, weights: Path) -> None:
    mix = json.loads((weights.parent / "training" / "mix.json").read_text())
    assert mix["ready"] == 4
    (cache,) = sources.ready[0].glob("*.cache")
    found, missing, empty, corrupt, total = np.load(cache, allow_pickle=True).item()["results"]
    assert (missing, empty, corrupt) == (0, 0, 0)
    assert found == total == sum(mix.values())
    for path in (sources.ready[0] / "labels").iterdir():
        first, *others = path.read_text().splitlines()
        assert first.startswith(f"{int(Label.GLOVE)} ")
        assert all(int(line.split()[0]) >= IGNORE for line in others)


def test_the_export_computes_what_the_checkpoint_computes(weights: Path) -> None:
    pixels = Letterbox.fit(160, 96, 160).apply(scene(3))
    (ours,) = open_session(weights, 1).run(None, {"images": pixels})
    network = YOLO(weights.parent / "training" / "run" / "weights" / "last.pt").model.float().eval()
    with torch.inference_mode():
        theirs = network(torch.from_numpy(pixels))[0].numpy()
    assert np.allclose(ours[:, 4:], theirs[:, 4:], atol=1e-5)
    assert np.allclose(ours[:, :4], theirs[:, :4], atol=0.01)


def test_a_finished_run_is_not_run_again(sources: Sources, weights: Path) -> None:
    before = weights.stat().st_mtime_ns
    steps: list[str] = []
    run(sources, weights.parent, NETWORK, PLAN, "toy", lambda what, done, total: steps.append(what))
    assert steps == []
    assert weights.stat().st_mtime_ns == before


def test_a_run_that_was_stopped_after_its_last_save_is_finished(sources: Sources, weights: Path) -> None:
    finished = weights.parent / "training" / "finished"
    finished.unlink()
    steps: list[str] = []
    run(sources, weights.parent, NETWORK, PLAN, "toy", lambda what, done, total: steps.append(what))
    assert steps == []
    assert finished.exists()


def test_where_the_last_state_cannot_be_read_the_one_before_is_gone_on_from(
    sources: Sources, weights: Path
) -> None:
    training = weights.parent / "training"
    last, before = (training / "run" / "weights" / name for name in ("last.pt", "before.pt"))
    whole = {path: path.read_bytes() for path in (last, before, training / "finished")}
    (training / "finished").unlink()
    last.write_bytes(whole[last][:1000])
    totals = []

    def stop(what: str, done: int, total: int) -> None:
        totals.append(total)
        raise Interruption

    with pytest.raises(Interruption):
        run(sources, weights.parent, NETWORK, PLAN, "toy", stop)
    assert last.read_bytes() == whole[before]
    pictures = sum(json.loads((training / "mix.json").read_text()).values())
    assert totals == [-(-pictures // PLAN.saves // PLAN.batch)], "one of two saves is trained again"
    for path, content in whole.items():
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"plan": replace(PLAN, epochs=5, lr=0.1)},
            r"epochs was 1, now it is 5; lr was 0\.0006, now it is 0\.1",
        ),
        ({"version": "other"}, "version was toy, now it is other"),
        ({"rendered": None}, "rendered was .*/rendered, now it is none"),
        ({"ready": ()}, "ready was .*/ready, now it is none"),
    ],
    ids=["plan", "version", "rendered", "ready"],
)
def test_what_a_run_was_not_begun_with_needs_another_folder(
    sources: Sources, weights: Path, changed: dict[str, Any], message: str
) -> None:
    plan, version = changed.pop("plan", PLAN), changed.pop("version", "toy")
    with pytest.raises(TrainingError, match=rf"begun otherwise: {message}\. Name another folder"):
        run(replace(sources, **changed), weights.parent, NETWORK, plan, version, lambda *_: None)


def test_a_folder_without_labels_is_refused(sources: Sources, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="images/ and labels/"):
        run(Sources(sources.data, tmp_path), tmp_path / "run", NETWORK, PLAN, "toy", lambda *_: None)


@pytest.mark.parametrize(
    ("start", "plan", "message"),
    [
        ("yolov8n.pt", PLAN, "no yolov8n.pt to start from, and nothing is downloaded"),
        ("model.onnx", PLAN, "no model.onnx to start from"),
        ("model.h5", PLAN, "no checkpoint"),
        ("yolov8n.yaml", replace(PLAN, imgsz=100), "multiple of 32"),
    ],
)
def test_what_would_fail_later_fails_before_anything_is_done(
    sources: Sources, tmp_path: Path, start: str, plan: Plan, message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        run(sources, tmp_path / "run", Path(start), plan, "toy", lambda *_: None)
    assert not (tmp_path / "run").exists()


def test_a_training_ends_with_thresholds_a_choice_and_a_card(
    sources: Sources, weights: Path, tmp_path: Path
) -> None:
    made = run(sources, weights.parent, NETWORK, PLAN, "toy", lambda *_: None)
    clips = tmp_path / "clips"
    clips.mkdir()
    for suffix in (".mp4", ".json"):
        shutil.copy(CLIPS / f"empty{suffix}", clips)
    model, card = finish(made, tmp_path, lambda *_: None, clips, 0.001)
    manifest = read_manifest(model)
    assert manifest.version == "toy"
    text = card.read_text()
    for told in (
        "# Model card: kitchen toy",
        manifest.sha256,
        "It must not be used\n- to identify anyone",
        "| heads | 8 | hat, no_hat | – | person, mask, no_mask, glove, bare_hand | github.com/iprinceyadav/",
        "| ready | 4 | – | what a person judged | all else | pictures of this service that people doubted",
        "started from yolov8n.yaml: 1 pass at 64 px",
        f"| mask | {manifest.thresholds['mask']:.2f} |",
        "### Boxes: all pictures",
        "### Boxes: rendered",
        "### People: all pictures",
        "| gloves | cannot see |",
        "### Clips",
        "| empty | 0 | 0 | – | 0 |",
        "### Disturbed clips without a violation",
        "## What int8 costs",
        "| no_hat | all pictures | 1 | 0.85 |",
    ):
        assert told in text, told


def test_int8_is_not_the_model_where_it_loses_more_than_a_point(
    sources: Sources, weights: Path, tmp_path: Path
) -> None:
    """Here int8 sees nothing and float32 sees the truth."""
    made = run(sources, weights.parent, NETWORK, PLAN, "toy", lambda *_: None)
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((32, 64, 3), np.uint8))
    boxes = [["person", 22 / 64, 11 / 32, 42 / 64, 21 / 32]]
    truth = [{"path": str(tmp_path / "a.png"), "set": "made", "judged": ["person"], "boxes": boxes}]
    (tmp_path / "val.json").write_text(json.dumps(truth))
    networks = []
    for name, score in (("float32", 0.9), ("int8", 0.0)):
        path = constant_network(tmp_path / f"{name}.onnx", [score, *[0.0] * 6])
        write_manifest(replace(read_manifest(weights), input_size=64), path)
        networks.append(path)
    seeing, blind = networks
    made = replace(made, float32=seeing, int8=blind, held_out=tmp_path / "val.json")
    model, card = finish(made, tmp_path, lambda *_: None)
    assert model.read_bytes() == seeing.read_bytes()
    assert "Computes in float32" in card.read_text()


def test_each_picture_is_shown_once_in_a_pass_whose_state_is_saved_several_times() -> None:
    dataset = PartedDataset.__new__(PartedDataset)
    dataset.labels, dataset.parts, dataset.seed = list(range(12)), 3, 0
    passes = []
    for start in (0, 3):
        parts = []
        for dataset.now in range(start, start + 3):
            parts.append(dataset.shown())
        assert sorted(index for part in parts for index in part) == list(range(12))
        passes.append(parts)
    assert passes[0] != passes[1]
    dataset.labels, dataset.now = list(range(11)), 2
    assert len(dataset.shown()) == len(dataset) == 4, "a part that is not full is filled up"


def test_a_checkpoint_is_imported_as_a_model_of_one_s_own(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIGHTKITCHEN_DATA_DIR", str(tmp_path))
    checkpoint = weights.parent / "training" / "run" / "weights" / "last.pt"
    words = ["model", "import", str(checkpoint), "--name", "ours", "--imgsz", "64"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    imported = tmp_path / "models" / "ours" / "model.onnx"
    manifest = read_manifest(imported)
    assert (manifest.labels, manifest.input_size, manifest.version) == (LABELS, 64, "1")
    assert len(OnnxDetector(imported, conf=0.0).detect(scene(1))) > 0
