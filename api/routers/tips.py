"""What anybody may say of a business (举报): the one page that needs no account.

A stranger is told a business's name and nothing else, whatever they ask or send.
"""

from datetime import datetime
from typing import Annotated

import segno
import structlog
from fastapi import APIRouter, Path, Request
from pydantic import Field, ValidationError

from api.auth import Services, SignedIn
from api.case_schemas import Photo
from api.origin import origin_of
from api.photos import keep_photo
from api.problems import InvalidForm, Problem, not_found
from api.schemas import ID_PATTERN, Schema
from api.service import Service
from models import catalog
from models.cases import Matter, PictureKind
from models.errors import InvalidValue
from supervision import tips
from supervision.tips import PUBLIC_MATTERS, Tip

router = APIRouter(tags=["tips"])
log = structlog.get_logger()

Id = Annotated[str, Path(pattern=ID_PATTERN)]


class TipPageOut(Schema):
    """All that a stranger is told."""

    business: str = Field(description="its name")
    matters: list[Matter]


class TipIn(Schema):
    matter: Matter
    what: str = Field("", max_length=1000)
    contact: str = Field("", max_length=100, description="how to reach you; for the food-safety office alone")
    photo: Photo | None = None


class TipCodeOut(Schema):
    url: str
    qr: str = Field(description="the same as a QR code: a data address of an SVG picture")


@router.get("/tip-pages/{business_id}", operation_id="get_tip_page")
def get_tip_page(business_id: Id, service: Services) -> TipPageOut:
    """What the page to send a tip from shows; needs no session."""
    with service.database.reading() as session:
        return TipPageOut(business=tips.name_of(session, business_id), matters=list(PUBLIC_MATTERS))


@router.post(
    "/tip-pages/{business_id}/tips",
    status_code=204,
    operation_id="send_tip",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": TipIn.model_json_schema()}},
        }
    },
)
async def send_tip(business_id: Id, request: Request, service: Services) -> None:
    """Say what is wrong at a business; needs no session. A person confirms it before anything happens."""
    # Before the body is read: it may be large.
    now = service.clock.now()
    await service.in_thread(_admit, service, business_id, request, now)
    try:
        given = TipIn.model_validate_json(await request.body())
    except ValidationError as error:
        raise InvalidForm([(item["loc"], item["msg"]) for item in error.errors()]) from error
    await service.in_thread(_keep, service, business_id, given, now)


@router.get("/businesses/{business_id}/tip-code", operation_id="get_tip_code")
def get_tip_code(business_id: Id, request: Request, viewer: SignedIn, service: Services) -> TipCodeOut:
    """The address of the business's page for tips, to print and put up."""
    with service.database.reading() as session:
        if not catalog.sees(session, viewer.scope, business_id):
            raise not_found("no such business")
    url = f"{origin_of(request, https=service.settings.https)}/tip/{business_id}"
    code = segno.make(url, error="m", micro=False)
    return TipCodeOut(url=url, qr=code.svg_data_uri(border=3, scale=8, light="#fff"))


def _admit(service: Service, business_id: str, request: Request, now: datetime) -> None:
    """Raises NotFound, or a Problem (429) where too much has come."""
    with service.database.reading() as session:
        tips.name_of(session, business_id)
    address = request.client.host if request.client else "?"
    limits = (
        (service.tips_by_sender, f"{address}\x1f{business_id}"),
        (service.tips_by_business, business_id),
    )
    wait_s = max(throttle.wait_s(key, now) for throttle, key in limits)
    if wait_s:
        detail = f"Try again in {wait_s} s."
        raise Problem(429, "too_many_attempts", "Too many tips", detail, {"Retry-After": str(wait_s)})
    for throttle, key in limits:
        throttle.count(key, now)


def _keep(service: Service, business_id: str, given: TipIn, now: datetime) -> None:
    what = given.what.strip()
    if given.matter not in PUBLIC_MATTERS or (not what and given.matter.rule is None):
        raise InvalidValue("say what was seen")
    picture = keep_photo(service, given.photo, PictureKind.BEFORE) if given.photo else None
    tip = Tip(given.matter, what, given.contact.strip(), picture.key if picture else None, now)
    with service.database.writing() as session:
        case_id = tips.keep(session, business_id, tip, picture, service.cases.rules(session), now)
    log.info("tip.kept", case=case_id)
    # Whoever may not know of tips is told of a finding like any other.
    service.cases.announce("find", case_id, business_id)
