"""The `cursor` in the query of a list: where its next page begins."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Query

from api.problems import Problem
from models.errors import InvalidValue

C = TypeVar("C")


def cursor_of(decode: Callable[[str], C], longest: int = 200) -> Callable[[str | None], C | None]:
    """A dependency that reads it, None on the first page. decode: raises InvalidValue on one of another list.
    longest: in characters."""

    def read(cursor: Annotated[str | None, Query(max_length=longest)] = None) -> C | None:
        try:
            return decode(cursor) if cursor is not None else None
        except InvalidValue as error:
            raise Problem(400, "invalid_cursor", "The cursor is not one of this list", str(error)) from error

    return read
