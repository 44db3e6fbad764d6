"""Commitments (承诺书): what a cadre signs, how a signature vouches for those before it, who has signed.

Every function takes the caller's session.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import cursors
from models.commitment_tables import CommitmentRow, CommitmentTextRow
from models.database import insert_into
from models.errors import Conflict, InvalidValue, NotFound
from models.people import Role, Scope, User
from models.tables import UserRow
from supervision import policies
from supervision.assignments import works_in
from supervision.topics import COMMITMENT, Commitment


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed which version when, until when it holds, and the links of the chain."""

    number: int
    user_id: str
    name: str
    version: int
    text_hash: str
    signed_at: datetime
    valid_until: datetime
    previous: str
    link: str


@dataclass(frozen=True, slots=True)
class SignatureCursor:
    """A place in the list of signatures: the number of the last one already given."""

    number: int

    def encode(self) -> str:
        return cursors.write(id=self.number)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        return cls(cursors.read_numbered(text, 0)[1])


def hash_of(text: Commitment) -> str:
    """Hex SHA-256 of the title, an empty line and the text, in UTF-8."""
    return hashlib.sha256(f"{text.title}\n\n{text.text}".encode()).hexdigest()


def link_of(signature: Signature) -> str:
    """Hex SHA-256 over everything that the signature says, the link before it among it."""
    said = {
        "number": signature.number,
        "user": signature.user_id,
        "name": signature.name,
        "version": signature.version,
        "text": signature.text_hash,
        "signed_at": _stamp(signature.signed_at),
        "valid_until": _stamp(signature.valid_until),
        "previous": signature.previous,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sign(
    session: Session, user: User, *, name: str, version: int, text_hash: str, now: datetime
) -> Signature:
    """Sign the text in force. version, text_hash: what the person has read.

    Raises:
        Conflict: another text is in force by now.
        InvalidValue: the name is not the person's own.
    """
    current = policies.version_at(session, COMMITMENT, now)
    if (version, text_hash) != (current.number, hash_of(current.value)):
        raise Conflict("another text is in force by now; read it before you sign")
    if name.strip() != user.name:
        raise InvalidValue("sign with your own name, as it is written in your account")
    last = session.scalar(select(CommitmentRow).order_by(CommitmentRow.number.desc()).limit(1))
    unlinked = Signature(
        number=last.number + 1 if last else 1,
        user_id=user.id,
        name=user.name,
        version=version,
        text_hash=text_hash,
        signed_at=now,
        valid_until=months_later(now, current.value.renew_months),
        previous=last.link if last else "",
        link="",
    )
    row = CommitmentRow(
        number=unlinked.number, user_id=user.id, name=unlinked.name, version=version, text_hash=text_hash,
        signed_at=now, valid_until=unlinked.valid_until, previous=unlinked.previous, link=link_of(unlinked),
    )  # fmt: skip
    try:
        with session.begin_nested():
            _keep_text(session, current.value)
            session.add(row)
    except IntegrityError as error:
        raise Conflict("somebody else signed at the same instant; sign again") from error
    return signature_of(row)


def current_of(session: Session, user_id: str, now: datetime) -> Signature | None:
    """The person's newest signature that still holds."""
    row = session.scalar(
        select(CommitmentRow)
        .where(CommitmentRow.user_id == user_id, CommitmentRow.valid_until > now)
        .order_by(CommitmentRow.number.desc())
        .limit(1)
    )
    return signature_of(row) if row else None


def get(session: Session, scope: Scope, user: User, number: int) -> Signature:
    """One's own, or one of a cadre who works within the scope; raises NotFound for others and for none."""
    query = select(CommitmentRow).join(UserRow, UserRow.id == CommitmentRow.user_id)
    if user.role is Role.CADRE:
        query = query.where(CommitmentRow.user_id == user.id)
    else:
        query = query.where(works_in(scope))
    row = session.scalar(query.where(CommitmentRow.number == number))
    if row is None:
        raise NotFound("no such commitment")
    return signature_of(row)


def text_of(session: Session, signature: Signature) -> Commitment:
    """What was signed, as it was then.

    Raises:
        Conflict: what is kept is not what the signature's hash says.
    """
    kept = session.get(CommitmentTextRow, signature.text_hash)
    found = Commitment(kept.title, kept.text) if kept else None
    if found is None or hash_of(found) != signature.text_hash:
        raise Conflict("the text that was signed is not kept, or what is kept is not what was signed")
    return found


def _keep_text(session: Session, text: Commitment) -> None:
    values = {"text_hash": hash_of(text), "title": text.title, "text": text.text}
    session.execute(insert_into(session, CommitmentTextRow).values(values).on_conflict_do_nothing())


def signatures(
    session: Session, scope: Scope, *, after: SignatureCursor | None = None, limit: int = 50
) -> tuple[Sequence[Signature], SignatureCursor | None]:
    """A page of those of whoever works within the scope, the newest first, and where the next begins."""
    query = (
        select(CommitmentRow)
        .join(UserRow, UserRow.id == CommitmentRow.user_id)
        .where(works_in(scope))
        .order_by(CommitmentRow.number.desc())
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(CommitmentRow.number < after.number)
    found = [signature_of(row) for row in session.scalars(query)]
    return found[:limit], SignatureCursor(found[limit - 1].number) if len(found) > limit else None


def first_broken(chain: Sequence[Signature]) -> int | None:
    """The number of the first signature, from 1 on, that is not what its link says or not in its place."""
    previous = ""
    for expected, item in enumerate(chain, 1):
        if item.number != expected or item.previous != previous or item.link != link_of(item):
            return expected
        previous = item.link
    return None


def broken_among(session: Session, shown: Sequence[Signature]) -> int | None:
    """The lowest number of these that is not what its link says, or does not follow the one before it.

    Whether those before are what they say, `verify` alone tells.
    """
    before = select(CommitmentRow.number, CommitmentRow.link).where(
        CommitmentRow.number.in_([item.number - 1 for item in shown])
    )
    links = {0: ""} | {number: link for number, link in session.execute(before)}  # noqa: C416 (rows are not pairs)
    broken = (
        item.number
        for item in shown
        if item.previous != links.get(item.number - 1) or item.link != link_of(item)
    )
    return min(broken, default=None)


def verify(session: Session) -> int | None:
    """`first_broken` of all that is kept; takes some 12 ms per thousand."""
    row = CommitmentRow
    query = select(
        row.number, row.user_id, row.name, row.version, row.text_hash, row.signed_at, row.valid_until,
        row.previous, row.link,
    ).order_by(row.number)  # fmt: skip
    return first_broken([Signature(*found) for found in session.execute(query)])


def signature_of(row: CommitmentRow) -> Signature:
    return Signature(
        row.number, row.user_id, row.name, row.version, row.text_hash, row.signed_at, row.valid_until,
        row.previous, row.link,
    )  # fmt: skip


def months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.month - 1 + months, 12)
    day = moment.day
    while True:
        try:
            return moment.replace(year=moment.year + year, month=month + 1, day=day)
        except ValueError:
            # 31 August and six months: the last day of February.
            day -= 1


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
