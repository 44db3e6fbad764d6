"""What is kept for a while costs little more than its size, and what stays is not looked through for ever."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHURN = """
import random, threading
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import av

from api.memory import share_arenas
from ingest.ring import PacketRing
from ingest.source import StreamInfo
from tests.ingest.kept import NOON, Hands

assert share_arenas()
INFO = StreamInfo("h264", 1280, 720, 15.0, has_b_frames=False, extradata=None)

def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def receive(ring, clock, sizes, begin):
    for number in range(begin, begin + 900):
        keyframe = number % 15 == 0
        packet = av.Packet(bytes(sizes.randint(40_000, 60_000) if keyframe else sizes.randint(8_000, 20_000)))
        packet.pts = packet.dts = number * 6000
        packet.time_base, packet.is_keyframe = Fraction(1, 90_000), keyframe
        clock.at = NOON + timedelta(seconds=number / 15)
        ring.add(1, INFO, packet)

clocks = [Hands() for _ in range(12)]
cameras = [(PacketRing("hall", clock=clock), clock, random.Random(i)) for i, clock in enumerate(clocks)]
before = memory()
for minute in range(5):
    threads = [threading.Thread(target=receive, args=(*camera, 900 * minute)) for camera in cameras]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
print((memory() - before) / sum(ring.size_bytes for ring, _, _ in cameras))
"""


def test_the_gaps_between_packets_stay_small() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CHURN], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert float(ran.stdout) < 1.4


SERVE = """
import asyncio, gc, os, signal
from pathlib import Path
from api.serve import run
from api.settings import Settings

def told(address):
    Path("counts").write_text(f"{gc.get_freeze_count()} {len(gc.get_objects())}")
    os.kill(os.getpid(), signal.SIGTERM)

asyncio.run(run(Settings(data_dir=Path("."), database_url=None, port=0), told))
"""


def test_what_the_service_started_with_is_not_looked_through_again(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", SERVE], cwd=tmp_path, env=environment, check=False, timeout=60)
    left_out, looked_through = map(int, (tmp_path / "counts").read_text().split())
    assert looked_through < left_out / 10
