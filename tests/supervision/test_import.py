"""Lists of a city: read from XLSX and CSV, told what is wrong row by row, and taken in once however often."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from random import Random

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.database import Database
from models.errors import InvalidValue
from models.opening import OpeningHours, Span
from models.people import Everything, Role
from models.tables import AssignmentRow, BusinessRow, PersonRow, UserRow
from supervision import areas, coverage, misfits
from supervision.city_import import Report, import_list, read_list
from supervision.city_rows import COLUMNS, Listing, Wrong
from supervision.coverage import BusinessFilters
from supervision.import_words import heading_of, words_of
from supervision.sheets import read_rows, template
from supervision.topics import ASSIGNMENT
from tests.databases import copy_of_migrated
from tests.models import scene

AREAS = "区县,镇街,村社区\n港城市,杨柳镇,河东村\n港城市,杨柳镇,河西村\n港城市,锦丰镇,河东村\n"
CADRES = (
    "用户名,姓名,职务,电话,区县,镇街,村社区\n"
    "wang,王建国,村主任,13800000001,港城市,杨柳镇,河东村\n"
    "li,李镇长,镇长,,港城市,杨柳镇,\n"
)
BUSINESSES = (
    "许可证编号,企业名称,镇街,村社区,业态,包保级别,风险等级,营业时间,主要负责人,主要负责人电话,包保干部,提级理由\n"
    "JY1,红灯笼餐厅,杨柳镇,河东村,餐饮服务,D,B,周一至周五 06:30-13:30,李明,138,wang,\n"
    "JY2,实验小学食堂,杨柳镇,河东村,学校食堂,D,A,,赵敏,,li,学校从严\n"
    "JY3,老王面馆,锦丰镇,河东村,餐饮服务,D,,,,,,\n"
)


def xlsx(text: str) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in text.splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def take(
    database: Database, listing: Listing, text: str, *, dry_run: bool = False, now: datetime = scene.NOON
) -> Report:
    rows = read_list(text.encode(), listing)
    return import_list(database, listing, rows, user=None, now=now, dry_run=dry_run)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.skipped


def city(database: Database) -> None:
    take(database, Listing.AREAS, AREAS)
    take(database, Listing.CADRES, CADRES)


def test_a_second_import_changes_nothing_and_a_third_only_what_differs(database: Database) -> None:
    lists = ((Listing.AREAS, AREAS), (Listing.CADRES, CADRES), (Listing.BUSINESSES, BUSINESSES))
    for round_number in range(2):
        for listing, text in lists:
            report = take(database, listing, text)
            lines = len(text.splitlines()) - 1
            assert report.faults == ()
            assert counts(report) == ((lines, 0, 0, 0) if round_number == 0 else (0, 0, lines, 0))
    changed = BUSINESSES.replace("李明,138", "孙丽,139").replace("老王面馆", "老王饭店")
    assert counts(take(database, Listing.BUSINESSES, changed)) == (0, 2, 1, 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BusinessRow)) == 3
        persons = session.execute(select(PersonRow.name, PersonRow.phone).order_by(PersonRow.id)).all()
        assert [tuple(row) for row in persons] == [("孙丽", "139"), ("赵敏", "")]
        noodles = session.scalar(select(BusinessRow).where(BusinessRow.licence == "JY3"))
        assert noodles is not None
        assert (noodles.name, noodles.kind, noodles.status) == ("老王饭店", "餐饮服务", "active")


def test_a_business_is_supervised_from_the_day_it_is_taken_in_or_works_again(database: Database) -> None:
    city(database)
    take(database, Listing.BUSINESSES, BUSINESSES)

    def kept() -> tuple[int, date | None]:
        with database.reading() as session:
            query = select(BusinessRow.open_days, BusinessRow.supervised_from)
            open_days, since = session.execute(query.where(BusinessRow.licence == "JY1")).one()
            return open_days, since

    def told(hours: str, status: str, day: int) -> None:
        text = f"许可证编号,企业名称,包保级别,营业时间,状态\nJY1,红灯笼餐厅,D,{hours},{status}\n"
        now = scene.NOON.replace(day=day)
        report = take(database, Listing.BUSINESSES, text, now=now)
        assert (report.changed, report.faults) == (1, ())

    assert kept() == (0b0011111, date(2026, 11, 2))
    told("周一至周六 06:30-13:30", "营业", 5)
    assert kept() == (0b0111111, date(2026, 11, 2))
    told("", "停业", 6)
    assert kept() == (0b0111111, date(2026, 11, 2))
    told("", "营业", 9)
    assert kept() == (0b0111111, date(2026, 11, 9))


def test_a_dry_run_says_the_same_and_leaves_nothing(database: Database) -> None:
    city(database)
    tried = take(database, Listing.BUSINESSES, BUSINESSES, dry_run=True)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BusinessRow)) == 0
        assert session.scalar(select(func.count()).select_from(AssignmentRow)) == 0
    assert take(database, Listing.BUSINESSES, BUSINESSES) == tried
    assert tried.assigned == 2


def test_a_cadre_who_is_listed_anew_takes_over_and_the_past_stays(database: Database) -> None:
    city(database)
    take(database, Listing.BUSINESSES, BUSINESSES)
    later = scene.NOON.replace(month=12)
    other = BUSINESSES.replace(",wang,", ",li,人手调整")
    report = take(database, Listing.BUSINESSES, other, now=later)
    assert (report.assigned, report.changed) == (1, 1)
    with database.reading() as session:
        red = select(BusinessRow.id).where(BusinessRow.licence == "JY1").scalar_subquery()
        query = (
            select(UserRow.username, AssignmentRow.until, AssignmentRow.override_reason)
            .join(UserRow, UserRow.id == AssignmentRow.user_id)
            .where(AssignmentRow.business_id == red)
            .order_by(AssignmentRow.id)
        )
        assert [tuple(row) for row in session.execute(query)] == [
            ("wang", later, ""),
            ("li", None, "人手调整"),
        ]


def test_whoever_no_longer_fits_is_told_and_found(database: Database) -> None:
    """A level, a business's area and a cadre's area change; nobody is listed anew."""
    city(database)
    take(database, Listing.BUSINESSES, BUSINESSES)

    def unfit() -> set[str | None]:
        with database.reading() as session:
            filters = BusinessFilters(unfit_by=ASSIGNMENT.default)
            listed, _ = coverage.charges(session, Everything(), filters, after=None, limit=9)
            top = areas.tops(session)[0]
            counted = misfits.count_unfit(session, top, ASSIGNMENT.default)
        assert sum(counted.values()) == len(listed)
        return {item.licence for item in listed}

    def told(report: Report) -> list[tuple[int, Wrong]]:
        assert report.skipped == 0
        return [(fault.line, fault.wrong) for fault in report.unfit]

    assert unfit() == set()
    silent = [line.rsplit(",", 2)[0] for line in BUSINESSES.splitlines()]
    higher = "\n".join(silent).replace("餐饮服务,D,B", "餐饮服务,C,B")
    tried = take(database, Listing.BUSINESSES, higher, dry_run=True)
    assert told(tried) == [(2, Wrong.NO_LONGER_FITS)]
    assert unfit() == set()
    assert told(take(database, Listing.BUSINESSES, higher)) == [(2, Wrong.NO_LONGER_FITS)]
    assert unfit() == {"JY1"}
    assert told(take(database, Listing.BUSINESSES, "\n".join(silent))) == []
    moved = "\n".join(silent).replace("实验小学食堂,杨柳镇", "实验小学食堂,锦丰镇")
    assert told(take(database, Listing.BUSINESSES, moved)) == [(3, Wrong.NO_LONGER_FITS)]
    assert unfit() == {"JY2"}
    away = CADRES.replace("13800000001,港城市,杨柳镇,河东村", "13800000001,港城市,杨柳镇,河西村")
    assert told(take(database, Listing.CADRES, away, dry_run=True)) == [
        (2, Wrong.HOLDS_UNFIT), (3, Wrong.HOLDS_UNFIT),
    ]  # fmt: skip
    take(database, Listing.CADRES, away)
    assert unfit() == {"JY1", "JY2"}


def test_imported_cadres_cannot_sign_in_until_a_password_is_set(database: Database) -> None:
    from models import accounts

    city(database)
    with database.writing() as session:
        assert accounts.find_credentials(session, "wang") is None
        row = session.scalar(select(UserRow).where(UserRow.username == "wang"))
        assert row is not None
        accounts.set_password_hash(session, row.id, "hash")
        assert accounts.find_credentials(session, "wang") is not None


FAULTY = (
    ("JY1,,杨柳镇,河东村,餐饮服务,D,,,,,,", "name", Wrong.MISSING),
    (",甲,杨柳镇,河东村,餐饮服务,D,,,,,,", "licence", Wrong.MISSING),
    ("JY1,甲,杨柳镇,河东村,餐饮服务,E,,,,,,", "level", Wrong.NOT_ONE_OF),
    ("JY1,甲,杨柳镇,河东村,餐饮服务,,,,,,,", "level", Wrong.MISSING),
    ("JY1,甲,杨柳镇,河东村,餐饮服务,D,高,,,,,", "risk_grade", Wrong.NOT_ONE_OF),
    ("JY1,甲,杨柳镇,河东村,火锅店,D,,,,,,", "kind", Wrong.NOT_ONE_OF),
    ("JY1,甲,杨柳镇,河南村,餐饮服务,D,,,,,,", "village", Wrong.NO_SUCH_AREA),
    ("JY1,甲,,河东村,餐饮服务,D,,,,,,", "village", Wrong.SEVERAL_AREAS),
    ("JY1,甲,杨柳镇,河东村,餐饮服务,D,,全天,,,,", "opening_hours", Wrong.BAD_HOURS),
    ("JY1,甲,杨柳镇,河东村,餐饮服务,D,,,,,nobody,", "cadre", Wrong.NO_SUCH_CADRE),
    ("JY1,甲,锦丰镇,河东村,餐饮服务,D,,,,,wang,", "cadre", Wrong.ELSEWHERE),
    ("JY1,甲,杨柳镇,河东村,餐饮服务,C,,,,,wang,", "cadre", Wrong.TOO_LOW),
    ("JY1,甲,杨柳镇,河东村,餐饮服务,D,,,,,li,", "override", Wrong.NEEDS_REASON),
)


@pytest.fixture(scope="module")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{copy_of_migrated(tmp_path_factory.mktemp('city') / 'city.db')}")
    city(database)
    return database


@pytest.mark.parametrize(("line", "column", "wrong"), FAULTY)
def test_what_is_wrong_is_said_with_line_column_and_remedy(
    small_city: Database, line: str, column: str, wrong: Wrong
) -> None:
    text = BUSINESSES.splitlines()[0] + "\nJY0,好店,杨柳镇,河东村,餐饮服务,D,,,,,,\n" + line + "\n"
    report = take(small_city, Listing.BUSINESSES, text, dry_run=True)
    assert (report.added, report.skipped) == (1, 1)
    assert [(fault.line, fault.column, fault.wrong) for fault in report.faults] == [(3, column, wrong)]
    for words in (*words_of(report.faults[0]), *heading_of(Listing.BUSINESSES, report.faults[0])):
        assert words
        assert "{" not in words


def test_a_key_that_stands_twice_is_taken_once(small_city: Database) -> None:
    first = BUSINESSES.splitlines()
    report = take(small_city, Listing.BUSINESSES, "\n".join([*first, first[1]]), dry_run=True)
    assert (report.added, report.skipped) == (3, 1)
    assert (report.faults[0].line, report.faults[0].wrong, report.faults[0].allowed) == (
        5,
        Wrong.TWICE,
        ("2",),
    )


def test_an_account_of_another_role_is_not_made_a_cadre(database: Database) -> None:
    city(database)
    with database.writing() as session:
        scene.user(session, "boss", Role.ADMIN)
    report = take(database, Listing.CADRES, CADRES.replace("li,", "boss,", 1))
    assert [(fault.line, fault.wrong) for fault in report.faults] == [(3, Wrong.OTHER_ROLE)]


def test_excel_csv_and_gb18030_say_the_same() -> None:
    expected = list(read_rows(CADRES.encode(), COLUMNS[Listing.CADRES]))
    assert len(expected) == 2
    semicolons = CADRES.replace(",", ";")
    for content in (xlsx(CADRES), CADRES.encode("gb18030"), b"\xef\xbb\xbf" + semicolons.encode()):
        assert list(read_rows(content, COLUMNS[Listing.CADRES])) == expected


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 not a zip", "甲,乙\n1,2\n".encode(), b"\xff\xfe\xff\xff", xlsx("甲,乙\n1,2")],
)
def test_what_is_no_such_list_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(InvalidValue):
        read_list(content, Listing.CADRES)


@pytest.mark.parametrize("listing", Listing)
def test_a_template_is_a_list_without_rows(listing: Listing) -> None:
    assert read_list(template("x", COLUMNS[listing]), listing) == []


def test_any_mixture_taken_in_twice_is_as_taken_in_once(small_city: Database) -> None:
    chance = Random(3)
    heading = BUSINESSES.splitlines()[0]
    for _ in range(6):
        lines: Sequence[str] = [
            ",".join(
                [
                    f"JY{chance.randrange(20)}",
                    chance.choice(["甲", "乙", ""]),
                    chance.choice(["杨柳镇", "锦丰镇"]),
                    "河东村",
                    chance.choice(["餐饮服务", "火锅店"]),
                    chance.choice("CDX"),
                    chance.choice(["", "A"]),
                    chance.choice(["", "06:00-20:00"]),
                    chance.choice(["", "李明"]),
                    chance.choice(["", "1"]),
                    chance.choice(["", "wang", "li"]),
                    chance.choice(["", "理由"]),
                ]
            )
            for _ in range(30)
        ]
        text = "\n".join([heading, *lines])
        first = take(small_city, Listing.BUSINESSES, text)
        again = take(small_city, Listing.BUSINESSES, text)
        assert again.faults == first.faults
        assert (again.added, again.changed, again.assigned) == (0, 0, 0)
        assert again.unchanged == first.added + first.changed + first.unchanged


spans = st.builds(
    lambda first, length, opens, lasts: Span(
        frozenset((first + step) % 7 + 1 for step in range(length)), opens, opens + lasts
    ),
    st.integers(0, 6),
    st.integers(1, 7),
    st.integers(0, 1439),
    st.integers(1, 1440),
).filter(lambda span: span.closes <= 1440 or span.closes - 1440 <= span.opens)


@given(st.lists(spans, min_size=1, max_size=4).map(tuple))
def test_opening_hours_come_back_as_they_were_written(given_spans: tuple[Span, ...]) -> None:
    hours = OpeningHours(given_spans)
    assert OpeningHours.parse(str(hours)) == hours


def test_open_past_midnight_and_at_the_weekend() -> None:
    hours = OpeningHours.parse("周五至周六18:00-02:00;周日 09:00-12:00")
    moments = {
        (6, 18, 0): True, (6, 17, 59): False, (7, 1, 59): True, (7, 2, 0): False,
        (8, 1, 0): True, (8, 8, 0): False, (8, 9, 0): True, (9, 1, 0): False,
    }  # fmt: skip
    for (day, hour, minute), is_open in moments.items():
        # The sixth of November 2026 is a Friday.
        assert hours.is_open(datetime(2026, 11, day, hour, minute)) == is_open  # noqa: DTZ001 (local time)
