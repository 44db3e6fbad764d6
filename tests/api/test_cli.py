"""The command line as a script uses it: output, messages, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from api.demo import CLIPS
from models.database import Database
from models.people import AccountAct, Everything
from sample_videos.simulator import run_simulator
from supervision import account_history
from supervision.account_history import ActFilters


def run(*arguments: str, cwd: Path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(CLIPS.parent), "BRIGHTKITCHEN_DATA_DIR": str(cwd / "data")} | env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A frame of a clip, in which there are people."""
    capture = cv2.VideoCapture(str(CLIPS / "hot_line.mp4"))
    found, image = capture.read()
    capture.release()
    assert found
    path = tmp_path / "pictures" / "kitchen.png"
    path.parent.mkdir()
    cv2.imwrite(str(path), image)
    return path


def test_detect_writes_a_line_per_picture(tmp_path: Path, picture: Path) -> None:
    cv2.imwrite(str(picture.parent / "grey.jpg"), np.full((64, 96, 3), 128, np.uint8))
    result = run("detect", str(picture.parent), str(picture), "--jsonl", "-", "--conf", "0.3", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["source"]).name for line in lines] == ["grey.jpg", "kitchen.png", "kitchen.png"]
    assert [(line["width"], line["height"]) for line in lines] == [(96, 64), (960, 540), (960, 540)]
    assert lines[0]["detections"] == []
    assert lines[1]["detections"] == lines[2]["detections"]
    labels = {item["label"] for item in lines[1]["detections"]}
    assert "person" in labels
    for item in lines[1]["detections"]:
        assert item.keys() == {"label", "score", "xyxy"}
        left, top, right, bottom = item["xyxy"]
        assert 0 <= left < right <= 960
        assert 0 <= top < bottom <= 540
        assert 0.3 <= item["score"] <= 1


def test_detect_counts_the_frames_of_a_video(tmp_path: Path) -> None:
    out = tmp_path / "out" / "frames.jsonl"
    clip = CLIPS / "prep_room.mp4"
    result = run("detect", str(clip), "--jsonl", str(out), "--imgsz", "160", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    frames = [json.loads(line)["frame"] for line in out.read_text().splitlines()]
    assert frames == list(range(180))


def test_what_cannot_be_read_is_named_and_the_rest_is_done(tmp_path: Path, picture: Path) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture")
    clip = tmp_path / "cut.mp4"
    clip.write_bytes((CLIPS / "prep_room.mp4").read_bytes()[:2000])
    result = run(
        "detect", "absent.png", str(text), str(clip), "absent.mp4", str(picture), "--jsonl", "-", cwd=tmp_path
    )
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 1
    for name in ("absent.png", "notes.jpg", "absent.mp4"):
        assert name in result.stderr
    assert result.stderr.count("brightkitchen: ") == 4
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["detect"],
        ["detect", "x.png", "--jsonl", "-", "--conf", "2"],
        ["bench", "nothing"],
        ["camera", "add", "--business", "b", "--name", "n", "--url", "http://x"],
        ["user", "add", "x", "--role", "king"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("clip", sorted(CLIPS.glob("*.mp4")), ids=lambda path: path.stem)
def test_watch_finds_the_true_violations_of_a_clip_and_nothing_else(tmp_path: Path, clip: Path) -> None:
    result = run("watch", str(clip), "--jsonl", "-", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    found = [json.loads(line) for line in result.stdout.splitlines()]
    truth = json.loads(clip.with_suffix(".json").read_text())["violations"]
    assert [item["rule"] for item in found] == [item["rule"] for item in truth]
    for seen, true in zip(found, truth, strict=True):
        assert seen["start_s"] == pytest.approx(true["start_s"], abs=2)
        assert seen["end_s"] == pytest.approx(true["end_s"], abs=2)
        assert 0 < seen["peak_score"] <= 1
        assert cv2.imread(str(tmp_path / seen["snapshot"])) is not None


def test_watch_of_an_unreachable_camera(tmp_path: Path) -> None:
    result = run("watch", "rtsp://admin:S3cret@127.0.0.1:9/x", "--jsonl", "-", cwd=tmp_path)
    assert result.returncode == 1
    assert "S3cret" not in result.stderr + result.stdout
    assert "127.0.0.1" in result.stderr


def test_cameras(tmp_path: Path) -> None:
    with run_simulator({"one": CLIPS / "prep_room.mp4"}, credentials=("admin", "p@ss:w/rd")) as simulator:
        address = simulator.url("one").replace("rtsp://", "rtsp://admin:p%40ss%3Aw%2Frd@")
        added = run(
            "camera", "add", "--business", "甲", "--name", "热灶", "--place", "cooking", "--url", "-",
            cwd=tmp_path, stdin=address + "\n",
        )  # fmt: skip
        assert added.returncode == 0, added.stderr
        camera = added.stdout.strip()
        listed = run("camera", "list", cwd=tmp_path).stdout
        assert camera in listed
        assert "w/rd" not in listed
        assert "w%2Frd" not in listed
        tested = run("camera", "test", camera, "--picture", "first.jpg", cwd=tmp_path)
        assert tested.returncode == 0, tested.stderr
        assert tested.stdout.startswith("ok: h264, 960×540, 12 fps")
        assert cv2.imread(str(tmp_path / "first.jpg")) is not None
        wrong = run("camera", "test", address.replace("admin", "nobody"), cwd=tmp_path)
        assert wrong.returncode == 1
        assert "40ss" not in wrong.stderr
        assert "user name" in wrong.stderr
        again = run("camera", "add", "--business", "甲", "--name", "热灶", "--url", address, cwd=tmp_path)
        assert (again.returncode, "already" in again.stderr) == (1, True)
        assert run("camera", "test", "0" * 32, cwd=tmp_path).returncode == 1


def test_users(tmp_path: Path) -> None:
    password = {"BRIGHTKITCHEN_PASSWORD": "long enough"}
    assert run("migrate", cwd=tmp_path).returncode == 0
    assert run("user", "add", "wang", "--role", "cadre", cwd=tmp_path, **password).returncode == 0
    taken = run("user", "add", "wang", "--role", "cadre", cwd=tmp_path, **password)
    assert (taken.returncode, "exists" in taken.stderr) == (1, True)
    short = run("user", "add", "li", "--role", "cadre", cwd=tmp_path, BRIGHTKITCHEN_PASSWORD="short")
    assert short.returncode == 2
    unknown = run("user", "add", "li", "--role", "business", "--business", "无", cwd=tmp_path, **password)
    assert unknown.returncode == 2
    assert run("user", "password", "wang", cwd=tmp_path, **password).returncode == 0
    database = Database(f"sqlite:///{tmp_path / 'data' / 'brightkitchen.db'}")
    with database.reading() as session:
        acts, _ = account_history.page(session, Everything(), ActFilters(), after=None, limit=9)
    database.close()
    assert [(act.username, act.act, act.by) for act in acts] == [
        ("wang", AccountAct.PASSWORD, None),
        ("wang", AccountAct.OPENED, None),
    ]


def test_bad_settings_say_which(tmp_path: Path) -> None:
    result = run("serve", cwd=tmp_path, BRIGHTKITCHEN_PORT="70000")
    assert result.returncode == 1
    assert "port" in result.stderr
