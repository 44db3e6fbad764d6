"""Simulated RTSP cameras: clips served in a loop, in real time, to several clients (RFC 2326, TCP only).

    python -m sample_videos.simulator --port 8554 hall=clip.mp4 grill=other.mp4

Each camera is `rtsp://host:port/NAME`. A camera keeps playing whether or not anyone watches; a new client
begins with the keyframe before the current position. Compressed pictures are sent as the clip has them.
"""

import argparse
import asyncio
import base64
import contextlib
import hashlib
import hmac
import re
import secrets
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from sample_videos.rtp import CLOCK_RATE, Clip, Packetizer, Picture

MOST_BACKLOG = 1 << 20
"""Bytes that may wait for one client; a slower one misses pictures up to a keyframe instead."""

_REALM = "camera"
_DIGEST_FIELD = re.compile(r'(\w+)="?([^",]*)"?')
_PHRASES = {
    200: "OK",
    401: "Unauthorized",
    404: "Not Found",
    461: "Unsupported Transport",
    501: "Not Implemented",
}
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN"


class Mode(Enum):
    LIVE = "live"
    STALLED = "stalled"
    DROPPED = "dropped"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    uri: str
    headers: Mapping[str, str]

    @property
    def camera(self) -> str:
        return unquote(urlsplit(self.uri).path.strip("/").partition("/")[0])


