"""Compares the bulletins of a full-sized made-up city with the count by hand; too long for a test.

`brightkitchen demo --city`, then `python -m tests.supervision.full_city data/city`
"""

import sys
from pathlib import Path

import typer
from sqlalchemy import select

from api.settings import Settings
from models.bulletin_tables import BulletinRow
from models.database import Database
from supervision.bulletins import decode
from tests.supervision.by_hand import check, counted, due_by_hand, past


def compare(database: Database) -> None:
    """Raises AssertionError where a figure of a bulletin is not what was counted."""
    compared = 0
    with database.reading() as session:
        for row in session.scalars(select(BulletinRow).order_by(BulletinRow.id)):
            content = decode(row.content)
            period = past(content.first, content.last)
            for part in (content.whole, *content.parts):
                check(session, part.id, part.figures, period, due_by_hand(session, part.id, period))
                compared += len(counted(part.figures))
            typer.echo(f"{row.title}: the whole and its {len(content.parts)} parts are equal")
    typer.echo(f"{compared} counts are equal, and self-checks, times to correct and online times beside them")


if __name__ == "__main__":
    compare(Database(Settings(data_dir=Path(sys.argv[1]), database_url=None).database))
