import contextlib
import socket
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any
from urllib.parse import quote

import av
import numpy as np
import pytest
import structlog
from av.stream import Stream

from ingest import rtsp
from ingest.probe import probe
from ingest.rtsp import RtspSource
from ingest.source import SourceError
from ingest.tap import begins_with_parameter_sets
from models.cameras import Trouble
from models.frames import Frame
from sample_videos.rtp import Clip, Packetizer, Picture
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.ingest.clips import read_number
from tests.ingest.conftest import Clips
from tests.ingest.servers import (
    AUDIO,
    SDP_HEAD,
    UNKNOWN,
    VIDEO,
    Handler,
    answering,
    camera,
    sending,
    serving,
    silent,
)

av_open = av.open
SECRET = "s3cr3t/p@ss:w%rd"
IMPATIENT_S = 0.8


def with_secret(url: str) -> str:
    return url.replace("rtsp://", f"rtsp://admin:{quote(SECRET, safe='')}@")


def read(source: RtspSource, each: Callable[[Frame], None] = lambda _: None) -> None:
    source.open()
    for frame in source:
        each(frame)


def failure(url: str, *, open_s: float = IMPATIENT_S, read_s: float = IMPATIENT_S) -> SourceError:
    """How reading from this address ends; it must not tell the password, wherever one looks."""
    source = RtspSource("kitchen", url, open_s=open_s, read_s=read_s)
    with structlog.testing.capture_logs() as logs:
        with pytest.raises(SourceError) as caught:
            read(source)
        source.close()
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(logs)
    assert "s3cr3t" not in told
    assert "admin" not in told
    return caught.value


@dataclass(frozen=True)
class Bad:
    name: str
    handler: Handler
    trouble: Trouble
    says: str


BAD = [
    Bad("never answers", silent, Trouble.TIMEOUT, "did not give a usable answer within 0.8 s"),
    Bad("closes at once", lambda _: None, Trouble.CLOSED, "closes the connection without an answer"),
    Bad("garbage", answering(b"\x00\xff\x13 what?\r\n\r\n" * 20), Trouble.UNREADABLE, "does not speak RTSP"),
    Bad(
        "a web server",
        answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        Trouble.UNREADABLE,
        "does not speak RTSP",
    ),
    Bad("only sound", camera(AUDIO), Trouble.NO_VIDEO, "has no video"),
    Bad("nothing described", camera(SDP_HEAD), Trouble.NO_VIDEO, "has no video"),
    Bad("unknown format", camera(UNKNOWN), Trouble.UNSUPPORTED, "cannot be decoded"),
    Bad("video that never comes", camera(VIDEO), Trouble.TIMEOUT, "did not give a usable answer"),
    Bad("no password given", camera("", status="401 Unauthorized"), Trouble.UNAUTHORIZED, "password"),
    Bad("forbidden", camera("", status="403 Forbidden"), Trouble.UNAUTHORIZED, "password"),
    Bad("wrong path", camera("", status="404 Not Found"), Trouble.NOT_FOUND, "knows no stream"),
    Bad("overloaded", camera("", status="503 Busy"), Trouble.UNREADABLE, "5XX"),
    Bad(
        "redirects to nowhere",
        camera("", status="301 Moved"),
        Trouble.UNREADABLE,
        "no stream that can be read",
    ),
]


@pytest.mark.alone
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_what_is_wrong_is_told(bad: Bad) -> None:
    with serving(bad.handler) as port:
        began = time.monotonic()
        error = failure(with_secret(f"rtsp://127.0.0.1:{port}/kitchen"))
        assert time.monotonic() - began < 2 * IMPATIENT_S + 1.5
    assert error.trouble is bad.trouble
    assert bad.says in str(error)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert failure(with_secret(f"rtsp://127.0.0.1:{port}/x")).trouble is Trouble.REFUSED


