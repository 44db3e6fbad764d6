"""Captures as JSON."""

from typing import Self

from pydantic import Field

from api.schemas import ID_PATTERN, CameraRef, Moment, Named, PersonRef, Picture, Schema
from models.cameras import StreamName
from models.cases import Matter
from models.rules import RuleName
from models.violations import Evidence, EvidenceKind
from supervision.captures import Capture


class CaptureIn(Schema):
    camera_id: str = Field(pattern=ID_PATTERN)
    stream: StreamName = Field(StreamName.MAIN, description="the one watched; pts counts in its live views")
    pts: int | None = Field(
        None,
        description="time of the picture on the screen, 1/90000 s, right up to multiples of 2^32; "
        "null: what the camera sees now",
    )


class CaptureNote(Schema):
    note: str = Field("", max_length=1000)
    rule: RuleName | None = None


class CaptureCaseIn(Schema):
    matter: Matter
    what: str = Field("", max_length=400)


class CaptureOut(Schema):
    id: str
    business: Named
    camera: CameraRef
    by: PersonRef
    mine: bool = Field(description="captured by whoever asks")
    captured_at: Moment
    recorded_at: Moment
    note: str
    rule: RuleName | None
    picture: Picture
    acknowledged_at: Moment | None
    acknowledged_by: PersonRef | None
    case_id: str | None = Field(description="the case that it opened")

    @classmethod
    def of(cls, capture: Capture, reader_id: str) -> Self:
        evidence = Evidence(
            capture.key,
            EvidenceKind.ORIGINAL,
            capture.captured_at,
            capture.width,
            capture.height,
            capture.size_bytes,
        )
        return cls(
            id=capture.id,
            business=Named(id=capture.business_id, name=capture.business_name),
            camera=CameraRef(id=capture.camera.id, name=capture.camera.name, place=capture.camera.place),
            by=PersonRef(name=capture.by),
            mine=capture.author_id == reader_id,
            captured_at=capture.captured_at,
            recorded_at=capture.recorded_at,
            note=capture.note,
            rule=capture.rule,
            picture=Picture.of(evidence),
            acknowledged_at=capture.acknowledged_at,
            acknowledged_by=PersonRef(name=capture.acknowledged_by) if capture.acknowledged_by else None,
            case_id=capture.case_id,
        )


class CapturePage(Schema):
    items: list[CaptureOut]
    open: int = Field(description="how many in scope wait for their business, whatever the filters")
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


class CaptureEvent(Schema):
    change: str = Field(description="kept, annotated or acknowledged")
    capture_id: str
    camera_id: str
    camera_name: str
    by: str
