"""Lists of a city into the database: areas, businesses and cadres, by the thousand.

Natural keys (an area's names, a licence, a username) make a second import bring up to date what the first put
in. A row with anything wrong in it is passed over whole and reported; the others are kept. An empty cell says
nothing and leaves what is there. Each thousand rows are a transaction of their own, because what cameras find
would wait too long for a whole city; what an interrupted import has kept is unchanged in the next.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.area_tables import AreaRow
from models.areas import Area, AreaKind, path_of
from models.businesses import BusinessStatus, Position
from models.database import Database
from models.opening import EVERY_DAY, OpeningHours
from models.people import Role, User
from models.tables import BusinessRow, PersonRow, UserRow
from supervision import areas, policies
from supervision.calendar import CHINA
from supervision.city_assignments import Cadres, Handovers, Held
from supervision.city_rows import (
    COLUMNS,
    AreaIndex,
    BusinessEntry,
    CadreEntry,
    Fault,
    Listing,
    Wrong,
    read_area,
    read_business,
    read_cadre,
)
from supervision.sheets import Flaw, Row, Unreadable, read_rows
from supervision.topics import ASSIGNMENT, KINDS

CHUNK = 1000
MOST_ROWS = 200_000

Progress = Callable[[int, int], None]
"""Told how many rows of how many have been dealt with; what it raises ends the import."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """rows: those that hold anything. Each is added, changed, unchanged or skipped; faults say why.

    unfit: rows that were taken, after which somebody answers for what they could not be assigned to.
    """

    listing: Listing
    rows: int
    added: int
    changed: int
    unchanged: int
    skipped: int
    assigned: int
    """Businesses that got another cadre."""
    faults: tuple[Fault, ...]
    unfit: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Changes:
    """Rows of a table to add, and rows to change by their key."""

    table: type[Any]
    new: Sequence[dict[str, Any]] = ()
    changed: Sequence[dict[str, Any]] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)

    def write(self, session: Session) -> None:
        if self.new:
            session.execute(insert(self.table), self.new)
        if self.changed:
            session.execute(update(self.table), self.changed)


class _Keep(Protocol):
    def __call__(self, *changes: _Changes | Handovers) -> None:
        """Write these together, or nothing in a dry run."""
        ...


@dataclass
class _Tally:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    assigned: int = 0
    faults: list[Fault] = field(default_factory=list)
    unfit: list[Fault] = field(default_factory=list)

    def count(self, is_new: bool, differs: bool) -> None:
        self.added += is_new
        self.changed += differs and not is_new
        self.unchanged += not differs and not is_new


def read_list(content: bytes, listing: Listing) -> Sequence[Row]:
    """Raises Unreadable when it is no such list, or one of too many rows."""
    rows = []
    for row in read_rows(content, COLUMNS[listing]):
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise Unreadable(Flaw.TOO_MANY, f"the list has more than {MOST_ROWS} rows")
    return rows


def import_list(
    database: Database,
    listing: Listing,
    rows: Sequence[Row],
    *,
    user: User | None,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take a list in. user: on whose behalf, None for the command line. dry_run: report only."""
    tally = _Tally()

    def keep(*changes: _Changes | Handovers) -> None:
        if dry_run or not any(changes):
            return
        with database.writing() as session:
            for change in changes:
                if change:
                    change.write(session)

    with database.reading() as session:
        match listing:
            case Listing.AREAS:
                _areas(session, rows, tally, progress, keep)
            case Listing.CADRES:
                _cadres(session, rows, tally, progress, keep, now)
            case Listing.BUSINESSES:
                _businesses(session, rows, tally, progress, keep, user, now)
    skipped = len({fault.line for fault in tally.faults})
    return Report(
        listing,
        len(rows),
        tally.added,
        tally.changed,
        tally.unchanged,
        skipped,
        tally.assigned,
        tuple(sorted(tally.faults, key=lambda fault: fault.line)),
        tuple(tally.unfit),
    )


def _chunks(rows: Sequence[T], progress: Progress) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), CHUNK):
        progress(start, len(rows))
        yield rows[start : start + CHUNK]
    progress(len(rows), len(rows))


