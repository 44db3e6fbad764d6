"""Cases as JSON."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, Base64Bytes, Field

from api.schemas import ID_PATTERN, KEY_PATTERN, Moment, Named, Schema, ViolationOut
from models.cases import (
    Act,
    CasePicture,
    CaseState,
    Matter,
    Outcome,
    Party,
    PictureKind,
    Severity,
    Source,
    Step,
)
from models.people import Role, User
from models.places import Words
from models.reviews import Ground
from models.rules import RuleName
from supervision.case_files import CaseFile, CaseLine, Count, Reminded
from supervision.case_links import first_broken
from supervision.case_policy import CaseRules
from supervision.case_words import asked_in
from supervision.cases import acts_open_to, party_of, relation_of
from supervision.reminders import ReminderKind
from supervision.tips import Tip


class CasePictureOut(Schema):
    key: str
    url: str
    kind: PictureKind
    width: int
    height: int

    @classmethod
    def of(cls, picture: CasePicture) -> Self:
        return cls(
            key=picture.key,
            url=f"/api/v1/evidence/{picture.key}",
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
        )


class AskedOut(Schema):
    """The item of an inspection's check-list that words are about."""

    zh: str
    en: str
    note: str = Field(description="what the inspector says of it; empty without")

    @classmethod
    def found_in(cls, text: str, items: Sequence[Words]) -> Self | None:
        asked = asked_in(text, items)
        return cls(zh=asked.item.zh, en=asked.item.en, note=asked.note) if asked else None


class OwnerOut(Schema):
    party: Party
    name: str | None = Field(description="of the one person whose turn it is, where it is one")


class CaseOut(Schema):
    id: str
    business: Named
    rule: RuleName | None = Field(description="null for what no rule covers; `what` then says it")
    matter: Matter = Field(description="what was found, in one word")
    day: date = Field(description="the local day on which it happened")
    source: Source
    what: str = Field(description="in the finder's words, as kept; empty for the detector")
    asked: AskedOut | None = Field(description="what `what` consists of where an inspection has found it")
    severity: Severity
    state: CaseState
    outcome: Outcome | None
    owner: OwnerOut | None = Field(description="whose turn it is; null once ended")
    turn_at: Moment = Field(description="since when it is their turn")
    why: str = Field(description="what was said with the step that gave it to them")
    why_asked: AskedOut | None = Field(description="what `why` consists of where an inspection says it")
    due_at: Moment | None
    due_is_certain: bool = Field(description="false where a year's holidays are not announced yet")
    overdue: bool
    rounds: int = Field(description="corrections asked for so far")
    opened_at: Moment
    ended_at: Moment | None
    step: int = Field(description="number of the last step; give it back with an act")
    violations: int
    violation: ViolationOut | None = Field(description="the one that stands for all")
    picture: str | None = Field(description="address of the picture that shows it, if there is one")
    mine: bool = Field(description="whether it is the reader's turn")
    acts: list[Act] = Field(description="what the reader may do now; with `mine`, the first is the next step")

    @classmethod
    def of(cls, line: CaseLine, reader: User, rules: CaseRules, now: datetime) -> Self:
        standing = line.standing
        party = party_of(reader)
        relation = relation_of(
            reader, line.business_id, is_in_scope=True, owner_id=standing.owner_id, judges=line.judges
        )
        picture = line.lead.annotated.key if line.lead else line.picture
        due_at = standing.due_at
        return cls(
            id=line.id,
            business=Named(id=line.business_id, name=line.business_name),
            rule=line.rule,
            matter=line.matter,
            day=line.day,
            source=line.source,
            what=line.what,
            asked=AskedOut.found_in(line.what, line.items),
            severity=standing.severity,
            state=standing.state,
            outcome=standing.outcome,
            owner=OwnerOut(party=standing.owner, name=line.owner_name) if standing.owner else None,
            turn_at=line.turn_at,
            why=line.why,
            why_asked=AskedOut.found_in(line.why, line.items),
            due_at=due_at,
            due_is_certain=due_at is None or rules.calendar.is_certain(line.turn_at, due_at),
            overdue=due_at is not None and due_at <= now,
            rounds=standing.rounds,
            opened_at=line.opened_at,
            ended_at=line.ended_at,
            step=line.steps,
            violations=line.violations,
            violation=ViolationOut.of(line.lead) if line.lead else None,
            picture=f"/api/v1/evidence/{picture}" if picture else None,
            mine=line.waits_for(party, reader.id),
            acts=acts_open_to(standing, party, relation, rules.policy),
        )


class ActorOut(Schema):
    party: Party
    name: str | None = Field(description="null for the service itself")


