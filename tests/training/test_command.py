from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app


def test_train_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    arguments = ["train", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "run")]
    result = CliRunner().invoke(app, [*arguments, "--start", "yolov8n.yaml"])
    assert result.exit_code == 1
    assert "none of the picture sets" in result.stderr


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["--start", "yolov8n.pt"], 1, "no yolov8n.pt to start from, and nothing is downloaded"),
        (["--start", "yolov8n.yaml", "--imgsz", "100"], 1, "must be a multiple of 32"),
        (["--start", "yolov8n.yaml", "--stress", "1"], 2, "--stress needs --clips"),
    ],
)
def test_what_cannot_be_trained_is_said_at_once(
    tmp_path: Path, words: list[str], status: int, message: str
) -> None:
    result = CliRunner().invoke(
        app, ["train", "--data", str(tmp_path), "--out", str(tmp_path / "run"), *words]
    )
    assert result.exit_code == status
    assert message in " ".join(result.stderr.split())
    assert not (tmp_path / "run").exists()
