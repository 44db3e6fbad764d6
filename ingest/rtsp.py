"""RTSP cameras by PyAV, over TCP."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import av
import structlog
from av.container import InputContainer
from av.video.stream import VideoStream

from ingest.decoding import PictureReader, describe
from ingest.health.clock import StreamClock, camera_time
from ingest.redact import redact
from ingest.skimming import Skimmer
from ingest.source import PacketSink, Picture, SourceError, StreamInfo
from ingest.tap import PacketTap, shown_after_ns
from ingest.timeline import PlacedByPackets, Timeline
from models.cameras import Trouble
from models.clock import Clock, SystemClock
from models.frames import Frame

log = structlog.get_logger()

OPEN_S = 3.0
READ_S = 3.0
WITHOUT_PICTURE_S = 20.0
"""How long packets may come without a single picture; thrifty cameras send a keyframe this seldom."""

_MAX_GAP_S = 5.0
_DIAGNOSIS_S = 1.0
_DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322}
_QUICK = {"probesize": "50000", "analyzeduration": "100000"}
_THOROUGH = {"probesize": "5000000", "analyzeduration": "100000"}
_THOROUGH_OPEN_S = 8.0


@dataclass(frozen=True, slots=True)
class _Connection:
    container: InputContainer
    stream: VideoStream
    info: StreamInfo


class RtspSource:
    """One connection to an RTSP camera; implements Source. Credentials are those of the address.

    `on_packet` gets the compressed pictures that pass through this same connection. Opening takes `open_s`
    at most, longer only for a camera that does not say what it sends. A camera that sends nothing for
    `read_s` is stalled. While `skims` says so and keyframes come often enough, only they are decoded; after
    it the pictures in between are made up for, so that none is missing from then on. While `decodes` says
    no, nothing is decoded at all: `arrivals` tells that packets come.

    Raises (from `open`): SourceError with REFUSED, UNAUTHORIZED, NOT_FOUND, TIMEOUT, CLOSED, NO_VIDEO,
    UNSUPPORTED or UNREADABLE. From iterating: STALLED, CLOSED or UNREADABLE.
    """

    def __init__(
        self,
        camera_id: str,
        url: str,
        run: int = 0,
        *,
        open_s: float = OPEN_S,
        read_s: float = READ_S,
        on_packet: PacketSink | None = None,
        skims: Callable[[], bool] = lambda: False,
        decodes: Callable[[], bool] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._camera_id = camera_id
        self._url = url
        self._run = run
        self._open_s = open_s
        self._read_s = read_s
        self._on_packet = on_packet
        self._skims = skims
        self._decodes = decodes or (lambda: True)
        self._placed = PlacedByPackets() if decodes else None
        self._clock = clock or SystemClock()
        self._connection: _Connection | None = None
        self._reader: PictureReader | None = None
        self._clock_offset_s: float | None = None

    @property
    def camera_clock(self) -> StreamClock:
        """What is known of the camera's clock; any thread."""
        leaps = self._packets.discontinuities if self._reader else 0
        return StreamClock(self._clock_offset_s, leaps)

    @property
    def info(self) -> StreamInfo:
        assert self._reader is not None
        return self._reader.info

    @property
    def broken(self) -> int:
        """Packets and pictures left out so far because they could not be decoded."""
        return self._reader.broken if self._reader else 0

    def open(self) -> StreamInfo:
        check_address(self._url)
        connection = self._connect(_QUICK, self._open_s)
        if not connection.info.width:
            connection.container.close()
            connection = self._connect(_THOROUGH, max(self._open_s, _THOROUGH_OPEN_S))
        self._connection = connection
        if not connection.info.width:
            raise self._nothing_known(connection)
        # Decoding in more threads would hold pictures back, and cameras are threads enough.
        connection.stream.thread_count = 1
        timeline = self._placed or Timeline(connection.info.fps, _MAX_GAP_S)
        packets = self._packets = Timeline(connection.info.fps, _MAX_GAP_S)
        self._reader = PictureReader(
            self._camera_id,
            self._run,
            connection.stream,
            connection.info,
            timeline,
            lambda: packets.fps,
        )
        return connection.info

    def __iter__(self) -> Iterator[Frame]:
        return (picture.frame() for picture in self.pictures())

    def pictures(self) -> Iterator[Picture]:
        return (picture for picture in self.arrivals() if picture is not None)

    def arrivals(self) -> Iterator[Picture | None]:
        """The pictures, and None for each packet that was left undecoded because `decodes` said so."""
        assert self._connection is not None
        assert self._reader is not None
        reader, stream, info = self._reader, self._connection.stream, self._connection.info
        tap = self._on_packet and PacketTap(self._on_packet, stream)
        skimmer = Skimmer(lambda: self._skims() and not reader.info.has_b_frames, self._decodes)
        packets = self._connection.container.demux(stream)
        first, awaits_keyframe = True, info.codec in {"h264", "hevc"}
        last_picture = time.monotonic()
        while True:
            asked = time.monotonic()
            try:
                packet = next(packets)
            except StopIteration:
                raise SourceError(Trouble.CLOSED, "The camera closed the connection.") from None
            except av.FFmpegError as error:
                raise self._read_trouble(error) from None
            # After a time-out FFmpeg first gives out what it held back, and only then, after another, fails.
            if time.monotonic() - asked >= self._read_s:
                raise self._stalled()
            if first and packet.pts is None:
                # FFmpeg counts RTP time from the first packet on, but mostly leaves that one without a stamp.
                packet.pts = 0
            first = False
            # From pictures between two keyframes the decoder would make up grey ones.
            awaits_keyframe = awaits_keyframe and not packet.is_keyframe
            if not awaits_keyframe:
                if packet.size:
                    # In decoding order: only without B-frames are these times those of showing the same.
                    media_ns = self._packets.place(
                        packet.pts if packet.dts is None else packet.dts, packet.time_base
                    )
                    if packet.is_keyframe and (said := camera_time(packet)):
                        self._clock_offset_s = (said - self._clock.now()).total_seconds()
                    if self._placed:
                        self._placed.note(packet.pts, media_ns + shown_after_ns(packet))
                    if tap:
                        tap.pass_on(packet, media_ns)
                for due, received_at in skimmer.due(packet, self._clock.now()):
                    for picture in reader.pictures(due, received_at):
                        yield picture
                        last_picture = time.monotonic()
                if not self._decodes():
                    reader.measure()
                    last_picture = time.monotonic()
                    yield None
            if time.monotonic() - last_picture > WITHOUT_PICTURE_S:
                raise SourceError(
                    Trouble.UNREADABLE,
                    f"Data arrives, but no picture of it could be decoded for {WITHOUT_PICTURE_S:g} s.",
                )

    def close(self) -> None:
        if self._connection is None:
            return
        self._connection.container.close()
        self._connection = None
        if self.broken:
            log.info("camera.broken_pictures", camera=self._camera_id, run=self._run, count=self.broken)

    def _connect(self, probing: dict[str, str], open_s: float) -> _Connection:
        options = {"rtsp_transport": "tcp", "allowed_media_types": "video", **probing}
        began = time.monotonic()
        try:
            container = av.open(
                self._url, mode="r", format="rtsp", options=options, timeout=(open_s, self._read_s)
            )
        except av.FFmpegError as error:
            raise self._open_trouble(error, time.monotonic() - began) from None
        try:
            if not container.streams.video:
                raise SourceError(Trouble.NO_VIDEO, f"{redact(self._url)} has no video.")
            stream = container.streams.video[0]
            info = describe(stream)
            if not info.width and time.monotonic() - began >= open_s:
                raise self._timeout()
        except SourceError:
            container.close()
            raise
        return _Connection(container, stream, info)

    def _open_trouble(self, error: av.FFmpegError, took_s: float) -> SourceError:
        where = redact(self._url)
        match error:
            case av.error.HTTPUnauthorizedError() | av.error.HTTPForbiddenError():
                given = urlsplit(self._url).username is not None
                said = (
                    "did not accept the user name or password" if given else "wants a user name and password"
                )
                return SourceError(Trouble.UNAUTHORIZED, f"{where} {said}.")
            case av.error.HTTPNotFoundError():
                return SourceError(Trouble.NOT_FOUND, f"The camera knows no stream {where}.")
            case ConnectionRefusedError():
                return SourceError(Trouble.REFUSED, f"Nothing accepts connections at {where}.")
            case av.error.ExitError():
                return self._timeout()
            case av.error.HTTPError() | av.error.HTTPClientError():
                return SourceError(Trouble.UNREADABLE, f"{where}: {error.strerror}.")
            case _ if took_s >= self._open_s:
                return self._timeout()
            case _:
                return _diagnose(self._url)

    def _read_trouble(self, error: av.FFmpegError) -> SourceError:
        match error:
            case av.error.ExitError():
                return self._stalled()
            case OSError() | EOFError():
                return SourceError(Trouble.CLOSED, f"The connection broke: {error.strerror}.")
            case _:
                return SourceError(Trouble.UNREADABLE, f"The stream cannot be read: {error.strerror}.")

    def _nothing_known(self, connection: _Connection) -> SourceError:
        try:
            if not next(connection.container.demux(connection.stream)).size:
                return SourceError(
                    Trouble.CLOSED, "The camera closed the connection before its first picture."
                )
        except av.FFmpegError as error:
            return self._read_trouble(error)
        return SourceError(Trouble.UNREADABLE, f"{redact(self._url)} does not say what its video is.")

    def _timeout(self) -> SourceError:
        return SourceError(
            Trouble.TIMEOUT, f"{redact(self._url)} did not give a usable answer within {self._open_s:g} s."
        )

    def _stalled(self) -> SourceError:
        return SourceError(Trouble.STALLED, f"The camera has sent nothing for {self._read_s:g} s.")


