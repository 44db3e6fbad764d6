"""Whether memory stays flat: eight cameras watched for a long time."""

import asyncio
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean, linear_regression

import structlog
from sqlalchemy import func, select

from api.memory import settle, share_arenas
from api.service import Service
from api.settings import Settings
from detector.onnx import OnnxDetector
from ingest.bench import write_clip
from models import catalog
from models.clock import SystemClock
from models.people import Level
from models.tables import CameraRow, ViolationRow

CLIPS = Path(__file__).parent.parent / "sample_videos"
SUBS = ("hot_line", "wash_up", "cold_room", "crossing", "prep_room", "corner", "empty", "hot_line")
FILLS_WITHIN_S = 75.0
"""After this the packets kept are as many as they will be."""
_EVERY_S = 1.0
_AVERAGED_S = 10.0


def bench_soak(minutes: float = 3.0) -> dict[str, float]:
    """Run the service with eight cameras, each with a 720p main stream and a sub stream of a sample clip.

    The shipped model judges, violations are kept with pictures and clips in a temporary folder; the cameras
    are simulated in another process. Blocks for FILLS_WITHIN_S and so many minutes.

    Returns:
        rss_start_mb, rss_middle_mb, rss_end_mb: this process's memory, each averaged over ten seconds, the
        first after FILLS_WITHIN_S. rss_most_mb: the most seen from then on. rss_growth_mb_per_hour: the slope
        over all of that time. kept_mb: of it, packets kept for stills and clips. violations: found meanwhile.
        end_vs_start_ratio: 1 where memory is flat.
    """
    share_arenas()
    with tempfile.TemporaryDirectory() as folder, _quiet(), _cameras(Path(folder)) as urls:
        return asyncio.run(_run(Path(folder) / "data", urls, 60 * minutes))


@contextmanager
def _quiet() -> Iterator[None]:
    """Errors alone are logged: the figures go where the log would."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)


async def _run(data_dir: Path, urls: list[str], seconds: float) -> dict[str, float]:
    settings = Settings(data_dir=data_dir)
    service = Service(settings, OnnxDetector(threads=settings.detector_threads))
    await service.in_thread(service.database.migrate)
    await service.in_thread(_add_cameras, service, urls)
    await service.start()
    settle()
    try:
        await asyncio.sleep(FILLS_WITHIN_S)
        began = time.monotonic()
        samples: list[tuple[float, float]] = []
        while (at := time.monotonic() - began) < seconds:
            samples.append((at, _rss_mb()))
            await asyncio.sleep(_EVERY_S)
        streams = [kept for running in service.running.values() for kept in running.streams.values()]
        kept_mb = sum(kept.ring.size_bytes for kept in streams) / 1e6
        violations = await service.in_thread(_count, service)
    finally:
        await service.stop()
    start, middle, end = (_around(samples, at) for at in (0.0, seconds / 2, seconds))
    times, sizes = zip(*samples, strict=True)
    return {
        "rss_start_mb": start,
        "rss_middle_mb": middle,
        "rss_end_mb": end,
        "rss_most_mb": max(sizes),
        "rss_growth_mb_per_hour": 3600 * linear_regression(times, sizes).slope,
        "kept_mb": kept_mb,
        "violations": violations,
        "end_vs_start_ratio": end / start,
    }


def _add_cameras(service: Service, urls: list[str]) -> None:
    main, *subs = urls
    now = SystemClock().now()
    with service.database.writing() as session:
        business = catalog.add_business(session, name="bench", level=Level.D)
        for number, sub in enumerate(subs):
            camera = catalog.add_camera(
                session,
                business_id=business.id,
                name=f"camera {number}",
                place="cooking",
                url=main,
                accepted_at=now,
            )
            session.get_one(CameraRow, camera.id).sub_url = sub


def _count(service: Service) -> int:
    with service.database.reading() as session:
        return session.scalar(select(func.count()).select_from(ViolationRow)) or 0


@contextmanager
def _cameras(folder: Path) -> Iterator[list[str]]:
    """One main stream for all, and each camera's sub stream, served from a process of its own."""
    write_clip(folder / "main.mp4", shapes=3)
    clips = {"main": folder / "main.mp4"} | {f"sub{i}": CLIPS / f"{name}.mp4" for i, name in enumerate(SUBS)}
    command = [sys.executable, "-m", "sample_videos.simulator", "--port", "0"]
    command += [f"{name}={path}" for name, path in clips.items()]
    with subprocess.Popen(command, cwd=CLIPS.parent, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield [process.stdout.readline().strip() for _ in clips]
        finally:
            process.terminate()


def _around(samples: list[tuple[float, float]], at: float) -> float:
    """The mean of the ten seconds nearest to a time."""
    nearest = sorted(samples, key=lambda sample: abs(sample[0] - at))
    return fmean(size for _, size in nearest[: round(_AVERAGED_S / _EVERY_S)])


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6
