"""H.264 and H.265 as a stream of units behind start codes (Annex B of either standard)."""

import re
from collections.abc import Iterator

_START_CODE = re.compile(rb"\x00*\x00\x00\x01")
CODECS = frozenset({"h264", "hevc"})

_SPS = {"h264": 7, "hevc": 33}
_PARAMETER_SETS = {"h264": {7, 8}, "hevc": {32, 33, 34}}
_LAST_SLICE = {"h264": 5, "hevc": 31}
_FIRST_SLICE = {"h264": 1, "hevc": 0}


def units(data: bytes) -> Iterator[bytes]:
    """The units one after the other, without their start codes."""
    start: int | None = None
    for code in _START_CODE.finditer(data):
        if start is not None and start < code.start():
            yield data[start : code.start()]
        start = code.end()
    if start is not None and start < len(data):
        yield data[start:]


def parameter_sets(codec: str, data: bytes) -> tuple[bytes, ...]:
    """The sets that come before the first slice; codec: "h264" or "hevc"."""
    found = []
    for unit in units(data):
        kind = _kind(codec, unit)
        if _FIRST_SLICE[codec] <= kind <= _LAST_SLICE[codec]:
            break
        if kind in _PARAMETER_SETS[codec]:
            found.append(unit)
    return tuple(found)


def sequence_sets(codec: str, data: bytes) -> tuple[bytes, ...]:
    """Those of the parameter sets that say how large the pictures are."""
    return tuple(unit for unit in parameter_sets(codec, data) if _kind(codec, unit) == _SPS[codec])


def is_h264_keyframe(data: bytes) -> bool:
    """Whether an access unit holds a picture that needs no other (a slice of type 5)."""
    return any(_kind("h264", unit) == _LAST_SLICE["h264"] for unit in units(data))


def _kind(codec: str, unit: bytes) -> int:
    return unit[0] & 0x1F if codec == "h264" else unit[0] >> 1 & 0x3F
