"""How long the console's pages wait for the service, in a made-up city of full size in SQLite."""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import local
from urllib.parse import quote, urlsplit

from alerts.evidence import FolderEvidenceStore
from api.auth import passwords
from api.demo import PASSWORD
from api.pages import ACCOUNTS, AREAS, PAGES, SAMPLES, Page
from api.settings import Settings
from models.clock import SystemClock
from models.database import Database
from models.errors import BrightkitchenError
from models.people import Role
from supervision.calendar import CHINA
from supervision.sample_city.build import make
from supervision.sample_city.plan import Plan
from supervision.tasks import Quarter

READY = ("service.ready", "duties.renewed")
"""What the service logs once it answers, and once its first hour's work is done."""
AT_ONCE = 6
"""Requests that a browser has open to one server."""


class NotAnswered(BrightkitchenError):
    """A page's request was refused or failed."""


def bench_api(rounds: int = 30, plan: Plan | None = None, data_dir: Path | None = None) -> dict[str, float]:
    """Milliseconds until a page has all that it asks for, by page and role: the first time, then half of the
    times and 95 of 100, when the disk and what the service keeps for half a minute are warm.

    The service runs in a process of its own; what a page asks for is asked for at once, as a browser does.
    data_dir: where a city is, or is to be made and kept; a folder that is gone afterwards when absent.
    """
    with nullcontext(data_dir) if data_dir else tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url=None)
        figures = {} if Path(folder, "brightkitchen.db").exists() else _make(settings, plan)
        with _serving(Path(folder)) as address:
            for role in Role:
                figures |= _measure(Visitor(address, ACCOUNTS[role]), role, rounds)
    slowest = {
        f"slowest_page{ending}": max(value for name, value in figures.items() if name.endswith(ending))
        for ending in ("_p95_ms", "_first_ms")
    }
    return figures | slowest


def _make(settings: Settings, plan: Plan | None) -> dict[str, float]:
    database = Database(settings.database)
    database.migrate()
    began, worked = time.perf_counter(), time.process_time()
    make(
        database,
        FolderEvidenceStore(settings.evidence_dir),
        SystemClock().now(),
        plan=plan,
        password_hash=passwords.hash(PASSWORD),
    )
    database.close()
    return {"make_city_s": time.perf_counter() - began, "make_city_cpu_s": time.process_time() - worked}


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """The service over that folder, for the length of the block; its address."""
    environment = os.environ | {"BRIGHTKITCHEN_DATA_DIR": str(folder), "BRIGHTKITCHEN_PORT": "0"}
    command = [sys.executable, "-c", "from api.cli import app; app(['serve'])"]
    log = folder / "bench.log"
    with log.open("w") as out, subprocess.Popen(command, env=environment, stderr=out) as process:  # noqa: S603 (our own)
        try:
            yield _address(log, process)
        finally:
            process.terminate()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    while process.poll() is None:
        lines = [json.loads(text) for text in log.read_text().splitlines() if text.endswith("}")]
        events = {str(line["event"]): line for line in lines}
        if events.keys() >= set(READY):
            return str(events[READY[0]]["address"])
        time.sleep(0.2)
    raise NotAnswered(f"the service did not start: {log.read_text()[-500:]}")


class Visitor:
    """Somebody signed in, with as many connections as a browser has."""

    def __init__(self, address: str, username: str) -> None:
        self._host = urlsplit(address).netloc
        self._local, self._pool = local(), ThreadPoolExecutor(AT_ONCE)
        self._connections: list[HTTPConnection] = []
        connection = HTTPConnection(self._host)
        body = json.dumps({"username": username, "password": PASSWORD})
        connection.request("POST", "/api/v1/session", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        self._cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
        connection.close()
        if answer.status != 200:
            raise NotAnswered(f"{username} cannot sign in: {answer.status}")

    def get(self, path: str) -> bytes:
        try:
            return self._asked(path)
        except ConnectionError:
            # It was idle for longer than the service keeps it open; asked anew, it connects again.
            self._connection.close()
            return self._asked(path)

    @property
    def _connection(self) -> HTTPConnection:
        """This thread's own."""
        if not hasattr(self._local, "connection"):
            self._local.connection = HTTPConnection(self._host)
            self._connections.append(self._local.connection)
        connection: HTTPConnection = self._local.connection
        return connection

    def _asked(self, path: str) -> bytes:
        connection = self._connection
        connection.request("GET", f"/api/v1/{quote(path, safe='/?=&%:')}", headers={"Cookie": self._cookie})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise NotAnswered(f"{path}: {answer.status} {content[:200]!r}")
        return content

    def open(self, paths: tuple[str, ...]) -> float:
        """Milliseconds until all have been answered."""
        began = time.perf_counter()
        list(self._pool.map(self.get, paths))
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        self._pool.shutdown()
        for connection in self._connections:
            connection.close()


def _measure(visitor: Visitor, role: Role, rounds: int) -> dict[str, float]:
    figures = {}
    names = _names(visitor, role)
    for page in (page for page in PAGES if role in page.roles):
        paths = _filled(page, names)
        if not paths:
            continue
        first = visitor.open(paths)
        times = sorted(visitor.open(paths) for _ in range(rounds))
        name = f"{role}_{page.name}"
        figures[f"{name}_first_ms"] = first
        figures[f"{name}_p50_ms"] = times[len(times) // 2]
        figures[f"{name}_p95_ms"] = times[math.ceil(len(times) * 0.95) - 1]
    visitor.close()
    return figures


def _names(visitor: Visitor, role: Role) -> Mapping[str, str]:
    """The ids of what the pages are opened on; what the role does not see is left out."""
    week_ago = datetime.now(UTC) - timedelta(days=7)
    names = {
        "since": week_ago.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "quarter": str(Quarter.of(datetime.now(CHINA).date())),
    }
    if role in AREAS:
        names["area"] = json.loads(visitor.get("coverage"))["area"]["id"]
    for name, path in SAMPLES.items():
        if not any(f"{{{name}}}" in ask for page in PAGES if role in page.roles for ask in page.asks):
            continue
        items = json.loads(visitor.get(path))["items"]
        if items:
            names[name] = items[0]["id"]
    return names


def _filled(page: Page, names: Mapping[str, str]) -> tuple[str, ...] | None:
    try:
        return tuple(ask.format_map(names) for ask in page.asks)
    except KeyError:
        return None
