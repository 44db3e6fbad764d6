"""An inspection (督导): a check-list walked by cameras from afar or by places on site, then signed. Pure."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.businesses import Camera
from models.cases import Matter
from models.errors import BrightkitchenError, InvalidValue
from models.people import Role, User
from models.places import EVERYWHERE, PAPERS, Place, Words
from models.tasks import Mode
from supervision.captures import Capture
from supervision.checklists import Checklist, Item


class Answer(StrEnum):
    """UNSEEN: the picture does not show it; never counted as fine. ABSENT: there is no such thing here
    (合理缺项), which only who stands there can say."""

    OK = "ok"
    PROBLEM = "problem"
    UNSEEN = "unseen"
    ABSENT = "absent"


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
    """What is looked at together: a camera's picture; or with camera_id None a place, what holds EVERYWHERE,
    or the PAPERS.

    key: the camera's id, the place's key, EVERYWHERE or PAPERS. name: the camera's, or in Chinese the
    place's, at the time; empty for the latter two. place: key of it.
    """

    key: str
    camera_id: str | None
    name: str
    place: str
    items: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to one item of one step. capture_ids, photo_keys: the pictures that show it."""

    answer: Answer
    note: str = ""
    capture_ids: tuple[str, ...] = ()
    photo_keys: tuple[str, ...] = ()


Answers = Mapping[tuple[str, str], Given]
"""By step and item."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo taken for an inspection, in the evidence store. key: SHA-256 of its bytes. Sizes in pixels."""

    key: str
    width: int
    height: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose inspection it is, of whom, and how far it has come; a draft while finished_at is None."""

    id: str
    mode: Mode
    business_id: str
    business_name: str
    inspector_id: str
    inspector: str
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Brief(Heading):
    """An inspection as a list shows it. asked: how many items there are; counts: of their answers."""

    asked: int
    counts: Counter[Answer]


@dataclass(frozen=True, slots=True)
class Inspection(Heading):
    """An inspection as people see it; once it is finished, for ever as it was signed.

    digest: SHA-256 of the signed record's bytes. conclusion: in the inspector's words. task_ids: the
    supervision tasks whose record it is, or is to be.
    """

    checklist: str
    steps: tuple[Step, ...]
    answers: Answers
    photos: tuple[Photo, ...]
    conclusion: str
    signed_name: str | None
    digest: str | None
    confirmed_by: str | None
    reply: str
    task_ids: tuple[str, ...]

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
        Step(camera.id, camera.id, camera.name, camera.place, _checks(checklist.at(camera.place, kind)))
        for camera in walked
    ]
    papers = Step(PAPERS, None, "", PAPERS, _checks(checklist.at(PAPERS, kind)))
    return (*steps, papers) if papers.items else tuple(steps)


def plan_on_site(places: Sequence[Place], checklist: Checklist, kind: str) -> tuple[Step, ...]:
    """The way through a business of this kind on foot: in their order the places of which the check-list asks
    something, then what holds everywhere, then the papers. places: by their order."""
    known = {place.key: place.name.zh for place in places}
    # What the office no longer names is still asked.
    names = known | {key: key for key in sorted(checklist.places - known.keys())}
    way = (*((key, name) for key, name in names.items()), (EVERYWHERE, ""), (PAPERS, ""))
    steps = (Step(key, None, name, key, _checks(checklist.on_site(key, kind))) for key, name in way)
    return tuple(step for step in steps if step.items)


def _checks(items: Sequence[Item]) -> tuple[Check, ...]:
    return tuple(Check(item.key, item.text, item.matter) for item in items)


def check_answer(mode: Mode, answer: Answer) -> None:
    """Raises InvalidValue where it cannot be known this way."""
    if answer is (Answer.ABSENT if mode is Mode.REMOTE else Answer.UNSEEN):
        raise InvalidValue(f"nobody can say {answer} in an inspection that is {mode}")


def check_complete(steps: Sequence[Step], answers: Answers) -> None:
    """Raises NotComplete while an item has no answer, or a problem neither words nor a picture."""
    missing = sum((step.key, item.key) not in answers for step in steps for item in step.items)
    if missing:
        raise NotComplete(f"{missing} items have no answer yet")
    bare = [
        given
        for given in answers.values()
        if given.answer is Answer.PROBLEM and not (given.note or given.capture_ids or given.photo_keys)
    ]
    if bare:
        raise NotComplete(f"{len(bare)} problems have neither a note nor a picture")


def record(
    inspection: Inspection, captures: Mapping[str, Capture], signed_name: str, conclusion: str, at: datetime
) -> bytes:
    """What is signed, byte for byte: JSON with sorted keys in UTF-8, pictures by their SHA-256."""
    content = {
        "inspection": inspection.id,
        "mode": str(inspection.mode),
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
    photos = [{"sha256": key} for key in given.photo_keys]
    return {"answer": str(given.answer), "note": given.note, "pictures": pictures, "photos": photos}
