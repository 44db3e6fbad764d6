"""Publishing by WHIP with a real WebRTC client: by a one-time token, the same way as any other camera."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlsplit

import av
import httpx
import pytest
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from av.stream import Stream
from structlog.testing import capture_logs

from api.demo import CLIPS
from ingest.publication import AccessUnit
from models import catalog, place_catalog
from models.businesses import Camera, CameraKind
from models.cameras import CameraStatus
from models.people import Role
from models.tables import CameraRow
from tests.api.running import Running, serving
from tests.api.test_live import watching
from tests.ingest.publishers import units_of
from tests.models import scene
from tests.system.process import eventually

SDP = {"content-type": "application/sdp"}
TRICKLE = {"content-type": "application/trickle-ice-sdpfrag"}


@dataclass(frozen=True)
class Kitchen:
    running: Running
    camera: Camera
    fetched: Camera

    @property
    def status(self) -> CameraStatus:
        return self.running.service.status_of(self.camera.id)

    def becomes(self, state: str) -> None:
        eventually(lambda: self.status.state == state, 15, f"the camera is {state}")


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            business, other = scene.business(session), scene.business(session, "乙")
            camera = add_camera(running, session, business.id, "手机")
            fetched = scene.camera(session, business)
        running.add_user("owner", Role.BUSINESS, own=business.id)
        running.add_user("rival", Role.BUSINESS, own=other.id)
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        running.add_user("admin", Role.ADMIN)
        yield Kitchen(running, camera, fetched)


def add_camera(running: Running, session: object, business_id: str, name: str) -> Camera:
    return catalog.add_camera(
        session,  # type: ignore[arg-type]
        business_id=business_id,
        name=name,
        place="other",
        url="",
        accepted_at=scene.NOON,
        kind=CameraKind.WHIP,
    )


UNITS = units_of(CLIPS / "prep_room.mp4")


class Filming(MediaStreamTrack):
    """A phone's camera that sees a clip over and over; its H.264 is sent as it is."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._sent = 0
        self._began = time.monotonic()

    async def recv(self) -> "av.Packet[Stream]":
        unit: AccessUnit = UNITS[self._sent % len(UNITS)]
        await asyncio.sleep(max(0, self._began + self._sent / 12 - time.monotonic()))
        packet = av.Packet(unit.data)
        packet.pts, packet.time_base = self._sent * 7500, Fraction(1, 90_000)
        packet.is_keyframe = unit.keyframe
        self._sent += 1
        return packet


@dataclass
class Phone:
    """A device with its own key, and its connection."""

    kitchen: Kitchen
    token: str
    connection: RTCPeerConnection
    key: str | None

    @property
    def headers(self) -> dict[str, str]:
        key = {} if self.key is None else {"Publisher-Key": self.key}
        return {"Authorization": f"Bearer {self.token}", **key}

    async def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        headers = self.headers | more.pop("headers", {})  # type: ignore[operator]
        with self.kitchen.running.client() as client:
            return await asyncio.to_thread(client.request, method, path, headers=headers, **more)  # type: ignore[arg-type]

    async def offer(self) -> httpx.Response:
        sdp = self.connection.localDescription.sdp
        return await self.ask("POST", f"/cameras/{self.kitchen.camera.id}/whip", content=sdp, headers=SDP)

    async def publish(self) -> str:
        """The address of the publication, once it is sent."""
        answer = await self.offer()
        assert answer.status_code == 201, answer.text
        assert answer.headers["accept-patch"] == TRICKLE["content-type"]
        await self.connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        return answer.headers["location"].removeprefix("/api/v1")


@asynccontextmanager
async def phone(kitchen: Kitchen, token: str, key: str | None = None) -> AsyncIterator[Phone]:
    connection = RTCPeerConnection()
    connection.addTrack(Filming())
    h264 = [codec for codec in RTCRtpSender.getCapabilities("video").codecs if codec.mimeType == "video/H264"]
    connection.getTransceivers()[0].setCodecPreferences(h264)
    await connection.setLocalDescription(await connection.createOffer())
    try:
        yield Phone(kitchen, token, connection, key)
    finally:
        await connection.close()


def token_of(kitchen: Kitchen, username: str = "owner") -> str:
    with kitchen.running.client(username) as client:
        answer = client.post(f"/cameras/{kitchen.camera.id}/publish-tokens")
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])


def new_key() -> str:
    return secrets.token_urlsafe(32)


async def on_air(kitchen: Kitchen) -> None:
    await asyncio.to_thread(kitchen.becomes, "online")


async def off_air(kitchen: Kitchen) -> None:
    await asyncio.to_thread(kitchen.becomes, "offline")
    assert kitchen.status.trouble == "not_published"


