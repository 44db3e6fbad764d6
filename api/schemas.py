"""The API's nouns as JSON, and how they are made from the models."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from api.ice import CREDENTIALS_FOR, IceServer
from models.areas import Area
from models.businesses import Business, Camera, CameraKind
from models.cameras import CameraState, CameraStatus, StreamName, Trouble
from models.health import HealthKind
from models.history import Record, Tally
from models.people import Level, Role, SignIn
from models.reviews import Ground, Opinion
from models.rules import RuleName
from models.violations import ClipTrouble, Evidence, ViolationState


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(_rfc3339, return_type=str)]
"""RFC 3339 in UTC, to the millisecond."""

ID_PATTERN = "^[0-9a-f]{32}$"
KEY_PATTERN = "^[0-9a-f]{64}$"


class Schema(BaseModel):
    model_config = ConfigDict(frozen=True)


class Named(Schema):
    id: str
    name: str


class Credentials(Schema):
    username: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200)


class UserOut(Schema):
    id: str
    username: str
    name: str
    role: Role
    business: Named | None
    area: Named | None = Field(description="where the person works")


class SessionOut(Schema):
    user: UserOut
    csrf_token: str = Field(description="repeat it as X-CSRF-Token with every unsafe request")
    expires_at: Moment

    @classmethod
    def of(cls, sign_in: SignIn, business: Business | None, area: Area | None) -> Self:
        user = sign_in.user
        own = Named(id=business.id, name=business.name) if business else None
        where = Named(id=area.id, name=area.name) if area else None
        out = UserOut(
            id=user.id, username=user.username, name=user.name, role=user.role, business=own, area=where
        )
        return cls(user=out, csrf_token=sign_in.csrf_token, expires_at=sign_in.expires_at)


class BusinessOut(Schema):
    id: str
    name: str
    level: Level
    address: str
    open_violations: int
    cameras_online: int
    cameras_total: int


class BusinessPage(Schema):
    items: list[BusinessOut]
    next_cursor: str | None


class StreamOut(Schema):
    """How one stream is doing; what it is, is null until it is known."""

    state: CameraState
    trouble: Trouble | None
    detail: str | None
    since: Moment
    run: int
    codec: str | None
    width: int | None
    height: int | None
    fps: float | None
    last_frame_at: Moment | None

    @classmethod
    def of(cls, status: CameraStatus) -> Self:
        return cls(**_of_stream(status))


class StatusOut(StreamOut):
    """How the camera is doing, by the stream that is analysed."""

    main: StreamOut | None = Field(description="its main stream, where that is another one")

    @classmethod
    def of(cls, status: CameraStatus) -> Self:
        return cls(**_of_stream(status), main=status.main and StreamOut.of(status.main))


def _of_stream(status: CameraStatus) -> dict[str, Any]:
    return {
        "state": status.state,
        "trouble": status.trouble,
        "detail": status.detail,
        "since": status.since,
        "run": status.run,
        "codec": status.codec,
        "width": status.width,
        "height": status.height,
        "fps": status.fps,
        "last_frame_at": status.last_frame_at,
    }


class CameraOut(Schema):
    id: str
    name: str
    place: str = Field(description="key of a place; see list_places")
    kind: CameraKind
    key_process: str
    accepted_at: Moment | None = Field(description="null until a person has found its first picture fit")
    business: Named
    open_violations: int
    last_violation_at: Moment | None
    status: StatusOut
    health: list[HealthKind] = Field(description="what is wrong with it now, what matters most first")

    @classmethod
    def of(
        cls, camera: Camera, status: CameraStatus, tally: Tally, health: Collection[HealthKind] = ()
    ) -> Self:
        return cls(
            id=camera.id,
            name=camera.name,
            place=camera.place,
            kind=camera.kind,
            key_process=camera.key_process,
            accepted_at=camera.accepted_at,
            business=Named(id=camera.business.id, name=camera.business.name),
            open_violations=tally.open,
            last_violation_at=tally.last_started_at,
            status=StatusOut.of(status),
            health=[kind for kind in HealthKind if kind in health],
        )


class CameraPage(Schema):
    items: list[CameraOut]
    next_cursor: str | None


class Picture(Schema):
    key: str = Field(description="SHA-256 of the bytes, lower-case hex")
    url: str
    width: int
    height: int
    captured_at: Moment
    size_bytes: int
    stream: StreamName = Field(description="sub: the main stream had no picture of that instant")

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        return cls(**_of_evidence(evidence))


class UploadedOut(Schema):
    """A picture that somebody has handed in."""

    key: str = Field(description="SHA-256 of the bytes, lower-case hex")
    url: str
    width: int
    height: int

    @classmethod
    def at(cls, key: str, width: int, height: int) -> Self:
        return cls(key=key, url=f"/api/v1/evidence/{key}", width=width, height=height)


class ClipOut(Picture):
    """The video around the snapshot, as the camera sent it. captured_at: when it begins."""

    duration_ms: int

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        return cls(**_of_evidence(evidence), duration_ms=evidence.duration_ms or 0)


def _of_evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "key": evidence.key,
        "url": f"/api/v1/evidence/{evidence.key}",
        "width": evidence.width,
        "height": evidence.height,
        "captured_at": evidence.captured_at,
        "size_bytes": evidence.size_bytes,
        "stream": evidence.stream,
    }


class VotesOut(Schema):
    missing: int
    present: int
    unseen: int


class CameraRef(Schema):
    id: str
    name: str
    place: str


class PersonRef(Schema):
    name: str


class ReviewOut(Schema):
    opinion: Opinion
    ground: Ground | None
    comment: str
    by: PersonRef
    at: Moment


class ReviewIn(Schema):
    opinion: Opinion
    ground: Ground | None = Field(None, description="why it is no violation; none with a confirmation")
    comment: str = Field("", max_length=1000)


class ViolationOut(Schema):
    id: str
    rule: RuleName
    state: ViolationState
    business: Named
    camera: CameraRef
    started_at: Moment
    last_seen_at: Moment
    ended_at: Moment | None = Field(description="null while it goes on")
    detected_at: Moment
    peak_score: float
    votes: VotesOut
    run: int
    track_id: int
    acknowledged_at: Moment | None
    acknowledged_by: PersonRef | None
    original: Picture
    annotated: Picture
    clip: ClipOut | None = Field(description="null for some ten seconds, and where clip_trouble says why")
    clip_trouble: ClipTrouble | None
    reviews: list[ReviewOut] = Field(description="oldest first; the latest stands")

    @classmethod
    def of(cls, record: Record) -> Self:
        violation = record.violation
        return cls(
            id=violation.id,
            rule=violation.rule,
            state=record.state,
            business=Named(id=record.business_id, name=record.business_name),
            camera=CameraRef(id=record.camera.id, name=record.camera.name, place=record.camera.place),
            started_at=violation.started_at,
            last_seen_at=violation.last_seen_at,
            ended_at=violation.ended_at,
            detected_at=violation.detected_at,
            peak_score=violation.peak_score,
            votes=VotesOut(
                missing=violation.votes.missing,
                present=violation.votes.present,
                unseen=violation.votes.unseen,
            ),
            run=violation.run,
            track_id=violation.track_id,
            acknowledged_at=record.acknowledged_at,
            acknowledged_by=PersonRef(name=record.acknowledged_by) if record.acknowledged_by else None,
            original=Picture.of(record.original),
            annotated=Picture.of(record.annotated),
            clip=record.clip and ClipOut.of(record.clip),
            clip_trouble=record.clip_trouble,
            reviews=[
                ReviewOut(
                    opinion=item.opinion,
                    ground=item.ground,
                    comment=item.comment,
                    by=PersonRef(name=item.by),
                    at=item.at,
                )
                for item in record.reviews
            ],
        )


class ViolationPage(Schema):
    items: list[ViolationOut]
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


class BoxOut(Schema):
    label: str
    score: float
    xyxy: tuple[float, float, float, float] = Field(description="left, top, right, bottom in [0, 1]")
    track_id: int | None
    alert: bool = Field(description="belongs to a violation that is going on")


class DetectionsEvent(Schema):
    camera_id: str
    run: int
    media_ns: int
    pts: int = Field(description="the picture's time in live views of the stream analysed, 1/90000 s")
    main_pts: int | None = Field(
        description="the same in live views of the main stream; null while that sends nothing"
    )
    captured_at: Moment
    width: int
    height: int
    boxes: list[BoxOut]


class CameraEvent(Schema):
    camera_id: str
    status: StatusOut


class ViolationEvent(Schema):
    change: str = Field(description="opened, updated, ended, acknowledged or reviewed")
    violation: ViolationOut


class LiveOut(Schema):
    rtp_origin: int | None = Field(
        description="the RTP time stamp (32 bits) of pts 0 in this view; null before its first picture"
    )


class IceServerOut(Schema):
    """As RTCPeerConnection takes it; user name and credential for TURN alone."""

    urls: list[str]
    username: str | None
    credential: str | None


class IceServerList(Schema):
    items: list[IceServerOut]
    valid_s: int = Field(description="seconds for which new connections can be made with them")

    @classmethod
    def of(cls, servers: Sequence[IceServer]) -> Self:
        items = [
            IceServerOut(urls=list(server.urls), username=server.username, credential=server.credential)
            for server in servers
        ]
        return cls(items=items, valid_s=int(CREDENTIALS_FOR.total_seconds()))


class Health(Schema):
    status: str
    checks: dict[str, str] = {}
