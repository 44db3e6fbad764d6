"""A cadre's wall to test on: eighteen cameras of five businesses, fed by four simulated streams."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models import catalog
from models.businesses import Business, Camera
from models.people import Role
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.running import Running, serving
from tests.ingest.clips import write_clip
from tests.models import scene
from tests.system.process import eventually

BUSINESSES = ("甲记面馆", "乙家小炒", "丙幼儿园食堂", "丁氏烤鸭", "戊中学食堂")
CAMERAS_OF = (4, 4, 4, 4, 2)
PLACES = ("cooking", "cutting", "cold_dishes", "washing")
STREAMS = 4
SIZE = (320, 180)


@dataclass(frozen=True)
class Wall:
    running: Running
    simulator: CameraSimulator
    businesses: tuple[Business, ...]
    cameras: tuple[Camera, ...]

    def of(self, business: Business) -> tuple[Camera, ...]:
        return tuple(camera for camera in self.cameras if camera.business.id == business.id)


@contextmanager
def wall(folder: Path) -> Iterator[Wall]:
    """The service with those cameras online; `cadre` is responsible for all of them, `owner` is the first."""
    width, height = SIZE
    clips = {
        f"stream{index}": write_clip(folder / f"{index}.mp4", width=width, height=height, pictures=200)
        for index in range(STREAMS)
    }
    with run_simulator(clips) as simulator, serving(folder / "data") as running:
        with running.service.database.writing() as session:
            businesses = tuple(scene.business(session, name) for name in BUSINESSES)
            cameras = tuple(
                catalog.add_camera(
                    session,
                    business_id=business.id,
                    name=f"{index + 1} 号机",
                    place=PLACES[index],
                    url=simulator.url(f"stream{index % STREAMS}"),
                    accepted_at=scene.NOON,
                )
                for business, count in zip(businesses, CAMERAS_OF, strict=True)
                for index in range(count)
            )
        running.add_user("cadre", Role.CADRE, assigned=tuple(business.id for business in businesses))
        running.add_user("owner", Role.BUSINESS, own=businesses[0].id)
        status = running.service.status_of
        eventually(
            lambda: all(status(camera.id).state == "online" for camera in cameras), 60, "all are online"
        )
        yield Wall(running, simulator, businesses, cameras)
