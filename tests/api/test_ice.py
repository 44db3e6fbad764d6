"""How live video finds its way: the ports of the range and no others, STUN, and credentials for TURN."""

import asyncio
import base64
import hmac
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvloop
from aioice import stun
from pydantic import SecretStr, ValidationError

from api.demo import CLIPS
from api.ice import Ice
from api.ports import UdpPorts
from api.settings import Settings
from models import catalog
from models.businesses import Camera
from models.people import Role
from sample_videos.simulator import run_simulator
from tests.api.running import Running, serving
from tests.api.test_live import receiving
from tests.models import scene
from tests.system.process import eventually

SDP = {"content-type": "application/sdp"}


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody uses."""
    for first in range(40_000, 60_000, count):
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.socket(type=socket.SOCK_DGRAM)).bind(("", port))
            except OSError:
                continue
            return first
    raise AssertionError("no free ports")


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_sockets_are_of_the_range_until_it_is_used_up(
    new_loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    first = free_ports(3)

    async def bind() -> int:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
        )
        opened.append(transport)
        return int(transport.get_extra_info("sockname")[1])

    opened: list[asyncio.DatagramTransport] = []

    async def use() -> None:
        ports = UdpPorts(asyncio.get_running_loop(), first, first + 2)
        try:
            with ports.held():
                # In tasks of its own, as aioice gathers.
                assert set(await asyncio.gather(bind(), bind(), bind())) == set(range(first, first + 3))
                with pytest.raises(OSError, match=f"no port of {first}-{first + 2} is free"):
                    await bind()
            assert await bind() not in range(first, first + 3)
            opened[0].close()
            await asyncio.sleep(0.01)
            with ports.held():
                assert await bind() in range(first, first + 3)
        finally:
            for transport in opened:
                transport.close()
            await asyncio.sleep(0.01)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(use())


@contextmanager
def kitchen(folder: Path, **settings: Any) -> Iterator[tuple[Running, Camera]]:
    """A camera that is online, and the cadre who may see it."""
    with (
        run_simulator({"clip": CLIPS / "prep_room.mp4"}) as simulator,
        serving(folder, **settings) as running,
    ):
        with running.service.database.writing() as session:
            business = scene.business(session)
            camera = catalog.add_camera(
                session,
                business_id=business.id,
                name="1",
                place="other",
                url=simulator.url("clip"),
                accepted_at=running.service.clock.now(),
            )
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        eventually(lambda: running.service.status_of(camera.id).state == "online", 15, "the camera is online")
        yield running, camera


def ports_of(sdp: str) -> set[int]:
    return {int(port) for port in re.findall(r"a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host", sdp)}


def an_offer() -> str:
    async def make() -> str:
        async with receiving() as (connection, _):
            return str(connection.localDescription.sdp)

    return asyncio.run(make())


def test_live_views_use_the_ports_of_the_range_and_the_third_of_two_is_refused(tmp_path: Path) -> None:
    first = free_ports(2)
    offer = an_offer()
    with (
        kitchen(tmp_path, udp_ports=f"{first}-{first + 1}") as (running, camera),
        running.client("cadre") as client,
    ):
        answers = [client.post(f"/cameras/{camera.id}/whep", content=offer, headers=SDP) for _ in range(2)]
        used = [ports_of(answer.text) for answer in answers]
        assert all(ports and ports <= {first, first + 1} for ports in used)
        refused = client.post(f"/cameras/{camera.id}/whep", content=offer, headers=SDP)
        assert (refused.status_code, refused.json()["code"]) == (503, "live_unavailable")
        assert (
            refused.json()["detail"]
            == f"Every UDP port of {first}-{first + 1} is in use by other live views."
        )
        # Those who need no port still see it.
        with client.stream("GET", f"/cameras/{camera.id}/live.mp4") as stream:
            assert next(stream.iter_raw())
        client.delete(answers[0].headers["location"].removeprefix("/api/v1"))
        again = client.post(f"/cameras/{camera.id}/whep", content=offer, headers=SDP)
        assert again.status_code == 201
        assert ports_of(again.text) == used[0]


@contextmanager
def stun_server(mapped: tuple[str, int]) -> Iterator[int]:
    """Answers every binding request with this address; yields its port."""
    with socket.socket(type=socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.1)
        stopping = threading.Event()

        def serve() -> None:
            while not stopping.is_set():
                try:
                    data, asker = listening.recvfrom(2048)
                except TimeoutError:
                    continue
                asked = stun.parse_message(data)
                told = stun.Message(
                    asked.message_method, stun.Class.RESPONSE, transaction_id=asked.transaction_id
                )
                told.attributes["XOR-MAPPED-ADDRESS"] = mapped
                listening.sendto(bytes(told), asker)

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listening.getsockname()[1])
        stopping.set()
        thread.join()


def test_the_service_and_the_browser_use_the_stun_and_turn_servers_of_the_settings(tmp_path: Path) -> None:
    with stun_server(("203.0.113.7", 4321)) as port:
        url = f"stun:127.0.0.1:{port}"
        with (
            kitchen(tmp_path, stun_urls=(url,)) as (running, camera),
            running.client("cadre") as client,
        ):
            told = client.get("/ice-servers").json()
            assert told == {
                "items": [{"urls": [url], "username": None, "credential": None}],
                "valid_s": 3600,
            }
            answer = client.post(f"/cameras/{camera.id}/whep", content=an_offer(), headers=SDP)
            assert re.search(r"a=candidate:\S+ 1 udp \d+ 203\.0\.113\.7 4321 typ srflx", answer.text)


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


TURN = ("turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp")


def settings(**values: Any) -> Settings:
    return Settings(data_dir=Path("data"), **values)


def test_turn_credentials_are_made_for_an_hour_as_coturn_checks_them() -> None:
    ice = Ice(settings(turn_urls=TURN, turn_secret=SecretStr("north")), clock=Noon())
    (server,) = ice.servers()
    until, _, _ = (server.username or "").partition(":")
    assert datetime.fromtimestamp(int(until), UTC) == datetime(2026, 11, 24, 13, tzinfo=UTC)
    digest = hmac.digest(b"north", (server.username or "").encode(), "sha1")
    assert base64.b64decode(server.credential or "") == digest
    assert "credential" not in repr(server)
    (own,) = ice.configuration().iceServers or []
    assert (own.urls, own.username, own.credential) == (list(TURN), server.username, server.credential)


def test_a_turn_server_without_a_secret_has_a_fixed_user() -> None:
    ice = Ice(settings(turn_urls=TURN, turn_username="kitchen", turn_password=SecretStr("pw")))
    (server,) = ice.servers()
    assert (server.username, server.credential) == ("kitchen", "pw")


@pytest.mark.parametrize(
    "values",
    [
        {"udp_ports": "9-1"},
        {"udp_ports": "0-10"},
        {"udp_ports": "50000-70000"},
        {"udp_ports": "50000"},
        {"stun_urls": ("turn:turn.example",)},
        {"stun_urls": ("http://turn.example",)},
        {"turn_urls": TURN},
        {"turn_urls": ("turn:user@turn.example",), "turn_secret": "s"},
    ],
)
def test_settings_that_make_no_sense_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(**values)


def test_servers_come_from_the_environment_with_spaces_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIGHTKITCHEN_TURN_URLS", " ".join(TURN))
    monkeypatch.setenv("BRIGHTKITCHEN_TURN_SECRET", "north")
    assert Settings().turn_urls == TURN
