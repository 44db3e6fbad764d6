"""What a camera costs: RtspSource beside OpenCV's VideoCapture, on the same simulated stream."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import fmean

import av
import cv2
import numpy as np

from ingest.attention import HOLD_NS, Attention
from ingest.health.checkup import Checkup
from ingest.health.view import VIEW_SIZE, Reference
from ingest.health.vitals import Vitals
from ingest.ring import PacketRing, Still
from ingest.rtsp import RtspSource
from ingest.source import Picture
from models.cameras import CameraState, CameraStatus

_WIDTH, _HEIGHT, _FPS = 1280, 720, 15
_CLIP_S = 3
_WARM_UP_S = 0.5


@dataclass(frozen=True, slots=True)
class _Cost:
    first_frame_s: float
    cpu_per_frame_s: float


def bench_ingest(seconds: float = 10.0, rounds: int = 2, hold_ns: int = HOLD_NS) -> dict[str, float]:
    """Read one 720p, 15 fps, H.264 stream by either means in turn, each for `seconds` in all.

    Both give out BGR pictures. CPU time is that of all threads of this process, per picture, after a warm-up;
    the simulated camera runs in another process. hold_ns: how long a kitchen without motion stays active.
    Blocks for 5 × seconds + 4 × rounds + hold_ns or so.

    Returns:
        cpu_share, opencv_cpu_share: of one core per stream. first_frame_s, opencv_first_frame_s: from
        connecting. cpu_vs_opencv_ratio, first_frame_vs_opencv_ratio: below 1 where RtspSource is cheaper.
        active_camera_core_percent, idle_camera_core_percent: of one core for reading, the motion gate, the
        health check and the frames that a detector would get, in a kitchen with people and in an empty one.
        kept_stream_core_percent: of a main stream beside the one analysed, which is read and kept only.
        still_ms: one still decoded from it, on average over the places in a group of pictures.
    """
    # As in the service, where cameras are threads enough.
    cv2.setNumThreads(1)
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        busy, empty = Path(folder) / "busy.mp4", Path(folder) / "empty.mp4"
        write_clip(busy, shapes=3)
        write_clip(empty, shapes=0)
        with camera(busy) as url:
            active = _watch(url, busy, seconds, Attention(), settles=lambda _: True)
        with camera(busy) as url:
            kept, still_ms = _keep(url, seconds)
        with camera(empty) as url:
            idle = _watch(url, empty, seconds, Attention(hold_ns=hold_ns), settles=lambda at: at.is_idle)
        with camera(busy) as url:
            for _ in range(rounds):
                ours.append(_measure(_by_source(url), seconds / rounds))
                theirs.append(_measure(_by_opencv(url), seconds / rounds))
    cpu, opencv_cpu = (fmean(cost.cpu_per_frame_s for cost in costs) * _FPS for costs in (ours, theirs))
    first, opencv_first = (fmean(cost.first_frame_s for cost in costs) for costs in (ours, theirs))
    return {
        "active_camera_core_percent": 100 * active,
        "idle_camera_core_percent": 100 * idle,
        "kept_stream_core_percent": 100 * kept,
        "still_ms": still_ms,
        "cpu_share": cpu,
        "opencv_cpu_share": opencv_cpu,
        "cpu_vs_opencv_ratio": cpu / opencv_cpu,
        "first_frame_s": first,
        "opencv_first_frame_s": opencv_first,
        "first_frame_vs_opencv_ratio": first / opencv_first,
    }


def _watch(
    url: str, clip: Path, seconds: float, attention: Attention, settles: Callable[[Attention], bool]
) -> float:
    """The share of one core that a camera costs under attention, once that has settled."""
    checkup = Checkup(reference=_first_view(clip))
    vitals = Vitals()
    source = RtspSource("bench", url, skims=lambda: attention.is_idle, on_packet=vitals)
    began = end = time.monotonic()
    cpu = 0.0
    try:
        source.open()
        for picture in source.pictures():
            checkup.looker.see(picture)
            checkup.check(picture.captured_at, _online(picture), vitals.counts, source.camera_clock)
            if attention.admits(picture):
                picture.frame()
            now = time.monotonic()
            if not cpu and now >= began + _WARM_UP_S and settles(attention):
                began, end, cpu = now, now + seconds, time.process_time()
            if cpu and now >= end:
                return (time.process_time() - cpu) / (now - began)
    finally:
        source.close()
    raise RuntimeError("the simulated camera ended")


def _keep(url: str, seconds: float) -> tuple[float, float]:
    """The share of one core that a stream costs of which the packets are kept, and ms per still."""
    ring = PacketRing("bench")
    source: RtspSource = RtspSource(
        "bench", url, on_packet=lambda packet: ring.add(0, source.info, packet), decodes=lambda: False
    )
    began = end = time.monotonic()
    cpu = 0.0
    try:
        source.open()
        for _ in source.arrivals():
            now = time.monotonic()
            if not cpu and now >= began + _WARM_UP_S:
                began, end, cpu = now, now + seconds, time.process_time()
            if cpu and now >= end:
                share = (time.process_time() - cpu) / (now - began)
                break
        else:
            raise RuntimeError("the simulated camera ended")
    finally:
        source.close()
    newest = datetime.now(UTC)
    count = min(_FPS, int(seconds * _FPS))
    places = [newest - timedelta(seconds=0.2 + place / _FPS) for place in range(count)]
    cpu = time.process_time()
    for at in places:
        Still(ring, at).frame()
    return share, 1000 * (time.process_time() - cpu) / len(places)


def _first_view(clip: Path) -> Reference:
    with av.open(str(clip)) as container:
        first = next(container.decode(video=0))
    gray = first.reformat(*VIEW_SIZE, format="gray", interpolation="AREA")
    return Reference(np.asarray(gray.to_ndarray(), np.uint8))


def _online(picture: Picture) -> CameraStatus:
    return CameraStatus(picture.camera_id, CameraState.ONLINE, picture.captured_at, picture.run)


def _measure(pictures: Iterator[object], seconds: float) -> _Cost:
    began = time.monotonic()
    next(pictures)
    first = time.monotonic()
    while time.monotonic() < first + _WARM_UP_S:
        next(pictures)
    cpu, count, end = time.process_time(), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        next(pictures)
        count += 1
    return _Cost(first - began, (time.process_time() - cpu) / count)


def _by_source(url: str) -> Iterator[object]:
    source = RtspSource("bench", url)
    try:
        source.open()
        for frame in source:
            yield frame.image
    finally:
        source.close()


def _by_opencv(url: str) -> Iterator[object]:
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
    try:
        while True:
            read, image = capture.read()
            if not read:
                raise RuntimeError("OpenCV lost the simulated camera")
            yield image
    finally:
        capture.release()


@contextmanager
def camera(clip: Path) -> Iterator[str]:
    """A simulated camera in a process of its own; gives its address."""
    command = [sys.executable, "-m", "sample_videos.simulator", "--port", "0", f"bench={clip}"]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def write_clip(path: Path, shapes: int) -> None:
    """A still room through which so many shapes move, with a little noise, as a fixed camera would see it."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(40, 200, (_HEIGHT // 16, _WIDTH // 16, 3), np.uint8)
    room = cv2.resize(coarse, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_CUBIC)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=_FPS)
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        stream.codec_context.gop_size = _FPS
        stream.codec_context.max_b_frames = 0
        stream.codec_context.bit_rate = 2_000_000
        stream.options = {"preset": "veryfast"}
        for index in range(_CLIP_S * _FPS):
            image = room.astype(np.int16) + rng.integers(-3, 4, room.shape, np.int16)
            image = image.clip(0, 255).astype(np.uint8)
            for lane in range(shapes):
                at = (60 + 300 * lane + 9 * (lane + 1) * index) % (_WIDTH - 200)
                cv2.rectangle(image, (at, 200 + 100 * lane), (at + 120, 480 + 60 * lane), (240, 240, 240), -1)
            picture = av.VideoFrame.from_ndarray(image, format="bgr24")
            picture.pts, picture.time_base = index, Fraction(1, _FPS)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
