"""Cases opened by what a cadre has captured or an inspection has found. Functions take a writing session."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.capture_tables import CaptureRow
from models.case_source_tables import CaseCaptureRow, CaseInspectionRow
from models.case_tables import CaseRow
from models.cases import CasePicture, Matter, PictureKind, Source
from models.errors import InvalidValue
from models.people import Scope, User
from supervision.captures import Capture
from supervision.case_policy import CaseRules
from supervision.case_rows import seen_in
from supervision.case_store import Finding, open_case
from supervision.case_words import Asked, worded
from supervision.inspections import Answer, Inspection, Photo


def open_by_capture(
    session: Session, capture: Capture, matter: Matter, what: str, user: User, rules: CaseRules, now: datetime
) -> tuple[str, bool]:
    """The case that the capture opens, and whether it did so now: again is the same as once.

    Raises Refused and InvalidValue as `open_case` does.
    """
    # Two at once would each add their words.
    session.scalar(select(CaptureRow.id).where(CaptureRow.id == capture.id).with_for_update())
    known = session.get(CaseCaptureRow, capture.id)
    if known is not None:
        return known.case_id, False
    finding = Finding(capture.business_id, Source.CADRE, what, capture.captured_at, matter)
    case_id = open_case(session, finding, user, [_picture(capture)], rules, now)
    session.add(CaseCaptureRow(capture_id=capture.id, case_id=case_id, at=now))
    session.flush()
    return case_id, True


def open_by_inspection(
    session: Session,
    inspection: Inspection,
    chosen: Collection[tuple[str, str]],
    captures: Mapping[str, Capture],
    user: User,
    rules: CaseRules,
    now: datetime,
) -> list[str]:
    """The cases that these problems (step and item) of an inspection open, in the transaction that signs it.

    Raises InvalidValue where one of them is no problem.
    """
    photos = {photo.key: photo for photo in inspection.photos}
    items = {(step.key, item.key): item for step in inspection.steps for item in step.items}
    found = []
    for key in dict.fromkeys(chosen):
        given = inspection.answers.get(key)
        if given is None or given.answer is not Answer.PROBLEM:
            raise InvalidValue("a case is opened for a problem that was found")
        what = worded(Asked(items[key].text, given.note))
        pictures = [_picture(captures[capture_id]) for capture_id in given.capture_ids]
        pictures += [_picture(photos[photo]) for photo in given.photo_keys]
        finding = Finding(inspection.business_id, Source.CADRE, what[:400], now, items[key].matter)
        case_id = open_case(session, finding, user, pictures, rules, now)
        session.add(
            CaseInspectionRow(inspection_id=inspection.id, step=key[0], item=key[1], case_id=case_id, at=now)
        )
        found.append(case_id)
    session.flush()
    return list(dict.fromkeys(found))


def cases_of_inspection(session: Session, scope: Scope, inspection_id: str) -> Mapping[tuple[str, str], str]:
    """Ids of cases by step and item, of those that opened one of which the reader may know."""
    query = (
        select(CaseInspectionRow)
        .join(CaseRow, CaseRow.id == CaseInspectionRow.case_id)
        .where(CaseInspectionRow.inspection_id == inspection_id, seen_in(scope))
    )
    return {(row.step, row.item): row.case_id for row in session.scalars(query)}


def _picture(shown: Capture | Photo) -> CasePicture:
    return CasePicture(shown.key, PictureKind.BEFORE, shown.width, shown.height, shown.size_bytes)
