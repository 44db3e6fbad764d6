"""Credentials out of everything a person or a log may see."""

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

MASK = "***"

# Up to the last @ of the word: an unescaped password may itself hold @, : and /.
_USER_INFO = re.compile(r"://\S*@")
_PARAMETER = re.compile(r"(?i)(?<![a-z])(user(?:name)?|pass(?:word|wd)?|pwd)=(?!\*\*\*)[^\s&;,'\"]+")


def host_of(url: str) -> str:
    """Host and port of an address, and nothing else of it: paths and parameters may hold credentials too."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def without_credentials(url: str) -> str:
    """The address without its user and password, for comparing where two of them lead; never shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def redact(text: str) -> str:
    """The text with user and password masked in every URL, and in `user=` and `password=` parameters.

    What follows the last @ of a URL stays. A path that holds an @ loses what is before it: a password
    typed without escapes cannot be told from a path, and hiding too much is the safe mistake.
    """
    return _PARAMETER.sub(rf"\1={MASK}", _USER_INFO.sub(f"://{MASK}@", text))


def redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that redacts an event's strings and errors; put it behind `format_exc_info`."""
    for key, value in event.items():
        if isinstance(value, str | BaseException):
            event[key] = redact(str(value))
    return event
