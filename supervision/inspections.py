"""A remote inspection (远程督导): a check-list walked camera by camera, then signed. Pure."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.businesses import Camera
from models.cases import Matter
from models.errors import BrightkitchenError
from models.people import Role, User
from models.places import Place, Words
from supervision.captures import Capture
from supervision.checklists import PAPERS, Checklist


class Answer(StrEnum):
    """UNSEEN: the picture does not show it; never counted as fine."""

    OK = "ok"
    PROBLEM = "problem"
    UNSEEN = "unseen"


class NotComplete(BrightkitchenError):
    """An inspection cannot be signed yet; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Check:
    """One item of a step. matter: what a problem is a case of, as the check-list said when it was begun."""

    key: str
    text: Words
    matter: Matter


@dataclass(frozen=True, slots=True)
class Step:
    """What is looked at together: a camera's picture, or the papers (camera_id None).

    key: the camera's id, or PAPERS. name: the camera's at the time; empty for the papers. place: key of it.
    """

    key: str
    camera_id: str | None
    name: str
    place: str
    items: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to one item of one step. capture_ids: the pictures that show it."""

    answer: Answer
    note: str = ""
    capture_ids: tuple[str, ...] = ()


Answers = Mapping[tuple[str, str], Given]
"""By step and item."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose inspection it is, of whom, and how far it has come; a draft while finished_at is None.

    task_id: the supervision task whose record it is, or is to be.
    """

    id: str
    business_id: str
    business_name: str
    inspector_id: str
    inspector: str
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    confirmed_at: datetime | None
    task_id: str | None


@dataclass(frozen=True, slots=True)
class Brief(Heading):
    """An inspection as a list shows it. asked: how many items there are; counts: of their answers."""

    asked: int
    counts: Counter[Answer]


@dataclass(frozen=True, slots=True)
class Inspection(Heading):
    """An inspection as people see it; once it is finished, for ever as it was signed.

    digest: SHA-256 of the signed record's bytes. conclusion: in the inspector's words.
    """

    checklist: str
    steps: tuple[Step, ...]
    answers: Answers
    conclusion: str
    signed_name: str | None
    digest: str | None
    confirmed_by: str | None
    reply: str

    @property
    def asked(self) -> int:
        return sum(len(step.items) for step in self.steps)

    @property
    def counts(self) -> Counter[Answer]:
        return Counter(given.answer for given in self.answers.values())


def may_inspect(user: User) -> bool:
    return user.role is Role.CADRE


def may_confirm(user: User, business_id: str) -> bool:
    """The business itself says that it has taken note."""
    return user.role is Role.BUSINESS and user.business_id == business_id


def plan(
    cameras: Sequence[Camera], places: Sequence[Place], checklist: Checklist, kind: str
) -> tuple[Step, ...]:
    """The way through a business of this kind: its cameras by the order of their places, then the papers."""
    order = {place.key: place.order for place in places}
    walked = sorted(cameras, key=lambda camera: (order.get(camera.place, 1 << 30), camera.name, camera.id))
    steps = [
        Step(camera.id, camera.id, camera.name, camera.place, _checks(checklist, camera.place, kind))
        for camera in walked
    ]
    papers = _checks(checklist, PAPERS, kind)
    return (*steps, Step(PAPERS, None, "", PAPERS, papers)) if papers else tuple(steps)


def _checks(checklist: Checklist, place: str, kind: str) -> tuple[Check, ...]:
    return tuple(Check(item.key, item.text, item.matter) for item in checklist.at(place, kind))


def check_complete(steps: Sequence[Step], answers: Answers) -> None:
    """Raises NotComplete while an item has no answer, or a problem neither words nor a picture."""
    missing = sum((step.key, item.key) not in answers for step in steps for item in step.items)
    if missing:
        raise NotComplete(f"{missing} items have no answer yet")
    bare = [
        given
        for given in answers.values()
        if given.answer is Answer.PROBLEM and not given.note and not given.capture_ids
    ]
    if bare:
        raise NotComplete(f"{len(bare)} problems have neither a note nor a picture")


def record(
    inspection: Inspection, captures: Mapping[str, Capture], signed_name: str, conclusion: str, at: datetime
) -> bytes:
    """What is signed, byte for byte: JSON with sorted keys in UTF-8, pictures by their SHA-256."""
    content = {
        "inspection": inspection.id,
        "business": {"id": inspection.business_id, "name": inspection.business_name},
        "inspector": {"id": inspection.inspector_id, "name": inspection.inspector},
        "checklist": inspection.checklist,
        "started_at": inspection.started_at.isoformat(),
        "finished_at": at.isoformat(),
        "signed_name": signed_name,
        "conclusion": conclusion,
        "steps": [
            {
                "camera_id": step.camera_id,
                "name": step.name,
                "place": step.place,
                "items": [
                    {
                        "key": item.key,
                        "zh": item.text.zh,
                        "en": item.text.en,
                        **_given(inspection.answers[step.key, item.key], captures),
                    }
                    for item in step.items
                ],
            }
            for step in inspection.steps
        ],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _given(given: Given, captures: Mapping[str, Capture]) -> dict[str, object]:
    pictures = [
        {"capture": key, "sha256": captures[key].key, "captured_at": captures[key].captured_at.isoformat()}
        for key in given.capture_ids
    ]
    return {"answer": str(given.answer), "note": given.note, "pictures": pictures}
