"""An hour of faults, each found, named rightly and recovered from; and hours in which nothing is wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest
from av.video.frame import VideoFrame

from ingest.health.checkup import Checkup
from ingest.health.clock import StreamClock
from ingest.health.confirm import HealthChange, HealthNews
from ingest.health.look import PERIOD_S
from ingest.health.view import VIEW_SIZE, Reference
from models.cameras import CameraState, CameraStatus, Trouble
from models.health import HealthKind
from sample_videos.faults import Fault
from tests.health.conftest import SAMPLES
from tests.health.simulated import Life, Played

CLIPS = sorted(path.stem for path in SAMPLES.glob("*.mp4"))
MINUTE = 60
FOUND_WITHIN_S = 3 * PERIOD_S
MOVED_WITHIN_S = 6 * PERIOD_S
"""A median of five looks has to turn first."""

NAMES = {
    Fault.BLACK: HealthKind.BLACK,
    Fault.OVER_EXPOSED: HealthKind.OVER_EXPOSED,
    Fault.COVERED: HealthKind.COVERED,
    Fault.HALF_COVERED: HealthKind.COVERED,
    Fault.OUT_OF_FOCUS: HealthKind.OUT_OF_FOCUS,
    Fault.TURNED: HealthKind.MOVED,
    Fault.SMALLER: HealthKind.RESOLUTION_CHANGED,
    Fault.LOW_FPS: HealthKind.LOW_FPS,
    Fault.LOW_BIT_RATE: HealthKind.LOW_BIT_RATE,
}


def reference(picture: VideoFrame) -> Reference:
    small = picture.reformat(*VIEW_SIZE, format="gray", interpolation="AREA")
    return Reference(np.asarray(small.to_ndarray(), np.uint8))


def told(news: list[HealthNews]) -> list[tuple[HealthChange, HealthKind]]:
    return [(item.change, item.kind) for item in news]


def check(life: Life, kind: HealthKind, fault: Callable[[int], list[HealthNews]], good: Played) -> HealthNews:
    """Five minutes: two with the fault, three without. Found and named, nothing else said, recovered."""
    limit_s = MOVED_WITHIN_S if kind is HealthKind.MOVED else FOUND_WITHIN_S
    began = life.now
    early = fault(int(limit_s) + 1)
    assert told(early) == [(HealthChange.BEGAN, kind)]
    assert timedelta(0) <= early[0].at - began <= timedelta(seconds=limit_s)
    assert fault(2 * MINUTE - int(limit_s) - 1) == []
    assert life.checkup.ongoing == {kind}
    ended = life.now
    late = life.online(good, int(limit_s) + 1)
    assert told(late) == [(HealthChange.ENDED, kind)]
    assert timedelta(0) <= late[0].at - ended <= timedelta(seconds=limit_s)
    assert life.online(good, 3 * MINUTE - int(limit_s) - 1) == []
    assert not life.checkup.ongoing
    return early[0]


def test_an_hour_of_faults(played: dict[Fault, Played]) -> None:
    good = played[Fault.NONE]
    life = Life(Checkup(reference=reference(good.keyframes[0])))
    noon = life.now
    assert life.online(good, 3 * MINUTE) == []

    def offline(trouble: Trouble) -> HealthNews:
        return check(life, HealthKind.OFFLINE, lambda s: life.away(CameraState.OFFLINE, trouble, s), good)

    def stalled(seconds: int) -> list[HealthNews]:
        return life.away(CameraState.STALLED, Trouble.STALLED, seconds)

    check(life, HealthKind.STALLED, stalled, good)
    assert offline(Trouble.CLOSED).detail == {"trouble": "closed"}
    assert offline(Trouble.UNAUTHORIZED).detail == {"trouble": "unauthorized"}
    check(life, HealthKind.FROZEN, lambda s: life.online(good, s, frozen=True), good)
    for fault, kind in NAMES.items():
        check(life, kind, partial(life.online, played[fault]), good)

    def jumped(seconds: int) -> list[HealthNews]:
        life.clock = StreamClock(offset_s=3600.0)
        try:
            return life.online(good, seconds)
        finally:
            life.clock = StreamClock(offset_s=0.2)

    assert check(life, HealthKind.WRONG_CLOCK, jumped, good).detail == {"offset_s": 3600}
    assert life.now - noon >= timedelta(hours=1)


def test_a_clock_that_leaps_without_telling_the_time(played: dict[Fault, Played]) -> None:
    good = played[Fault.NONE]
    life = Life(Checkup())
    life.online(good, MINUTE)
    life.clock = replace(life.clock, leaps=1)
    assert life.online(good, MINUTE) == []
    for _ in range(2):
        life.clock = replace(life.clock, leaps=life.clock.leaps + 1)
        last = life.online(good, int(PERIOD_S))
    assert told(last) == [(HealthChange.BEGAN, HealthKind.WRONG_CLOCK)]
    assert told(life.online(good, MINUTE)) == [(HealthChange.ENDED, HealthKind.WRONG_CLOCK)]


def test_a_camera_that_falls_silent_and_then_refuses_is_never_both(played: dict[Fault, Played]) -> None:
    life = Life(Checkup())
    life.online(played[Fault.NONE], MINUTE)
    life.away(CameraState.STALLED, Trouble.STALLED, 30)
    life.away(CameraState.OFFLINE, Trouble.REFUSED, 30)
    life.away(CameraState.OFFLINE, Trouble.UNAUTHORIZED, 30)
    assert told(life.news) == [
        (HealthChange.BEGAN, HealthKind.STALLED),
        (HealthChange.ENDED, HealthKind.STALLED),
        (HealthChange.BEGAN, HealthKind.OFFLINE),
        (HealthChange.EXPLAINED, HealthKind.OFFLINE),
    ]
    assert life.news[1].at == life.news[2].at
    assert life.news[3].detail == {"trouble": "unauthorized"}


def test_a_dead_main_stream_is_told_unless_the_whole_camera_is_away(played: dict[Fault, Played]) -> None:
    good = played[Fault.NONE]
    life = Life(Checkup())
    connecting = CameraStatus("kitchen", CameraState.CONNECTING, life.now)
    well = replace(connecting, state=CameraState.ONLINE)

    def main(status: CameraStatus) -> None:
        life.status = replace(life.status, main=replace(status, since=life.now))

    main(connecting)
    life.online(good, MINUTE)
    main(well)
    life.online(good, MINUTE)
    assert life.news == []

    main(replace(well, state=CameraState.STALLED, trouble=Trouble.STALLED))
    fell_silent = life.now
    began = life.online(good, int(FOUND_WITHIN_S))
    assert told(began) == [(HealthChange.BEGAN, HealthKind.MAIN_LOST)]
    assert (began[0].at, began[0].detail) == (fell_silent, {"trouble": "stalled"})
    main(replace(well, state=CameraState.OFFLINE, trouble=Trouble.UNAUTHORIZED))
    explained = life.online(good, MINUTE)
    assert [(item.change, item.detail) for item in explained] == [
        (HealthChange.EXPLAINED, {"trouble": "unauthorized"})
    ]
    main(well)
    assert told(life.online(good, MINUTE)) == [(HealthChange.ENDED, HealthKind.MAIN_LOST)]

    # Both are away, and the main stream is back a little later.
    main(replace(well, state=CameraState.OFFLINE, trouble=Trouble.CLOSED))
    assert told(life.away(CameraState.OFFLINE, Trouble.CLOSED, MINUTE)) == [
        (HealthChange.BEGAN, HealthKind.OFFLINE)
    ]
    late = life.online(good, int(PERIOD_S))
    main(well)
    late += life.online(good, MINUTE)
    assert told(late) == [(HealthChange.ENDED, HealthKind.OFFLINE)]


def test_a_service_that_starts_anew_goes_on_with_what_it_knew(played: dict[Fault, Played]) -> None:
    covered = played[Fault.COVERED]
    life = Life(Checkup({HealthKind.COVERED: {}}))
    assert life.online(covered, MINUTE) == []
    assert told(life.online(played[Fault.NONE], MINUTE)) == [(HealthChange.ENDED, HealthKind.COVERED)]


def test_a_lens_covered_from_the_start_is_found(played: dict[Fault, Played]) -> None:
    life = Life(Checkup())
    assert told(life.online(played[Fault.COVERED], MINUTE)) == [(HealthChange.BEGAN, HealthKind.COVERED)]


def test_a_phone_moves_rests_and_sends_what_the_network_bears(played: dict[Fault, Played]) -> None:
    good = played[Fault.NONE]
    life = Life(Checkup(reference=reference(good.keyframes[0]), is_fixed=False))
    life.online(good, 2 * MINUTE)
    for fault in (Fault.TURNED, Fault.SMALLER, Fault.LOW_FPS, Fault.LOW_BIT_RATE):
        life.online(played[fault], MINUTE)
    life.away(CameraState.OFFLINE, Trouble.NOT_PUBLISHED, MINUTE)
    assert life.news == []
    assert told(life.online(played[Fault.COVERED], MINUTE)) == [(HealthChange.BEGAN, HealthKind.COVERED)]


def test_one_bad_check_alone_is_nothing(played: dict[Fault, Played]) -> None:
    life = Life(Checkup())
    life.online(played[Fault.NONE], MINUTE)
    for _ in range(4):
        life.online(played[Fault.BLACK], int(PERIOD_S))
        life.online(played[Fault.NONE], 2 * int(PERIOD_S))
    assert life.news == []


def write_restless(clip: Played, path: Path, seed: int, count: int = 40) -> Played:
    """The clip's keyframes under changing light, more or less noise, and people who pass close by."""
    rng = np.random.default_rng(seed)
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = 960, 540, "yuv420p"
        stream.codec_context.gop_size = 1
        stream.options = {"preset": "ultrafast"}
        for index in range(count):
            image = clip.keyframes[index % len(clip.keyframes)].to_ndarray(format="bgr24").astype(np.float32)
            left, right = rng.uniform(0.45, 1.35, 2)
            image *= np.linspace(left, right, 960, dtype=np.float32)[None, :, None]
            for _ in range(rng.integers(0, 3)):
                pass_by(image, rng)
            image += rng.normal(0, rng.uniform(1, 5), (540, 960, 1)).astype(np.float32)
            picture = VideoFrame.from_ndarray(image.clip(0, 255).astype(np.uint8), format="bgr24")
            picture.pts = index
            target.mux(stream.encode(picture))
        target.mux(stream.encode())
    return replace(clip, keyframes=Played.of(path).keyframes)