def test_who_may_let_others_publish(kitchen: Kitchen) -> None:
    path = f"/cameras/{kitchen.camera.id}/publish-tokens"
    for username, expected in (("owner", 201), ("admin", 201), ("cadre", 403), ("rival", 404)):
        with kitchen.running.client(username) as client:
            assert client.post(path).status_code == expected
            assert client.get(path).status_code == (200 if expected == 201 else expected)
            assert client.delete(f"{path}/{'0' * 32}").status_code == (404 if expected == 201 else expected)
    with kitchen.running.client("admin") as client:
        answer = client.post(f"/cameras/{kitchen.fetched.id}/publish-tokens")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_a_publisher")


def test_the_code_leads_to_the_page_where_the_console_is_reached(kitchen: Kitchen) -> None:
    with kitchen.running.client("owner") as client:
        address = f"/cameras/{kitchen.camera.id}/publish-tokens"
        answer = client.post(address, headers={"Origin": "https://kitchens.example"})
    body = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    parts = urlsplit(body["url"])
    # The fragment is what a browser never sends.
    assert (parts.scheme, parts.netloc, parts.path) == (
        "https",
        "kitchens.example",
        f"/publish/{kitchen.camera.id}",
    )
    assert parts.fragment == body["token"]
    assert body["qr"].startswith("data:image/svg+xml")


def test_a_phone_becomes_a_camera_and_a_cadre_sees_its_own_packets(kitchen: Kitchen) -> None:
    async def film() -> None:
        await off_air(kitchen)
        async with phone(kitchen, token_of(kitchen), new_key()) as filming:
            asked = await filming.ask("GET", f"/cameras/{kitchen.camera.id}/publisher")
            assert (asked.json()["camera"]["name"], asked.json()["used"]) == ("手机", False)
            with capture_logs() as logs:
                location = await filming.publish()
                await on_air(kitchen)
            assert filming.token not in str(logs)
            assert (kitchen.status.codec, kitchen.status.width, kitchen.status.height) == ("h264", 960, 540)
            run = kitchen.status.run
            with kitchen.running.client("cadre") as client:
                async with watching(client, kitchen.camera) as live:
                    frames = await live.frames(20)
                    assert (frames[-1].width, frames[-1].height) == (960, 540)
                assert all(not item.feed.reencoded for item in kitchen.running.service.live.watches)
                (item,) = client_rights(kitchen)
                assert item["on_air"]
            assert (await filming.ask("DELETE", location)).status_code == 204
            await off_air(kitchen)
            assert kitchen.status.run == run
        await off_air(kitchen)

    asyncio.run(film())


def client_rights(kitchen: Kitchen) -> list[dict[str, object]]:
    with kitchen.running.client("owner") as client:
        items = client.get(f"/cameras/{kitchen.camera.id}/publish-tokens").json()["items"]
    return [item for item in items if item["used_at"] and item["on_air"]]


def test_a_token_is_one_devices_own_which_may_come_again(kitchen: Kitchen) -> None:
    async def film() -> None:
        token, key = token_of(kitchen), new_key()
        async with phone(kitchen, token, key) as first:
            await first.publish()
            await on_air(kitchen)
            run = kitchen.status.run
            async with phone(kitchen, token, new_key()) as stranger, phone(kitchen, token) as keyless:
                for other in (stranger, keyless):
                    answer = await other.offer()
                    assert (answer.status_code, answer.json()["code"]) == (401, "publish_token_used")
                    assert "Bearer" in answer.headers["www-authenticate"]
            # As after a lost network: the service has not noticed yet.
            async with phone(kitchen, token, key) as again:
                await again.publish()
                await asyncio.to_thread(eventually, lambda: kitchen.status.run > run, 15, "a new run")
                await on_air(kitchen)
                assert len(kitchen.running.service.publishing.publishers) == 1
        await off_air(kitchen)

    asyncio.run(film())


def test_one_device_at_a_time(kitchen: Kitchen) -> None:
    async def film() -> None:
        async with (
            phone(kitchen, token_of(kitchen), new_key()) as first,
            phone(kitchen, token_of(kitchen), new_key()) as second,
        ):
            await first.publish()
            answer = await second.offer()
            assert (answer.status_code, answer.json()["code"]) == (409, "already_publishing")
            await on_air(kitchen)
        await off_air(kitchen)

    asyncio.run(film())


def test_a_withdrawn_right_takes_the_phone_off_the_air(kitchen: Kitchen) -> None:
    async def film() -> None:
        async with phone(kitchen, token_of(kitchen), new_key()) as filming:
            await filming.publish()
            await on_air(kitchen)
            (right,) = client_rights(kitchen)
            with kitchen.running.client("admin") as client:
                path = f"/cameras/{kitchen.camera.id}/publish-tokens/{right['id']}"
                assert (await asyncio.to_thread(client.delete, path)).status_code == 204
            await off_air(kitchen)
            answer = await filming.offer()
            assert (answer.status_code, answer.json()["code"]) == (401, "publish_token_ended")

    asyncio.run(film())


