"""Live view by WHEP, with a real WebRTC client: passed through, converted, and ended with the right to it."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import av
import httpx
import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from api.demo import CLIPS
from api.live import CLOCK_RATE, MOST_REENCODED, Coded, PassedThrough, Rebase
from models import accounts, catalog
from models.businesses import Camera
from models.people import Role, User
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.running import Running, serving
from tests.ingest.clips import write_clip
from tests.models import scene
from tests.system.process import eventually


@dataclass(frozen=True)
class Scene:
    running: Running
    simulator: CameraSimulator
    passed: Camera
    converted: Camera
    cadre: User


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("live")
    clips = {
        "h264": CLIPS / "prep_room.mp4",
        "hevc": write_clip(folder / "hevc.mp4", codec="libx265", width=322, height=182),
    }
    with run_simulator(clips) as simulator, serving(folder / "data") as running:
        with running.service.database.writing() as session:
            business = scene.business(session)
            passed, converted = (
                catalog.add_camera(
                    session,
                    business_id=business.id,
                    name=name,
                    place="other",
                    url=simulator.url(name),
                    accepted_at=scene.NOON,
                )
                for name in clips
            )
        cadre = running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        running.add_user("other", Role.CADRE, assigned=(business.id,))
        for camera in (passed, converted):
            eventually(
                lambda camera=camera: running.service.status_of(camera.id).state == "online",  # type: ignore[misc]
                15,
                f"{camera.name} is online",
            )
        yield Scene(running, simulator, passed, converted, cadre)


@dataclass
class Watching:
    track: MediaStreamTrack
    location: str
    answer: str

    async def frames(self, count: int) -> list[av.VideoFrame]:
        found = []
        for _ in range(count):
            frame = await asyncio.wait_for(self.track.recv(), 10)
            assert isinstance(frame, av.VideoFrame)
            found.append(frame)
        return found

    async def ended_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                await asyncio.wait_for(self.track.recv(), 1.5)
            except (MediaStreamError, TimeoutError):
                return True
        return False


@asynccontextmanager
async def receiving() -> AsyncIterator[tuple[RTCPeerConnection, asyncio.Queue[MediaStreamTrack]]]:
    """A viewer's connection with its offer made, and where its track will be."""
    connection = RTCPeerConnection()
    tracks: asyncio.Queue[MediaStreamTrack] = asyncio.Queue()
    connection.on("track", tracks.put_nowait)
    connection.addTransceiver("video", direction="recvonly")
    try:
        await connection.setLocalDescription(await connection.createOffer())
        yield connection, tracks
    finally:
        await connection.close()