class _Client:
    """One connection; it plays one camera at most."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.session = secrets.token_hex(8)
        self.nonce = secrets.token_hex(16)
        self.needs_keyframe = False

    def send(self, interleaved: bytes, *, keyframe: bool) -> None:
        if self.writer.is_closing():
            return
        if self.writer.transport.get_write_buffer_size() > MOST_BACKLOG:
            self.needs_keyframe = True
        elif keyframe or not self.needs_keyframe:
            self.needs_keyframe = False
            self.writer.write(interleaved)

    def abort(self) -> None:
        self.writer.transport.abort()


class _Camera:
    """A clip that plays on and on, and the clients that get it."""

    def __init__(self, name: str, clip: Clip) -> None:
        self.name = name
        self.clip = clip
        self.mode = Mode.LIVE
        self.clients: set[_Client] = set()
        self._packetizer = Packetizer(ssrc=secrets.randbits(32))
        # Clients take a first time stamp of 0 for an unknown one.
        self._first_time = 1 + secrets.randbits(31)
        self._since_keyframe: list[bytes] = []
        self._keyframe_seq = 0
        self._keyframe_time = 0
        self._ahead = 0
        self._frozen: Picture | None = None

    async def play(self) -> None:
        loop = asyncio.get_running_loop()
        started, elapsed = loop.time(), 0
        while True:
            clip = self.clip
            for picture in clip.pictures:
                position = elapsed + picture.decode_at
                await asyncio.sleep(started + position / CLOCK_RATE - loop.time())
                if self.clip is not clip:
                    elapsed = position
                    break
                if self.mode is Mode.FROZEN:
                    picture = self._stuck_at(picture)
                self._show(picture, self._first_time + self._ahead + elapsed + picture.show_at)
            else:
                elapsed += clip.duration

    def _show(self, picture: Picture, timestamp: int) -> None:
        if picture.keyframe:
            self._since_keyframe.clear()
            self._keyframe_seq, self._keyframe_time = self._packetizer.next_seq, timestamp
        report = self._packetizer.report(timestamp, time.time() + self._ahead / CLOCK_RATE)
        packets = self._packetizer.packets(self.clip.codec, picture, timestamp)
        interleaved = b"".join(_interleaved(0, packet) for packet in packets)
        if picture.keyframe:
            interleaved = _interleaved(1, report) + interleaved
        self._since_keyframe.append(interleaved)
        if self.mode in (Mode.LIVE, Mode.FROZEN):
            for client in self.clients:
                client.send(interleaved, keyframe=picture.keyframe)

    def _stuck_at(self, picture: Picture) -> Picture:
        """The keyframe that a frozen camera repeats, in place of this picture."""
        if self._frozen is None:
            self._frozen = next(item for item in self.clip.pictures if item.keyframe)
        return replace(self._frozen, decode_at=picture.decode_at, show_at=picture.show_at)

    def set_clock(self, ahead_s: float) -> None:
        """Its clock, and with it the time stamps of its stream, jumps to so far ahead of ours."""
        self._ahead = round(ahead_s * CLOCK_RATE)

    def rtp_info(self, uri: str) -> str:
        rtptime = self._keyframe_time & 0xFFFFFFFF
        return f"url={uri.rstrip('/')}/track1;seq={self._keyframe_seq};rtptime={rtptime}"

    def add(self, client: _Client) -> None:
        self.clients.add(client)
        if self._since_keyframe:
            client.send(b"".join(self._since_keyframe), keyframe=True)

    def set_mode(self, mode: Mode) -> None:
        self.mode, self._frozen = mode, None
        if mode is Mode.FROZEN:
            return
        for client in tuple(self.clients):
            client.needs_keyframe = True
            if mode is Mode.DROPPED:
                client.abort()

    def set_clip(self, clip: Clip) -> None:
        """Go on with another clip; clients are only told by its own parameter sets, as a camera would."""
        if clip.codec != self.clip.codec:
            for client in tuple(self.clients):
                client.abort()
        self.clip = clip


class CameraSimulator:
    """Serves one simulated camera per entry of `clips` (name → video file) from the running event loop.

    port 0 takes a free one, which `port` tells once started. credentials: user and password that every
    client must give, by Digest or Basic. All that changes a camera may be called from any thread and takes
    effect at once.

    Raises (on construction):
        ValueError: a file holds no H.264 or H.265 video that begins with a keyframe.
        OSError: a file cannot be read.
    """

    def __init__(
        self,
        clips: Mapping[str, Path],
        host: str = "127.0.0.1",
        port: int = 0,
        credentials: tuple[str, str] | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self._credentials = credentials
        self._cameras = {name: _Camera(name, Clip.read(path)) for name, path in clips.items()}
        self._clients: set[_Client] = set()
        self._players: list[asyncio.Task[None]] = []

    def url(self, name: str) -> str:
        """The camera's address, without credentials."""
        return f"rtsp://{self.host}:{self.port}/{quote(name, safe='')}"

    async def start(self) -> None:
        """Listen and play until `stop`. Raises OSError if the port is taken."""
        self._loop = asyncio.get_running_loop()
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._players = [self._loop.create_task(camera.play()) for camera in self._cameras.values()]

    async def stop(self) -> None:
        self._server.close()
        for task in self._players:
            task.cancel()
        for client in tuple(self._clients):
            client.abort()
        await asyncio.gather(*self._players, return_exceptions=True)
        while self._clients:
            await asyncio.sleep(0)

    def stall(self, name: str) -> None:
        """Send nothing more; connections stay open, and requests are not answered."""
        self._soon(lambda: self._cameras[name].set_mode(Mode.STALLED))

    def drop(self, name: str) -> None:
        """Close the camera's connections, and each further one at its first request."""
        self._soon(lambda: self._cameras[name].set_mode(Mode.DROPPED))

    def restore(self, name: str) -> None:
        """End a stall or drop; clients still connected go on from the next keyframe."""
        self._soon(lambda: self._cameras[name].set_mode(Mode.LIVE))

    def switch(self, name: str, clip: Path) -> None:
        """Play another clip from now on, to the same clients unless its codec is another one."""
        read = Clip.read(clip)
        self._soon(lambda: self._cameras[name].set_clip(read))

    def freeze(self, name: str) -> None:
        """Send one and the same picture over and over until `restore`."""
        self._soon(lambda: self._cameras[name].set_mode(Mode.FROZEN))

    def set_clock(self, name: str, ahead_s: float) -> None:
        """Let the camera's clock jump to so many seconds ahead of ours; it is right at first."""
        self._soon(lambda: self._cameras[name].set_clock(ahead_s))

    def set_credentials(self, credentials: tuple[str, str] | None) -> None:
        """Ask for these from now on, and end all connections as a camera does whose password is changed."""

        def change() -> None:
            self._credentials = credentials
            for client in tuple(self._clients):
                client.abort()

        self._soon(change)

    def _soon(self, change: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(change)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(writer)
        self._clients.add(client)
        try:
            while request := await _read_request(reader):
                camera = self._cameras.get(request.camera)
                if camera is not None and camera.mode is Mode.DROPPED:
                    break
                if camera is not None and camera.mode is Mode.STALLED:
                    continue
                writer.write(self._answer(client, camera, request))
                if camera is not None and request.method == "PLAY" and self._admits(client, request):
                    camera.add(client)
                if request.method == "TEARDOWN":
                    break
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            client.abort()
        finally:
            for camera in self._cameras.values():
                camera.clients.discard(client)
            self._clients.discard(client)
            writer.close()

    def _answer(self, client: _Client, camera: _Camera | None, request: _Request) -> bytes:
        if request.method == "OPTIONS":
            return _response(request, 200, ("Public", _METHODS))
        if not self._admits(client, request):
            digest = f'Digest realm="{_REALM}", nonce="{client.nonce}", algorithm=MD5'
            basic = f'Basic realm="{_REALM}"'
            return _response(request, 401, ("WWW-Authenticate", digest), ("WWW-Authenticate", basic))
        if camera is None:
            return _response(request, 404)
        session = ("Session", f"{client.session};timeout=60")
        match request.method:
            case "DESCRIBE":
                base = ("Content-Base", f"{request.uri.rstrip('/')}/")
                sdp = camera.clip.sdp(camera.name)
                return _response(request, 200, base, ("Content-Type", "application/sdp"), body=sdp)
            case "SETUP":
                if "TCP" not in request.headers.get("transport", "").upper():
                    return _response(request, 461)
                return _response(request, 200, session, ("Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"))
            case "PLAY":
                return _response(request, 200, session, ("RTP-Info", camera.rtp_info(request.uri)))
            case "GET_PARAMETER" | "SET_PARAMETER" | "TEARDOWN":
                return _response(request, 200, session)
            case _:
                return _response(request, 501, ("Public", _METHODS))

    def _admits(self, client: _Client, request: _Request) -> bool:
        if self._credentials is None:
            return True
        user, password = self._credentials
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            expected = base64.b64encode(f"{user}:{password}".encode()).decode()
            return hmac.compare_digest(given.strip().encode(), expected.encode())
        if scheme.lower() == "digest":
            fields = dict(_DIGEST_FIELD.findall(given))
            secret = _md5(f"{user}:{_REALM}:{password}")
            action = _md5(f"{request.method}:{fields.get('uri', '')}")
            expected = _md5(f"{secret}:{client.nonce}:{action}")
            return hmac.compare_digest(fields.get("response", "").encode(), expected.encode())
        return False


def _interleaved(channel: int, packet: bytes) -> bytes:
    return struct.pack(">cBH", b"$", channel, len(packet)) + packet


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


async def _read_request(reader: asyncio.StreamReader) -> _Request | None:
    """The next request, skipping what a client reports over RTCP; None when it has gone."""
    while (first := await reader.read(1)) == b"$":
        _, length = struct.unpack(">BH", await reader.readexactly(3))
        await reader.readexactly(length)
    if not first:
        return None
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("utf-8", "replace")
    start, *lines = head.strip().split("\r\n")
    method, uri, _ = start.split(" ", 2)
    headers = {
        key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)
    }
    await reader.readexactly(int(headers.get("content-length", "0")))
    return _Request(method, uri, headers)


