"""What an inspection asked is told of its cases in both languages; what a case keeps stays as written."""

from collections.abc import Mapping

import pytest
from sqlalchemy import event

from models.cases import Matter
from models.database import Database
from models.people import Everything
from models.places import Words
from models.tasks import Mode
from supervision import case_files, case_sources, inspection_store
from supervision.case_files import CaseFile, CaseFilters
from supervision.case_words import Asked, asked_in
from supervision.inspections import Answer, Check, Given, Step
from tests.supervision.desk import RULES, Desk

ALL = Everything()
FLOOR = Words("地面干净", "The floor is clean")
BINS = Words("垃圾桶加盖", "Bins have lids")
DATES = Words("食品在保质期内", "Nothing is past its date")
ITEMS = (
    Check("floor", FLOOR, Matter.CLEAN),
    Check("bins", BINS, Matter.CLEAN),
    Check("dates", DATES, Matter.SPOILED),
)
STEP = Step("papers", None, "", "papers", ITEMS)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk.set_up(database)


def inspected(desk: Desk, notes: Mapping[str, str]) -> list[str]:
    """The cases of an inspection that has found these items wrong."""
    with desk.database.writing() as session:
        inspection_id = inspection_store.start(
            session, business_id=desk.shop.id, user=desk.cadre, mode=Mode.ON_SITE, checklist="1",
            steps=[STEP], task_id=None, now=desk.now,
        )  # fmt: skip
    for item, note in notes.items():
        given = Given(Answer.PROBLEM, note)
        with desk.database.writing() as session:
            inspection_store.answer(session, inspection_id, STEP.key, item, given, desk.now)
    with desk.database.writing() as session:
        inspection = inspection_store.get(session, ALL, desk.cadre, inspection_id)
        chosen = [(STEP.key, item) for item in notes]
        opened = case_sources.open_by_inspection(session, inspection, chosen, {}, desk.cadre, RULES, desk.now)
        inspection_store.sign(
            session, inspection_id, name="Cadre", conclusion="", digest="0" * 64, at=desk.now
        )
    return opened


def read(desk: Desk, case_id: str) -> CaseFile:
    with desk.database.reading() as session:
        return case_files.get(session, ALL, case_id)


def said(file: CaseFile) -> list[Asked | None]:
    return [asked_in(step.reason, file.line.items) for step in file.steps if step.reason]


def test_words_are_split_where_an_item_ends() -> None:
    longer = Words("地面干净:后厨", "The floor is clean: kitchen")
    items = [FLOOR, longer]
    assert asked_in("地面干净", items) == Asked(FLOOR, "")
    assert asked_in("地面干净:有:油", items) == Asked(FLOOR, "有:油")
    assert asked_in("地面干净:后厨:有油", items) == Asked(longer, "有油")
    for other in ("", "地面干净吗", "油", "后厨地面干净"):
        assert asked_in(other, items) is None, other


def test_each_step_is_told_by_what_was_asked(desk: Desk) -> None:
    dirty, spoiled = inspected(desk, {"floor": "有油污", "bins": "", "dates": "过期酱料"})
    file = read(desk, dirty)
    assert file.line.what == "地面干净:有油污"
    assert said(file) == [Asked(FLOOR, "有油污"), Asked(BINS, "")]
    # An illegal one goes on with the same words.
    file = read(desk, spoiled)
    assert said(file) == [Asked(DATES, "过期酱料"), Asked(DATES, "过期酱料")]
    assert asked_in(file.line.why, file.line.items) == Asked(DATES, "过期酱料")


def test_a_page_asks_no_more_often_for_more_cases(desk: Desk) -> None:
    def queries() -> int:
        told: list[str] = []
        listen = lambda *given: told.append(given[2])  # noqa: E731 (removed again)
        event.listen(desk.database.engine, "before_cursor_execute", listen)
        with desk.database.reading() as session:
            lines, _ = case_files.page(session, ALL, CaseFilters(), after=None, limit=50)
        event.remove(desk.database.engine, "before_cursor_execute", listen)
        assert all(line.items for line in lines)
        return len(told)

    inspected(desk, {"floor": "一"})
    once = queries()
    for days in (1, 2, 3):
        inspected(desk.later(days=days), {"floor": "二", "dates": "三"})
    assert queries() == once
