"""A camera with a main and a sub stream: which one is analysed, watched and kept."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import av
import pytest

from ingest.still import StillMissing
from models.businesses import Camera
from models.cameras import StreamName
from models.people import Role
from models.tables import CameraRow
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.running import Running, serving
from tests.api.test_live import Pipe, watching
from tests.ingest.clips import read_number, write_clip
from tests.models import scene
from tests.system.process import eventually

MAIN, SUB, OLD = (960, 540), (320, 180), (640, 360)


@dataclass(frozen=True)
class Scene:
    running: Running
    simulator: CameraSimulator
    both: Camera
    single: Camera
    converted: Camera


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("streams")
    clips = {
        "main": write_clip(folder / "main.mp4", width=MAIN[0], height=MAIN[1]),
        "sub": write_clip(folder / "sub.mp4"),
        "single": write_clip(folder / "single.mp4", width=OLD[0], height=OLD[1]),
        "hevc": write_clip(folder / "hevc.mp4", codec="libx265", width=MAIN[0], height=MAIN[1]),
        "beside": write_clip(folder / "beside.mp4"),
    }
    with run_simulator(clips) as simulator, serving(folder / "data") as running:
        with running.service.database.writing() as session:
            business = scene.business(session)
            both, single, converted = (
                scene.camera(session, business, name, simulator.url(name))
                for name in ("main", "single", "hevc")
            )
            for camera, sub in ((both, "sub"), (converted, "beside")):
                session.get_one(CameraRow, camera.id).sub_url = simulator.url(sub)
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        for camera in (both, single, converted):
            eventually(
                lambda camera=camera: (
                    all(  # type: ignore[misc]
                        stream.passes is not None
                        for stream in running.service.running[camera.id].streams.values()
                    )
                    if camera.id in running.service.running
                    else False
                ),
                15,
                f"{camera.name} is online",
            )
        yield Scene(running, simulator, both, single, converted)


def watched(place: Scene, camera: Camera, query: str) -> tuple[str, tuple[int, int]]:
    """Which stream the service says it gives over HTTP, and the size of its pictures."""
    with (
        place.running.client("cadre") as client,
        client.stream("GET", f"/cameras/{camera.id}/live.mp4{query}") as answer,
    ):
        assert answer.status_code == 200, answer.read()
        with av.open(Pipe(answer.iter_raw(1)), "r") as container:
            frame = next(container.decode(video=0))
        return answer.headers["x-stream"], (frame.width, frame.height)


@pytest.mark.parametrize(
    ("query", "given"), [("", ("sub", SUB)), ("?stream=sub", ("sub", SUB)), ("?stream=main", ("main", MAIN))]
)
def test_a_viewer_gets_the_stream_asked_for(
    place: Scene, query: str, given: tuple[str, tuple[int, int]]
) -> None:
    assert watched(place, place.both, query) == given


@pytest.mark.parametrize("query", ["", "?stream=sub", "?stream=main"])
def test_the_only_stream_is_what_everybody_gets(place: Scene, query: str) -> None:
    assert watched(place, place.single, query) == ("main", OLD)


def test_over_http_a_stream_is_given_that_needs_no_conversion(place: Scene) -> None:
    assert watched(place, place.converted, "?stream=main") == ("sub", SUB)


def test_by_webrtc_the_main_stream_is_converted_where_it_must_be(place: Scene) -> None:
    """And decoded only as long as somebody watches it."""
    service = place.running.service
    main = service.running[place.converted.id].streams[StreamName.MAIN]

    async def watch() -> None:
        with place.running.client("cadre") as client:
            async with watching(client, place.converted, "?stream=main") as live:
                frames = await live.frames(5)
                assert (frames[-1].width, frames[-1].height) == MAIN
                assert main.feed.reencoded

    asyncio.run(watch())
    eventually(lambda: not main.feed.reencoded, 10, "nobody needs decoded pictures of it any more")
    assert service.status_of(place.converted.id).main is not None
    still = service.running[place.converted.id].still(service.clock.now())
    assert (still.width, still.height) == MAIN


def test_there_are_no_other_streams(place: Scene) -> None:
    with place.running.client("cadre") as client:
        assert client.get(f"/cameras/{place.both.id}/live.mp4?stream=third").status_code == 422


def test_both_streams_are_in_the_status(place: Scene) -> None:
    with place.running.client("cadre") as client:
        status = client.get(f"/cameras/{place.both.id}").json()["status"]
        alone = client.get(f"/cameras/{place.single.id}").json()["status"]
    assert (status["width"], status["height"]) == SUB
    assert (status["main"]["width"], status["main"]["height"]) == MAIN
    assert status["main"]["state"] == "online"
    assert status["main"]["run"] != status["run"]
    assert alone["main"] is None


def test_a_still_has_the_size_of_the_main_stream(place: Scene) -> None:
    running = place.running.service.running[place.both.id]
    now = place.running.service.clock.now()
    earlier, later = running.still(now - timedelta(seconds=1)), running.still(now)
    assert (later.width, later.height) == MAIN
    assert (read_number(later.image) - read_number(earlier.image)) % 20 in {9, 10, 11}
    with pytest.raises(StillMissing):
        running.still(now - timedelta(minutes=5))


def test_what_is_on_a_screen_has_an_instant_in_either_stream(place: Scene) -> None:
    running = place.running.service.running[place.both.id]
    now = place.running.service.clock.now()
    for name, stream in running.streams.items():
        moment = stream.ring.moment(now)
        assert moment is not None
        at = running.instant_of(name, stream.pts_of(moment.media_ns))
        assert at is not None
        assert abs(at - now) < timedelta(milliseconds=50)
    assert running.instant_of(StreamName.MAIN, -(10**9)) is None


def test_trouble_of_the_main_stream_is_said_and_stops_nothing_else(place: Scene) -> None:
    service = place.running.service
    place.simulator.drop("main")
    try:
        eventually(
            lambda: (main := service.status_of(place.both.id).main) is not None and main.state == "offline",
            10,
            "the main stream's trouble is said",
        )
        status = service.status_of(place.both.id)
        assert status.state == "online"
        assert status.main is not None
        assert status.main.trouble is not None
        assert watched(place, place.both, "?stream=main") == ("sub", SUB)
    finally:
        place.simulator.restore("main")
    eventually(
        lambda: (main := service.status_of(place.both.id).main) is not None and main.state == "online",
        10,
        "the main stream is back",
    )
