"""The shipped clips and their ground truth: what every reader of them may rely on."""

import json
from pathlib import Path
from typing import Any

import av
import pytest
from av.video.frame import PictureType

CLIPS = sorted((Path(__file__).parents[2] / "sample_videos").glob("*.mp4"))


def truth_of(clip: Path) -> Any:
    return json.loads(clip.with_suffix(".json").read_text())


def test_clips_are_shipped_with_lapses_and_without() -> None:
    rules = [{violation["rule"] for violation in truth_of(clip)["violations"]} for clip in CLIPS]
    assert set() in rules
    assert {"mask"} in rules


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_clip_is_small_h264_without_b_frames(clip: Path) -> None:
    assert clip.stat().st_size <= 3_000_000
    truth = truth_of(clip)
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert (stream.width, stream.height) == (640, 360)
        assert stream.average_rate == truth["fps"] == 10
        packets = [packet for packet in container.demux(stream) if packet.pts is not None]
    assert [packet.pts for packet in packets] == [packet.dts for packet in packets]
    with av.open(str(clip)) as container:
        frames = list(container.decode(video=0))
    assert {PictureType(frame.pict_type) for frame in frames} <= {PictureType.I, PictureType.P}
    assert all(frame.key_frame for frame in frames[:: truth["fps"]])
    assert len(frames) == truth["duration_s"] * truth["fps"]
    assert 10 <= truth["duration_s"] <= 20


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_truth_lies_within_its_clip(clip: Path) -> None:
    truth = truth_of(clip)
    assert truth["clip"] == clip.stem
    for violation in truth["violations"]:
        assert violation["rule"] in {"mask", "hat", "gloves"}
        assert violation["person"]
        assert 0 <= violation["start_s"] < violation["end_s"] <= truth["duration_s"]
        assert violation["end_s"] - violation["start_s"] >= 4
