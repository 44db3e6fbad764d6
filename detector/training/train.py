"""Fine-tunes the network on built pictures. Everything here needs the `train` extra."""

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from ultralytics.data.dataset import YOLODataset
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.utils.loss import v8DetectionLoss
from ultralytics.utils.tal import make_anchors

from detector.training.build import IGNORE
from detector.training.degrade import degrade
from detector.training.resume import keep_asked
from models.detections import LABELS

# Pictures of cooks are few, and what the others lack; small faces and hands at a distance are missed most.
_REPEATS = {"chefs": 2, "hats_people": 2, "mask_faces": 2, "gloves_people": 2}
_DEGRADED_SHARE = 0.3
_BEFORE = "before.pt"
_MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """What one training does: passes over all pictures, how often in each the state is saved, side of the
    input in pixels, pictures per step, the first learning rate, how many layers stay as they are, and the
    seed of every draw."""

    epochs: int = 3
    saves: int = 8
    imgsz: int = 640
    batch: int = 16
    lr: float = 6e-4
    freeze: int = 0
    seed: int = 0


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
        centres = points * strides / points.new_tensor([width, height])
        counted = torch.ones(
            preds["scores"].shape[0], len(centres), self.nc, dtype=torch.bool, device=points.device
        )
        boxes = batch["bboxes"].to(points.device)
        rows = zip(batch["batch_idx"][ignored], batch["cls"].view(-1)[ignored], boxes[ignored], strict=True)
        for index, class_id, box in rows:
            inside = ((centres - box[:2]).abs() <= box[2:] / 2).all(dim=1)
            counted[int(index), inside, int(class_id) - IGNORE] = False
        self._counted = counted
        known = {key: batch[key][~ignored] for key in ("batch_idx", "cls", "bboxes")}
        return super().get_assigned_targets_and_loss(preds, {**batch, **known}, **assign)


