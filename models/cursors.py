"""How a place in a list travels to whoever reads the list page by page: opaque text, read back with care."""

import base64
import binascii
from collections.abc import Sequence

from models.errors import InvalidValue


def write(*place: str, id: str | int) -> str:  # noqa: A002 (what it is)
    """The place of the last row already given, and its id. Only the first part may hold a bar."""
    return base64.urlsafe_b64encode("|".join((*place, str(id))).encode()).decode()


def read(text: str, parts: int) -> tuple[Sequence[str], str]:
    """A place of so many parts, and an id, as `write` took them.

    Raises:
        InvalidValue: it is no such text.
    """
    place, row_id = _split(text, parts)
    if len(row_id) != 32 or not row_id.isalnum():
        raise invalid()
    return place, row_id


def read_numbered(text: str, parts: int) -> tuple[Sequence[str], int]:
    """The same where rows are numbered.

    Raises:
        InvalidValue: it is no such text.
    """
    place, number = _split(text, parts)
    if not number.isdecimal() or len(number) > 9:
        raise invalid()
    return place, int(number)


def _split(text: str, parts: int) -> tuple[Sequence[str], str]:
    try:
        *place, row_id = base64.b64decode(text, altchars=b"-_", validate=True).decode().rsplit("|", parts)
    except (binascii.Error, ValueError):
        raise invalid() from None
    if len(place) != parts:
        raise invalid()
    return place, row_id


def invalid() -> InvalidValue:
    """To raise where the parts are none of the list's."""
    return InvalidValue("not a cursor of this list")
