"""A network in ONNX becomes a checkpoint again that computes the same and can be trained on."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor
from ultralytics import YOLO

from detector.letterbox import Letterbox
from detector.manifest import KITCHEN, DetectorError, read_manifest, write_manifest
from detector.onnx import open_session
from detector.training.pipeline import Sources, run
from detector.training.restore import restore
from detector.training.sets import read
from detector.training.train import Plan
from models.detections import LABELS
from tests.detector.networks import constant_network
from tests.detector.pictures import drawn_cook

# Torch and ultralytics warn of their own inner workings.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "data" / "heads"
    for part in ("images", "labels"):
        (folder / part).mkdir(parents=True)
    (folder / "classes.txt").write_text("head\nhelmet\n")
    for seed in range(12):
        grain = np.random.default_rng(seed).integers(0, 255, (96, 160, 3), np.uint8, endpoint=True)
        cv2.imwrite(
            str(folder / "images" / f"{seed}.png"), cv2.addWeighted(grain, 0.5, drawn_cook(160, 96), 0.5, 0)
        )
        (folder / "labels" / f"{seed}.txt").write_text("0 0.5 0.24 0.09 0.22\n")
    return sorted((folder / "images").iterdir())


def answers(weights: Path, checkpoint: Path) -> tuple[np.ndarray, np.ndarray, torch.nn.Module]:
    pixels = Letterbox.fit(160, 96, 160).apply(drawn_cook(160, 96))
    (theirs,) = open_session(weights, 1).run(None, {"images": pixels})
    network = YOLO(checkpoint).model.float().eval()
    with torch.inference_mode():
        ours: Tensor = network(torch.from_numpy(pixels))[0]
    return np.asarray(theirs), ours.numpy(), network


def test_the_shipped_network_can_be_trained_on(pictures: list[Path], tmp_path: Path) -> None:
    """In int8 it rounds what passes from layer to layer, which the checkpoint does not."""
    restore(KITCHEN, pictures, tmp_path / "start.pt", 160)
    theirs, ours, network = answers(KITCHEN, tmp_path / "start.pt")
    assert tuple(network.names.values()) == LABELS
    assert np.abs(theirs[:, 4:] - ours[:, 4:]).max() < 0.15
    assert np.corrcoef(theirs[:, 4:].ravel(), ours[:, 4:].ravel())[0, 1] > 0.98


def test_batch_norms_have_the_statistics_of_the_pictures(pictures: list[Path], tmp_path: Path) -> None:
    """Otherwise the first steps of a training, which normalise by the batch, would undo the network."""
    restore(KITCHEN, pictures, tmp_path / "start.pt", 160)
    network = YOLO(tmp_path / "start.pt").model.float()
    batch = np.concatenate([Letterbox.fit(160, 96, 160).apply(read(path)) for path in pictures])
    with torch.inference_mode():
        learning = network.train()(torch.from_numpy(batch))["scores"].sigmoid()
        judging = network.eval()(torch.from_numpy(batch))[0][:, 4:]
    assert (learning - judging).abs().max() < 0.05


def test_training_goes_on_from_a_network_in_onnx(pictures: list[Path], tmp_path: Path) -> None:
    plan = Plan(epochs=1, saves=1, imgsz=64, batch=4, freeze=2)
    made = run(Sources(tmp_path / "data"), tmp_path / "run", KITCHEN, plan, "next", lambda *_: None)
    assert read_manifest(made.int8).version == "next"
    checkpoint = tmp_path / "run" / "training" / "run" / "weights" / "last.pt"
    before, after, learnt = answers(KITCHEN, checkpoint)
    assert np.corrcoef(before[:, 4:].ravel(), after[:, 4:].ravel())[0, 1] > 0.9, "what it knew is still there"
    started = YOLO(tmp_path / "run" / "start.pt").model.float().state_dict()
    # Checkpoints are kept in half precision.
    same = {
        name: torch.equal(value.half(), started[name].half())
        for name, value in learnt.state_dict().items()
        if value.is_floating_point()
    }
    frozen = [name for name in same if name.startswith(("model.0.", "model.1."))]
    assert frozen
    assert all(same[name] for name in frozen), "frozen layers stay as they are"
    assert not same["model.2.cv1.conv.weight"], "the others learn"


def test_another_network_is_refused(pictures: list[Path], tmp_path: Path) -> None:
    other = constant_network(tmp_path / "other.onnx", [0.5] * 7)
    write_manifest(read_manifest(KITCHEN), other)
    with pytest.raises(DetectorError, match=r"other\.onnx is not a YOLOv8n .*: there is no model\.22"):
        restore(other, pictures, tmp_path / "start.pt", 64)
