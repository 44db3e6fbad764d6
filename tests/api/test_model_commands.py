"""`brightkitchen model …` as it is typed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from detector.manifest import Manifest, read_manifest, write_manifest
from models.detections import LABELS
from tests.detector.networks import constant_network

CLASSES = ("toque", "face", "person")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BRIGHTKITCHEN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, ["model", *words])

    return invoke


def test_a_model_of_one_s_own_is_imported_chosen_and_let_go(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    network = constant_network(tmp_path / "City v3.onnx", [0.9, 0.1, 0.2], CLASSES)
    done = run("import", str(network), "--map", "toque=hat", "--licence", "MIT", "--imgsz", "64")
    assert done.exit_code == 0, done.output
    assert "nothing to us: face" in done.output
    assert "never says mask, no_mask, no_hat, glove, bare_hand" in done.output
    assert run("use", "city-v3").exit_code == 0
    assert run("shadow", "kitchen").exit_code == 0
    listed = run("list").output
    assert re.search(r"city-v3.*judges", listed)
    assert re.search(r"kitchen.*in the shadow", listed)
    waiting = run("shadow")
    assert waiting.exit_code == 1
    assert "has seen nothing yet" in waiting.output
    assert run("shadow", "--off").exit_code == 0
    assert run("use", "kitchen").exit_code == 0
    assert re.search(r"kitchen.*judges", run("list").output)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--map", "cap=hat"), "has no class 'cap'"),
        (("--map", "person=hat"), "class person cannot be hat"),
        (("--name", "../x"), "cannot be the model's name"),
        (("--imgsz", "100"), "multiple of 32"),
    ],
    ids=["class", "swap", "name", "size"],
)
def test_what_cannot_be_imported_is_said(run, tmp_path: Path, words: tuple[str, ...], message: str) -> None:  # type: ignore[no-untyped-def]
    done = run("import", str(constant_network(tmp_path / "a.onnx", [0.9, 0.1, 0.2], CLASSES)), *words)
    assert done.exit_code == 1
    assert message in " ".join(done.output.split())
    assert "a " not in run("list").output.replace("kitchen", "")


def test_a_file_that_is_no_network_is_refused(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.onnx").write_bytes(b"hello")
    done = run("import", str(tmp_path / "a.onnx"))
    assert done.exit_code == 1
    assert "does not load" in done.output


@pytest.fixture
def described(tmp_path: Path) -> Path:
    """A network with its manifest beside it, as `train` leaves them."""
    network = constant_network(tmp_path / "model.onnx", [0.1, 0.9, 0.2], CLASSES)
    thresholds = {label: 0.3 + 0.05 * index for index, label in enumerate(LABELS)}
    manifest = Manifest(
        "kitchen", "7", "", ("hat", None, "person"), 96, thresholds, 0.5, "MIT", CLASSES
    )  # fmt: skip
    write_manifest(manifest, network)
    return network


def test_what_a_training_chose_is_imported_with_it(run, tmp_path: Path, described: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("import", str(described), "--name", "ours")
    assert done.exit_code == 0, done.output
    assert "Its thresholds are those of model.json." in done.output
    imported = read_manifest(tmp_path / "data" / "models" / "ours" / "model.onnx")
    assert imported == replace(read_manifest(described), name="ours")


def test_an_option_says_otherwise_than_the_manifest(run, tmp_path: Path, described: Path) -> None:  # type: ignore[no-untyped-def]
    words = ("--version", "8", "--imgsz", "64", "--licence", "own", "--map", "face=mask")
    assert run("import", str(described), *words).exit_code == 0
    imported = read_manifest(tmp_path / "data" / "models" / "model" / "model.onnx")
    assert (imported.version, imported.input_size, imported.licence) == ("8", 64, "own")
    assert imported.labels == ("hat", "mask", "person")
    assert imported.thresholds == read_manifest(described).thresholds


def test_a_network_that_its_manifest_does_not_describe_is_refused(run, described: Path) -> None:  # type: ignore[no-untyped-def]
    described.write_bytes(described.read_bytes()[:-10])
    done = run("import", str(described))
    assert done.exit_code == 1
    assert "is not the file that model.json describes" in " ".join(done.output.split())