def test_publishing_ends_with_the_camera(kitchen: Kitchen) -> None:
    """Nobody tells the hub: it looks after its rights by itself."""
    database = kitchen.running.service.database

    def retire(at: object) -> None:
        with database.writing() as session:
            row = session.get(CameraRow, kitchen.camera.id)
            assert row is not None
            row.retired_at = at  # type: ignore[assignment]

    async def film() -> None:
        async with phone(kitchen, token_of(kitchen), new_key()) as filming:
            await filming.publish()
            await on_air(kitchen)
            retire(scene.NOON)
            await asyncio.to_thread(
                eventually, lambda: not kitchen.running.service.publishing.publishers, 20, "it is over"
            )

    try:
        asyncio.run(film())
    finally:
        retire(None)
    kitchen.becomes("offline")


def test_silence_ends_a_publication(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.publishing.SILENT_FOR_S", 2.0)
    monkeypatch.setattr("api.publishing.KEYFRAME_EVERY_S", 0.5)

    async def film() -> None:
        async with phone(kitchen, token_of(kitchen), new_key()) as filming:
            await filming.publish()
            await on_air(kitchen)
            filming.connection.getSenders()[0].replaceTrack(None)
            await off_air(kitchen)
            assert kitchen.running.service.publishing.publishers == ()

    asyncio.run(film())


def test_candidates_may_come_later_and_only_from_the_same_device(kitchen: Kitchen) -> None:
    async def film() -> None:
        async with phone(kitchen, token_of(kitchen), new_key()) as filming:
            lines = filming.connection.localDescription.sdp.splitlines()
            candidates = [line for line in lines if line.startswith("a=candidate:")]
            bare = [line for line in lines if line not in {*candidates, "a=end-of-candidates"}]
            path = f"/cameras/{kitchen.camera.id}/whip"
            answer = await filming.ask("POST", path, content="\r\n".join([*bare, ""]), headers=SDP)
            location = answer.headers["location"].removeprefix("/api/v1")
            other = Phone(kitchen, token_of(kitchen), filming.connection, None)
            for method in ("PATCH", "DELETE"):
                refused = await other.ask(method, location, content="", headers=TRICKLE)
                assert refused.status_code == 404
            own = next(line for line in lines if line.startswith("a=ice-ufrag:"))
            fragment = "\r\n".join([own, "a=mid:0", *candidates])
            told = await filming.ask("PATCH", location, content=fragment, headers=TRICKLE)
            assert told.status_code == 204, told.text
            await filming.connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
            await on_air(kitchen)
        await off_air(kitchen)

    asyncio.run(film())


def test_an_administrator_accepts_a_phone_by_what_it_films_now(kitchen: Kitchen) -> None:
    service = kitchen.running.service
    with service.database.writing() as session:
        row = session.get(CameraRow, kitchen.camera.id)
        assert row is not None
        row.accepted_at = None

    async def film() -> None:
        with kitchen.running.client("admin") as admin:
            path = f"/cameras/{kitchen.camera.id}"

            def shows_nothing() -> bool:
                (main,) = admin.post(f"{path}/test").json()["streams"]
                return bool(main["trouble"] == "not_published")

            # What another test has published last is shown for a second.
            await asyncio.to_thread(eventually, shows_nothing, 15, "nothing is shown")
            async with phone(kitchen, token_of(kitchen), new_key()) as filming:
                await filming.publish()
                await on_air(kitchen)
                (shown,) = (await asyncio.to_thread(admin.post, f"{path}/test")).json()["streams"]
                assert (shown["codec"], shown["width"], shown["converted"]) == ("h264", 960, False)
                with service.database.reading() as session:
                    places = {place.key: place for place in place_catalog.list_places(session)}
                given = {
                    "picture_key": shown["picture"]["key"],
                    "covered": [{"zh": item.zh, "en": item.en} for item in places["other"].covers],
                    "absent": ["changing_room", "toilet", "customers"],
                }
                answer = await asyncio.to_thread(admin.post, f"{path}/acceptance", json=given)
                assert answer.status_code == 200, answer.text
        with kitchen.running.client("cadre") as client:
            assert client.get(path).json()["accepted_at"] is not None
        await off_air(kitchen)

    asyncio.run(film())


@pytest.mark.parametrize("sdp", ["", "v=0", "x" * 1000])
def test_nonsense_is_no_offer(kitchen: Kitchen, sdp: str) -> None:
    headers = SDP | {"Authorization": f"Bearer {token_of(kitchen)}", "Publisher-Key": new_key()}
    with kitchen.running.client() as client:
        path = f"/cameras/{kitchen.camera.id}/whip"
        answer = client.post(path, content=sdp, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
        for given, code in (
            ("Bearer guessed", "publish_token_unknown"),
            ("Basic x", "publish_token_missing"),
        ):
            refused = client.post(path, content=sdp, headers=SDP | {"Authorization": given})
            assert (refused.status_code, refused.json()["code"]) == (401, code)
    assert kitchen.running.service.publishing.publishers == ()
