"""Before a person has accepted a camera nobody is judged in it, and only administrators see its picture."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models import catalog, history
from models.detections import Detections, Label
from models.frames import Image
from models.history import Filters
from models.people import Everything, Role
from sample_videos.simulator import run_simulator
from tests.api.running import Running, serving
from tests.ingest.clips import write_clip
from tests.models import scene
from tests.system.process import eventually


class Barefaced:
    """A detector that sees the same person without a mask in every picture."""

    def detect(self, image: Image) -> Detections:
        boxes = [[100, 10, 180, 170], [125, 15, 155, 40]]
        return Detections(
            np.array(boxes, np.float32),
            np.array([0.9, 0.9], np.float32),
            np.array([Label.PERSON, Label.NO_MASK], np.int16),
        )


def rules(running: Running) -> set[str]:
    with running.service.database.reading() as session:
        records, _ = history.page(session, Everything(), Filters(), after=None, limit=50)
    return {str(record.violation.rule) for record in records}


def test_nobody_is_judged_or_shown_before_acceptance(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4")
    with run_simulator({"stove": clip}) as simulator, serving(tmp_path / "data", Barefaced()) as running:
        service = running.service
        with service.database.writing() as session:
            owner = scene.business(session)
            camera = catalog.add_camera(
                session,
                business_id=owner.id,
                name="热灶",
                place="other",
                url=simulator.url("stove"),
                accepted_at=None,
            )
        running.add_user("cadre", Role.CADRE, assigned=(owner.id,))
        running.add_user("admin", Role.ADMIN)

        def analysed() -> int:
            count = service.detector_counts().get(camera.id)
            return count.frames if count else 0

        with (
            running.client("cadre") as cadre,
            cadre.stream("GET", f"/events?cameras={camera.id}") as events,
        ):
            # A violation takes five pictures; after twenty there would be one.
            eventually(lambda: analysed() >= 20, 30, "the camera is looked at")
            assert rules(running) == set()
            answer = cadre.get(f"/cameras/{camera.id}/live.mp4")
            assert (answer.status_code, answer.json()["code"]) == (409, "awaiting_acceptance")
            answer = cadre.post("/captures", json={"camera_id": camera.id})
            assert (answer.status_code, answer.json()["code"]) == (409, "awaiting_acceptance")
            with running.client("admin") as admin:
                with admin.stream("GET", f"/cameras/{camera.id}/live.mp4") as live:
                    assert live.status_code == 200
                (main,) = admin.post(f"/cameras/{camera.id}/test").json()["streams"]
                accepted = admin.post(
                    f"/cameras/{camera.id}/acceptance",
                    json={
                        "picture_key": main["picture"]["key"],
                        "covered": [],
                        "absent": ["changing_room", "toilet", "customers"],
                    },
                )
                assert accepted.status_code == 200, accepted.text
            eventually(lambda: rules(running) == {"mask"}, 20, "a violation is found once it is accepted")
            # What the cadre heard of the camera began with the acceptance.
            heard = [
                json.loads(line.removeprefix("data: "))
                for line in _until(events.iter_lines(), "violation")
                if line.startswith("data: ") and '"boxes"' in line
            ]
        assert all(item["captured_at"] >= accepted.json()["at"] for item in heard)
        with running.client("cadre") as cadre, cadre.stream("GET", f"/cameras/{camera.id}/live.mp4") as live:
            assert live.status_code == 200


def _until(lines: Iterator[str], kind: str) -> list[str]:
    """The lines up to the first event of this kind."""
    found = []
    for line in lines:
        found.append(line)
        if line == f"event: {kind}":
            break
    return found
