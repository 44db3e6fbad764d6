"""One server per module, with two businesses, a violation of the first, and people of every role; the API's
operations; and the city of twins, of which tests open copies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import httpx
import pytest

from models import health_log, history
from models.businesses import Camera
from models.health import HealthKind
from models.people import Role
from models.violations import Evidence, EvidenceKind
from tests.api.running import Running, picture, serving
from tests.api.twins import Kept, build
from tests.models import scene


@dataclass(frozen=True)
class World:
    running: Running
    camera: Camera
    foreign_camera: Camera
    violation: str
    original: str
    original_bytes: bytes
    health_finding: str
    health_picture: str


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        service = running.service
        with service.database.writing() as session:
            mine, other = scene.business(session, "甲"), scene.business(session, "乙")
            # Nothing listens there: these cameras stay offline.
            camera, foreign = scene.camera(session, mine), scene.camera(session, other)
        evidence, contents = [], []
        for kind, value in ((EvidenceKind.ORIGINAL, 10), (EvidenceKind.ANNOTATED, 200)):
            content = cv2.imencode(".jpg", picture(value))[1].tobytes()
            contents.append(content)
            evidence.append(Evidence(service.evidence.put(content), kind, scene.NOON, 64, 36, len(content)))
        kept = scene.violation(camera.id)
        with service.database.writing() as session:
            history.keep(session, kept, evidence, scene.NOON)
            seen = service.evidence.put(cv2.imencode(".jpg", picture(60))[1].tobytes())
            covered = health_log.begin(session, camera.id, HealthKind.COVERED, scene.NOON, {}, seen)
        running.add_user("cadre", Role.CADRE, assigned=(mine.id,))
        running.add_user("far", Role.CADRE, assigned=(other.id,))
        running.add_user("idle", Role.CADRE)
        running.add_user("owner", Role.BUSINESS, own=mine.id)
        running.add_user("rival", Role.BUSINESS, own=other.id)
        running.add_user("auditor", Role.AUDITOR)
        running.add_user("admin", Role.ADMIN)
        yield World(running, camera, foreign, kept.id, evidence[0].key, contents[0], covered, seen)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        found: dict[str, Any] = httpx.get(f"{running.address}/api/v1/openapi.json", timeout=60).json()
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return build(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def operations(schema: Mapping[str, Any]) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Method, address and the parameters of the query by operation."""
    found = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", ())
            filters = tuple(item["name"] for item in parameters if item["in"] == "query")
            found[operation["operationId"]] = method, path, filters
    return found
