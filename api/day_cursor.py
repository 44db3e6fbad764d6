"""A place in a list by day: the last row already given."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from datetime import date
from typing import Annotated

from fastapi import Query

from api.problems import Problem

DayCursor = tuple[date, str]


def day_cursor(cursor: Annotated[str | None, Query(max_length=200)] = None) -> DayCursor | None:
    if cursor is None:
        return None
    try:
        day, _, row_id = urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return date.fromisoformat(day), row_id
    except (ValueError, Base64Error) as error:
        raise Problem(400, "invalid_cursor", "The cursor is not one of this list") from error


def write_cursor(place: DayCursor | None) -> str | None:
    return urlsafe_b64encode(f"{place[0].isoformat()} {place[1]}".encode()).decode() if place else None
