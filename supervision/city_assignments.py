"""Who answers for the businesses of a list: checked row by row, and written a batch at a time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.areas import Area, AreaKind
from models.people import Role, User
from models.tables import AssignmentRow, UserRow
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
        self._current: dict[str, list[str]] = defaultdict(list)
        current = select(AssignmentRow.business_id, AssignmentRow.user_id)
        for row in session.execute(current.where(AssignmentRow.until.is_(None))):
            self._current[row.business_id].append(row.user_id)
        self._given: dict[str, tuple[str, str]] = {}

    def check(self, line: int, entry: BusinessEntry, area: Area | None) -> list[Fault]:
        if not entry.cadre:
            return []
        cadre = self._known.get(entry.cadre)
        if cadre is None or cadre.left_at is not None:
            wrong = Wrong.NO_SUCH_CADRE if cadre is None else Wrong.HAS_LEFT
            return [Fault(line, "cadre", wrong, entry.cadre)]
        assert entry.level is not None
        top = self._index.by_id[area.path.split("/")[0]].kind if area else AreaKind.PREFECTURE
        tiers = Tiers(self._policy, top)
        fit = tiers.fit(entry.level, area.path if area else None, self._index.by_id.get(cadre.area_id))
        if fit is Fit.ELSEWHERE:
            return [Fault(line, "cadre", Wrong.ELSEWHERE, entry.cadre)]
        if fit is Fit.TOO_LOW:
            return [Fault(line, "cadre", Wrong.TOO_LOW, entry.cadre, (str(tiers.kind_for(entry.level)),))]
        if fit is Fit.HIGHER and not entry.override:
            return [Fault(line, "override", Wrong.NEEDS_REASON, entry.cadre)]
        return []

    def take(self, business_id: str, entry: BusinessEntry) -> bool:
        """Whether another cadre answers for it from now on."""
        if not entry.cadre:
            return False
        user_id = self._known[entry.cadre].id
        if user_id in self._current[business_id]:
            return False
        self._given[business_id] = user_id, entry.override
        return True

    def changes(self) -> Handovers:
        """What has been taken since the last call."""
        taken, self._given = Handovers(self._given, self._by, self._now), {}
        return taken
