"""Inspections as JSON."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field

from api.capture_schemas import CaptureOut
from api.schemas import ID_PATTERN, KEY_PATTERN, Moment, Named, PersonRef, Schema, UploadedOut
from models.tasks import Mode
from supervision.inspections import Answer, Brief, Inspection, Step


class TextOut(Schema):
    zh: str
    en: str


class ItemOut(Schema):
    key: str
    text: TextOut


class StepOut(Schema):
    key: str
    camera_id: str | None = Field(description="null on site, and for what no camera shows")
    name: str
    place: str = Field(description="key of a place; `everywhere` or `papers` for what is of none")
    items: list[ItemOut]

    @classmethod
    def of(cls, step: Step) -> Self:
        return cls(
            key=step.key,
            camera_id=step.camera_id,
            name=step.name,
            place=step.place,
            items=[
                ItemOut(key=item.key, text=TextOut(zh=item.text.zh, en=item.text.en)) for item in step.items
            ],
        )


class AnswerOut(Schema):
    step: str
    item: str
    answer: Answer
    note: str
    capture_ids: list[str]
    photo_keys: list[str]
    case_id: str | None = Field(description="the case that this problem opened")


class ItemRef(Schema):
    step: str = Field(min_length=1, max_length=40)
    item: str = Field(min_length=1, max_length=40)


class AnswerIn(Schema):
    step: str = Field(min_length=1, max_length=40)
    item: str = Field(min_length=1, max_length=40)
    answer: Answer | None = Field(
        description="null takes the answer out; unseen is said from afar alone, absent on site alone"
    )
    note: str = Field("", max_length=1000)
    capture_ids: list[str] = Field([], max_length=20)
    photo_keys: list[Annotated[str, Field(pattern=KEY_PATTERN)]] = Field([], max_length=20)


class InspectionIn(Schema):
    business_id: str = Field(pattern=ID_PATTERN)
    mode: Mode = Mode.REMOTE
    task_id: str | None = Field(
        None,
        pattern=ID_PATTERN,
        description="the task it is to be the record of; the one due first if left out",
    )


class SignatureIn(Schema):
    name: str = Field(min_length=1, max_length=100)
    conclusion: str = Field("", max_length=2000)
    cases: list[ItemRef] = Field([], max_length=200, description="problems to open cases of")


class ConfirmationIn(Schema):
    reply: str = Field("", max_length=1000)


class InspectionBrief(Schema):
    """An inspection in a list."""

    id: str
    mode: Mode
    business: Named
    inspector: PersonRef
    mine: bool = Field(description="of whoever asks")
    started_at: Moment
    updated_at: Moment
    asked: int = Field(description="how many items there are")
    answered: int
    problems: int
    unseen: int
    absent: int
    finished_at: Moment | None = Field(description="null while it is a draft, which its inspector alone sees")
    confirmed_at: Moment | None

    @classmethod
    def fields_of(cls, inspection: Brief | Inspection, reader_id: str) -> dict[str, object]:
        counts = inspection.counts
        return {
            "id": inspection.id,
            "mode": inspection.mode,
            "business": Named(id=inspection.business_id, name=inspection.business_name),
            "inspector": PersonRef(name=inspection.inspector),
            "mine": inspection.inspector_id == reader_id,
            "started_at": inspection.started_at,
            "updated_at": inspection.updated_at,
            "asked": inspection.asked,
            "answered": counts.total(),
            "problems": counts[Answer.PROBLEM],
            "unseen": counts[Answer.UNSEEN],
            "absent": counts[Answer.ABSENT],
            "finished_at": inspection.finished_at,
            "confirmed_at": inspection.confirmed_at,
        }

    @classmethod
    def of(cls, brief: Brief, reader_id: str) -> Self:
        return cls.model_validate(cls.fields_of(brief, reader_id))


class InspectionOut(InspectionBrief):
    checklist: str
    steps: list[StepOut]
    answers: list[AnswerOut]
    captures: list[CaptureOut] = Field(description="those that the answers name")
    photos: list[UploadedOut] = Field(description="taken for it; once it is signed, those that answers name")
    conclusion: str
    signed_name: str | None
    digest: str | None = Field(description="SHA-256 of the signed record, see get_inspection_record")
    confirmed_by: PersonRef | None
    reply: str
    task_ids: list[str] = Field(description="the supervision tasks whose record it is, or is to be")

    @classmethod
    def whole(
        cls,
        inspection: Inspection,
        captures: list[CaptureOut],
        cases: Mapping[tuple[str, str], str],
        reader_id: str,
    ) -> Self:
        more: dict[str, object] = {
            "checklist": inspection.checklist,
            "steps": [StepOut.of(step) for step in inspection.steps],
            "answers": [
                AnswerOut(
                    step=step,
                    item=item,
                    answer=given.answer,
                    note=given.note,
                    capture_ids=list(given.capture_ids),
                    photo_keys=list(given.photo_keys),
                    case_id=cases.get((step, item)),
                )
                for (step, item), given in inspection.answers.items()
            ],
            "captures": captures,
            "photos": [UploadedOut.at(photo.key, photo.width, photo.height) for photo in inspection.photos],
            "conclusion": inspection.conclusion,
            "signed_name": inspection.signed_name,
            "digest": inspection.digest,
            "confirmed_by": PersonRef(name=inspection.confirmed_by) if inspection.confirmed_by else None,
            "reply": inspection.reply,
            "task_ids": list(inspection.task_ids),
        }
        return cls.model_validate(cls.fields_of(inspection, reader_id) | more)


class InspectionPage(Schema):
    items: list[InspectionBrief]
    open: int = Field(description="how many in scope wait for their business, whatever the filters")
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


class InspectionEvent(Schema):
    change: str = Field(description="signed or confirmed")
    inspection_id: str
    by: str
