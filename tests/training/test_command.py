from pathlib import Path

from typer.testing import CliRunner

from api.cli import app


def test_train_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    arguments = ["train", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "run")]
    result = CliRunner().invoke(app, [*arguments, "--start", "yolov8n.yaml"])
    assert result.exit_code == 1
    assert "none of the picture sets" in result.stderr
