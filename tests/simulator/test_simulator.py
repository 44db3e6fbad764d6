import asyncio
import base64
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from sample_videos.simulator import MOST_BACKLOG, CameraSimulator, run_simulator
from tests.ingest.clips import read_number, write_clip

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"probesize": "50000", "analyzeduration": "100000"}
TCP = {"rtsp_transport": "tcp", **QUICK}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    write_clip(folder / "hall.mp4", pictures=10)
    write_clip(folder / "grill.mp4", codec="libx265")
    write_clip(folder / "large.mp4", width=642, height=362, fps=15, pictures=30)
    return folder


@pytest.fixture
def simulator(folder: Path) -> Iterator[CameraSimulator]:
    with run_simulator({"hall": folder / "hall.mp4", "grill": folder / "grill.mp4"}) as simulator:
        yield simulator


def read(url: str, count: int, options: dict[str, str] | None = None) -> tuple[list[int], list[int]]:
    """Numbers and stamps of the first pictures."""
    numbers, stamps = [], []
    with av.open(url, options=TCP if options is None else options, timeout=(3, 3)) as container:
        for picture in container.decode(video=0):
            numbers.append(read_number(picture.to_ndarray(format="bgr24").astype(np.uint8)))
            stamps.append(picture.pts or 0)
            if len(numbers) == count:
                break
    return numbers, stamps


