"""Policies: what is in force, what was, and how the office changes them."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, Field

from api.auth import Services, SignedIn, demand
from api.problems import InvalidForm, not_found
from api.schemas import Moment, Schema
from supervision import policies
from supervision.permissions import Right, has
from supervision.policies import InvalidPolicy, Topic, Version
from supervision.topics import TOPICS

router = APIRouter(prefix="/policies", tags=["policies"])


class VersionOut(Schema):
    """number 0 is the shipped default."""

    number: int
    value: dict[str, Any]
    effective_from: Moment | None
    reason: str
    by: str
    at: Moment | None

    @classmethod
    def of(cls, what: Topic[Any], version: Version[Any]) -> "VersionOut":
        return cls(
            number=version.number,
            value=what.encode(version.value),
            effective_from=version.effective_from,
            reason=version.reason,
            by=version.by,
            at=version.at,
        )


class TopicOut(Schema):
    topic: str
    version: int = Field(description="in force now")
    since: Moment | None
    by: str


class TopicList(Schema):
    items: list[TopicOut]


class PolicyOut(Schema):
    topic: str
    form: dict[str, Any] = Field(description="JSON schema of a value")
    version: int = Field(description="in force now")
    may_change: bool
    versions: list[VersionOut] = Field(description="newest first, the shipped default last")


class ChangeIn(Schema):
    value: dict[str, Any]
    reason: str = Field(min_length=1, max_length=400)
    effective_from: AwareDatetime | None = Field(default=None, description="now if it is not given")
    after: int = Field(ge=0, description="number of the newest version that the person has seen")


Name = Annotated[str, Path(pattern="^[a-z_]{1,40}$")]


def _topic(name: str) -> Topic[Any]:
    if name not in TOPICS:
        raise not_found("no such policy")
    return TOPICS[name]


@router.get("", operation_id="list_policies")
def list_policies(viewer: SignedIn, service: Services) -> TopicList:
    """The topics, with the version in force."""
    demand(viewer, Right.SEE_POLICIES)
    now = service.clock.now()
    items = []
    with service.database.reading() as session:
        for name, what in TOPICS.items():
            version = policies.version_at(session, what, now)
            items.append(
                TopicOut(topic=name, version=version.number, since=version.effective_from, by=version.by)
            )
    return TopicList(items=items)


@router.get("/{topic}", operation_id="get_policy")
def get_policy(topic: Name, viewer: SignedIn, service: Services) -> PolicyOut:
    """One topic with all its versions."""
    demand(viewer, Right.SEE_POLICIES)
    return _out(service, viewer, _topic(topic))


@router.post("/{topic}/versions", status_code=201, operation_id="change_policy")
def change_policy(topic: Name, given: ChangeIn, viewer: SignedIn, service: Services) -> PolicyOut:
    """Add a version, in force from now or a later moment on."""
    demand(viewer, Right.CHANGE_POLICIES)
    what = _topic(topic)
    now: datetime = service.clock.now()
    try:
        value = what.decode(given.value)
    except InvalidPolicy as error:
        raise InvalidForm(error.errors) from error
    with service.database.writing() as session:
        policies.change(
            session,
            what,
            value,
            user=viewer.sign_in.user,
            reason=given.reason,
            effective_from=given.effective_from or now,
            after=given.after,
            now=now,
        )
    return _out(service, viewer, what)


def _out(service: Services, viewer: SignedIn, what: Topic[Any]) -> PolicyOut:
    with service.database.reading() as session:
        every = policies.versions(session, what)
        current = policies.version_at(session, what, service.clock.now())
    return PolicyOut(
        topic=what.name,
        form=what.schema(),
        version=current.number,
        may_change=has(Right.CHANGE_POLICIES, viewer.sign_in.user.role, viewer.scope),
        versions=[VersionOut.of(what, item) for item in every],
    )
