"""Commitments: reading, signing, the signed ones and their PDF."""

from collections.abc import Sequence
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from api.auth import Services, SignedIn, demand
from api.commitment_pdf import commitment_pdf
from api.paging import cursor_of
from api.schemas import KEY_PATTERN, Moment, Named, Schema
from models.people import Role
from supervision import commitments, policies
from supervision.calendar import standard_calendar
from supervision.commitments import Signature, SignatureCursor
from supervision.permissions import Right
from supervision.topics import COMMITMENT

router = APIRouter(prefix="/commitments", tags=["commitments"])

Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


class SignatureOut(Schema):
    number: int
    by: Named
    version: int
    text_hash: str
    signed_at: Moment
    valid_until: Moment
    previous: str = Field(description="link of the signature before")
    link: str = Field(description="SHA-256 over all of this")

    @classmethod
    def of(cls, signature: Signature) -> Self:
        return cls(
            number=signature.number,
            by=Named(id=signature.user_id, name=signature.name),
            version=signature.version,
            text_hash=signature.text_hash,
            signed_at=signature.signed_at,
            valid_until=signature.valid_until,
            previous=signature.previous,
            link=signature.link,
        )


class OwnCommitment(Schema):
    """What is to be signed, and one's signature that still holds."""

    title: str
    text: str
    version: int
    text_hash: str
    signature: SignatureOut | None
    is_newest: bool = Field(description="the signature is under the text in force")


class SignIn(Schema):
    name: str = Field(min_length=1, max_length=200, description="one's own, as a signature")
    version: int = Field(ge=0)
    text_hash: str = Field(pattern=KEY_PATTERN)


class SignatureList(Schema):
    items: list[SignatureOut]
    next_cursor: str | None = Field(description="give it as `cursor` to get the next page; null on the last")
    broken: int | None = Field(
        description="lowest number of these that is not what it says or does not follow the one before it;"
        " null when none"
    )


class ChainOut(Schema):
    broken: int | None = Field(description="number of the first that is not what it says; null when all are")


@router.get("/own", operation_id="get_own_commitment")
def get_own_commitment(viewer: SignedIn, service: Services) -> OwnCommitment:
    demand(viewer, Right.SIGN_COMMITMENT)
    now = service.clock.now()
    with service.database.reading() as session:
        current = policies.version_at(session, COMMITMENT, now)
        signature = commitments.current_of(session, viewer.sign_in.user.id, now)
    return OwnCommitment(
        title=current.value.title,
        text=current.value.text,
        version=current.number,
        text_hash=commitments.hash_of(current.value),
        signature=SignatureOut.of(signature) if signature else None,
        is_newest=signature is not None and signature.version == current.number,
    )


@router.post("", status_code=201, operation_id="sign_commitment")
def sign_commitment(given: SignIn, viewer: SignedIn, service: Services) -> SignatureOut:
    """Sign the text in force with one's name."""
    demand(viewer, Right.SIGN_COMMITMENT)
    with service.database.writing() as session:
        signature = commitments.sign(
            session,
            viewer.sign_in.user,
            name=given.name,
            version=given.version,
            text_hash=given.text_hash,
            now=service.clock.now(),
        )
    return SignatureOut.of(signature)


@router.get("", operation_id="list_commitments")
def list_commitments(
    viewer: SignedIn,
    service: Services,
    after: Annotated[SignatureCursor | None, Depends(cursor_of(SignatureCursor.decode))],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SignatureList:
    """The signatures of those who work in one's area, newest first, and whether each is in its place."""
    demand(viewer, Right.SEE_COMMITMENTS)
    user, following = viewer.sign_in.user, None
    with service.database.reading() as session:
        if user.role is Role.CADRE:
            own = commitments.current_of(session, user.id, service.clock.now())
            found: Sequence[Signature] = [own] if own else []
        else:
            found, following = commitments.signatures(session, viewer.scope, after=after, limit=limit)
        broken = commitments.broken_among(session, found)
    return SignatureList(
        items=[SignatureOut.of(item) for item in found],
        next_cursor=following.encode() if following else None,
        broken=broken,
    )


@router.get("/chain", operation_id="check_commitments")
def check_commitments(viewer: SignedIn, service: Services) -> ChainOut:
    """Whether all signatures of all cadres, from the first on, are what they say and where they were."""
    demand(viewer, Right.SEE_COMMITMENTS)
    with service.database.reading() as session:
        return ChainOut(broken=commitments.verify(session))


@router.get(
    "/{number}/pdf",
    operation_id="get_commitment_pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "the signed text"}},
)
def get_commitment_pdf(number: Number, viewer: SignedIn, service: Services) -> Response:
    demand(viewer, Right.SEE_COMMITMENTS)
    with service.database.reading() as session:
        signature = commitments.get(session, viewer.scope, viewer.sign_in.user, number)
        text = commitments.text_of(session, signature)
    named = f'inline; filename="commitment-{number}.pdf"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    content = commitment_pdf(text, signature, standard_calendar().zone)
    return Response(content, headers=headers, media_type="application/pdf")
