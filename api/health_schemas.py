"""Camera health as JSON."""

from typing import Self

from pydantic import Field

from api.schemas import CameraOut, CameraRef, Moment, Named, PersonRef, Schema
from models.areas import Area, AreaKind
from models.health import HealthKind
from models.health_log import HealthRecord
from models.online import OnlineTime


class HealthFindingOut(Schema):
    id: str
    kind: HealthKind
    business: Named
    camera: CameraRef
    began_at: Moment
    ended_at: Moment | None = Field(description="null while it goes on")
    detail: dict[str, str | float] = Field(description="what was measured, by name with its unit")
    picture_url: str | None = Field(description="what the camera showed when it was found")
    acknowledged_at: Moment | None
    acknowledged_by: PersonRef | None

    @classmethod
    def of(cls, record: HealthRecord) -> Self:
        finding = record.finding
        return cls(
            id=finding.id,
            kind=finding.kind,
            business=Named(id=record.business_id, name=record.business_name),
            camera=CameraRef(id=record.camera.id, name=record.camera.name, place=record.camera.place),
            began_at=finding.began_at,
            ended_at=finding.ended_at,
            detail=dict(finding.detail),
            picture_url=finding.picture_key and f"/api/v1/evidence/{finding.picture_key}",
            acknowledged_at=record.acknowledged_at,
            acknowledged_by=PersonRef(name=record.acknowledged_by) if record.acknowledged_by else None,
        )


class HealthFindingPage(Schema):
    items: list[HealthFindingOut]
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")


class OnlineRateOut(Schema):
    """Of the time in which accepted cameras were wanted and the service ran, how much pictures came."""

    id: str = Field(description="of the area, business or camera")
    wanted_s: float
    online_s: float
    rate: float | None = Field(description="share in [0, 1]; null while nothing was wanted")

    @classmethod
    def of(cls, owner_id: str, time: OnlineTime) -> Self:
        return cls(id=owner_id, wanted_s=time.wanted_s, online_s=time.online_s, rate=time.rate)


class OnlineRatePage(Schema):
    items: list[OnlineRateOut]
    next_cursor: str | None


class AreaRateOut(OnlineRateOut):
    name: str
    kind: AreaKind
    parent_id: str | None

    @classmethod
    def of_area(cls, area: Area, time: OnlineTime) -> Self:
        return cls(
            id=area.id,
            wanted_s=time.wanted_s,
            online_s=time.online_s,
            rate=time.rate,
            name=area.name,
            kind=area.kind,
            parent_id=area.parent_id,
        )


class AreaRateList(Schema):
    items: list[AreaRateOut] = Field(description="each after the area it lies in")


class CameraHealthRow(Schema):
    camera: CameraOut
    online: OnlineRateOut
    findings: list[HealthFindingOut] = Field(
        description="what lasted at some moment of the span, newest first"
    )


class CameraHealthPage(Schema):
    items: list[CameraHealthRow]
    next_cursor: str | None
    ill: int = Field(description="cameras with which something is wrong now, those of other pages included")
    well: int


class HealthNow(Schema):
    ongoing: list[HealthKind]
    fps: float | None = Field(description="pictures received per second at the last check")
    kbit_s: float | None
    clock_offset_s: float | None = Field(
        description="by how much the camera's clock is ahead of ours; null where it does not tell its time"
    )


class CameraHealthOut(Schema):
    now: HealthNow
    online: OnlineRateOut
    since: Moment
    until: Moment
    items: list[HealthFindingOut] = Field(description="what lasted at some moment of the span, newest first")
    next_cursor: str | None


class HealthEvent(Schema):
    change: str = Field(description="began, explained (another reason), ended or acknowledged")
    finding: HealthFindingOut