def pass_by(image: npt.NDArray[np.float32], rng: np.random.Generator) -> None:
    left, height, width = (int(value) for value in rng.uniform((0, 380, 90), (800, 520, 220)))
    coat = rng.uniform(60, 220, (12, 4, 3)).astype(np.float32)
    part = image[540 - height :, left : left + width]
    part[:] = cv2.resize(coat, (part.shape[1], height), interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize("name", CLIPS)
def test_nothing_is_wrong_with_a_sample_clip(name: str, tmp_path: Path) -> None:
    """Twenty minutes of each of eight: as it is, restless, and as it is again."""
    clip = Played.of(SAMPLES / f"{name}.mp4")
    life = Life(Checkup(reference=reference(clip.keyframes[0])))
    life.online(clip, 8 * MINUTE)
    life.online(write_restless(clip, tmp_path / "restless.mp4", seed=len(name)), 8 * MINUTE)
    life.online(clip, 4 * MINUTE)
    assert life.news == []


def test_a_really_still_night_is_not_frozen(tmp_path: Path) -> None:
    """Dark, nobody there, the camera smooths its noise away and saves bits: keyframes still differ."""
    path, rng = tmp_path / "night.mp4", np.random.default_rng(0)
    room = cv2.resize(rng.uniform(16, 60, (36, 64)), (640, 360), interpolation=cv2.INTER_CUBIC)
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.codec_context.gop_size = 20
        stream.codec_context.bit_rate = 60_000
        for index in range(200):
            noisy = cv2.GaussianBlur(room + rng.normal(0, 1.5, room.shape), (0, 0), 1)
            picture = VideoFrame.from_ndarray(noisy.clip(0, 255).astype(np.uint8), format="gray")
            picture.pts = index
            target.mux(stream.encode(picture))
        target.mux(stream.encode())
    night = Played.of(path)
    assert len(night.keyframes) == 10
    life = Life(Checkup(reference=reference(night.keyframes[0])))
    assert life.online(night, 10 * MINUTE) == []
