"""The demo's clips go on quietly after their violation."""

from pathlib import Path

import av

from api.demo import CLIPS
from sample_videos.encore import quiet_head_s, with_encore


def test_the_encore_is_made_of_the_quiet_head(tmp_path: Path) -> None:
    clip = CLIPS / "hot_line.mp4"
    head_s = quiet_head_s(clip)
    assert 1 <= head_s <= 4
    longer = with_encore(clip, tmp_path / "long.mp4", quiet_s=4 * head_s)
    with av.open(str(clip)) as first, av.open(str(longer)) as second:
        before = [frame.to_ndarray() for frame in first.decode(video=0)]
        frames = list(second.decode(video=0))
    assert len(frames) == len(before) + 4 * head_s * 12
    after = [frame.to_ndarray() for frame in frames]
    assert (after[0] == before[0]).all()
    assert (after[len(before)] == before[0]).all()
    assert (after[-1] == before[head_s * 12 - 1]).all()
    stamps = [frame.pts for frame in frames if frame.pts is not None]
    assert stamps == sorted(set(stamps))


def test_a_compliant_clip_stays_as_it_is(tmp_path: Path) -> None:
    clip = CLIPS / "prep_room.mp4"
    assert with_encore(clip, tmp_path / "long.mp4", quiet_s=10) == clip
