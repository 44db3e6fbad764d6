"""A printed bulletin: everything is on the page, and nothing is broken where no reader would break it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from reportlab.lib.pagesizes import A4

from api.bulletin_pdf import BOTTOM, SIDE, TOP, bulletin_pdf, printed
from api.bulletin_rows import LINES, OF_AREAS
from models.areas import AreaKind
from models.bulletins import Bulletin, BulletinKind
from models.online import OnlineTime
from models.rules import RuleName
from models.self_checks import SelfCheckKind
from supervision.bulletins import Before, Content, NamedBusiness, Part
from supervision.figures import CaseFigures, Corrections, Figures, TaskFigures
from supervision.self_check_store import Completion
from tests.api.pdf_text import Line, lines_of

DAY = timedelta(days=1)
FIRST = date(2026, 7, 1)
NUMBERS = "一二三四五"


def figures(*, checked: bool = True) -> Figures:
    checks = {SelfCheckKind.DAILY: Completion(due=100_000, in_time=93_214)} if checked else {}
    return Figures(
        businesses=18_467,
        covered=18_415,
        cadres=1_593,
        signed=1_575,
        tasks=TaskFigures(due=19_273, done=19_000, late=31, overdue=273),
        cases=CaseFigures(opened=2_045, closed=1_966, unfounded=155, open=163, overdue=6),
        corrections=Corrections(1_614, 41_040.0, 53_280.0),
        checks=checks,
        online=OnlineTime(1e6, 998_000.0),
        violations=dict.fromkeys(RuleName, 1_234),
    )


def content(areas: int, *, checked: bool = True) -> Content:
    def part(name: str) -> Part:
        return Part(name, name, AreaKind.TOWN, figures(checked=checked), 98.5)

    return Content(
        kind=BulletinKind.QUARTERLY,
        first=FIRST,
        last=date(2026, 9, 30),
        whole=part("临澜市"),
        parts=tuple(part(f"第{number}食品产业园区街道") for number in range(areas)),
        before=tuple(
            Before(first, first + 90 * DAY, figures(checked=checked), 98.0)
            for first in (date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1))
        ),
        best_businesses=(NamedBusiness("a", "老街吴记面馆(新丰大道与桃园路交叉口旗舰店)", "东山村", 0, 0.0),),
        worst_businesses=(NamedBusiness("b", "聚源快餐店", "联合村", 12, 42.0),),
    )


def made(areas: int, *, paragraphs: int = 3, checked: bool = True) -> list[Line]:
    text = "2026年第3季度,临澜市在营食品企业18467家,包保覆盖率99.7%;请排名靠后的单位对照问题,限期整改。\n"
    bulletin = Bulletin(
        id="1",
        area_id="2",
        area_name="临澜市",
        kind=BulletinKind.QUARTERLY,
        first=FIRST,
        last=date(2026, 9, 30),
        title="临澜市食品安全包保督导通报(2026年第3季度)",
        text=text * paragraphs,
        content={},
        content_hash="0" * 64,
        made_at=datetime(2026, 10, 1, 4, tzinfo=UTC),
        made_by=None,
        published_at=datetime(2026, 10, 2, 4, tzinfo=UTC),
        published_by="办公室",
        recipients=frozenset(),
        read=False,
    )
    return lines_of(bulletin_pdf(bulletin, content(areas, checked=checked), UTC))


def texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


@pytest.mark.parametrize("areas", [0, 3, 60])
def test_everything_stands_within_the_margins(areas: int) -> None:
    lines = made(areas)
    pages = max(line.page for line in lines)
    assert pages > (1 if areas < 60 else 2)
    for line in lines:
        assert line.x >= SIDE - 0.01, line
        assert line.right <= A4[0] - SIDE + 0.01, line
        assert line.y <= A4[1] - TOP, line
    numbers = [f"第 {number} 页 共 {pages} 页" for number in range(1, pages + 1)]
    title = printed("临澜市食品安全包保督导通报(2026年第3季度)")
    below = [line.text for line in lines if line.y < BOTTOM]
    assert below == [text for number in numbers for text in (title, number)]


def test_headings_of_areas_break_between_words() -> None:
    lines = made(3)
    (place,) = (number for number, line in enumerate(lines) if line.text == "辖区")
    names = texts(lines[place + 1 : place + 2 + 2 * len(OF_AREAS)])
    assert names == [
        "得分", "在营", "企业", "包保", "覆盖率", "承诺书", "签订率", "督导", "完成率", "新增", "案件",
        "其中", "逾期", "日管控", "按时率", "摄像头", "在线率",
    ]  # fmt: skip


# However much stands before, a heading never ends a page and no page holds the end alone.
@pytest.mark.parametrize("paragraphs", range(1, 24, 2))
def test_no_heading_is_left_alone(paragraphs: int) -> None:
    lines = made(8, paragraphs=paragraphs)
    headings = [line for line in lines if line.text[:1] in NUMBERS and line.text[1:2] == "、"]
    assert texts(headings) == ["一、走势", "二、指标", "三、各辖区", "四、靠前企业", "五、靠后企业"]
    for heading in headings:
        following = [line for line in lines if line.page == heading.page and BOTTOM <= line.y < heading.y]
        assert len({round(line.y) for line in following}) >= 2, heading
    (told,) = (line for line in lines if line.text == "2026年10月2日发布")
    (known,) = (line for line in lines if line.text.startswith("数据 SHA-256"))
    assert told.page == known.page


def test_what_nothing_can_be_said_of_takes_no_room() -> None:
    all_of_it, less = texts(made(3)), texts(made(3, checked=False))
    assert {"日管控按时率", "日管控"} <= set(all_of_it)
    assert not {"日管控按时率", "日管控", "—"} & set(less)
    assert "周排查按时率" in {line.name for line in LINES}
    assert "周排查按时率" not in all_of_it


def test_marks_are_as_wide_as_in_print() -> None:
    assert printed("在营企业1,234家,12:30后:新增(小时);") == "在营企业1,234家，12:30后：新增（小时）；"
