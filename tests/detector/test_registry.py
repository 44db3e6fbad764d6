"""Models that were brought along: what they are to us, and what is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detector.manifest import KITCHEN, DetectorError, Manifest, read_manifest
from detector.onnx import OnnxDetector
from detector.registry import SHIPPED, ModelRegistry, labels_for
from models.detections import LABELS, Label
from tests.detector.networks import constant_network

CLASSES = ("toque", "nobody", "person")
PICTURE = np.zeros((32, 64, 3), np.uint8)


def manifest(name: str = "city") -> Manifest:
    return Manifest(
        name=name, version="1", sha256="", labels=("hat", None, "person"), input_size=64,
        thresholds=dict.fromkeys(LABELS, 0.3), iou=0.6, licence="MIT", classes=CLASSES,
    )  # fmt: skip


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry(tmp_path / "models")


def test_at_first_there_is_the_shipped_model_alone(registry: ModelRegistry) -> None:
    (only,) = registry.entries()
    assert (only.name, only.is_active, only.is_shadow, only.trouble) == (SHIPPED, True, False, None)
    assert registry.weights(registry.active) == KITCHEN


def test_another_network_s_classes_become_our_labels(registry: ModelRegistry, tmp_path: Path) -> None:
    registry.add(constant_network(tmp_path / "a.onnx", [0.9, 0.1, 0.2], CLASSES), manifest())
    found = OnnxDetector(registry.weights("city")).detect(PICTURE)
    assert found.class_id.tolist() == [Label.HAT]
    assert np.allclose(found.xyxy, [[22, 11, 42, 21]])


def test_a_class_that_is_nothing_to_us_is_not_seen(registry: ModelRegistry, tmp_path: Path) -> None:
    registry.add(constant_network(tmp_path / "a.onnx", [0.1, 0.9, 0.2], CLASSES), manifest())
    assert len(OnnxDetector(registry.weights("city")).detect(PICTURE)) == 0


def test_the_choice_outlives_the_process(registry: ModelRegistry, tmp_path: Path) -> None:
    registry.add(constant_network(tmp_path / "a.onnx", [0.9, 0.1, 0.2], CLASSES), manifest())
    registry.use("city")
    registry.watch_in_shadow(SHIPPED)
    again = ModelRegistry(tmp_path / "models")
    assert (again.active, again.shadow) == ("city", SHIPPED)
    assert [(entry.name, entry.is_active, entry.is_shadow) for entry in again.entries()] == [
        (SHIPPED, False, True),
        ("city", True, False),
    ]
    again.watch_in_shadow(None)
    assert again.shadow is None


def test_a_damaged_model_is_listed_with_its_trouble_and_cannot_be_used(
    registry: ModelRegistry, tmp_path: Path
) -> None:
    registry.add(constant_network(tmp_path / "a.onnx", [0.9, 0.1, 0.2], CLASSES), manifest())
    weights = registry.weights("city")
    weights.write_bytes(weights.read_bytes()[:-20])
    _, city = registry.entries()
    assert city.manifest is None
    assert "truncated" in str(city.trouble)
    with pytest.raises(DetectorError, match="truncated"):
        registry.use("city")
    assert registry.active == SHIPPED


@pytest.mark.parametrize("name", ["kitchen", "../city", "City", "", ".hidden", "a b"])
def test_a_name_that_is_taken_or_no_name_is_refused(
    registry: ModelRegistry, tmp_path: Path, name: str
) -> None:
    network = constant_network(tmp_path / "a.onnx", [0.9, 0.1, 0.2], CLASSES)
    with pytest.raises(DetectorError, match="cannot be the model's name"):
        registry.add(network, manifest(name))
    assert len(registry.entries()) == 1


def test_an_unknown_model_is_answered_with_the_known_ones(registry: ModelRegistry) -> None:
    for name in ("nothing", "../models"):
        with pytest.raises(DetectorError, match="there are: kitchen"):
            registry.use(name)


def test_a_mapping_must_name_what_there_is() -> None:
    assert labels_for(CLASSES, {"toque": "hat"}) == ("hat", None, "person")
    with pytest.raises(DetectorError, match="has no class 'cap'; it has: toque, nobody, person"):
        labels_for(CLASSES, {"cap": "hat"})
    with pytest.raises(DetectorError, match="'helmet' is none of our labels"):
        labels_for(CLASSES, {"toque": "helmet"})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labels": ("hat", None, None)}, "finds no person"),
        ({"labels": ("hat", "person")}, "must name one of"),
        ({"labels": ("helmet", None, "person")}, "must name one of"),
        ({"labels": ("hat", "person", "hat")}, "class person cannot be hat"),
        ({"classes": ("toque", "somebody", "person")}, "has the classes"),
        ({"classes": (*CLASSES, "more"), "labels": ("hat", None, "person", None)}, "has 3 classes"),
    ],
    ids=["nobody", "too few", "not ours", "swapped", "renamed", "too many"],
)
def test_labels_that_cannot_be_are_refused(
    registry: ModelRegistry, tmp_path: Path, change: dict[str, tuple[str | None, ...]], message: str
) -> None:
    network = constant_network(tmp_path / "a.onnx", [0.9, 0.1, 0.2], CLASSES)
    registry.add(network, replace(manifest(), **change))  # type: ignore[arg-type]
    with pytest.raises(DetectorError, match=message):
        OnnxDetector(registry.weights("city"))


def test_the_shipped_network_tells_nobody_where_it_was_trained() -> None:
    assert read_manifest(KITCHEN).unknown == ()
    assert b"data.yaml" not in KITCHEN.read_bytes()
