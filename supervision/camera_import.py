"""Many cameras from one table: what each row does. The caller's session decides what stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.redact import without_credentials
from ingest.rtsp import check_address
from ingest.source import SourceError
from models import catalog, configuration, place_catalog
from models.businesses import Camera, CameraKind
from models.configuration import CameraDraft
from models.errors import InvalidValue
from models.people import Own, Scope
from models.places import Filming, Place
from models.tables import BusinessRow
from supervision.sheets import Column, Row, read_rows

MOST_ROWS = 5000

COLUMNS = (
    Column("business", "企业", "Business", "须已在系统中 / it must be there", "红灯笼餐厅", True),
    Column("name", "名称", "Name", "同一企业内不重复 / one of its kind in the business", "热灶 1 号机", True),
    Column("place", "操作区", "Place", "“设置-操作区”中的名称 / a name from Settings, Places", "烹饪", True),
    Column("kind", "接入方式", "Kind", "rtsp(默认)或 whip / rtsp, the default, or whip", "rtsp"),
    Column("url", "主码流地址", "Main stream", "更新时留空则不变 / left empty it stays as it is", "rtsp://user:password@192.168.1.20/stream1"),
    Column("subUrl", "子码流地址", "Sub stream", "可选 / optional", "rtsp://user:password@192.168.1.20/stream2"),
    Column("process", "关键过程", "Key process", "可选 / optional", "油炸"),
)  # fmt: skip
KINDS = {"": CameraKind.RTSP, "rtsp": CameraKind.RTSP, "whip": CameraKind.WHIP}
LONGEST = {"name": 200, "url": 2000, "subUrl": 2000, "process": 200}


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a row is not taken; stable codes that the console puts into words."""

    MISSING = "missing"
    UNKNOWN_BUSINESS = "unknown_business"
    SEVERAL_BUSINESSES = "several_businesses"
    UNKNOWN_PLACE = "unknown_place"
    PLACE_NOT_FILMED = "place_not_filmed"
    UNUSABLE_ADDRESS = "unusable_address"
    UNKNOWN_KIND = "unknown_kind"
    ADDRESS_NOT_WANTED = "address_not_wanted"
    TOO_LONG = "too_long"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Fault:
    """column: key of the column it is about, if one. line: of the row that says the same, for REPEATED."""

    reason: Reason
    column: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one row. line: as the spreadsheet counts, the heading is 1."""

    line: int
    business: str
    name: str
    outcome: Outcome
    faults: tuple[Fault, ...] = ()


class TooManyRows(InvalidValue):
    """More rows than are taken at once."""


def take(session: Session, scope: Scope, content: bytes) -> Sequence[Line]:
    """Add and change cameras by a table, XLSX or CSV; rows with faults are left out.

    A camera is known by its business and its name: the same table again changes nothing. Cells left empty
    leave what is there as it is. A dry run is the same, rolled back by the caller.

    Raises:
        InvalidValue: the content is no such table, or too long (TooManyRows).
    """
    if content[:2] != b"PK" and b"\0" in content:
        raise InvalidValue("the file is no text; save it as CSV in UTF-8")
    rows = []
    for row in read_rows(content, COLUMNS):
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise TooManyRows(f"at most {MOST_ROWS} rows are taken at once")
    known = _Known(session, scope, rows)
    return list(_lines(session, known, rows))


def same_view(before: Camera, draft: CameraDraft) -> bool:
    """Whether the streams are those of before, be it with other credentials."""
    return before.kind is draft.kind and all(
        without_credentials(old or "") == without_credentials(new or "")
        for old, new in ((before.url, draft.url), (before.sub_url, draft.sub_url))
    )


class _Known:
    """What the rows speak of, read at once: businesses and places by name, cameras by business and name."""

    def __init__(self, session: Session, scope: Scope, rows: Sequence[Row]) -> None:
        names = sorted({row["business"] for row in rows})
        found: dict[str, list[str]] = {}
        for start in range(0, len(names), 500):
            query = select(BusinessRow.name, BusinessRow.id).where(
                BusinessRow.name.in_(names[start : start + 500]), catalog.within(scope, BusinessRow.id)
            )
            for name, business_id in session.execute(query):
                found.setdefault(name, []).append(business_id)
        self.businesses: Mapping[str, Sequence[str]] = found
        self.places: dict[str, Place] = {}
        for place in place_catalog.list_places(session):
            for name in (place.key, place.name.zh, place.name.en.lower()):
                self.places.setdefault(name, place)
        self.cameras: dict[tuple[str, str], Camera] = {
            (business_id, camera.name): camera
            for ids in found.values()
            for business_id in ids
            for camera in catalog.list_cameras(session, Own(business_id))
        }


def _lines(session: Session, known: _Known, rows: Sequence[Row]) -> Iterator[Line]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        faults = list(_faults(known, row))
        key = row["business"], row["name"]
        if all(key) and key in seen:
            faults.append(Fault(Reason.REPEATED, line=seen[key]))
        seen.setdefault(key, row.line)
        outcome = Outcome.REFUSED if faults else _take_row(session, known, row)
        yield Line(row.line, row["business"], row["name"], outcome, tuple(faults))


def _faults(known: _Known, row: Row) -> Iterator[Fault]:
    for key in ("business", "name", "place"):
        if not row[key]:
            yield Fault(Reason.MISSING, key)
    for key, most in LONGEST.items():
        if len(row[key]) > most:
            yield Fault(Reason.TOO_LONG, key)
    owners = known.businesses.get(row["business"], ())
    if row["business"] and len(owners) != 1:
        yield Fault(Reason.SEVERAL_BUSINESSES if owners else Reason.UNKNOWN_BUSINESS)
    place = _place(known, row)
    if row["place"] and place is None:
        yield Fault(Reason.UNKNOWN_PLACE)
    elif place is not None and place.filming is Filming.NEVER:
        yield Fault(Reason.PLACE_NOT_FILMED)
    for key in ("url", "subUrl"):
        if row[key] and not _usable(row[key]):
            yield Fault(Reason.UNUSABLE_ADDRESS, key)
    if row["kind"].lower() not in KINDS:
        yield Fault(Reason.UNKNOWN_KIND)
        return
    before = known.cameras.get((owners[0], row["name"])) if len(owners) == 1 else None
    kind = _kind(before, row)
    if kind is CameraKind.WHIP and (row["url"] or row["subUrl"]):
        yield Fault(Reason.ADDRESS_NOT_WANTED)
    if kind is CameraKind.RTSP and not row["url"] and (before is None or before.kind is not kind):
        yield Fault(Reason.MISSING, "url")


def _place(known: _Known, row: Row) -> Place | None:
    return known.places.get(row["place"]) or known.places.get(row["place"].lower())


def _kind(before: Camera | None, row: Row) -> CameraKind:
    return before.kind if before is not None and not row["kind"] else KINDS[row["kind"].lower()]


def _usable(address: str) -> bool:
    try:
        check_address(address)
    except SourceError:
        return False
    return True


def _take_row(session: Session, known: _Known, row: Row) -> Outcome:
    (business_id,) = known.businesses[row["business"]]
    before, place = known.cameras.get((business_id, row["name"])), _place(known, row)
    assert place is not None
    kind = _kind(before, row)
    start = CameraDraft.of(before) if before is not None and before.kind is kind else None
    draft = CameraDraft(
        row["name"],
        place.key,
        kind,
        row["url"] or (start.url if start else ""),
        row["subUrl"] or (start.sub_url if start else None),
        row["process"] or (before.key_process if before else ""),
    )
    if before is None:
        known.cameras[business_id, row["name"]] = configuration.install(session, business_id, draft)
        return Outcome.CREATED
    if draft == CameraDraft.of(before):
        return Outcome.UNCHANGED
    configuration.change(session, before.id, draft, same_view=same_view(before, draft))
    return Outcome.UPDATED