def _once(rows: Sequence[Row], key: str, tally: _Tally) -> Iterator[Row]:
    """The rows whose key no row before them has."""
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row[key], row.line)
        if row[key] and first != row.line:
            tally.faults.append(Fault(row.line, key, Wrong.TWICE, row[key], (str(first),)))
        else:
            yield row


def _areas(session: Session, rows: Sequence[Row], tally: _Tally, progress: Progress, keep: _Keep) -> None:
    known = {(area.parent_id, area.name): area for area in areas.subtree(session)}
    for chunk in _chunks(rows, progress):
        new: list[Area] = []
        for row in chunk:
            chain, faults = read_area(row)
            tally.faults += faults
            if faults:
                continue
            before = len(new)
            _grow(chain, known, new)
            tally.count(len(new) > before, False)
        keep(_Changes(AreaRow, [_area_values(area) for area in new]))


def _grow(
    chain: Sequence[tuple[AreaKind, str]], known: dict[tuple[str | None, str], Area], new: list[Area]
) -> None:
    parent: Area | None = None
    for kind, name in chain:
        key = (parent.id if parent else None, name)
        if key not in known:
            area_id = uuid4().hex
            path = path_of(area_id, parent.path if parent else "")
            known[key] = Area(area_id, name, kind, parent.id if parent else None, path)
            new.append(known[key])
        parent = known[key]


def _area_values(area: Area) -> dict[str, Any]:
    return {
        "id": area.id, "name": area.name, "kind": str(area.kind),
        "parent_id": area.parent_id, "path": area.path,
    }  # fmt: skip


def _cadres(
    session: Session, rows: Sequence[Row], tally: _Tally, progress: Progress, keep: _Keep, now: datetime
) -> None:
    index = AreaIndex(areas.subtree(session))
    held = Held(session, index, policies.in_force(session, ASSIGNMENT, now))
    columns = (UserRow.id, UserRow.username, UserRow.role, UserRow.left_at)
    kept = (UserRow.name, UserRow.title, UserRow.phone, UserRow.area_id)
    known = {row.username: row for row in session.execute(select(*columns, *kept))}
    fields = [column.key for column in kept]
    for chunk in _chunks(list(_once(rows, "username", tally)), progress):
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for row in chunk:
            entry, faults = read_cadre(row, index)
            before = known.get(entry.username)
            if before is not None and (before.role != Role.CADRE or before.left_at is not None):
                wrong = Wrong.OTHER_ROLE if before.role != Role.CADRE else Wrong.HAS_LEFT
                faults.append(Fault(row.line, "username", wrong, entry.username))
            tally.faults += faults
            if faults:
                continue
            if before is None:
                new.append(_new_cadre(entry))
                tally.count(True, False)
                continue
            difference = _difference(entry.values, {key: getattr(before, key) for key in fields})
            if difference:
                changed.append(
                    {"id": before.id, **{key: getattr(before, key) for key in fields}, **difference}
                )
            tally.unfit += held.unfit(
                row.line, before.id, entry.username, difference.get("area_id", before.area_id)
            )
            tally.count(False, bool(difference))
        keep(_Changes(UserRow, new, changed))


def _new_cadre(entry: CadreEntry) -> dict[str, Any]:
    # Without a password: nobody signs in by it until one is set.
    empty = {"title": "", "phone": "", "password_hash": None}
    return empty | {"id": uuid4().hex, "username": entry.username, "role": str(Role.CADRE), **entry.values}


def _difference(values: Mapping[str, str], before: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value != before[key]}


KEPT = ("name", "address", "kind", "level", "risk_grade", "opening_hours", "status", "area_id")
ALSO_KEPT = ("open_days", "supervised_from")
"""What follows from the others and the day of the import."""


