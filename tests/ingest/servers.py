"""Servers that are not quite RTSP cameras."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator

Handler = Callable[[socket.socket], None]

SDP_HEAD = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
AUDIO = f"{SDP_HEAD}m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=control:track1\r\n"
VIDEO = f"{SDP_HEAD}m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"
UNKNOWN = f"{SDP_HEAD}m=video 0 RTP/AVP 96\r\na=rtpmap:96 SMELL/90000\r\na=control:track1\r\n"


@contextlib.contextmanager
def serving(handler: Handler) -> Iterator[int]:
    """Hand every connection to `handler` in a thread of its own; yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def handle(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            handler(connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connections.append(connection)
                thread = threading.Thread(target=handle, args=(connection,))
                thread.start()
                threads.append(thread)

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def silent(connection: socket.socket) -> None:
    """Accept, read and never answer."""
    while connection.recv(4096):
        pass


def answering(reply: bytes) -> Handler:
    """Give one and the same answer to whatever comes first, then close."""

    def handler(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(reply)

    return handler


def camera(sdp: str, *, status: str = "200 OK", after_play: Handler = silent) -> Handler:
    """An RTSP server of few words that describes itself by `sdp`; `after_play` takes the connection over."""

    def handler(connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            while request := _request(lines):
                method, cseq = request
                head = f"RTSP/1.0 {status}\r\nCSeq: {cseq}\r\nSession: 1\r\n"
                if method == "SETUP":
                    head += "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
                body = sdp if method == "DESCRIBE" and status == "200 OK" else ""
                if body:
                    head += f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
                connection.sendall(f"{head}\r\n{body}".encode())
                if method == "PLAY":
                    after_play(connection)
                    return

    return handler


def sending(pictures: Iterable[list[bytes]], *, every_s: float) -> Handler:
    """Send the RTP packets of one picture after the other, every so often, then fall silent."""

    def handler(connection: socket.socket) -> None:
        pause = threading.Event()
        for packets in pictures:
            for packet in packets:
                connection.sendall(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
            pause.wait(every_s)
        silent(connection)

    return handler


def _request(lines: Iterable[bytes]) -> tuple[str, str] | None:
    head = []
    for line in lines:
        if not line.strip():
            break
        head.append(line.decode().strip())
    if not head:
        return None
    cseq = next(line.partition(":")[2].strip() for line in head if line.lower().startswith("cseq"))
    return head[0].split()[0], cseq