async def offer(client: httpx.Client, camera: Camera, sdp: str, query: str = "") -> httpx.Response:
    answer = await asyncio.to_thread(
        client.post,
        f"/cameras/{camera.id}/whep{query}",
        content=sdp,
        headers={"content-type": "application/sdp"},
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"].startswith("application/sdp")
    return answer


@asynccontextmanager
async def watching(client: httpx.Client, camera: Camera, query: str = "") -> AsyncIterator[Watching]:
    async with receiving() as (connection, tracks):
        answer = await offer(client, camera, connection.localDescription.sdp, query)
        await connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        track = await asyncio.wait_for(tracks.get(), 10)
        yield Watching(track, answer.headers["location"].removeprefix("/api/v1"), answer.text)


def test_h264_is_passed_through_and_the_picture_is_the_clips(place: Scene) -> None:
    async def watch() -> None:
        with place.running.client("cadre") as client:
            async with watching(client, place.passed) as live:
                assert "H264" in live.answer
                assert "VP8" not in live.answer
                # First come those since the last keyframe, in haste.
                await live.frames(12)
                frames = await live.frames(15)
                assert (frames[-1].width, frames[-1].height) == (960, 540)
                stamps = [frame.time or 0 for frame in frames]
                assert stamps == sorted(stamps)
                # Twelve pictures a second by the stream's own clock.
                span = (frames[-1].time or 0) - (frames[0].time or 0)
                assert span == pytest.approx(14 / 12, abs=0.5)
                assert (await asyncio.to_thread(client.delete, live.location)).status_code == 204
                assert await live.ended_within(5)

    asyncio.run(watch())


def test_hevc_is_converted(place: Scene) -> None:
    async def watch() -> None:
        with place.running.client("cadre") as client:
            async with watching(client, place.converted) as live:
                frames = await live.frames(5)
                assert (frames[-1].width, frames[-1].height) == (322, 182)

    asyncio.run(watch())


def watches(place: Scene) -> int:
    return len(place.running.service.live.watches)


def test_the_fifth_viewer_of_converted_video_is_told_why_not(place: Scene) -> None:
    """Those count who are still being answered: five ask at the same time."""

    async def ask() -> None:
        async with receiving() as (connection, _):
            sdp = connection.localDescription.sdp
        with place.running.client("cadre") as client:

            def post(camera: Camera) -> httpx.Response:
                headers = {"content-type": "application/sdp"}
                return client.post(f"/cameras/{camera.id}/whep", content=sdp, headers=headers)

            answers = await asyncio.gather(
                *(asyncio.to_thread(post, place.converted) for _ in range(MOST_REENCODED + 1))
            )
            given = [answer for answer in answers if answer.status_code == 201]
            (refused,) = (answer for answer in answers if answer.status_code != 201)
            assert len(given) == MOST_REENCODED
            assert (refused.status_code, refused.json()["code"]) == (503, "live_unavailable")
            assert "for 4 viewers at most" in refused.json()["detail"]
            assert (await asyncio.to_thread(post, place.passed)).status_code == 201
            client.delete(given[0].headers["location"].removeprefix("/api/v1"))
            assert (await asyncio.to_thread(post, place.converted)).status_code == 201
            client.delete("/session")

    asyncio.run(ask())
    eventually(lambda: not watches(place), 15, "all views have ended")


def test_a_view_that_never_connects_ends(place: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live.CONNECT_WITHIN_S", 1)

    async def ask() -> None:
        async with receiving() as (connection, _):
            with place.running.client("cadre") as client:
                await offer(client, place.passed, connection.localDescription.sdp)
        assert watches(place) == 1

    asyncio.run(ask())
    eventually(lambda: not watches(place), 15, "the view has ended")


def test_a_view_ends_when_its_viewer_falls_silent(place: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """No goodbye: the viewer's machine or network is gone."""
    monkeypatch.setattr("aioice.ice.CONSENT_INTERVAL", 0.2)

    async def vanish() -> None:
        async with receiving() as (connection, tracks):
            with place.running.client("cadre") as client:
                answer = await offer(client, place.passed, connection.localDescription.sdp)
            await connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
            await (await asyncio.wait_for(tracks.get(), 10)).recv()
            ice = connection.getReceivers()[0].transport.transport.iceGatherer
            for protocol in ice._connection._protocols:
                protocol.transport.abort()
            end = time.monotonic() + 10
            while watches(place) and time.monotonic() < end:
                await asyncio.sleep(0.05)
            assert not watches(place)

    asyncio.run(vanish())


def test_the_view_survives_a_reconnect_of_the_camera(place: Scene) -> None:
    async def watch() -> None:
        with place.running.client("cadre") as client:
            async with watching(client, place.passed) as live:
                before = await live.frames(5)
                run = place.running.service.status_of(place.passed.id).run
                place.simulator.drop("h264")
                await asyncio.sleep(0.5)
                place.simulator.restore("h264")
                frames = await live.frames(25)
                assert place.running.service.status_of(place.passed.id).run > run
                stamps = [frame.time or 0 for frame in before + frames]
                assert stamps == sorted(set(stamps))

    asyncio.run(watch())


def test_only_its_own_session_ends_a_view(place: Scene) -> None:
    async def watch() -> None:
        with place.running.client("cadre") as client, place.running.client("other") as other:
            async with watching(client, place.passed) as live:
                assert (await asyncio.to_thread(other.delete, live.location)).status_code == 404
                await live.frames(3)

    asyncio.run(watch())


def test_a_withdrawn_right_ends_the_view(place: Scene) -> None:
    database = place.running.service.database
    business_id = place.passed.business.id

    async def watch() -> None:
        with place.running.client("cadre") as client:
            async with watching(client, place.passed) as live:
                await live.frames(3)
                with database.writing() as session:
                    accounts.withdraw(
                        session, user_id=place.cadre.id, business_id=business_id, now=scene.NOON
                    )
                assert await live.ended_within(5)

    try:
        asyncio.run(watch())
    finally:
        with database.writing() as session:
            now = place.running.service.clock.now()
            accounts.assign(session, user_id=place.cadre.id, business_id=business_id, now=now)


def test_signing_out_ends_the_view(place: Scene) -> None:
    async def watch() -> None:
        with place.running.client("cadre") as client:
            async with watching(client, place.passed) as live:
                await live.frames(3)
                assert (await asyncio.to_thread(client.delete, "/session")).status_code == 204
                assert await live.ended_within(5)

    asyncio.run(watch())


def test_nonsense_is_no_offer(place: Scene) -> None:
    with place.running.client("cadre") as client:
        for offer in ("", "v=0", "x" * 1000):
            answer = client.post(
                f"/cameras/{place.passed.id}/whep", content=offer, headers={"content-type": "application/sdp"}
            )
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert not place.running.service.live.watches


def test_a_slow_viewer_goes_on_at_a_keyframe() -> None:
    async def view() -> None:
        track = PassedThrough()
        track.offer(Coded(b"lost", 0, keyframe=False))
        for pts in range(500):
            track.offer(Coded(b"key" if pts % 50 == 0 else b"delta", pts, keyframe=pts % 50 == 0))
        packet = await track.recv()
        assert bytes(packet) == b"key"
        track.stop()

    asyncio.run(view())


def test_one_clock_over_several_connections() -> None:
    now = [0.0]
    rebase = Rebase(lambda: now[0])
    assert rebase(1000) == 0
    assert rebase(1000 + CLOCK_RATE) == CLOCK_RATE
    now[0] = 10.0
    after = rebase(0)
    assert after == CLOCK_RATE + 10 * CLOCK_RATE
    assert rebase(3000) == after + 3000


class Pipe(io.RawIOBase):
    """An HTTP answer as a file that PyAV reads."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = part
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def test_over_http_the_packets_are_the_cameras_own(place: Scene) -> None:
    with place.running.client("cadre") as client:
        address = f"/cameras/{place.passed.id}/live.mp4"
        began = time.monotonic()
        with client.stream("GET", address) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith('video/mp4; codecs="avc1.4d40')
            assert answer.headers["cache-control"] == "no-store"
            with av.open(Pipe(answer.iter_raw(1)), "r") as container:
                frames = []
                for frame in container.decode(video=0):
                    frames.append(frame)
                    if len(frames) == 20:
                        break
            assert time.monotonic() - began < 5
        assert (frames[0].width, frames[0].height) == (960, 540)
        assert not any(frame.is_corrupt for frame in frames)
        stamps = [frame.pts or 0 for frame in frames]
        assert stamps == sorted(stamps)
    eventually(lambda: not place.running.service.live.watches, 15, "the view has ended")


def test_over_http_the_view_ends_with_the_right_to_watch(place: Scene) -> None:
    user = place.running.add_user("leaver", Role.CADRE, assigned=(place.passed.business.id,))
    with place.running.client("leaver") as client:
        with client.stream("GET", f"/cameras/{place.passed.id}/live.mp4") as answer:
            parts = answer.iter_raw()
            next(parts)
            with place.running.service.database.writing() as session:
                accounts.withdraw(
                    session, user_id=user.id, business_id=place.passed.business.id, now=scene.NOON
                )
            began = time.monotonic()
            for _ in parts:
                assert time.monotonic() - began < 5
        assert client.get(f"/cameras/{place.passed.id}/live.mp4").status_code == 404


def test_over_http_what_would_have_to_be_converted_is_refused_with_the_reason(place: Scene) -> None:
    with place.running.client("cadre") as client:
        answer = client.get(f"/cameras/{place.converted.id}/live.mp4")
        assert answer.status_code == 503
        assert answer.json()["code"] == "live_unavailable"
        assert "converted" in answer.json()["detail"]


TRICKLE = {"content-type": "application/trickle-ice-sdpfrag"}


def test_a_viewer_may_tell_its_candidates_later(place: Scene) -> None:
    """The offer without any; the service learns by PATCH where to send."""

    async def watch() -> None:
        async with receiving() as (connection, tracks):
            lines = connection.localDescription.sdp.splitlines()
            candidates = [line for line in lines if line.startswith("a=candidate:")]
            bare = [line for line in lines if line not in {*candidates, "a=end-of-candidates"}]
            assert candidates
            own = next(line for line in lines if line.startswith("a=ice-ufrag:"))
            with place.running.client("cadre") as client:
                answer = await offer(client, place.passed, "\r\n".join([*bare, ""]))
                location = answer.headers["location"].removeprefix("/api/v1")

                def patch(*told: str) -> httpx.Response:
                    return client.patch(location, content="\r\n".join(told), headers=TRICKLE)

                foreign = await asyncio.to_thread(patch, "a=ice-ufrag:nobody", "a=mid:0", *candidates)
                broken = await asyncio.to_thread(patch, own, "a=mid:0", "a=candidate:x")
                assert foreign.status_code == broken.status_code == 400
                told = await asyncio.to_thread(patch, own, "a=mid:0", *candidates, "a=end-of-candidates")
                assert told.status_code == 204, told.text
                await connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
                track = await asyncio.wait_for(tracks.get(), 10)
                await asyncio.wait_for(track.recv(), 10)
            with place.running.client("other") as other:
                refused = await asyncio.to_thread(other.patch, location, content=own, headers=TRICKLE)
                assert refused.status_code == 404

    asyncio.run(watch())
