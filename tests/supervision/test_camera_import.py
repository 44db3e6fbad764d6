"""Cameras from a table: new ones, changed ones, and what is wrong with a row; twice is the same as once."""

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from models import catalog
from models.database import Database
from models.errors import InvalidValue
from models.people import Everything, Level
from supervision.camera_import import COLUMNS, Fault, Outcome, Reason, take
from supervision.sheets import template
from tests.databases import copy_of_migrated
from tests.models import scene

HEADING = "企业,名称,操作区,接入方式,主码流地址,子码流地址,关键过程\n"
ALL = Everything()


def csv(*lines: str) -> bytes:
    return (HEADING + "\n".join(lines) + "\n").encode()


def outcomes(session: Session, content: bytes) -> list[Outcome]:
    return [line.outcome for line in take(session, ALL, content)]


def faults(session: Session, *lines: str) -> list[Sequence[Fault]]:
    return [line.faults for line in take(session, ALL, csv(*lines))]


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{copy_of_migrated(tmp_path / 'test.db')}")
    with database.writing() as session:
        scene.business(session, "甲")
        catalog.add_business(session, name="乙", level=Level.C)
    return database


def test_a_table_is_taken_once(database: Database) -> None:
    table = csv(
        "甲,热灶,烹饪,,rtsp://u:p@h/1,rtsp://u:p@h/2,油炸",
        "乙,水池,Washing,RTSP,rtsp://u:p@h/3",
        "乙,手机,other,whip",
    )
    with database.writing() as session:
        assert outcomes(session, table) == [Outcome.CREATED] * 3
        cameras = {camera.name: camera for camera in catalog.list_cameras(session, ALL)}
        stove = cameras["热灶"]
        assert (stove.place, stove.url, stove.sub_url) == ("cooking", "rtsp://u:p@h/1", "rtsp://u:p@h/2")
        assert (stove.key_process, stove.accepted_at) == ("油炸", None)
        assert (cameras["水池"].place, cameras["手机"].kind, cameras["手机"].url) == ("washing", "whip", "")
    with database.writing() as session:
        assert outcomes(session, table) == [Outcome.UNCHANGED] * 3
        assert len(catalog.list_cameras(session, ALL)) == 3


def test_what_is_left_empty_stays_and_what_is_said_changes(database: Database) -> None:
    with database.writing() as session:
        owner = catalog.find_business(session, name="甲")
        assert owner is not None
        known = scene.camera(session, owner, "热灶", "rtsp://u:old@h/1")
        assert outcomes(session, csv("甲,热灶,烹饪")) == [Outcome.UNCHANGED]
        assert outcomes(session, csv("甲,热灶,烹饪,,rtsp://u:new@h/1,,油炸")) == [Outcome.UPDATED]
        (camera,) = catalog.list_cameras(session, ALL)
        assert (camera.id, camera.url, camera.key_process) == (known.id, "rtsp://u:new@h/1", "油炸")
        # Another password leads to the same picture, another path does not.
        assert camera.accepted_at is not None
        assert outcomes(session, csv("甲,热灶,烹饪,,rtsp://u:new@h/2")) == [Outcome.UPDATED]
        (camera,) = catalog.list_cameras(session, ALL)
        assert camera.accepted_at is None


def test_each_row_says_what_is_wrong_with_it_and_the_others_are_taken(database: Database) -> None:
    rows: tuple[tuple[str, list[Fault] | None], ...] = (
        (",热灶,烹饪,,rtsp://h/1", [Fault(Reason.MISSING, "business")]),
        ("甲,,烹饪,,rtsp://h/1", [Fault(Reason.MISSING, "name")]),
        ("丙,热灶,烹饪,,rtsp://h/1", [Fault(Reason.UNKNOWN_BUSINESS)]),
        ("甲,一,屋顶,,rtsp://h/1", [Fault(Reason.UNKNOWN_PLACE)]),
        ("甲,二,更衣室,,rtsp://h/1", [Fault(Reason.PLACE_NOT_FILMED)]),
        ("甲,三,烹饪,,http://u:S3cret@h/1", [Fault(Reason.UNUSABLE_ADDRESS, "url")]),
        ("甲,四,烹饪", [Fault(Reason.MISSING, "url")]),
        ("甲,五,烹饪,usb,rtsp://h/1", [Fault(Reason.UNKNOWN_KIND)]),
        ("甲,六,烹饪,whip,rtsp://h/1", [Fault(Reason.ADDRESS_NOT_WANTED)]),
        (f"甲,{'长' * 201},烹饪,,rtsp://h/1", [Fault(Reason.TOO_LONG, "name")]),
        ("甲,好,烹饪,,rtsp://h/1", []),
        ("甲,好,切配,,rtsp://h/2", [Fault(Reason.REPEATED, line=12)]),
        (",,,,", None),
        (
            "甲,,屋顶",
            [Fault(Reason.MISSING, "name"), Fault(Reason.UNKNOWN_PLACE), Fault(Reason.MISSING, "url")],
        ),
    )
    with database.writing() as session:
        found = take(session, ALL, csv(*(row for row, _ in rows)))
        assert [list(line.faults) for line in found] == [wanted for _, wanted in rows if wanted is not None]
        assert [line.line for line in found if line.outcome is Outcome.CREATED] == [12]
        assert "S3cret" not in repr(found)
        assert [camera.name for camera in catalog.list_cameras(session, ALL)] == ["好"]


def test_several_businesses_of_one_name_are_not_guessed_at(database: Database) -> None:
    from models.tables import BusinessRow

    with database.writing() as session:
        session.add(BusinessRow(id="2" * 32, name="甲", level="C", address=""))
        session.flush()
        assert faults(session, "甲,热灶,烹饪,,rtsp://h/1") == [(Fault(Reason.SEVERAL_BUSINESSES),)]


def test_a_template_filled_in_is_understood(database: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("摄像头", COLUMNS)))
    sheet = book.active
    assert sheet is not None
    sheet.append(["甲", 101, "烹饪", None, "rtsp://h/1"])
    out = io.BytesIO()
    book.save(out)
    with database.writing() as session:
        (line,) = take(session, ALL, out.getvalue())
        assert (line.name, line.outcome) == ("101", Outcome.CREATED)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", csv("甲,热\0灶,烹饪,,rtsp://h/1"), b"PK not a zip", "甲,乙\n".encode()]
)
def test_what_is_no_table_is_refused(database: Database, content: bytes) -> None:
    with pytest.raises(InvalidValue), database.writing() as session:
        take(session, ALL, content)