class Peer:
    """A client that says what it is told to."""

    def __init__(self, simulator: CameraSimulator, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(5)
        self.socket.connect((simulator.host, simulator.port))

    def close(self) -> None:
        self.socket.close()

    def ask(self, method: str, url: str, *headers: str) -> str:
        lines = [f"{method} {url} RTSP/1.0", "CSeq: 7", *headers]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b""
        while b"\r\n\r\n" not in answer and (more := self.socket.recv(1)):
            answer += more
        return answer.decode()


def rest(connection: socket.socket) -> str:
    """How what the server sends ends."""
    try:
        while connection.recv(65_536):
            pass
    except TimeoutError:
        return "silent"
    except ConnectionError:
        return "closed"
    return "closed"


class TestPlaying:
    def test_time_goes_on_from_loop_to_loop(self, simulator: CameraSimulator) -> None:
        numbers, stamps = read(simulator.url("hall"), 25)
        assert numbers == [(numbers[0] + index) % 10 for index in range(25)]
        # FFmpeg leaves the stamp of the first picture out.
        assert {later - earlier for earlier, later in pairwise(stamps[1:])} == {9000}

    @pytest.mark.alone
    def test_in_real_time(self, simulator: CameraSimulator) -> None:
        with av.open(simulator.url("hall"), options=TCP, timeout=(3, 3)) as container:
            arrivals = []
            for _ in container.decode(video=0):
                arrivals.append(time.monotonic())
                if len(arrivals) == 30:
                    break
        # The first pictures since the last keyframe come at once, the last ten as they are played.
        assert arrivals[-1] - arrivals[-11] == pytest.approx(1, abs=0.4)

    @pytest.mark.alone
    def test_a_new_client_has_a_keyframe_at_once(self, simulator: CameraSimulator) -> None:
        read(simulator.url("grill"), 3)
        for _ in range(4):
            began = time.monotonic()
            numbers, _ = read(simulator.url("grill"), 1)
            assert numbers[0] in (0, 10)
            assert time.monotonic() - began < 1.5

    def test_several_clients_at_once(self, simulator: CameraSimulator) -> None:
        with ThreadPoolExecutor() as pool:
            for numbers, _ in pool.map(lambda _: read(simulator.url("hall"), 12), range(4)):
                assert numbers == [(numbers[0] + index) % 10 for index in range(12)]

    def test_clients_that_prefer_udp_are_led_to_tcp(self, simulator: CameraSimulator) -> None:
        numbers, _ = read(simulator.url("hall"), 3, options=QUICK)
        assert len(numbers) == 3

    @pytest.mark.parametrize("name", ["hall", "grill"])
    def test_opencv_reads_it(self, simulator: CameraSimulator, name: str) -> None:
        capture = cv2.VideoCapture(simulator.url(name), cv2.CAP_FFMPEG)
        numbers = []
        for _ in range(12):
            read, image = capture.read()
            assert read
            numbers.append(read_number(image.astype(np.uint8)))
        capture.release()
        length = 10 if name == "hall" else 20
        assert numbers == [(numbers[0] + index) % length for index in range(12)]

    def test_names_with_spaces(self, folder: Path) -> None:
        with run_simulator({"back door": folder / "hall.mp4"}) as simulator:
            assert simulator.url("back door").endswith("/back%20door")
            assert len(read(simulator.url("back door"), 2)[0]) == 2


class TestProtocol:
    @pytest.fixture
    def peer(self, simulator: CameraSimulator) -> Iterator[Peer]:
        with closing(Peer(simulator)) as peer:
            yield peer

    def test_answers(self, simulator: CameraSimulator, peer: Peer) -> None:
        hall = simulator.url("hall")
        assert "Public: OPTIONS, DESCRIBE" in peer.ask("OPTIONS", hall)
        assert "404 Not Found\r\nCSeq: 7" in peer.ask("DESCRIBE", simulator.url("cellar"))
        assert "461 Unsupported" in peer.ask(
            "SETUP", f"{hall}/track1", "Transport: RTP/AVP;unicast;client_port=5-6"
        )
        assert "501 Not Implemented" in peer.ask("RECORD", hall)
        setup = peer.ask("SETUP", f"{hall}/track1", "Transport: RTP/AVP/TCP;unicast;interleaved=4-5")
        assert "interleaved=0-1" in setup
        assert "Session: " in setup
        assert "200 OK" in peer.ask("GET_PARAMETER", hall)
        assert "200 OK" in peer.ask("TEARDOWN", hall)
        assert peer.socket.recv(1) == b""

    def test_reports_between_requests_are_passed_over(self, simulator: CameraSimulator, peer: Peer) -> None:
        peer.socket.sendall(b"$\x01\x00\x04abcd" * 3)
        assert "200 OK" in peer.ask("OPTIONS", simulator.url("hall"))

    @pytest.mark.parametrize(
        "rubbish",
        [
            b"\r\n\r\n",
            b"HELLO\r\n\r\n",
            b"\xff" * 100 + b"\r\n\r\n",
            b"OPTIONS rtsp://[::x RTSP/1.0\r\n\r\n",
            b"OPTIONS rtsp://a/hall RTSP/1.0\r\nContent-Length: many\r\n\r\n",
            b"x" * 200_000,
            b"$\x00\x00\x05a",
        ],
    )
    def test_rubbish_ends_the_connection_and_nothing_else(
        self, simulator: CameraSimulator, peer: Peer, rubbish: bytes
    ) -> None:
        try:
            peer.socket.sendall(rubbish)
            peer.socket.shutdown(socket.SHUT_WR)
            assert peer.socket.recv(1) == b""
        except OSError:  # the simulator may have hung up already
            pass
        assert len(read(simulator.url("hall"), 2)[0]) == 2


class TestCredentials:
    @pytest.fixture
    def locked(self, folder: Path) -> Iterator[CameraSimulator]:
        with run_simulator({"hall": folder / "hall.mp4"}, credentials=("chef", "p@ss:1")) as simulator:
            yield simulator

    def test_digest_is_what_libraries_use(self, locked: CameraSimulator) -> None:
        assert len(read(locked.url("hall").replace("//", "//chef:p%40ss%3A1@"), 2)[0]) == 2
        for wrong in ("", "chef:p%40ss@", "cook:p%40ss%3A1@"):
            with pytest.raises(av.error.HTTPUnauthorizedError):
                read(locked.url("hall").replace("//", f"//{wrong}"), 1)

    def test_basic(self, locked: CameraSimulator) -> None:
        with closing(Peer(locked)) as peer:
            hall = locked.url("hall")
            refused = peer.ask("PLAY", hall)
            assert "401 Unauthorized" in refused
            assert "WWW-Authenticate: Basic" in refused
            for given, status in (("chef:p@ss", "401"), ("", "401"), ("chef:p@ss:1", "200")):
                encoded = base64.b64encode(given.encode()).decode()
                assert status in peer.ask("PLAY", hall, f"Authorization: Basic {encoded}")
        with closing(Peer(locked)) as peer:
            for header in ("Digest response", "Digest ", "Bearer chef", ""):
                assert "401" in peer.ask("PLAY", hall, f"Authorization: {header}")

    def test_nothing_is_played_without(self, locked: CameraSimulator) -> None:
        with closing(Peer(locked)) as peer:
            assert "401" in peer.ask("PLAY", locked.url("hall"))
            peer.socket.settimeout(0.4)
            with pytest.raises(TimeoutError):
                peer.socket.recv(1)


class TestTrouble:
    def test_a_stall_keeps_connections_and_answers_nothing(self, simulator: CameraSimulator) -> None:
        hall = simulator.url("hall")
        with closing(Peer(simulator)) as playing, closing(Peer(simulator)) as asking:
            assert "200 OK" in playing.ask("PLAY", hall)
            simulator.stall("hall")
            playing.socket.settimeout(0.5)
            assert rest(playing.socket) == "silent"
            asking.socket.settimeout(0.3)
            with pytest.raises(TimeoutError):
                asking.ask("OPTIONS", hall)
            assert len(read(simulator.url("grill"), 2)[0]) == 2
            simulator.restore("hall")
            playing.socket.settimeout(3)
            assert playing.socket.recv(1) == b"$"
            assert "200 OK" in asking.ask("OPTIONS", hall)

    def test_a_stalled_client_goes_on_from_a_keyframe(self, simulator: CameraSimulator) -> None:
        numbers = []
        with av.open(simulator.url("hall"), options=TCP, timeout=(3, 3)) as container:
            for picture in container.decode(video=0):
                numbers.append(read_number(picture.to_ndarray(format="bgr24").astype(np.uint8)))
                if len(numbers) == 5:
                    simulator.stall("hall")
                    simulator.restore("hall")
                if len(numbers) > 5 and numbers[-2:] == [0, 1]:
                    break
        held_back = numbers.index(0, 5)
        assert numbers[held_back:] == [0, 1]

    def test_a_dropped_camera_closes_every_connection(self, simulator: CameraSimulator) -> None:
        hall = simulator.url("hall")
        with closing(Peer(simulator)) as playing, closing(Peer(simulator)) as asking:
            assert "200 OK" in playing.ask("PLAY", hall)
            simulator.drop("hall")
            assert rest(playing.socket) == "closed"
            assert asking.ask("OPTIONS", hall) == ""
        assert len(read(simulator.url("grill"), 2)[0]) == 2
        simulator.restore("hall")
        assert len(read(hall, 2)[0]) == 2

    def test_another_clip_of_the_same_codec_goes_to_the_same_clients(
        self, simulator: CameraSimulator, folder: Path
    ) -> None:
        sizes: list[int] = []
        stamps: list[int] = []
        with av.open(simulator.url("hall"), options=TCP, timeout=(3, 3)) as container:
            for picture in container.decode(video=0):
                sizes.append(picture.width)
                stamps.append(picture.pts or 0)
                if len(sizes) == 5:
                    simulator.switch("hall", folder / "large.mp4")
                if sizes.count(642) == 5:
                    break
        assert sizes == sorted(sizes)
        assert all(earlier < later for earlier, later in pairwise(stamps))
        assert stamps[-1] < 90_000 * 5

    def test_another_codec_ends_the_connections(self, simulator: CameraSimulator, folder: Path) -> None:
        with closing(Peer(simulator)) as playing:
            assert "200 OK" in playing.ask("PLAY", simulator.url("hall"))
            simulator.switch("hall", folder / "grill.mp4")
            assert rest(playing.socket) == "closed"
        with av.open(simulator.url("hall"), options=TCP, timeout=(3, 3)) as container:
            assert container.streams.video[0].codec_context.name == "hevc"

    def test_the_port_is_free_again_after_the_end(self, folder: Path) -> None:
        clips = {"hall": folder / "hall.mp4"}
        with run_simulator(clips) as simulator:
            port = simulator.port
            peer = Peer(simulator)
            assert "200 OK" in peer.ask("PLAY", simulator.url("hall"))
        peer.close()
        with run_simulator(clips, port=port) as again:
            assert again.port == port
            assert len(read(again.url("hall"), 2)[0]) == 2


def test_a_client_that_reads_nothing_costs_bounded_memory(folder: Path) -> None:
    """Many pictures are shown to it at once, instead of waiting for hours."""

    async def fill() -> tuple[int, int]:
        simulator = CameraSimulator({"hall": folder / "hall.mp4"})
        await simulator.start()
        reader, writer = await asyncio.open_connection(simulator.host, simulator.port, limit=1)
        writer.write(f"PLAY {simulator.url('hall')} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        camera = simulator._cameras["hall"]
        while not camera.clients:
            await asyncio.sleep(0.01)
        (client,) = camera.clients
        most = shown = 0
        for loop in range(300):
            for picture in camera.clip.pictures:
                camera._show(picture, loop)
                shown += sum(map(len, picture.nals))
                most = max(most, client.writer.transport.get_write_buffer_size())
            await asyncio.sleep(0)
        writer.close()
        await simulator.stop()
        del reader
        return most, shown

    most, shown = asyncio.run(fill())
    assert shown > 8 * MOST_BACKLOG
    assert most < MOST_BACKLOG + 100_000


class TestCommand:
    def run(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "sample_videos.simulator", *arguments]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_prints_the_addresses_and_serves(self, folder: Path) -> None:
        with self.run("--port", "0", "--credentials", "a:b", f"hall={folder / 'hall.mp4'}") as process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert len(read(url.replace("//", "//a:b@"), 2)[0]) == 2
            process.terminate()

    @pytest.mark.parametrize(
        ("argument", "says"),
        [("hall", "'hall' is not NAME=CLIP"), ("hall=missing.mp4", "missing.mp4"), (f"hall={__file__}", "")],
    )
    def test_says_what_is_wrong(self, argument: str, says: str) -> None:
        with self.run("--port", "0", argument) as process:
            _, errors = process.communicate(timeout=20)
        assert process.returncode == 2
        assert says in errors
        assert "Traceback" not in errors
