"""How WebRTC connections find their way: STUN and TURN servers, and the service's own UDP ports."""

import base64
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiortc import RTCConfiguration, RTCIceServer

from api.ports import UdpPorts
from api.settings import Settings
from models.clock import Clock, SystemClock
from models.errors import BrightkitchenError

CREDENTIALS_FOR = timedelta(hours=1)
"""How long a user name made for the TURN server can be used to begin with."""


class LiveUnavailable(BrightkitchenError):
    """This live view cannot be given now; the message says why."""


@dataclass(frozen=True, slots=True)
class IceServer:
    """One entry of a browser's iceServers; username and credential for TURN only."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = field(default=None, repr=False)


class Ice:
    """The servers of the settings, for both ends of a connection, and the ports of this end."""

    def __init__(
        self, settings: Settings | None = None, ports: UdpPorts | None = None, clock: Clock | None = None
    ) -> None:
        self._stun = settings.stun_urls if settings else ()
        self._turn = settings.turn_urls if settings else ()
        self._secret = settings.turn_secret if settings else None
        self._username = settings.turn_username if settings else None
        self._password = settings.turn_password if settings else None
        self._ports = ports
        self._clock = clock or SystemClock()

    def servers(self) -> list[IceServer]:
        """What to tell a browser, good for CREDENTIALS_FOR."""
        found = [IceServer(self._stun)] if self._stun else []
        if self._turn:
            found.append(IceServer(self._turn, *self._credentials()))
        return found

    def configuration(self) -> RTCConfiguration:
        """The same for the service's own end."""
        servers = [
            RTCIceServer(list(server.urls), server.username, server.credential) for server in self.servers()
        ]
        return RTCConfiguration(iceServers=servers)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Within it a connection opens its sockets."""
        if self._ports is None:
            yield
        else:
            with self._ports.held():
                yield

    def check(self, sdp: str) -> None:
        """Whether the service found any address for this description of its own.

        Raises:
            LiveUnavailable: it found none, mostly because every port of the range is in use.
        """
        if "a=candidate:" in sdp:
            return
        if self._ports is not None:
            raise LiveUnavailable(f"Every UDP port of {self._ports} is in use by other live views.")
        raise LiveUnavailable("The service has no network address to send live pictures from.")

    def _credentials(self) -> tuple[str | None, str | None]:
        """User name and password: made for an hour where the TURN server shares a secret with us.

        Source: "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest), as coturn has it.
        """
        if self._secret is None:
            return self._username, self._password.get_secret_value() if self._password else None
        username = f"{int((self._clock.now() + CREDENTIALS_FOR).timestamp())}:brightkitchen"
        digest = hmac.digest(self._secret.get_secret_value().encode(), username.encode(), "sha1")
        return username, base64.b64encode(digest).decode()
