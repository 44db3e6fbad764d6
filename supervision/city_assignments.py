"""Who answers for the businesses of a list: checked row by row, and written a batch at a time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.areas import Area, AreaKind
from models.people import Level, Role, User
from models.tables import AssignmentRow, BusinessRow, UserRow
from supervision import assignments
from supervision.city_rows import AreaIndex, BusinessEntry, Fault, Wrong
from supervision.tiers import Fit, Tiers
from supervision.topics import AssignmentPolicy


@dataclass(frozen=True, slots=True)
class Handovers:
    """Cadres to answer for businesses from now on, and why where they work above the level's tier."""

    given: Mapping[str, tuple[str, str]]
    by: str | None
    now: datetime

    def __bool__(self) -> bool:
        return bool(self.given)

    def write(self, session: Session) -> None:
        assignments.hold(session, {cadre for cadre, _ in self.given.values()}, self.given)
        # Read anew: an office may have assigned somebody since the list was read.
        current = AssignmentRow.business_id.in_(self.given), AssignmentRow.until.is_(None)
        session.execute(
            update(AssignmentRow)
            .where(*current)
            .values(until=self.now, ended_by=self.by, end_reason="import")
        )
        new = [
            {
                "user_id": cadre, "business_id": business_id, "since": self.now, "assigned_by": self.by,
                "override_reason": override,
            }
            for business_id, (cadre, override) in self.given.items()
        ]  # fmt: skip
        session.execute(insert(AssignmentRow), new)


class Cadres:
    """Who answers for each business, brought to what the rows say."""

    def __init__(
        self, session: Session, index: AreaIndex, policy: AssignmentPolicy, user: User | None, now: datetime
    ) -> None:
        self._index, self._now = index, now
        self._by = user.id if user else None
        self._policy = policy
        columns = (UserRow.id, UserRow.username, UserRow.area_id, UserRow.left_at)
        query = select(*columns).where(UserRow.role == str(Role.CADRE))
        self._known = {row.username: row for row in session.execute(query)}
        self._by_id = {row.id: row for row in self._known.values()}
        self._current: dict[str, list[Any]] = defaultdict(list)
        current = select(AssignmentRow.business_id, AssignmentRow.user_id, AssignmentRow.override_reason)
        for row in session.execute(current.where(AssignmentRow.until.is_(None))):
            self._current[row.business_id].append(row)
        self._given: dict[str, tuple[str, str]] = {}

    def check(self, line: int, entry: BusinessEntry, area: Area | None) -> list[Fault]:
        if not entry.cadre:
            return []
        cadre = self._known.get(entry.cadre)
        if cadre is None or cadre.left_at is not None:
            wrong = Wrong.NO_SUCH_CADRE if cadre is None else Wrong.HAS_LEFT
            return [Fault(line, "cadre", wrong, entry.cadre)]
        assert entry.level is not None
        tiers = tiers_at(self._index, self._policy, area)
        fit = tiers.fit(entry.level, area.path if area else None, self._index.by_id.get(cadre.area_id))
        if fit is Fit.ELSEWHERE:
            return [Fault(line, "cadre", Wrong.ELSEWHERE, entry.cadre)]
        if fit is Fit.TOO_LOW:
            return [Fault(line, "cadre", Wrong.TOO_LOW, entry.cadre, (str(tiers.kind_for(entry.level)),))]
        if fit is Fit.HIGHER and not entry.override:
            return [Fault(line, "override", Wrong.NEEDS_REASON, entry.cadre)]
        return []

    def unfit(self, line: int, business_id: str, entry: BusinessEntry, area: Area | None) -> list[Fault]:
        """Whoever goes on answering for it and could not be assigned to it as the row has it."""
        if entry.cadre or entry.level is None:
            return []
        tiers, path = tiers_at(self._index, self._policy, area), area.path if area else None
        found = []
        for row in self._current.get(business_id, ()):
            cadre = self._by_id.get(row.user_id)
            home = self._index.by_id.get(cadre.area_id) if cadre else None
            if not tiers.suits(entry.level, path, home, row.override_reason):
                name = cadre.username if cadre else ""
                found.append(Fault(line, "cadre", Wrong.NO_LONGER_FITS, name))
        return found

    def take(self, business_id: str, entry: BusinessEntry) -> bool:
        """Whether another cadre answers for it from now on."""
        if not entry.cadre:
            return False
        user_id = self._known[entry.cadre].id
        if any(row.user_id == user_id for row in self._current[business_id]):
            return False
        self._given[business_id] = user_id, entry.override
        return True

    def changes(self) -> Handovers:
        """What has been taken since the last call."""
        taken, self._given = Handovers(self._given, self._by, self._now), {}
        return taken


class Held:
    """What cadres answer for now, and what of it they could not be assigned to if they worked elsewhere."""

    def __init__(self, session: Session, index: AreaIndex, policy: AssignmentPolicy) -> None:
        self._index, self._policy = index, policy
        self._held: dict[str, list[Any]] = defaultdict(list)
        query = (
            select(
                AssignmentRow.user_id, AssignmentRow.override_reason, BusinessRow.level, BusinessRow.area_id
            )
            .join(BusinessRow, BusinessRow.id == AssignmentRow.business_id)
            .where(AssignmentRow.until.is_(None))
        )
        for row in session.execute(query):
            self._held[row.user_id].append(row)

    def unfit(self, line: int, user_id: str, username: str, area_id: str | None) -> list[Fault]:
        count, home = 0, self._index.by_id.get(area_id or "")
        for row in self._held.get(user_id, ()):
            area = self._index.by_id.get(row.area_id)
            tiers = tiers_at(self._index, self._policy, area)
            count += not tiers.suits(Level(row.level), area.path if area else None, home, row.override_reason)
        return [Fault(line, "username", Wrong.HOLDS_UNFIT, username, (str(count),))] if count else []


def tiers_at(index: AreaIndex, policy: AssignmentPolicy, area: Area | None) -> Tiers:
    """The policy in the tree in which the area lies."""
    return Tiers(policy, index.by_id[area.path.split("/")[0]].kind if area else AreaKind.PREFECTURE)
