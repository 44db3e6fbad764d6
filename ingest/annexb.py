"""H.264 and H.265 as a stream of units behind start codes (Annex B of either standard)."""

from collections.abc import Iterator

CODECS = frozenset({"h264", "hevc"})

_START_CODE = b"\x00\x00\x01"
_SPS = {"h264": 7, "hevc": 33}
_PARAMETER_SETS = {"h264": {7, 8}, "hevc": {32, 33, 34}}
_LAST_SLICE = {"h264": 5, "hevc": 31}
_FIRST_SLICE = {"h264": 1, "hevc": 0}


def parameter_sets(codec: str, data: bytes) -> tuple[bytes, ...]:
    """The sets that come before the first slice; codec: "h264" or "hevc"."""
    found = []
    for at in _units(data):
        kind = _kind(codec, data[at])
        if _FIRST_SLICE[codec] <= kind <= _LAST_SLICE[codec]:
            break
        if kind in _PARAMETER_SETS[codec]:
            found.append(data[at : _next_start(data, at)[0]])
    return tuple(found)


def sequence_sets(codec: str, data: bytes) -> tuple[bytes, ...]:
    """Those of the parameter sets that say how large the pictures are."""
    return tuple(unit for unit in parameter_sets(codec, data) if _kind(codec, unit[0]) == _SPS[codec])


def is_h264_keyframe(data: bytes) -> bool:
    """Whether an access unit holds a picture that needs no other (a slice of type 5)."""
    return any(_kind("h264", data[at]) == _LAST_SLICE["h264"] for at in _units(data))


def _units(data: bytes) -> Iterator[int]:
    """Where each unit begins that is not empty, searching no further than asked: slices are long."""
    _, at = _next_start(data, 0)
    while at < len(data):
        if data[at] or _next_start(data, at)[0] > at:
            yield at
        _, at = _next_start(data, at)


def _next_start(data: bytes, since: int) -> tuple[int, int]:
    """Where the next start code, with all zeros before it, begins and ends; the data's end if none comes."""
    found = data.find(_START_CODE, since)
    if found < 0:
        return len(data), len(data)
    begin = found
    while begin > since and not data[begin - 1]:
        begin -= 1
    return begin, found + len(_START_CODE)


def _kind(codec: str, head: int) -> int:
    """The type of a unit from its first byte."""
    return head & 0x1F if codec == "h264" else head >> 1 & 0x3F
