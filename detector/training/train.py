"""Fine-tunes the network on a built data set.

python -m detector.training.train --start WEIGHTS.pt --set FOLDER --rendered FOLDER --out FOLDER
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.utils.loss import v8DetectionLoss
from ultralytics.utils.tal import make_anchors

from detector.training.build import IGNORE
from detector.training.degrade import degrade
from models.detections import LABELS

_REPEATS = {"chefs": 2, "hats_people": 2}
_DEGRADED_SHARE = 0.3


class IgnoringLoss(v8DetectionLoss):  # type: ignore[misc]
    """YOLOv8's loss, silent about a class wherever a label row says that nobody knows.

    A row of class IGNORE + c is no target: anchors inside its box neither win nor lose for saying c,
    unless the assigner gave them a true box of that class.
    """

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__(model)
        self._counted: Tensor | None = None
        plain = torch.nn.BCEWithLogitsLoss(reduction="none")

        def masked(predicted: Tensor, target: Tensor) -> Tensor:
            loss: Tensor = plain(predicted, target)
            return loss if self._counted is None else loss * (self._counted | (target > 0))

        self.bce = masked

    def get_assigned_targets_and_loss(
        self, preds: dict[str, Tensor], batch: dict[str, Any], **assign: Any
    ) -> Any:
        ignored = batch["cls"].view(-1) >= IGNORE
        points, strides = make_anchors(preds["feats"], self.stride, 0.5)
        height, width = (int(side * self.stride[0]) for side in preds["feats"][0].shape[2:])
        centres = points * strides / torch.tensor([width, height], dtype=points.dtype)
        counted = torch.ones(preds["scores"].shape[0], len(centres), self.nc, dtype=torch.bool)
        rows = zip(
            batch["batch_idx"][ignored], batch["cls"].view(-1)[ignored], batch["bboxes"][ignored], strict=True
        )
        for index, class_id, box in rows:
            inside = ((centres - box[:2]).abs() <= box[2:] / 2).all(dim=1)
            counted[int(index), inside, int(class_id) - IGNORE] = False
        self._counted = counted
        known = {key: batch[key][~ignored] for key in ("batch_idx", "cls", "bboxes")}
        return super().get_assigned_targets_and_loss(preds, {**batch, **known}, **assign)


class KitchenTrainer(DetectionTrainer):  # type: ignore[misc]
    """Trains our classes from labels that also hold ignored places; judging is evaluate.py's work."""

    _chance = np.random.default_rng(0)

    def get_model(self, cfg: Any = None, weights: Any = None, verbose: bool = True) -> Any:
        names, classes = self.data["names"], self.data["nc"]
        self.data |= {"names": dict(enumerate(LABELS)), "nc": len(LABELS)}
        model = super().get_model(cfg, weights, verbose)
        self.data |= {"names": names, "nc": classes}
        return model

    def set_model_attributes(self) -> None:
        super().set_model_attributes()
        self.model.nc, self.model.names = len(LABELS), dict(enumerate(LABELS))

    def preprocess_batch(self, batch: dict[str, Any]) -> dict[str, Any]:
        images = batch["img"].permute(0, 2, 3, 1).contiguous().numpy()
        for index in np.flatnonzero(self._chance.random(len(images)) < _DEGRADED_SHARE):
            images[index] = degrade(images[index], self._chance)
        batch["img"] = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
        prepared: dict[str, Any] = super().preprocess_batch(batch)
        return prepared

    def validate(self) -> tuple[dict[str, float], float]:
        return {}, float(self.epoch)

    def final_eval(self) -> None:
        """Nothing: the last checkpoint is the result."""


def train(
    start: Path, folder: Path, rendered: Path, out: Path, *, real: int, repeats: int, settings: dict[str, Any]
) -> None:
    """Fine-tune `start` on `real` pictures drawn from the set and each rendered one `repeats` times.

    Checkpoints in out/run/weights. settings: ultralytics' training arguments.
    """
    out.mkdir(parents=True, exist_ok=True)
    lines = [line for line in (folder / "train.txt").read_text().split("\n") if line]
    mixed = [line for line in lines for _ in range(_REPEATS.get(Path(line).name.split("__")[0], 1))]
    order = np.random.default_rng(settings["seed"]).permutation(len(mixed))
    mixed = [mixed[index] for index in order[:real]]
    mixed += repeats * [str(path) for path in sorted((rendered / "images").glob("*.jpg"))]
    (out / "train.txt").write_text("\n".join(mixed) + "\n")
    mix = Counter(Path(line).name.split("__")[0] if "__" in line else "rendered" for line in mixed)
    (out / "mix.json").write_text(json.dumps(mix, indent=1))
    names = [*LABELS, *(f"ignore {label}" for label in LABELS)]
    yaml = [f"train: {out.absolute() / 'train.txt'}", f"val: {out.absolute() / 'train.txt'}", "names:"]
    (out / "data.yaml").write_text(
        "\n".join(yaml + [f"  {i}: {name}" for i, name in enumerate(names)]) + "\n"
    )
    trainer = KitchenTrainer(
        overrides={
            "model": str(start),
            "data": str(out / "data.yaml"),
            "project": str(out.absolute()),
            "name": "run",
            "exist_ok": True,
            "device": "cpu",
            "amp": False,
            "val": False,
            "plots": False,
            "save_period": 1,
            **settings,
        }
    )
    trainer.add_callback("on_train_start", _prepare)
    trainer.train()


def _prepare(trainer: KitchenTrainer) -> None:
    trainer.model.criterion = IgnoringLoss(trainer.model)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("start", "set", "rendered", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--imgsz", type=int, default=512)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--lr", type=float, default=4e-4)
    parser.add_argument("--real", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--freeze", type=int, default=0, help="leave the first so many layers as they are")
    given = parser.parse_args()
    settings = {
        "imgsz": given.imgsz,
        "epochs": given.epochs,
        "batch": given.batch,
        "seed": given.seed,
        "freeze": given.freeze,
        "optimizer": "AdamW",
        "lr0": given.lr,
        "lrf": 0.05,
        "cos_lr": True,
        "warmup_epochs": 0.1,
        "warmup_bias_lr": given.lr,
        "weight_decay": 5e-4,
        "workers": 1,
        "mosaic": 0.3,
        "close_mosaic": 0,
        "scale": 0.35,
        "degrees": 3.0,
        "hsv_s": 0.5,
        "hsv_v": 0.3,
        "erasing": 0.0,
    }
    train(
        given.start,
        given.set,
        given.rendered,
        given.out,
        real=given.real,
        repeats=given.repeats,
        settings=settings,
    )
