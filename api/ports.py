"""UDP ports of a fixed range, so that a firewall need let no others through."""

import errno
import random
import socket
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_range: ContextVar[range | None] = ContextVar("_range", default=None)


class UdpPorts:
    """Makes WebRTC connections of one event loop use the ports of a range.

    aioice asks the loop for a socket on any free port and has no option for a range. While `held` is open,
    such a request by the same task, or by one that it starts, is answered with a free port of the range;
    where there is none, it fails as it does when a port is taken. Sockets that only go out, such as those to
    a TURN server, keep any port. Everything runs on the loop.
    """

    def __init__(self, loop: AbstractEventLoop, first: int, last: int) -> None:
        self._range = range(first, last + 1)
        self._create = loop.create_datagram_endpoint
        setattr(loop, "create_datagram_endpoint", self._create_within)  # noqa: B010 (types forbid it)

    def __str__(self) -> str:
        return f"{self._range.start}-{self._range.stop - 1}"

    @contextmanager
    def held(self) -> Iterator[None]:
        before = _range.set(self._range)
        try:
            yield
        finally:
            _range.reset(before)

    async def _create_within(self, factory: Any, local_addr: Any = None, **more: Any) -> Any:
        ports = _range.get()
        if ports is None or local_addr is None or local_addr[1] != 0:
            return await self._create(factory, local_addr=local_addr, **more)
        opened = _bound(local_addr[0], ports)
        try:
            return await self._create(factory, sock=opened, **more)
        except BaseException:
            opened.close()
            raise


def _bound(address: str, ports: range) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    # Not always the lowest: what is still on its way to a connection just closed must not reach the next.
    for port in random.sample(ports, len(ports)):
        try:
            opened.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            opened.close()
            raise
        opened.setblocking(False)
        return opened
    opened.close()
    raise OSError(errno.EADDRINUSE, f"no port of {ports.start}-{ports.stop - 1} is free")
