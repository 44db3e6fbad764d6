"""The loss that is silent where nobody knows, and a training that asks nothing of the network."""

import subprocess
import sys
from pathlib import Path

import cv2
import pytest
import torch
from torch import Tensor
from ultralytics.cfg import get_cfg
from ultralytics.nn.tasks import DetectionModel

from detector.training.build import IGNORE
from detector.training.train import IgnoringLoss
from models.detections import LABELS, Label
from tests.detector.pictures import drawn_cook

# Torch and ultralytics warn of their own inner workings.
pytestmark = pytest.mark.filterwarnings("ignore")

SIDE = 64
LEFT_HALF = (0.25, 0.5, 0.5, 1.0)


@pytest.fixture(scope="module")
def loss() -> IgnoringLoss:
    network = DetectionModel("yolov8n.yaml", nc=len(LABELS), verbose=False)
    network.args = get_cfg()
    return IgnoringLoss(network)


def gradient(loss: IgnoringLoss, *rows: tuple[int, int, tuple[float, float, float, float]]) -> Tensor:
    """(2, 7, 8, 8): how much the loss wants to change each class's score at the finest anchors of two
    pictures; rows: (picture, class, box) of their labels."""
    feats = [torch.zeros(2, 1, SIDE // stride, SIDE // stride) for stride in (8, 16, 32)]
    anchors = sum(feat.shape[2] * feat.shape[3] for feat in feats)
    scores = torch.full((2, len(LABELS), anchors), -2.0, requires_grad=True)
    boxes = torch.zeros(2, 4, 16, anchors)
    # Every anchor's box reaches one stride to each side of it.
    boxes[:, :, 1] = 10
    batch = {
        "batch_idx": torch.tensor([float(picture) for picture, _, _ in rows]),
        "cls": torch.tensor([[float(class_id)] for _, class_id, _ in rows]),
        "bboxes": torch.tensor([box for _, _, box in rows]),
    }
    _, losses, _ = loss.get_assigned_targets_and_loss(
        {"boxes": boxes.view(2, 64, anchors), "scores": scores, "feats": feats}, batch
    )
    losses.sum().backward()
    assert scores.grad is not None
    return scores.grad[:, :, : (SIDE // 8) ** 2].reshape(2, len(LABELS), SIDE // 8, SIDE // 8)


def test_an_ignored_place_teaches_nothing_of_its_class_and_everything_of_the_others(
    loss: IgnoringLoss,
) -> None:
    pulled = gradient(loss, (0, IGNORE + Label.NO_MASK, LEFT_HALF), (1, Label.PERSON, (0.5, 0.5, 0.4, 0.4)))
    left, right = pulled[0, :, :, :4], pulled[0, :, :, 4:]
    assert (left[Label.NO_MASK] == 0).all()
    assert (right > 0).all(), "elsewhere each class is told that it is not there"
    others = [label for label in Label if label is not Label.NO_MASK]
    assert (left[others] > 0).all()
    assert (pulled[1, Label.NO_MASK] > 0).all(), "another picture's ignored place is its own"


def test_a_true_box_in_an_ignored_place_is_still_learnt(loss: IgnoringLoss) -> None:
    true_face = (0, int(Label.NO_MASK), (0.25, 0.5, 0.3, 0.3))
    pulled = gradient(loss, (0, IGNORE + Label.NO_MASK, LEFT_HALF), true_face)[0, Label.NO_MASK, :, :4]
    assert (pulled < 0).any(), "anchors in the face are told to say it"
    assert (pulled == 0).any(), "those around it nothing"
    assert not (pulled > 0).any()


def test_training_asks_nothing_of_the_network(tmp_path: Path) -> None:
    """Nor does importing ultralytics, nor looking for a font."""
    for part in ("images", "labels"):
        (tmp_path / "heads" / part).mkdir(parents=True)
    for number in range(2):
        cv2.imwrite(str(tmp_path / "heads" / "images" / f"{number}.png"), drawn_cook(64, 64))
        (tmp_path / "heads" / "labels" / f"{number}.txt").write_text("4 0.5 0.24 0.09 0.22\n")
    script = """
import socket, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
asked = []
def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname") or (
        event == "socket.connect" and arguments[0].family != socket.AF_UNIX
    ):
        asked.append((event, arguments[1:]))
        raise OSError("no network here")
sys.addaudithook(watch)
from detector.training.train import Plan, train
from ultralytics.utils.checks import check_font
assert check_font("Arial.ttf").exists()
root = Path(sys.argv[1])
pictures = sorted((root / "heads" / "images").iterdir())
train(Path("yolov8n.yaml"), pictures, root / "run", Plan(epochs=1, saves=1, imgsz=64, batch=2))
assert not asked, asked
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / "run" / "finished").exists()