def _response(request: _Request, status: int, *headers: tuple[str, str], body: str = "") -> bytes:
    lines = [f"RTSP/1.0 {status} {_PHRASES[status]}", f"CSeq: {request.headers.get('cseq', '0')}"]
    lines += [f"{key}: {value}" for key, value in headers]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


@contextlib.contextmanager
def run_simulator(
    clips: Mapping[str, Path],
    host: str = "127.0.0.1",
    port: int = 0,
    credentials: tuple[str, str] | None = None,
) -> Iterator[CameraSimulator]:
    """Run a simulator in a thread of its own for the length of a `with` block."""
    simulator = CameraSimulator(clips, host, port, credentials)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="camera-simulator", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(simulator.start(), loop).result()
        try:
            yield simulator
        finally:
            asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve_until_cancelled(simulator: CameraSimulator, names: list[str]) -> None:
    await simulator.start()
    for name in names:
        print(simulator.url(name), flush=True)  # noqa: T201
    try:
        await asyncio.Event().wait()
    finally:
        await simulator.stop()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m sample_videos.simulator", description="Simulated RTSP cameras."
    )
    parser.add_argument("cameras", nargs="+", metavar="NAME=CLIP", help="a camera's name and its video file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8554, help="0 takes a free one")
    parser.add_argument("--credentials", metavar="USER:PASSWORD", help="what clients must sign in with")
    options = parser.parse_args()
    clips = {}
    for camera in options.cameras:
        name, separator, path = camera.partition("=")
        if not (name and separator and path):
            parser.error(f"{camera!r} is not NAME=CLIP")
        clips[name] = Path(path)
    user, separator, password = (options.credentials or "").partition(":")
    credentials = (user, password) if separator else None
    try:
        simulator = CameraSimulator(clips, options.host, options.port, credentials)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve_until_cancelled(simulator, list(clips)))
    except (OSError, ValueError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