class PartedDataset(YOLODataset):  # type: ignore[misc]
    """Pictures of which only one part is shown at a time; after all parts each has been shown once."""

    parts: int
    seed: int
    now: int = 0

    def __len__(self) -> int:
        return -(-len(self.labels) // self.parts)

    def __getitem__(self, index: int) -> Any:
        return self.transforms(self.get_image_and_label(self.shown()[index]))

    def shown(self) -> list[int]:
        """The pictures of the part that is shown now; the order of parts differs from pass to pass."""
        passes, part = divmod(self.now, self.parts)
        order = np.random.default_rng((self.seed, passes)).permutation(len(self.labels))
        # The last part is filled up from the first.
        return [int(order[(part * len(self) + place) % len(order)]) for place in range(len(self))]


class KitchenTrainer(DetectionTrainer):  # type: ignore[misc]
    """Trains our classes from labels that also hold ignored places; judging is the evaluation's work."""

    plan: Plan
    chance: np.random.Generator
    last: Path

    def build_dataset(self, img_path: str, mode: str = "train", batch: int | None = None) -> Any:
        dataset = super().build_dataset(img_path, mode, batch)
        if mode == "train":
            dataset.__class__ = PartedDataset
            dataset.parts, dataset.seed = self.plan.saves, self.plan.seed
        return dataset

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
        for index in np.flatnonzero(self.chance.random(len(images)) < _DEGRADED_SHARE):
            images[index] = degrade(images[index], self.chance)
        batch["img"] = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
        prepared: dict[str, Any] = super().preprocess_batch(batch)
        return prepared

    def save_model(self) -> bool:
        """As ultralytics does, but whole or not at all, and the state before stays beside it."""
        last = self.last
        self.last = last.with_suffix(".part")
        try:
            is_saved: bool = super().save_model()
            if last.exists():
                last.replace(last.with_name(_BEFORE))
            self.last.replace(last)
        finally:
            self.last = last
        return is_saved

    def validate(self) -> tuple[dict[str, float], float]:
        return {}, float(self.epoch)

    def final_eval(self) -> None:
        """Nothing: the last checkpoint is the result."""


def train(
    start: Path,
    pictures: Sequence[Path],
    out: Path,
    plan: Plan,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Path:
    """Fine-tune `start` on `pictures`, whose labels lie as ultralytics expects; the last checkpoint's path.

    A run that was interrupted goes on where it was last saved, or if that state cannot be read where it was
    saved before; one that had ended is not run again.
    start: a checkpoint (.pt), or the name of a network to begin from nothing (.yaml).

    Raises:
        TrainingError: `out` holds a run with another plan or other pictures.
    """
    out.mkdir(parents=True, exist_ok=True)
    mixed = [path for path in pictures for _ in range(_REPEATS.get(_set_of(path), 1))]
    listed = "".join(f"{path}\n" for path in mixed)
    keep_asked(out / "plan.json", {"start": str(start), **asdict(plan), "pictures": len(mixed)})
    (out / "train.txt").write_text(listed)
    (out / "mix.json").write_text(json.dumps(Counter(map(_set_of, mixed)), indent=1) + "\n")
    names = [*LABELS, *(f"ignore {label}" for label in LABELS)]
    yaml = [f"train: {out.absolute() / 'train.txt'}", f"val: {out.absolute() / 'train.txt'}", "names:"]
    (out / "data.yaml").write_text(
        "".join(f"{line}\n" for line in (*yaml, *(f"  {i}: {n}" for i, n in enumerate(names))))
    )
    last, finished = out / "run" / "weights" / "last.pt", out / "finished"
    saved = _saved_epochs(last)
    if saved >= plan.epochs * plan.saves:
        # It was stopped between its last save and its end.
        finished.touch()
    if finished.exists():
        return last
    has_gpu = torch.cuda.is_available()
    settings = {
        "model": str(start),
        "data": str(out / "data.yaml"),
        "project": str(out.absolute()),
        "name": "run",
        "exist_ok": True,
        "device": "0" if has_gpu else "cpu",
        "amp": False,
        "val": False,
        "plots": False,
        "verbose": False,
        "imgsz": plan.imgsz,
        "epochs": plan.epochs * plan.saves,
        "batch": plan.batch,
        "seed": plan.seed,
        "freeze": plan.freeze,
        "optimizer": "AdamW",
        "lr0": plan.lr,
        "lrf": 0.05,
        "cos_lr": True,
        "warmup_epochs": 0.1 * plan.saves,
        "warmup_bias_lr": plan.lr,
        "weight_decay": 5e-4,
        "workers": min(_cores(), _MOST_WORKERS) if has_gpu else 1,
        "mosaic": 0.3,
        "close_mosaic": 0,
        "scale": 0.35,
        "degrees": 3.0,
        "hsv_s": 0.5,
        "hsv_v": 0.3,
        "erasing": 0.0,
    }
    if saved:
        settings |= {"model": str(last), "resume": str(last)}
    KitchenTrainer.plan = plan
    trainer = KitchenTrainer(overrides=settings)
    trainer.add_callback("on_train_start", _prepare)
    trainer.add_callback("on_train_epoch_start", _show_next_part)
    batches = 0

    def count(trainer: KitchenTrainer) -> None:
        nonlocal batches
        batches += 1
        total = len(trainer.train_loader) * (trainer.epochs - trainer.start_epoch)
        progress("training", batches, total)

    trainer.add_callback("on_train_batch_end", count)
    trainer.train()
    finished.touch()
    return last


def _prepare(trainer: KitchenTrainer) -> None:
    trainer.model.criterion = IgnoringLoss(trainer.model)
    trainer.chance = np.random.default_rng((trainer.plan.seed, trainer.start_epoch))
    # ultralytics keeps one core free, which of two is half.
    torch.set_num_threads(_cores())


def _show_next_part(trainer: KitchenTrainer) -> None:
    trainer.train_loader.dataset.now = trainer.epoch
    # Its workers hold copies of the dataset.
    trainer.train_loader.reset()


def _set_of(picture: Path) -> str:
    return picture.name.split("__")[0] if "__" in picture.name else picture.parent.parent.name


def _saved_epochs(last: Path) -> int:
    """How many epochs the last readable state has behind it, 0 without one; `last` is that state then."""
    for path in (last, last.with_name(_BEFORE)):
        try:
            state = torch.load(path, map_location="cpu", weights_only=False)
            epochs = int(state["epoch"]) + 1
        except Exception:  # noqa: S112  # torch raises whatever half a file provokes
            continue
        if path != last:
            path.replace(last)
        return epochs
    return 0


def _cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