def test_half_open() -> None:
    """The address swallows what is sent to it: here a listener whose queue is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        error = failure(with_secret(f"rtsp://127.0.0.1:{listener.getsockname()[1]}/x"))
    assert error.trouble is Trouble.TIMEOUT


def test_unknown_host_name() -> None:
    error = failure(with_secret("rtsp://no-such-host.invalid/x"))
    assert error.trouble is Trouble.NOT_FOUND
    assert "host name in rtsp://***@no-such-host.invalid/x is not known" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "kitchen",
        "/etc/hostname",
        "file:///etc/hostname",
        "http://127.0.0.1/x",
        "rtsp:///x",
        "rtsp://127.0.0.1:99999/x",
        f"rtsp://admin:{SECRET}@127.0.0.1/x",
        "rtsp://admin:s3cr3t pass@127.0.0.1/x",
        "rtsp://admin:s3cr3t@127.0.0.1/x\r\nInjected: yes",
    ],
)
def test_what_is_no_camera_address_is_not_opened(url: str) -> None:
    error = failure(url)
    assert error.trouble is Trouble.UNREADABLE
    assert "rtsp://user:password@host:port/path" in str(error)


@pytest.fixture(scope="module")
def locked(clips: Clips) -> Iterator[CameraSimulator]:
    with run_simulator({"kitchen": clips.plain}, credentials=("admin", SECRET)) as simulator:
        yield simulator


class TestCredentials:
    def test_odd_passwords_work_percent_encoded(self, locked: CameraSimulator) -> None:
        found = probe(with_secret(locked.url("kitchen")))
        assert (found.info.codec, found.frame.width, found.frame.height) == ("h264", 320, 180)
        assert 0 < found.took_s < 2

    def test_wrong_and_missing_ones_are_told_apart(self, locked: CameraSimulator) -> None:
        wrong = failure(locked.url("kitchen").replace("//", "//admin:wrong@"))
        missing = failure(locked.url("kitchen"))
        assert wrong.trouble is missing.trouble is Trouble.UNAUTHORIZED
        assert "did not accept" in str(wrong)
        assert "wants" in str(missing)

    def test_right_ones_with_a_wrong_path(self, locked: CameraSimulator) -> None:
        assert failure(with_secret(locked.url("cellar"))).trouble is Trouble.NOT_FOUND


class TestProbe:
    def test_says_what_is_wrong(self) -> None:
        with serving(camera(AUDIO)) as port, pytest.raises(SourceError, match="has no video") as caught:
            probe(f"rtsp://127.0.0.1:{port}/x")
        assert caught.value.trouble is Trouble.NO_VIDEO

    def test_a_camera_that_goes_before_its_first_picture(self, clips: Clips) -> None:
        clip = Clip.read(clips.plain)
        with (
            serving(camera(clip.sdp("x"), after_play=lambda _: None)) as port,
            pytest.raises(SourceError) as caught,
        ):
            probe(f"rtsp://127.0.0.1:{port}/x")
        assert caught.value.trouble is Trouble.CLOSED


class TestLosingTheFeed:
    @pytest.fixture
    def simulator(self, clips: Clips) -> Iterator[CameraSimulator]:
        with run_simulator({"kitchen": clips.plain}) as simulator:
            yield simulator

    def ends(self, simulator: CameraSimulator, disturb: Callable[[], None]) -> tuple[SourceError, float]:
        source = RtspSource("kitchen", simulator.url("kitchen"), read_s=1)
        arrivals = []

        def each(frame: Frame) -> None:
            arrivals.append(time.monotonic())
            if frame.seq == 5:
                disturb()

        with pytest.raises(SourceError) as caught:
            read(source, each)
        source.close()
        return caught.value, time.monotonic() - arrivals[-1]

    @pytest.mark.alone
    def test_a_stall_is_noticed_after_one_read_time_out(self, simulator: CameraSimulator) -> None:
        error, after_s = self.ends(simulator, lambda: simulator.stall("kitchen"))
        assert error.trouble is Trouble.STALLED
        assert 0.9 < after_s < 1.8

    @pytest.mark.alone
    def test_a_closed_connection_is_noticed_at_once(self, simulator: CameraSimulator) -> None:
        error, after_s = self.ends(simulator, lambda: simulator.drop("kitchen"))
        assert error.trouble is Trouble.CLOSED
        assert after_s < 0.8

    def test_a_stalled_camera_that_is_asked_anew(self, simulator: CameraSimulator) -> None:
        simulator.stall("kitchen")
        assert failure(simulator.url("kitchen")).trouble is Trouble.TIMEOUT

    def test_a_dropped_camera_that_is_asked_anew(self, simulator: CameraSimulator) -> None:
        simulator.drop("kitchen")
        assert failure(simulator.url("kitchen")).trouble is Trouble.CLOSED


def test_another_resolution_in_mid_stream(clips: Clips) -> None:
    with run_simulator({"kitchen": clips.plain}) as simulator:
        source = RtspSource("kitchen", simulator.url("kitchen"))
        first = source.open()
        sizes, seqs, times = [], [], []
        for frame in source:
            if frame.seq == 8:
                simulator.switch("kitchen", clips.large)
            sizes.append((frame.width, frame.height))
            seqs.append(frame.seq)
            times.append(frame.media_ns)
            assert (source.info.width, source.info.height) == (frame.width, frame.height)
            if sizes.count((642, 362)) == 5:
                break
        source.close()
    assert (first.width, first.height) == (320, 180)
    assert sizes == sorted(sizes)
    assert seqs == list(range(len(seqs)))
    assert all(earlier < later for earlier, later in pairwise(times))
    assert times[-1] < 5_000_000_000


def sent(clip: Clip, pictures: Iterable[Picture], every_s: float) -> Handler:
    """Sends these pictures anew to each connection, 0.1 s apart by their stamps, `every_s` in truth."""
    sequence = list(pictures)

    def handler(connection: socket.socket) -> None:
        packetizer = Packetizer(ssrc=1)
        packets = (
            list(packetizer.packets(clip.codec, picture, 54_321 + index * 9000))
            for index, picture in enumerate(sequence)
        )
        sending(packets, every_s=every_s)(connection)

    return handler


class TestDamage:
    def test_broken_pictures_are_left_out_and_counted(self, clips: Clips) -> None:
        clip = Clip.read(clips.plain)

        def pictures() -> Iterator[Picture]:
            for number, picture in enumerate(clip.pictures):
                halved = tuple(nal[: len(nal) // 2] for nal in picture.nals)
                yield replace(picture, nals=halved) if number in (3, 4) else picture

        handler = camera(clip.sdp("x"), after_play=sent(clip, pictures(), 0.005))
        with serving(handler) as port:
            source = RtspSource("kitchen", f"rtsp://127.0.0.1:{port}/x", read_s=0.5)
            frames: list[Frame] = []
            with pytest.raises(SourceError) as caught:
                read(source, frames.append)
            assert caught.value.trouble is Trouble.STALLED
            with structlog.testing.capture_logs() as logs:
                source.close()
        assert source.broken == 2
        assert logs == [
            {
                "event": "camera.broken_pictures",
                "log_level": "info",
                "camera": "kitchen",
                "run": 0,
                "count": 2,
            }
        ]
        numbers = [read_number(frame.image) for frame in frames]
        assert numbers == [number for number in range(19) if number not in (3, 4)]
        assert [frame.media_ns for frame in frames] == [number * 100_000_000 for number in numbers]
        assert [frame.seq for frame in frames] == list(range(17))

    def test_data_without_any_picture(self, clips: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rtsp, "WITHOUT_PICTURE_S", 0.5)
        clip = Clip.read(clips.plain)
        rubbish = [replace(clip.pictures[1], nals=(b"\x65" + b"\x5a" * 300,))] * 1000
        handler = camera(clip.sdp("x"), after_play=sent(clip, rubbish, 0.01))
        with serving(handler) as port:
            error = failure(f"rtsp://127.0.0.1:{port}/x", open_s=3)
        assert error.trouble is Trouble.UNREADABLE
        assert "no picture" in str(error)

    def test_a_camera_that_tells_its_size_late(self, clips: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its description has no parameter sets, and much comes before the first keyframe that has them."""
        clip = Clip.read(clips.plain)
        before = list(clip.pictures[1:10]) * 4
        assert sum(len(nal) for picture in before for nal in picture.nals) > 60_000
        handler = camera(
            VIDEO.replace("a=control", "a=fmtp:96 packetization-mode=1\r\na=control"),
            after_play=sent(clip, [*before, *clip.pictures[10:]], 0.02),
        )
        opened: list[str] = []

        def open_(url: str, **options: Any) -> Any:
            opened.append(url)
            return av_open(url, **options)

        monkeypatch.setattr(av, "open", open_)
        with serving(handler) as port:
            source = RtspSource("kitchen", f"rtsp://127.0.0.1:{port}/x")
            info = source.open()
            frame = next(iter(source))
            source.close()
        assert len(opened) == 2
        assert (info.width, info.height) == (320, 180)
        assert read_number(frame.image) == 10

    def test_between_two_keyframes_nothing_is_made_up(self, clips: Clips) -> None:
        clip = Clip.read(clips.plain)
        with serving(camera(clip.sdp("x"), after_play=sent(clip, clip.pictures[4:], 0.01))) as port:
            source = RtspSource("kitchen", f"rtsp://127.0.0.1:{port}/x")
            source.open()
            numbers = [read_number(frame.image) for frame in islice(source, 5)]
            source.close()
        assert numbers == [10, 11, 12, 13, 14]


