"""Evidence of a camera with two streams: pictures and clip are the main stream's, of the instant that the
detector saw on the sub stream. The clip's marker tells the time in each."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from models import history
from models.businesses import Camera
from models.cameras import StreamName
from models.detections import Detections, Label
from models.frames import Image
from models.history import Filters, Record
from models.people import Everything, Role
from models.tables import CameraRow
from models.violations import Evidence
from sample_videos.clock import (
    FPS,
    HEIGHT,
    MARKER,
    SPEED,
    TOP,
    WIDTH,
    apart_s,
    marker_left,
    seconds_shown,
    write_clock,
)
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.running import Running, serving
from tests.models import scene
from tests.system.process import eventually


class BareFaced:
    """Sees a person without a mask around the marker, and the face exactly on it."""

    def detect(self, image: Image) -> Detections:
        left = marker_left(image)
        if left is None:
            return Detections.empty()
        face = [left, TOP, left + MARKER, TOP + MARKER]
        body = [left - 20, TOP - 10, left + MARKER + 20, HEIGHT - 10]
        labels = [Label.PERSON, Label.NO_MASK]
        return Detections(
            np.array([body, face], np.float32), np.array([0.9, 0.8], np.float32), np.array(labels, np.int16)
        )


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CameraSimulator]:
    folder = tmp_path_factory.mktemp("clock")
    clips = {name: write_clock(folder / f"{name}.mp4", scale) for name, scale in (("main", 2), ("sub", 1))}
    with run_simulator(clips | {"single": clips["sub"], "alone": clips["sub"]}) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data"), BareFaced()) as running:
        yield running


@pytest.fixture(scope="module")
def cameras(running: Running, simulator: CameraSimulator) -> tuple[Camera, Camera, Camera]:
    """With two streams, with one, and with a main stream that is not there."""
    with running.service.database.writing() as session:
        business = scene.business(session)
        both, single, half = (
            scene.camera(session, business, name, simulator.url(name)) for name in ("main", "single", "gone")
        )
        session.get_one(CameraRow, both.id).sub_url = simulator.url("sub")
        session.get_one(CameraRow, half.id).sub_url = simulator.url("alone")
    running.add_user("cadre", Role.CADRE, assigned=(business.id,))
    return both, single, half


def first_with_clip(running: Running, camera: Camera) -> Record:
    def look() -> Record | None:
        with running.service.database.reading() as session:
            records, _ = history.page(
                session, Everything(), Filters(camera_ids=(camera.id,)), after=None, limit=9
            )
        return next((record for record in records if record.clip), None)

    return eventually(look, 40, f"a violation with its clip at {camera.name}")


def read_picture(running: Running, evidence: Evidence) -> Image:
    image = cv2.imdecode(np.frombuffer(running.service.evidence.read(evidence.key), np.uint8), 1)
    assert image is not None
    return image.astype(np.uint8)


def at_the_snapshot(running: Running, record: Record) -> tuple[Image, float, float]:
    """The clip's picture of the snapshot's instant, and the seconds before and after it in the clip."""
    clip = record.clip
    assert clip is not None
    mark_s = (record.original.captured_at - clip.captured_at).total_seconds()
    content = running.service.evidence.read(clip.key)
    with av.open(io.BytesIO(content), "r") as container:
        frames = [(float(frame.time or 0), frame) for frame in container.decode(video=0)]
    nearest = min(frames, key=lambda item: abs(item[0] - mark_s))[1]
    return nearest.to_ndarray(format="bgr24").astype(np.uint8), mark_s, frames[-1][0] - mark_s


def box_of_the_face(record: Record) -> float:
    """Where the deciding box begins, in pixels of the sub stream."""
    return record.original.boxes[0].xyxy[0] * WIDTH


@pytest.mark.parametrize("which", [0, 1], ids=["two streams", "one stream"])
def test_snapshot_and_clip_show_the_same_instant(
    running: Running, cameras: tuple[Camera, Camera, Camera], which: int
) -> None:
    record = first_with_clip(running, cameras[which])
    size = (2 * WIDTH, 2 * HEIGHT) if which == 0 else (WIDTH, HEIGHT)
    original = read_picture(running, record.original)
    for evidence, image in (
        (record.original, original),
        (record.annotated, read_picture(running, record.annotated)),
    ):
        assert (evidence.width, evidence.height) == image.shape[1::-1] == size
        assert evidence.stream == "main"
    # What the detector saw on the smaller stream lies where it is in the larger picture.
    left = marker_left(original)
    assert left is not None
    off_s = abs(left * WIDTH / size[0] - box_of_the_face(record)) / SPEED
    assert off_s <= 2 / FPS
    shown, before_s, after_s = at_the_snapshot(running, record)
    assert shown.shape == original.shape
    apart = apart_s(shown, original)
    assert apart <= 1.1 / FPS
    # Before it there is as much as the camera had sent; tests/alerts/test_clips.py has whole ones.
    assert before_s >= 0
    assert 4.5 <= after_s <= 15.5
    print(f"box {1000 * off_s:.0f} ms, clip {1000 * apart:.0f} ms off the snapshot")  # noqa: T201


def test_boxes_have_their_time_in_either_stream(
    running: Running, cameras: tuple[Camera, Camera, Camera]
) -> None:
    """What the detector saw lies, at that time, on what viewers of the main stream see too."""
    camera = cameras[0]
    first_with_clip(running, camera)
    watched = running.service.running[camera.id]
    with (
        running.client("cadre") as client,
        client.stream("GET", f"/events?cameras={camera.id}") as events,
    ):
        lines = (line.removeprefix("data: ") for line in events.iter_lines() if '"main_pts"' in line)
        seen = [json.loads(next(lines)) for _ in range(6)]
    for found in seen:
        left = next(box["xyxy"][0] for box in found["boxes"] if box["label"] == "no_mask")
        at = watched.instant_of(StreamName.MAIN, found["main_pts"])
        assert at is not None
        shown = seconds_shown(watched.still(at).image)
        assert abs(shown - (left * WIDTH - 20) / SPEED) <= 2 / FPS
        same = watched.instant_of(StreamName.SUB, found["pts"])
        assert same is not None
        assert abs(same - at) <= timedelta(milliseconds=20)


def test_without_a_main_stream_the_smaller_one_is_the_evidence_and_says_so(
    running: Running, cameras: tuple[Camera, Camera, Camera]
) -> None:
    record = first_with_clip(running, cameras[2])
    assert record.clip is not None
    assert {record.original.stream, record.annotated.stream, record.clip.stream} == {"sub"}
    assert (record.original.width, record.clip.width) == (WIDTH, WIDTH)
    shown, _, _ = at_the_snapshot(running, record)
    assert apart_s(shown, read_picture(running, record.original)) <= 2.1 / FPS


def test_browsers_get_the_clip_as_video(running: Running, cameras: tuple[Camera, Camera, Camera]) -> None:
    record = first_with_clip(running, cameras[0])
    assert record.clip is not None
    with running.client("cadre") as client:
        told = client.get(f"/violations/{record.violation.id}").json()
        assert told["clip"]["key"] == record.clip.key
        assert told["clip"]["duration_ms"] == record.clip.duration_ms
        assert told["clip_trouble"] is None
        begins = record.clip.captured_at
        assert record.original.captured_at - begins < timedelta(milliseconds=told["clip"]["duration_ms"])
        answer = client.get(told["clip"]["url"].removeprefix("/api/v1"), headers={"Range": "bytes=0-1023"})
        assert answer.status_code == 206
        assert answer.headers["content-type"] == "video/mp4"
        assert answer.content[4:8] == b"ftyp"
    with running.client() as client:
        assert client.get(f"/evidence/{record.clip.key}").status_code == 401


def test_nothing_is_said_of_a_clip_that_is_still_to_come(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        with running.service.database.writing() as session:
            camera = scene.camera(session, scene.business(session))
            history.keep(session, scene.violation(camera.id), scene.pictures(), scene.NOON)
        running.add_user("admin", Role.ADMIN)
        with running.client("admin") as client:
            (told,) = client.get("/violations").json()["items"]
    assert (told["clip"], told["clip_trouble"]) == (None, None)
