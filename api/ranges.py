"""Byte ranges of an answer (RFC 9110, 14), which players need to seek."""

import re

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class NoSuchRange(Exception):
    """The range lies outside of the content: 416."""


def asked_for(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for; None for all of them.

    Several ranges, another unit and nonsense count as no range, as the RFC allows.

    Raises:
        NoSuchRange: there is nothing of the content in it.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        first, last = max(0, size - int(match[2])), size - 1
    else:
        first, last = int(match[1]), min(size - 1, int(match[2] or size - 1))
        if match[2] and int(match[2]) < first:
            return None
    if first >= size or last < first:
        raise NoSuchRange
    return range(first, last + 1)
