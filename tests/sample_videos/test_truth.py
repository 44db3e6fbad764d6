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


def test_half_of_the_clips_hold_every_violation_and_half_none() -> None:
    rules = [{violation["rule"] for violation in truth_of(clip)["violations"]} for clip in CLIPS]
    assert len(rules) == 8
    assert rules.count(set()) == 4
    assert set().union(*rules) == {"mask", "hat", "gloves"}


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_clip_is_small_h264_without_b_frames(clip: Path) -> None:
    assert clip.stat().st_size <= 3_000_000
    truth = truth_of(clip)
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert (stream.width, stream.height) == (960, 540)
        assert stream.average_rate == truth["fps"] == 12
        packets = [packet for packet in container.demux(stream) if packet.pts is not None]
    assert [packet.pts for packet in packets] == [packet.dts for packet in packets]
    with av.open(str(clip)) as container:
        frames = list(container.decode(video=0))
    assert {PictureType(frame.pict_type) for frame in frames} <= {PictureType.I, PictureType.P}
    assert all(frame.key_frame for frame in frames[:: truth["fps"]])
    assert len(frames) == truth["duration_s"] * truth["fps"]
    assert 15 <= truth["duration_s"] <= 30


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_truth_lies_within_its_clip(clip: Path) -> None:
    truth = truth_of(clip)
    assert truth["clip"] == clip.stem
    for violation in truth["violations"]:
        assert violation["rule"] in {"mask", "hat", "gloves"}
        assert violation["person"]
        assert 0 <= violation["start_s"] < violation["end_s"] <= truth["duration_s"]
        assert violation["end_s"] - violation["start_s"] >= 4


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_truth_says_where_everyone_is_and_what_they_wear_each_second(clip: Path) -> None:
    truth = truth_of(clip)
    worn = {"mask": ("mask", "worn"), "hat": ("hat", True), "gloves": ("gloves", True)}
    for person in truth["people"]:
        assert [row["s"] for row in person["seconds"]] == list(range(int(truth["duration_s"]) + 1))
        for row in person["seconds"]:
            left, top, right, bottom = row["box"]
            assert 0 <= left < right <= 960
            assert 0 <= top < bottom <= 540
            lacking = {
                violation["rule"]
                for violation in truth["violations"]
                if violation["person"] == person["person"]
                and violation["start_s"] <= row["s"] < violation["end_s"]
            }
            assert lacking == {rule for rule, (key, value) in worn.items() if row[key] != value}
