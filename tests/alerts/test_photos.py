"""Pictures that people hand in."""

import struct

import cv2
import numpy as np
import pytest

from alerts.photos import LONGEST_SIDE, MOST_BYTES, read_photo
from models.errors import InvalidValue

EXIF = (
    b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00"  # one entry:
    b"\x12\x01\x03\x00\x01\x00\x00\x00%c\x00\x00\x00\x00\x00\x00\x00"  # the orientation
)


def encoded(kind: str, width: int = 64, height: int = 36) -> bytes:
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2] = (0, 0, 255)
    return cv2.imencode(kind, image)[1].tobytes()


def with_exif(jpeg: bytes, orientation: int) -> bytes:
    note = EXIF % orientation
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + jpeg[2:]


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp"])
def test_pictures_are_encoded_anew(kind: str) -> None:
    photo = read_photo(encoded(kind))
    assert photo.content.startswith(b"\xff\xd8\xff")
    assert (photo.width, photo.height) == (64, 36)
    red = cv2.imdecode(np.frombuffer(photo.content, np.uint8), cv2.IMREAD_COLOR)
    assert red is not None
    assert red[18, 10].tolist() == pytest.approx([0, 0, 255], abs=12)


def test_lossless_webp_too() -> None:
    image = np.zeros((36, 64, 3), np.uint8)
    content = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    assert (read_photo(content).width, read_photo(content).height) == (64, 36)


def test_what_a_phone_writes_beside_the_picture_is_gone_and_it_stands_upright() -> None:
    content = with_exif(encoded(".jpg"), 6)
    photo = read_photo(content)
    assert b"Exif" in content
    assert b"Exif" not in photo.content
    assert (photo.width, photo.height) == (36, 64)


def test_a_large_one_is_made_smaller() -> None:
    photo = read_photo(encoded(".jpg", 5120, 100))
    assert (photo.width, photo.height) == (LONGEST_SIDE, 50)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff",
        encoded(".jpg")[:60],
        encoded(".png")[:-30],
        b"RIFF\x00\x00\x00\x00WEBP????" + bytes(20),
        bytes(MOST_BYTES + 1),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 100_000, 100_000) + bytes(20),
    ],
    ids=["empty", "gif", "svg", "stub", "cut jpeg", "cut png", "unknown webp", "too large", "bomb"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidValue):
        read_photo(content)
