"""Two streets with a cadre each, and the office of both, for what changes with cadres."""

from dataclasses import dataclass
from datetime import date, datetime

from models import accounts
from models.areas import Area, AreaKind
from models.database import Database
from models.people import Everything, Role, Scope, User
from supervision import areas, assignments, cadre_changes
from supervision.cadre_changes import Change
from supervision.calendar import standard_calendar
from tests.models import scene

CALENDAR = standard_calendar()
ALL = Everything()
TODAY = date(2026, 11, 2)
"""A Monday."""


@dataclass(frozen=True)
class TwoStreets:
    database: Database
    streets: tuple[Area, Area]
    cadres: tuple[User, User]
    office: User

    @classmethod
    def set_up(cls, database: Database) -> "TwoStreets":
        with database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            east, west = (
                areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=top)
                for name in ("东街", "西街")
            )

            def person(name: str, role: Role, area: Area) -> User:
                return accounts.add_user(
                    session, username=name, name=name, role=role, password_hash=None, area_id=area.id
                )

            cadres = person("wang", Role.CADRE, east), person("li", Role.CADRE, west)
            return cls(database, (east, west), cadres, person("office", Role.OFFICE, top))

    def report(self, of: int, happened_on: date = TODAY, *, now: datetime = scene.NOON) -> Change:
        with self.database.writing() as session:
            row = assignments.get_cadre(session, ALL, self.cadres[of].id)
            return cadre_changes.report(
                session, row, happened_on=happened_on, what="调动", by=self.office, now=now, calendar=CALENDAR
            )

    def settle(self, of: int, now: datetime) -> None:
        with self.database.writing() as session:
            assignments.settle(session, self.cadres[of].id, by=self.office, now=now)

    def listed(self, scope: Scope = ALL, now: datetime = scene.NOON) -> list[Change]:
        with self.database.reading() as session:
            found, following = cadre_changes.changes(session, scope, CALENDAR, now)
        assert following is None
        return list(found)
