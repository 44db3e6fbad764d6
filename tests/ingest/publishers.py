"""Clips as somebody publishes them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import av

from ingest.publication import AccessUnit, Inlet, Publication


def units_of(path: Path, codec: str = "h264") -> list[AccessUnit]:
    """What a publisher would send of a clip."""
    found = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        annexb = av.BitStreamFilterContext("h264_mp4toannexb", stream) if codec == "h264" else None
        for packet in container.demux(stream):
            for ready in annexb.filter(packet) if annexb else [packet]:
                if ready.size and ready.pts is not None and ready.time_base is not None:
                    pts = int(ready.pts * ready.time_base * 90_000)
                    found.append(AccessUnit(codec, bytes(ready), pts, ready.is_keyframe, datetime.now(UTC)))
    return found


@contextmanager
def publishing(path: Path, inlet: Inlet, codec: str = "h264") -> Iterator[Publication]:
    """A clip published over and over, ten pictures a second, until the block ends."""
    units, stopping = units_of(path, codec), threading.Event()
    publication = inlet.begin()

    def publish() -> None:
        step = units[1].pts - units[0].pts if len(units) > 1 else 9_000
        sent = 0
        while not stopping.is_set():
            for unit in units:
                publication.put(AccessUnit(codec, unit.data, sent * step, unit.keyframe, datetime.now(UTC)))
                sent += 1
                if stopping.wait(step / 90_000):
                    return

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield publication
    finally:
        stopping.set()
        thread.join()
        publication.end()
