"""Pictures that people hand in, made safe to keep: pixels only, upright, of bounded size. Pure."""

import struct
from dataclasses import dataclass

import cv2
import numpy as np

from alerts.snapshots import ORIGINAL_QUALITY, encode
from models.errors import InvalidValue
from models.frames import Image

MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 2560
"""Pixels; a larger picture is made smaller: a phone's camera shows more than anybody looks at."""
MOST_PIXELS = 80_000_000
"""Beyond this a picture is not even decoded: few bytes can claim to be gigabytes."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG without anything but its pixels. width and height in pixels."""

    content: bytes
    width: int
    height: int


def read_photo(content: bytes) -> Photo:
    """Decode a JPEG, PNG or WebP and encode it anew: what a phone writes beside the picture (where, when,
    by which device) is gone, and so is anything that is no picture.

    Raises:
        InvalidValue: it is too large, of another kind, or broken.
    """
    if len(content) > MOST_BYTES:
        raise InvalidValue("the picture is larger than 10 MB")
    size = _size(content)
    if size is None:
        raise InvalidValue("only JPEG, PNG and WebP pictures are taken")
    if not 0 < size[0] * size[1] <= MOST_PIXELS:
        raise InvalidValue("the picture has too many pixels")
    # Turned upright by its EXIF note.
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise InvalidValue("the picture is broken")
    image: Image = np.asarray(decoded, np.uint8)
    scale = LONGEST_SIDE / max(image.shape[:2])
    if scale < 1:
        image = np.asarray(
            cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
    return Photo(encode(image, ORIGINAL_QUALITY), image.shape[1], image.shape[0])


def _size(content: bytes) -> tuple[int, int] | None:
    """Width and height as the file claims, without decoding; None unless it is one of the three kinds."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP" and len(content) >= 30:
        return _webp_size(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(content)
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    """RFC 9649, sections 2.5 to 2.7."""
    kind, body = content[12:16], content[20:30]
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """From the frame header, ITU-T T.81 B.2.2."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