class TestPacketTap:
    def tapped(self, url: str, count: int) -> tuple[list["av.Packet[Stream]"], list[int], list[int]]:
        taken: list[av.Packet[Stream]] = []
        source = RtspSource("kitchen", url, on_packet=taken.append)
        source.open()
        frames = list(islice(source, count))
        source.close()
        return taken, [frame.media_ns for frame in frames], [read_number(frame.image) for frame in frames]

    @pytest.mark.parametrize("clip", ["plain", "hevc", "odd", "single"])
    def test_packets_can_be_decoded_from_every_keyframe_on(self, cameras: CameraSimulator, clip: str) -> None:
        count = 25 if clip == "plain" else 12
        taken, _, numbers = self.tapped(cameras.url(clip), count)
        codec = "hevc" if clip == "hevc" else "h264"
        assert taken[0].is_keyframe
        keyframes = [index for index, packet in enumerate(taken) if packet.is_keyframe]
        for start in keyframes:
            assert begins_with_parameter_sets(codec, bytes(taken[start]))
            decoder = av.CodecContext.create(codec, "r")
            assert isinstance(decoder, av.VideoCodecContext)
            pictures = [picture for packet in [*taken[start:], None] for picture in decoder.decode(packet)]
            images = [picture.to_ndarray(format="bgr24").astype(np.uint8) for picture in pictures]
            shown = [read_number(image) for image in images]
            assert shown == numbers[start : start + len(shown)]
            assert len(shown) == len(taken) - start

    def test_stamps_are_the_frames_media_time_across_loops_of_the_clip(
        self, cameras: CameraSimulator
    ) -> None:
        taken, times, _ = self.tapped(cameras.url("single"), 12)
        assert {packet.time_base for packet in taken} == {Fraction(1, 90_000)}
        stamps = [packet.pts for packet in taken]
        assert stamps == [round(media_ns * 90_000 / 1e9) for media_ns in times]
        assert stamps == [index * 9000 for index in range(12)]

    def test_parameter_sets_come_from_the_description_where_the_stream_has_none(self, clips: Clips) -> None:
        clip = Clip.read(clips.plain)

        def bare() -> Iterator[Picture]:
            for picture in clip.pictures:
                yield replace(
                    picture, nals=tuple(nal for nal in picture.nals if nal not in clip.parameter_sets)
                )

        handler = camera(clip.sdp("x"), after_play=sent(clip, bare(), 0.01))
        with serving(handler) as port:
            taken, _, _ = self.tapped(f"rtsp://127.0.0.1:{port}/x", 15)
        keyframes = [bytes(packet) for packet in taken if packet.is_keyframe]
        assert len(keyframes) == 2
        for data in keyframes:
            for parameter_set in clip.parameter_sets:
                assert data.count(parameter_set) == 1
            assert begins_with_parameter_sets("h264", data)

    def test_other_units_are_not_taken_for_parameter_sets(self) -> None:
        start = b"\x00\x00\x00\x01"
        assert not begins_with_parameter_sets("h264", b"")
        assert not begins_with_parameter_sets(
            "h264", start + b"\x09\xf0" + start + b"\x65\x88" + start + b"\x67\x42"
        )
        assert not begins_with_parameter_sets(
            "hevc", start + b"\x4e\x01" + start + b"\x26\x01" + start + b"\x42\x01"
        )
