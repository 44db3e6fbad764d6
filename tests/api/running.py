"""A real server on loopback, and people who sign in to it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr

from api.serve import Server
from api.service import Service
from api.settings import Settings
from detector.protocol import Detector
from ingest.health.look import PERIOD_S
from models import accounts
from models.detections import Detections
from models.frames import Image
from models.people import Role, User
from tests.databases import copy_of_migrated

PASSWORD = "correct horse"
HASH = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Cheap to verify: one of the service's own takes a tenth of a second, and tests sign in all the time."""


class Blind:
    """A detector that sees nothing, for tests that are not about seeing."""

    def detect(self, image: Image) -> Detections:
        return Detections.empty()


class Running:
    """A served application; `service` may be used from the test's thread as any other thread may."""

    def __init__(self, service: Service, address: str) -> None:
        self.service, self.address = service, address

    def add_user(
        self,
        username: str,
        role: Role,
        *,
        own: str | None = None,
        assigned: tuple[str, ...] = (),
        area: str | None = None,
    ) -> User:
        with self.service.database.writing() as session:
            user = accounts.add_user(
                session,
                username=username,
                name=username.title(),
                role=role,
                password_hash=HASH,
                business_id=own,
                area_id=area,
            )
            for business_id in assigned:
                # Whoever begins in the last days of a quarter has no tasks in it.
                since = self.service.clock.now() - timedelta(days=14)
                accounts.assign(session, user_id=user.id, business_id=business_id, now=since)
        return user

    @contextmanager
    def client(self, username: str | None = None) -> Iterator[httpx.Client]:
        """A browser's worth of client, signed in and with the CSRF header if a name is given."""
        # Nothing here is TLS, and reading whom it would trust takes longer than most requests.
        with httpx.Client(base_url=f"{self.address}/api/v1", timeout=20, verify=False) as client:
            if username is not None:
                answer = client.post("/session", json={"username": username, "password": PASSWORD})
                assert answer.status_code == 200, answer.text
                client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            yield client


@contextmanager
def serving(
    data_dir: Path,
    detector: Detector | None = None,
    metrics_token: str | None = None,
    health_period_s: float = PERIOD_S,
    **more: Any,
) -> Iterator[Running]:
    """Run the service over `data_dir` on a free port, in a thread of its own, for the length of the block.

    more: further settings.
    """
    settings = Settings(
        data_dir=data_dir,
        database_url=None,
        host="127.0.0.1",
        port=0,
        https=False,
        metrics_token=metrics_token and SecretStr(metrics_token),
        **more,
    )
    kept = data_dir / "brightkitchen.db"
    if not kept.exists():
        copy_of_migrated(kept)
    service = Service(settings, detector or Blind(), health_period_s=health_period_s)
    server = Server(service, host="127.0.0.1", port=0)
    started = threading.Event()

    async def run() -> None:
        task = asyncio.create_task(server.serve())
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        started.set()
        await task

    thread = threading.Thread(target=asyncio.run, args=(run(),), name="server")
    thread.start()
    started.wait(30)
    assert server.started, "the server did not start; its log is above"
    try:
        yield Running(service, server.address)
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive(), "the server did not stop"


def picture(value: int = 0) -> Image:
    return np.full((36, 64, 3), value, np.uint8)
