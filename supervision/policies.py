"""What the office decides, in versions: which was in force when, and who changed it why.

A topic is a frozen dataclass with a default. What is kept is its form, JSON whose schema the console turns
into fields. Every function takes the caller's session.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import Conflict, InvalidValue
from models.people import User
from models.policy_tables import PolicyRow

T = TypeVar("T")

LATE = timedelta(minutes=5)
"""How far in the past a change may begin: it was meant to begin when it was sent."""


class InvalidPolicy(InvalidValue):
    """errors: where in the form (names and indices) and what is wrong there."""

    def __init__(self, errors: Sequence[tuple[tuple[str | int, ...], str]]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, where)) or 'all'}: {what}" for where, what in errors))
        self.errors = tuple(errors)


@dataclass(frozen=True)
class Topic(Generic[T]):
    """name: the key it is kept under. write, read: from the value to its form and back."""

    name: str
    default: T
    form: TypeAdapter[Any]
    write: Callable[[T], Any]
    read: Callable[[Any], T]

    def encode(self, value: T) -> dict[str, Any]:
        document = self.form.dump_python(self.write(value), mode="json")
        assert isinstance(document, dict)
        return document

    def decode(self, document: object) -> T:
        """Raises InvalidPolicy."""
        try:
            return self.read(self.form.validate_python(document))
        except ValidationError as error:
            raise InvalidPolicy(
                [(tuple(item["loc"]), item["msg"].removeprefix("Value error, ")) for item in error.errors()]
            ) from error
        except InvalidValue as error:
            raise InvalidPolicy([((), str(error))]) from error

    def schema(self) -> dict[str, Any]:
        """The form's JSON schema."""
        return self.form.json_schema()


def topic(name: str, default: T) -> Topic[T]:
    """A topic whose value is its own form."""
    return Topic(name, default, TypeAdapter(type(default)), lambda value: value, lambda form: form)


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """number 0 is the shipped default: nobody made it, and it was always in force."""

    number: int
    value: T
    effective_from: datetime | None = None
    reason: str = ""
    by: str = ""
    at: datetime | None = None


def version_at(session: Session, what: Topic[T], moment: datetime) -> Version[T]:
    """The version in force: of those that have begun the one that began last; of two alike the newer."""
    row = session.scalar(
        select(PolicyRow)
        .where(PolicyRow.topic == what.name, PolicyRow.effective_from <= moment)
        .order_by(PolicyRow.effective_from.desc(), PolicyRow.version.desc())
        .limit(1)
    )
    return _version(what, row) if row else Version(0, what.default)


def in_force(session: Session, what: Topic[T], moment: datetime) -> T:
    return version_at(session, what, moment).value


def versions(session: Session, what: Topic[T]) -> Sequence[Version[T]]:
    """Every version, the newest first and the shipped default last."""
    query = select(PolicyRow).where(PolicyRow.topic == what.name).order_by(PolicyRow.version.desc())
    return [*(_version(what, row) for row in session.scalars(query)), Version(0, what.default)]


def change(
    session: Session,
    what: Topic[T],
    value: T,
    *,
    user: User,
    reason: str,
    effective_from: datetime,
    after: int,
    now: datetime,
) -> Version[T]:
    """Add a version. after: the number of the newest one that the person has seen.

    Raises:
        Conflict: somebody has added one since.
        InvalidValue: no reason is given, or it would have been in force before it was made.
    """
    if not reason.strip():
        raise InvalidValue("a change of policy needs a reason")
    if effective_from < now - LATE:
        raise InvalidValue("a policy cannot begin in the past")
    newest = session.scalar(select(func.max(PolicyRow.version)).where(PolicyRow.topic == what.name)) or 0
    if newest != after:
        raise Conflict(f"somebody else has changed this policy: its newest version is {newest}")
    row = PolicyRow(
        topic=what.name,
        version=newest + 1,
        effective_from=max(effective_from, now),
        document=what.encode(value),
        reason=reason.strip(),
        user_id=user.id,
        at=now,
    )
    session.add(row)
    session.flush()
    return _version(what, row)


def _version(what: Topic[T], row: PolicyRow) -> Version[T]:
    value = what.decode(row.document)
    return Version(row.version, value, row.effective_from, row.reason, row.user.name, row.at)
