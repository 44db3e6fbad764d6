"""`brightkitchen model …` as it is typed."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
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
