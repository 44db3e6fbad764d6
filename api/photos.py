"""Pictures that people hand in, kept as evidence."""

from typing import Any

from alerts.photos import read_photo
from api.service import Service
from models.cases import CasePicture, PictureKind

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("image/jpeg", "image/png", "image/webp")
        },
    }
}
"""In OpenAPI, of an operation that takes one."""


def keep_photo(service: Service, content: bytes, kind: PictureKind) -> CasePicture:
    """Encoded anew, in the evidence store: where and with what it was taken is not kept. Takes tens of ms.

    Raises:
        InvalidValue: it is no picture, or too large.
        EvidenceNotKept: the store cannot take it now.
    """
    photo = read_photo(content)
    key = service.evidence.put(photo.content)
    return CasePicture(key, kind, photo.width, photo.height, len(photo.content))
