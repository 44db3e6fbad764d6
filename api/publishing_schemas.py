"""Rights to publish, as JSON."""

from typing import Self

import segno
from pydantic import Field

from api.ice import IceServer
from api.schemas import IceServerList, Moment, Named, Schema
from models.publishing import PublishRight


class PublishTokenOut(Schema):
    """A code that lets one device publish as a camera. It is told here and never again."""

    id: str
    token: str
    url: str = Field(description="the page to publish from; the token is its fragment")
    qr: str = Field(description="the same as a QR code: a data address of an SVG picture")
    expires_at: Moment

    @classmethod
    def of(cls, right: PublishRight, token: str, origin: str) -> Self:
        url = f"{origin}/publish/{right.camera.id}#{token}"
        code = segno.make(url, error="m", micro=False)
        qr = code.svg_data_uri(border=3, scale=8, light="#fff")
        return cls(id=right.id, token=token, url=url, qr=qr, expires_at=right.expires_at)


class PublishRightOut(Schema):
    id: str
    by: str = Field(description="who gave it")
    created_at: Moment
    expires_at: Moment = Field(description="until when it can be used first")
    used_at: Moment | None
    ends_at: Moment | None
    on_air: bool

    @classmethod
    def of(cls, right: PublishRight, *, on_air: bool) -> Self:
        return cls(
            id=right.id,
            by=right.by,
            created_at=right.created_at,
            expires_at=right.expires_at,
            used_at=right.used_at,
            ends_at=right.ends_at,
            on_air=on_air,
        )


class PublishRightList(Schema):
    items: list[PublishRightOut]


class PublisherOut(Schema):
    """What a device needs to know before it publishes."""

    camera: Named
    business: Named
    used: bool = Field(description="this very device has used its token before")
    until: Moment = Field(description="when the right, or the time to use it first, is over")
    ice_servers: IceServerList

    @classmethod
    def of(cls, right: PublishRight, servers: list[IceServer]) -> Self:
        camera = right.camera
        return cls(
            camera=Named(id=camera.id, name=camera.name),
            business=Named(id=camera.business.id, name=camera.business.name),
            used=right.used_at is not None,
            until=right.ends_at or right.expires_at,
            ice_servers=IceServerList.of(servers),
        )