class StepOut(Schema):
    number: int
    act: Act
    by: ActorOut
    at: Moment
    reason: str
    asked: AskedOut | None = Field(description="what `reason` consists of where an inspection says it")
    ground: Ground | None
    pictures: list[CasePictureOut]
    state: CaseState = Field(description="after the step")
    due_at: Moment | None
    link: str = Field(description="hex SHA-256 over the step and the link before it")

    @classmethod
    def of(cls, step: Step, file: CaseFile) -> Self:
        name = file.names.get(step.actor.user_id) if step.actor.user_id else None
        return cls(
            number=step.number,
            act=step.act,
            by=ActorOut(party=step.actor.party, name=name),
            at=step.at,
            reason=step.reason,
            asked=AskedOut.found_in(step.reason, file.line.items),
            ground=step.ground,
            pictures=[CasePictureOut.of(item) for item in step.pictures],
            state=step.standing.state,
            due_at=step.standing.due_at,
            link=step.link,
        )


class RemindedOut(Schema):
    kind: ReminderKind
    party: Party
    due_at: Moment
    at: Moment

    @classmethod
    def of(cls, item: Reminded) -> Self:
        return cls(kind=item.kind, party=item.party, due_at=item.due_at, at=item.at)


class TipOut(Schema):
    """What somebody of the public said of the business."""

    matter: Matter
    what: str
    contact: str | None = Field(description="how to reach whoever said it; null but for the office")
    picture: str | None
    at: Moment

    @classmethod
    def of(cls, tip: Tip, reader: User) -> Self:
        return cls(
            matter=tip.matter,
            what=tip.what,
            contact=tip.contact or None if reader.role is Role.OFFICE else None,
            picture=f"/api/v1/evidence/{tip.picture_key}" if tip.picture_key else None,
            at=tip.at,
        )


class TipList(Schema):
    items: list[TipOut]


class CaseFileOut(CaseOut):
    captures: list[str] = Field(description="ids of captures that found it")
    inspections: list[str] = Field(description="ids of inspections that found it")
    tips: int = Field(description="how many the public sent; 0 to a business, which is not told")
    steps: list[StepOut] = Field(description="oldest first")
    reminders: list[RemindedOut]
    violation_list: list[ViolationOut] = Field(description="all that feed the case, oldest first")
    intact: bool = Field(description="whether every step is as it was written and in its place")

    @classmethod
    def of_file(cls, file: CaseFile, reader: User, rules: CaseRules, now: datetime) -> Self:
        line = CaseOut.of(file.line, reader, rules, now)
        return cls(
            **dict(line),
            captures=list(file.captures),
            inspections=list(file.inspections),
            tips=file.tips,
            steps=[StepOut.of(step, file) for step in file.steps],
            reminders=[RemindedOut.of(item) for item in file.reminders],
            violation_list=[ViolationOut.of(record) for record in file.violations],
            intact=first_broken(file.line.id, file.steps) is None,
        )


class CasePage(Schema):
    items: list[CaseOut]
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


class CountOut(Schema):
    waiting: int
    overdue: int

    @classmethod
    def of(cls, count: Count) -> Self:
        return cls(waiting=count.waiting, overdue=count.overdue)


class CaseCounts(Schema):
    """Open cases within the reader's scope, by whose turn it is."""

    parties: dict[Party, CountOut]
    mine: CountOut = Field(
        description="where it is the reader's turn: not where a colleague has claimed, and for the office "
        "where a business has no cadre"
    )

    @classmethod
    def of(cls, counts: Mapping[Party, Count], mine: Count) -> Self:
        return cls(
            parties={party: CountOut.of(count) for party, count in counts.items()}, mine=CountOut.of(mine)
        )


class PictureRef(Schema):
    kind: PictureKind
    key: str = Field(pattern=KEY_PATTERN)


class ActIn(Schema):
    act: Act
    reason: str = Field("", max_length=2000)
    ground: Ground | None = None
    pictures: list[PictureRef] = Field(default_factory=list, max_length=12)
    step: int | None = Field(None, ge=1, description="the last step seen; 409 if somebody has acted since")


PHOTO_CHARACTERS = 14 * 1024 * 1024
"""What 10 MB are in base64, and a little more."""

Photo = Annotated[
    Base64Bytes,
    Field(max_length=PHOTO_CHARACTERS, description="a JPEG, PNG or WebP of 10 MB at most, in base64"),
]


class CaseIn(Schema):
    business_id: Annotated[str, Field(pattern=ID_PATTERN)]
    by_public: bool = Field(False, description="said by the public to an official, who passes it on")
    what: str = Field("", max_length=400)
    matter: Matter = Matter.OTHER
    photo: Photo | None = None
    happened_at: AwareDatetime | None = Field(None, description="now, when left out")


class CaseEvent(Schema):
    """That a case has changed; whoever shows it reads it again. A reminder says which."""

    change: str = Field(description="an act, `fed` by a violation, or `reminded`")
    case_id: str
    reminder: ReminderKind | None = None
    parties: list[Party] = Field(default_factory=list, description="who is reminded")
