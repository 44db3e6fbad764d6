import threading
import wave
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.file import FileSource
from ingest.source import SourceError
from models.cameras import Trouble
from models.frames import Frame
from tests.ingest.clips import read_number, write_clip
from tests.ingest.conftest import Clips


def read_all(source: FileSource) -> tuple[list[Frame], SourceError | None]:
    frames: list[Frame] = []
    try:
        source.open()
        for frame in source:
            frames.append(frame)  # noqa: PERF402 - what came before an error counts
    except SourceError as error:
        return frames, error
    finally:
        source.close()
    return frames, None


def test_a_clip_is_read_to_its_end(clips: Clips) -> None:
    for clip, count in ((clips.plain, 20), (clips.reordered, 20), (clips.single, 1), (clips.hevc, 20)):
        frames, error = read_all(FileSource("kitchen", clip))
        assert error is None
        assert [read_number(frame.image) for frame in frames] == list(range(count))


def test_looping_goes_on_in_media_time(clips: Clips) -> None:
    source = FileSource("kitchen", clips.reordered, loop=True)
    source.open()
    frames = []
    for frame in source:
        frames.append(frame)
        if frame.seq == 49:
            break
    source.close()
    assert [read_number(frame.image) for frame in frames] == [index % 20 for index in range(50)]
    assert [frame.media_ns for frame in frames] == [index * 100_000_000 for index in range(50)]


class Time:
    """A clock that only moves while someone waits, and an answer to whether to stop."""

    def __init__(self, stop_at: float = 1e9) -> None:
        self.at = 100.0
        self.waits: list[float] = []
        self._stop_at = stop_at

    def monotonic(self) -> float:
        return self.at

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.at)

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.at += seconds
        return self.at >= self._stop_at


def test_real_time_is_kept(clips: Clips) -> None:
    time = Time()
    source = FileSource(
        "kitchen", clips.plain, realtime=True, clock=time, wait=time.wait, monotonic=time.monotonic
    )
    frames, error = read_all(source)
    assert error is None
    assert time.waits == [pytest.approx(0.1)] * 19
    for frame in frames:
        assert frame.captured_at.timestamp() - frames[0].captured_at.timestamp() == pytest.approx(
            frame.media_ns / 1e9
        )


def test_a_slow_taker_is_not_made_to_wait(clips: Clips) -> None:
    time = Time()
    source = FileSource(
        "kitchen", clips.plain, realtime=True, clock=time, wait=time.wait, monotonic=time.monotonic
    )
    source.open()
    for _ in source:
        time.at += 0.25
    source.close()
    assert time.waits == []


def test_waiting_ends_when_told_to_stop(clips: Clips) -> None:
    stop = threading.Event()
    source = FileSource("kitchen", clips.plain, realtime=True, loop=True, wait=stop.wait)
    source.open()
    threading.Timer(0.45, stop.set).start()
    frames = list(source)
    source.close()
    assert 2 <= len(frames) <= 8


def cut(source: Path, target: Path, share: float) -> Path:
    data = source.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    return target


@pytest.mark.parametrize(
    ("suffix", "options", "share"),
    [
        (".mp4", {"movflags": "faststart"}, 0.7),
        (".mp4", {"movflags": "frag_keyframe+empty_moov"}, 0.7),
        (".mkv", {}, 0.5),
    ],
)
def test_a_cut_off_file_gives_what_it_has_and_then_says_so(
    tmp_path: Path, suffix: str, options: dict[str, str], share: float
) -> None:
    whole = write_clip(tmp_path / f"whole{suffix}", pictures=40, options=options)
    frames, error = read_all(FileSource("kitchen", whole))
    assert error is None
    assert len(frames) == 40
    frames, error = read_all(FileSource("kitchen", cut(whole, tmp_path / f"cut{suffix}", share)))
    assert 0 < len(frames) < 40
    assert [read_number(frame.image) for frame in frames] == list(range(len(frames)))
    assert all(earlier.media_ns < later.media_ns for earlier, later in pairwise(frames))
    assert error is not None
    assert error.trouble is Trouble.UNREADABLE
    assert f"cut{suffix} is cut off after" in str(error)


def a_cut_index(folder: Path, clips: Clips) -> Path:
    return cut(clips.plain, folder / "cut.mp4", 0.5)


def an_empty_file(folder: Path, _clips: Clips) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def a_text(folder: Path, _clips: Clips) -> Path:
    (folder / "text.mp4").write_text("not a video\n" * 100)
    return folder / "text.mp4"


def a_folder(folder: Path, _clips: Clips) -> Path:
    return folder


def nothing(folder: Path, _clips: Clips) -> Path:
    return folder / "nothing.mp4"


def a_sound(folder: Path, _clips: Clips) -> Path:
    with wave.open(str(folder / "sound.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000))
    return folder / "sound.wav"


def a_list_that_leads_to_the_network(folder: Path, _clips: Clips) -> Path:
    playlist = folder / "list.m3u8"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n"
    )
    return playlist


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (a_cut_index, Trouble.UNREADABLE),
        (an_empty_file, Trouble.UNREADABLE),
        (a_text, Trouble.UNREADABLE),
        (a_folder, Trouble.UNREADABLE),
        (a_list_that_leads_to_the_network, Trouble.UNREADABLE),
        (nothing, Trouble.NOT_FOUND),
        (a_sound, Trouble.NO_VIDEO),
    ],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, clips: Clips, make: Callable[[Path, Clips], Path], trouble: Trouble
) -> None:
    path = make(tmp_path, clips)
    frames, error = read_all(FileSource("kitchen", path))
    assert frames == []
    assert error is not None
    assert error.trouble is trouble
    assert path.name in str(error)
