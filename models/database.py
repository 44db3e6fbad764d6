"""One engine, and units of work: what is not committed rolls back."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from models import health_tables, place_tables, publishing_tables  # noqa: F401 (must be known wherever rows are kept)

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class Database:
    """The store's engine. Threads: any; each unit of work has its own session and connection.

    `reading()` and `writing()` are units of work. On SQLite a writer takes the write lock at once
    (BEGIN IMMEDIATE): a transaction that reads first and writes later could otherwise fail without
    waiting when another writer got in between.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.get_backend_name() == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        if self.url.database and self.is_sqlite:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_pre_ping": True}
        # Half the bytes of the driver's own form, which escapes every Chinese character.
        options["json_serializer"] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        self.engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(writing=True)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Commits when the block ends, rolls back when it raises."""
        with Session(self._writer) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the schema to the newest version. Safe to call at every start."""
        command.upgrade(alembic_config(self.engine), "head")

    def optimize(self) -> None:
        """Let SQLite measure its tables: without statistics it sorts the whole history for one page.

        PostgreSQL does this by itself. Connections are renewed, since statistics are read on opening.
        """
        if self.is_sqlite:
            with self._writer.connect() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
            self.engine.dispose()

    def ping(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()


def alembic_config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own implicit BEGIN is switched off: _begin_sqlite decides which kind is needed.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",  # readers never wait for the writer
        "synchronous = NORMAL",  # safe in WAL against a killed process; a power cut loses whole commits only
        "foreign_keys = ON",
        "busy_timeout = 10000",
        "mmap_size = 1073741824",  # pages are read where the system keeps them, not copied by a call each
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def insert_into(session: Session, table: type[DeclarativeBase]) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what to do where the row is there already (ON CONFLICT)."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
