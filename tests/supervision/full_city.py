"""Compares bulletins of a full-sized made-up city with the count by hand; too long for a test.

A week, a month and a quarter, those that were over last, of the city, of one county and of one town.
`brightkitchen demo --city`, then `python -m tests.supervision.full_city data/city`
"""

import sys
import traceback
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import typer
from sqlalchemy.orm import Session

from api.settings import Settings
from models.areas import Area, AreaKind
from models.bulletins import BulletinKind
from models.database import Database
from supervision.areas import subtree
from supervision.bulletin_store import content_of
from supervision.bulletins import DAY, Content, days_of, name_of
from supervision.calendar import CHINA
from supervision.topics import BULLETINS
from tests.supervision.by_hand import check, counted, due_by_hand, past

KINDS = (AreaKind.PREFECTURE, AreaKind.COUNTY, AreaKind.TOWN)


def compare(database: Database, today: date) -> None:
    """Says of every bulletin whether its figures are those counted; raises SystemExit where one is not."""
    differing = 0
    with database.reading() as session:
        for area in _areas(session):
            for kind in BulletinKind:
                first = days_of(kind, days_of(kind, today)[0] - DAY)[0]
                content = content_of(session, area, kind, first, BULLETINS.default, CHINA)
                what = f"{area.name}, {name_of(kind, first)}, with {len(content.parts)} parts"
                try:
                    typer.echo(f"{what}: {_compared(session, content)} counts are equal")
                except AssertionError:
                    differing += 1
                    typer.echo(f"{what}: differs\n{traceback.format_exc(limit=-2)}")
    if differing:
        raise SystemExit(f"{differing} bulletins differ from the count by hand")


def _areas(session: Session) -> Iterator[Area]:
    """The first of each kind, each in the one before."""
    path = ""
    for kind in KINDS:
        area = next(item for item in subtree(session, path) if item.kind is kind)
        path = area.path
        yield area


def _compared(session: Session, content: Content) -> int:
    """How many counts were equal, beside self-checks, times to correct and online times."""
    period = past(content.first, content.last)
    parts = (content.whole, *content.parts)
    for part in parts:
        check(session, part.id, part.figures, period, due_by_hand(session, part.id, period))
    return sum(len(counted(part.figures)) for part in parts)


if __name__ == "__main__":
    folder = Settings(data_dir=Path(sys.argv[1]), database_url=None)
    compare(Database(folder.database), datetime.now(CHINA).date())
