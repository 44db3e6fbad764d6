"""What an administrator sets of cameras, as JSON. Addresses go in and never come out."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, SecretStr, StringConstraints

from api.probing import Tested
from api.schemas import ID_PATTERN, CameraOut, Moment, Schema
from api.zone_schemas import AcceptanceOut, ZoneBody
from ingest.redact import host_of
from models.businesses import Camera, CameraKind
from models.cameras import Trouble
from models.configuration import Acceptance

# PostgreSQL keeps no NUL.
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")
]
Process = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]
PlaceKey = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
Address = Annotated[SecretStr, Field(min_length=1, max_length=2000)]


class CameraIn(Schema):
    business_id: str = Field(pattern=ID_PATTERN)
    name: Name
    place: PlaceKey
    kind: CameraKind = CameraKind.RTSP
    url: Address | None = Field(None, description="rtsp://user:password@host/path; none for whip")
    sub_url: Address | None = Field(None, description="a smaller stream of the same picture")
    key_process: Process = Field("", description="the operation that must be seen there")


class CameraPatch(Schema):
    """Only what is given changes; an address that is not given stays as it is."""

    name: Name | None = None
    place: PlaceKey | None = None
    kind: CameraKind | None = None
    url: Address | None = None
    sub_url: Address | None = Field(None, description="null takes the smaller stream away")
    key_process: Process | None = None


class AddressOut(Schema):
    host: str
    has_credentials: bool

    @classmethod
    def of(cls, url: str | None) -> Self | None:
        if not url:
            return None
        return cls(host=host_of(url), has_credentials="@" in url)


class CameraSettingsOut(Schema):
    camera: CameraOut
    address: AddressOut | None
    sub_address: AddressOut | None
    zones: list[ZoneBody]
    acceptances: list[AcceptanceOut] = Field(description="newest first; that of the present view comes first")

    @classmethod
    def of(cls, camera: Camera, out: CameraOut, acceptances: Sequence[Acceptance]) -> Self:
        return cls(
            camera=out,
            address=AddressOut.of(camera.url),
            sub_address=AddressOut.of(camera.sub_url),
            zones=[ZoneBody.of(zone) for zone in camera.zones],
            acceptances=[AcceptanceOut.of(item) for item in acceptances],
        )


class CameraTestIn(Schema):
    """What is not given is taken from the camera, where there is one."""

    url: Address | None = None
    sub_url: Address | None = None


class TestPicture(Schema):
    key: str = Field(description="give it with the acceptance of the camera")
    width: int
    height: int
    taken_at: Moment
    jpeg: str = Field(description="the picture in base64")


class StreamTestOut(Schema):
    stream: str = Field(description="main or sub")
    trouble: Trouble | None = Field(
        description="null where pictures came; everything else but detail then is"
    )
    detail: str | None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    bit_rate: int | None = Field(None, description="bits per second")
    first_picture_s: float | None = None
    converted: bool | None = Field(None, description="browsers do not take this video as it comes")
    picture: TestPicture | None = None

    @classmethod
    def of(cls, stream: str, tested: Tested) -> Self:
        info, shot = tested.info, tested.shot
        if info is None or shot is None or tested.took_s is None:
            return cls(stream=stream, trouble=tested.trouble, detail=tested.detail)
        picture = TestPicture(
            key=shot.key,
            width=shot.width,
            height=shot.height,
            taken_at=shot.taken_at,
            jpeg=b64encode(shot.content).decode(),
        )
        return cls(
            stream=stream,
            trouble=None,
            detail=None,
            codec=info.codec,
            width=shot.width,
            height=shot.height,
            fps=info.fps,
            bit_rate=tested.bit_rate,
            first_picture_s=round(tested.took_s, 2),
            converted=info.codec != "h264" or info.has_b_frames,
            picture=picture,
        )


class CameraTestOut(Schema):
    streams: list[StreamTestOut]

    @classmethod
    def of(cls, tested: Mapping[str, Tested]) -> Self:
        return cls(streams=[StreamTestOut.of(stream, item) for stream, item in tested.items()])
