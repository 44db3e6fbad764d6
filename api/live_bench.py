"""What a viewer costs: packets passed on as they are, beside pictures encoded anew for each."""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from api.live import LiveHub
from ingest.bench import camera, write_clip
from ingest.rtsp import RtspSource

_VIEWERS = 4
_SETTLE_S = 2.0


def bench_live(seconds: float = 8.0) -> dict[str, float]:
    """The processor time that one more viewer of a 720p, 15 fps camera costs the service.

    Camera and viewers run in other processes. Blocks for 4 × (seconds + 2) s or so.

    Returns:
        added_viewer_core_percent: of one core, with packets as they are. added_reencoded_viewer_core_percent:
        where each viewer's pictures are encoded anew. viewer_vs_reencoded_ratio: one by the other.
    """
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "busy.mp4"
        write_clip(clip, shapes=3)
        with camera(clip) as url:
            passed = asyncio.run(_per_viewer(url, _VIEWERS, seconds, passes=True))
            reencoded = asyncio.run(_per_viewer(url, 1, seconds, passes=False))
    return {
        "added_viewer_core_percent": 100 * passed,
        "added_reencoded_viewer_core_percent": 100 * reencoded,
        "viewer_vs_reencoded_ratio": passed / reencoded,
    }


async def _per_viewer(url: str, viewers: int, seconds: float, *, passes: bool) -> float:
    """The share of a core per viewer: with all of them, less that with the first alone (with none at all
    where there is but one)."""
    hub = LiveHub(asyncio.get_running_loop())
    stopping = threading.Event()
    reading = asyncio.create_task(asyncio.to_thread(_read, url, hub, stopping.is_set))
    try:
        with ExitStack() as processes:
            few = viewers - 1 and 1
            for _ in range(few):
                await _join(hub, processes, passes=passes)
            before = await _share(seconds)
            for _ in range(viewers - few):
                await _join(hub, processes, passes=passes)
            after = await _share(seconds)
            await hub.close_all()
    finally:
        stopping.set()
        await reading
    return (after - before) / (viewers - few)


def _read(url: str, hub: LiveHub, stopped: Callable[[], bool]) -> None:
    feed = hub.feed("bench")
    source = RtspSource("bench", url, on_packet=feed.packet)
    try:
        source.open()
        for picture in source.pictures():
            feed.picture(picture)
            if stopped():
                return
    finally:
        source.close()


async def _share(seconds: float) -> float:
    await asyncio.sleep(_SETTLE_S)
    began, cpu = time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - cpu) / (time.monotonic() - began)


async def _join(hub: LiveHub, processes: ExitStack, *, passes: bool) -> None:
    command = [sys.executable, "-m", "api.live_bench"]
    process = processes.enter_context(
        subprocess.Popen(  # noqa: S603
            command,
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )
    processes.callback(process.terminate)
    assert process.stdin is not None
    assert process.stdout is not None
    offer = json.loads(await asyncio.to_thread(process.stdout.readline))
    _, answer = await hub.open(hub.feed("bench"), "bench", offer, passes=passes)
    process.stdin.write(json.dumps(answer) + "\n")
    process.stdin.flush()
    if await asyncio.to_thread(process.stdout.readline) != "playing\n":
        raise RuntimeError("a viewer got no picture")


async def _view() -> None:
    """A viewer's process: its offer out, the answer in, then pictures until it is ended."""
    connection = RTCPeerConnection()
    connection.addTransceiver("video", direction="recvonly")
    await connection.setLocalDescription(await connection.createOffer())
    print(json.dumps(connection.localDescription.sdp), flush=True)  # noqa: T201
    answer = json.loads(await asyncio.to_thread(sys.stdin.readline))
    await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    track = connection.getTransceivers()[0].receiver.track
    await track.recv()
    print("playing", flush=True)  # noqa: T201
    with suppress(MediaStreamError):
        while True:
            await track.recv()


if __name__ == "__main__":
    asyncio.run(_view())
