"""Rows on their way into the database, many at a time."""

import json
from collections.abc import Callable, Iterable
from random import Random
from typing import Any, cast

import sqlalchemy
from sqlalchemy import JSON, FromClause, Insert, String, bindparam, insert

from models import capture_tables  # noqa: F401 (others refer to it)
from models.database import Database
from models.tables import Table

BATCH = 20_000
"""Rows of one transaction at most, so that a log or a lock never grows with the city."""

MOST_KNOWN = 10_000

Progress = Callable[[str, int, int], None]
"""Told what is being made, and how much of how much of it there is."""


class Rows:
    """Collects rows by table and writes them in the order in which tables refer to each other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, list[dict[str, Any]]] = {
            table.name: [] for table in Table.metadata.sorted_tables
        }
        self.written: dict[str, int] = {}
        self._texts = _Texts()
        if database.is_sqlite:
            self._hurry()

    def _hurry(self) -> None:
        """What is being made can be made again: nothing is written twice, and no disk is waited for.

        Keys are drawn by chance: an index that does not fit in memory would be written again and again. New
        connections know nothing of all this, and there are some after the next `Database.optimize`.
        """
        connection = self._database.engine.raw_connection()
        cursor = connection.cursor()
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -262144"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.close()

    def add(self, table: type[Table], row: dict[str, Any]) -> None:
        self._waiting[table.__tablename__].append(row)

    def extend(self, table: type[Table], rows: Iterable[dict[str, Any]]) -> None:
        self._waiting[table.__tablename__].extend(rows)

    @property
    def waiting(self) -> int:
        return sum(len(rows) for rows in self._waiting.values())

    def write(self) -> None:
        """Write what waits. A row never waits longer than one that refers to it."""
        for table in Table.metadata.sorted_tables:
            rows = self._waiting[table.name]
            statement = self._texts.insert_into(table, rows) if self._database.is_sqlite else insert(table)
            for begin in range(0, len(rows), BATCH):
                with self._database.writing() as session:
                    session.execute(statement, rows[begin : begin + BATCH])
            if rows:
                self.written[table.name] = self.written.get(table.name, 0) + len(rows)
                self._waiting[table.name] = []

    def write_if_many(self) -> None:
        if self.waiting >= BATCH:
            self.write()


class _Texts:
    """What is kept as JSON, for SQLite, where that is text: what many rows have in common is encoded once."""

    def __init__(self) -> None:
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        self._known: dict[int, tuple[object, str]] = {}
        """By identity, with the object itself, so that no other can come to have it."""

    def insert_into(self, table: FromClause, rows: Iterable[dict[str, Any]]) -> Insert:
        """Encodes the rows in place."""
        names = [column.name for column in table.columns if isinstance(column.type, JSON)]
        for row in rows:
            for name in names:
                if row[name] is not None:
                    row[name] = self._text(row[name])
        statement = insert(cast(sqlalchemy.Table, table))
        return (
            statement.values({name: bindparam(name, type_=String()) for name in names})
            if names
            else statement
        )

    def _text(self, value: object) -> str:
        known = self._known.get(id(value))
        if known is None:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            known = self._known[id(value)] = value, self._encode(value)
        return known[1]


def new_id(rng: Random) -> str:
    """32 hex digits."""
    return f"{rng.getrandbits(128):032x}"
