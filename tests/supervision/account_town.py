"""A city of two streets with an office, a shop and an administrator, for what is done to accounts."""

from dataclasses import dataclass
from typing import Self

from models import accounts, catalog
from models.areas import AreaKind
from models.database import Database
from models.people import InArea, Level, Role, Scope, User
from supervision import areas
from tests.models import scene


@dataclass(frozen=True)
class AccountTown:
    """shop, top, east: ids. The shop and the office are in the east, which is `inside`."""

    database: Database
    shop: str
    top: str
    east: str
    inside: Scope
    outside: Scope
    office: User
    admin: User

    @classmethod
    def set_up(cls, database: Database, username: str, name: str) -> Self:
        """username, name: of the office."""
        with database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            east, west = (
                areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=top)
                for name in ("东街", "西街")
            )
            shop = catalog.add_business(session, name="小店", level=Level.D, area_id=east.id)
            office = accounts.add_user(
                session, username=username, name=name, role=Role.OFFICE, password_hash="x", area_id=east.id
            )
            admin = scene.user(session, "admin", Role.ADMIN)
        return cls(database, shop.id, top.id, east.id, InArea(east.path), InArea(west.path), office, admin)