def check_address(url: str) -> None:
    """Refuse whatever is not a camera's address: FFmpeg would also open files and other protocols.

    Raises:
        SourceError: UNREADABLE; the message says what an address looks like and does not repeat this one.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or " " in url:
        raise SourceError(
            Trouble.UNREADABLE,
            "The address must be of the form rtsp://user:password@host:port/path, with special characters of"
            " the password written as %XX.",
        )


def _diagnose(url: str) -> SourceError:
    """Why a camera's address failed where FFmpeg only says that it did: ask it once more, by hand."""
    where, parts = redact(url), urlsplit(url)
    host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]
    try:
        with socket.create_connection((host, port), _DIAGNOSIS_S) as connection:
            address = f"rtsp://{parts.netloc.rpartition('@')[2]}{parts.path}"
            connection.sendall(f"OPTIONS {address} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
            answer = connection.recv(64)
    except socket.gaierror:
        return SourceError(Trouble.NOT_FOUND, f"The host name in {where} is not known.")
    except TimeoutError:
        return SourceError(Trouble.UNREADABLE, f"{where} does not answer as an RTSP camera does.")
    except ConnectionRefusedError:
        return SourceError(Trouble.REFUSED, f"Nothing accepts connections at {where}.")
    except ConnectionError:
        answer = b""
    except OSError as error:
        return SourceError(Trouble.TIMEOUT, f"{where} cannot be reached: {error.strerror}.")
    if not answer:
        return SourceError(Trouble.CLOSED, f"{where} closes the connection without an answer.")
    if not answer.startswith(b"RTSP/"):
        return SourceError(Trouble.UNREADABLE, f"What answers at {where} does not speak RTSP.")
    return SourceError(Trouble.UNREADABLE, f"{where} describes no stream that can be read.")
