"""The words of a case that an inspection has found: what its check-list asks, and the inspector's note.

They are kept as one text in Chinese, which steps are linked over; what was asked is told in both languages
from the inspection itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case_source_tables import CaseInspectionRow
from models.inspection_tables import InspectionRow
from models.places import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """What a case's words consist of. note: in the inspector's words, empty without."""

    item: Words
    note: str


def worded(asked: Asked) -> str:
    """The text that a case keeps."""
    return f"{asked.item.zh}:{asked.note}" if asked.note else asked.item.zh


def asked_in(text: str, items: Sequence[Words]) -> Asked | None:
    """What the text says of one of these items, the longest that it begins with; None where of none."""
    for item in sorted(items, key=lambda item: len(item.zh), reverse=True):
        if text == item.zh:
            return Asked(item, "")
        if text.startswith(f"{item.zh}:"):
            return Asked(item, text.removeprefix(f"{item.zh}:"))
    return None


def items_of(session: Session, case_ids: Collection[str]) -> Mapping[str, Sequence[Words]]:
    """The check-list items by which inspections have found cases, by the case's id."""
    query = select(
        CaseInspectionRow.case_id,
        CaseInspectionRow.inspection_id,
        CaseInspectionRow.step,
        CaseInspectionRow.item,
    ).where(CaseInspectionRow.case_id.in_(case_ids))
    found = session.execute(query).all()
    if not found:
        return {}
    walked = select(InspectionRow.id, InspectionRow.steps).where(
        InspectionRow.id.in_({inspection_id for _, inspection_id, _, _ in found})
    )
    words = {
        (inspection_id, step["key"], key): Words(zh, en)
        for inspection_id, steps in session.execute(walked)
        for step in steps
        for key, zh, en, *_ in step["items"]
    }
    items = defaultdict[str, list[Words]](list)
    for case_id, inspection_id, step, item in found:
        items[case_id].append(words[inspection_id, step, item])
    return items