def _businesses(
    session: Session,
    rows: Sequence[Row],
    tally: _Tally,
    progress: Progress,
    keep: _Keep,
    user: User | None,
    now: datetime,
) -> None:
    tree = areas.subtree(session)
    index = AreaIndex(tree)
    kinds = policies.in_force(session, KINDS, now).names
    policy = policies.in_force(session, ASSIGNMENT, now)
    columns = [getattr(BusinessRow, key) for key in (*KEPT, *ALSO_KEPT)]
    today = now.astimezone(CHINA).date()
    known = {
        row.licence: row for row in session.execute(select(BusinessRow.id, BusinessRow.licence, *columns))
    }
    persons = _Persons(session)
    cadres = Cadres(session, index, policy, user, now)
    for chunk in _chunks(list(_once(rows, "licence", tally)), progress):
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for row in chunk:
            entry, faults = read_business(row, index, kinds)
            before = known.get(entry.licence)
            area = entry.area or (index.by_id.get(before.area_id) if before else None)
            if not faults:
                faults += cadres.check(row.line, entry, area)
            tally.faults += faults
            if faults:
                continue
            business_id = before.id if before else uuid4().hex
            if before is None:
                new.append(_new_business(entry, business_id, today))
                difference = {}
            else:
                kept = {key: getattr(before, key) for key in KEPT}
                difference = _difference(entry.values, kept)
                if difference:
                    also = {key: getattr(before, key) for key in ALSO_KEPT} | _following(difference, today)
                    changed.append({"id": before.id, **kept, **difference, **also})
            differs = persons.take(business_id, entry.persons)
            tally.unfit += cadres.unfit(row.line, business_id, entry, area)
            reassigned = cadres.take(business_id, entry)
            tally.assigned += reassigned
            tally.count(before is None, bool(difference) or differs or reassigned)
        keep(_Changes(BusinessRow, new, changed), *persons.changes(), cadres.changes())


def _new_business(entry: BusinessEntry, business_id: str, today: date) -> dict[str, Any]:
    empty = {
        "address": "", "kind": "", "risk_grade": None, "opening_hours": "", "area_id": None,
        "status": str(BusinessStatus.ACTIVE), "open_days": EVERY_DAY, "supervised_from": today,
    }  # fmt: skip
    given = empty | {"id": business_id, "licence": entry.licence, **entry.values}
    return given | _following(entry.values, today)


def _following(values: Mapping[str, str], today: date) -> dict[str, Any]:
    """On which days it opens, where hours are given; and who works again is supervised from then on."""
    following: dict[str, Any] = {}
    if hours := values.get("opening_hours"):
        following["open_days"] = OpeningHours.parse(hours).days
    if values.get("status") == BusinessStatus.ACTIVE:
        following["supervised_from"] = today
    return following


class _Persons:
    """The three persons of each business, brought to what the rows say."""

    def __init__(self, session: Session) -> None:
        columns = (PersonRow.id, PersonRow.business_id, PersonRow.position, PersonRow.name, PersonRow.phone)
        self._known: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in session.execute(select(*columns)):
            self._known[row.business_id, row.position].append(row)
        self._new: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []

    def take(self, business_id: str, given: Mapping[Position, tuple[str, str]]) -> bool:
        """Whether anything changes."""
        before = len(self._new) + len(self._changed)
        for position, (name, phone) in given.items():
            there = self._known.get((business_id, str(position)), [])
            same = next((row for row in there if row.name == name), None)
            if same is None:
                # One named person per position is the rule; a new name takes the old one's place.
                if len(there) == 1:
                    self._changed.append({"id": there[0].id, "name": name, "phone": phone, "user_id": None})
                else:
                    self._new.append(
                        {"business_id": business_id, "position": str(position), "name": name, "phone": phone}
                    )
            elif phone and phone != same.phone:
                self._changed.append({"id": same.id, "phone": phone})
        return len(self._new) + len(self._changed) > before

    def changes(self) -> Sequence[_Changes]:
        """What has been taken since the last call."""
        renamed = [values for values in self._changed if "name" in values]
        called = [values for values in self._changed if "name" not in values]
        taken = _Changes(PersonRow, self._new, renamed), _Changes(PersonRow, (), called)
        self._new, self._changed = [], []
        return taken
