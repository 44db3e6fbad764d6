"""What the public says of a business (举报): kept, and put into a case that a person has to confirm.

Functions take the caller's session.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.businesses import BusinessStatus
from models.case_source_tables import TipRow
from models.case_tables import CaseRow
from models.cases import CasePicture, Matter, Source
from models.errors import InvalidValue, NotFound
from models.people import Scope
from models.tables import BusinessRow
from supervision.case_policy import CaseRules
from supervision.case_rows import seen_in
from supervision.case_store import Finding, open_unsigned

PUBLIC_MATTERS = tuple(matter for matter in Matter if matter is not Matter.RECORDS)
"""What somebody who eats there can see."""


@dataclass(frozen=True, slots=True)
class Tip:
    """What was said. contact: how to reach whoever said it, for the office alone; "" where it is not told."""

    matter: Matter
    what: str
    contact: str
    picture_key: str | None
    at: datetime


def name_of(session: Session, business_id: str) -> str:
    """The one thing that a stranger is told of a business; raises NotFound where there is none at work."""
    row = session.get(BusinessRow, business_id)
    if row is None or row.status != BusinessStatus.ACTIVE:
        raise NotFound("no such business")
    return row.name


def keep(
    session: Session, business_id: str, tip: Tip, picture: CasePicture | None, rules: CaseRules, now: datetime
) -> str:
    """Keep it, in the day's case of this business and matter; the case's id.

    Raises:
        NotFound: no such business at work.
        InvalidValue: neither a rule nor words say what was seen.
    """
    name_of(session, business_id)
    if not tip.what and tip.matter.rule is None:
        raise InvalidValue("say what was seen")
    finding = Finding(business_id, Source.PUBLIC, tip.what[:400], now, tip.matter)
    case_id, is_new = open_unsigned(session, finding, [picture] if picture else [], rules, now)
    session.add(
        TipRow(
            id=uuid4().hex,
            case_id=case_id,
            matter=str(tip.matter),
            what=tip.what,
            contact=tip.contact,
            picture_key=tip.picture_key,
            is_first=is_new,
            at=tip.at,
        )
    )
    session.flush()
    return case_id


def of_case(session: Session, scope: Scope, case_id: str) -> Sequence[Tip]:
    """Oldest first. Raises NotFound alike for an unknown case and for one outside the scope."""
    if session.scalar(select(CaseRow.id).where(CaseRow.id == case_id, seen_in(scope))) is None:
        raise NotFound("no such case")
    query = select(TipRow).where(TipRow.case_id == case_id).order_by(TipRow.at, TipRow.id)
    return [
        Tip(Matter(row.matter), row.what, row.contact, row.picture_key, row.at)
        for row in session.scalars(query)
    ]
