"""What the two ends of a WebRTC connection tell each other over HTTP (WHEP and WHIP)."""

from typing import Annotated, Any

from aiortc import RTCPeerConnection
from aiortc.sdp import candidate_from_sdp
from fastapi import Depends, Request

from api.problems import Problem
from models.errors import InvalidValue

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"


def body_of(kind: str) -> dict[str, Any]:
    """For OpenAPI: that the request's body is text of this kind."""
    return {"requestBody": {"required": True, "content": {kind: {"schema": {"type": "string"}}}}}


async def _offer(request: Request) -> str:
    return await _text(request, SDP)


async def _fragment(request: Request) -> str:
    return await _text(request, FRAGMENT)


async def _text(request: Request, kind: str) -> str:
    if request.headers.get("content-type", "").partition(";")[0].strip() != kind:
        raise Problem(415, "invalid_request", f"The body must be {kind}")
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError:
        raise Problem(400, "invalid_request", "The body is not text") from None


Offer = Annotated[str, Depends(_offer)]
Fragment = Annotated[str, Depends(_fragment)]


async def take_candidates(connection: RTCPeerConnection, fragment: str) -> None:
    """Take those of a fragment (RFC 8840, trickle-ice-sdpfrag).

    Raises:
        InvalidValue: it is no such fragment, or one of another connection.
    """
    lines = [line.strip() for line in fragment.splitlines()]
    users = [line.removeprefix("a=ice-ufrag:") for line in lines if line.startswith("a=ice-ufrag:")]
    if any(user not in _ufrags(connection.remoteDescription.sdp) for user in users):
        raise InvalidValue("the candidates are of another connection")
    for line in lines:
        if not line.startswith("a=candidate:"):
            continue
        try:
            candidate = candidate_from_sdp(line.removeprefix("a=candidate:"))
        except (AssertionError, ValueError, IndexError) as error:
            raise InvalidValue("a candidate cannot be read") from error
        # There is one transport: everything is bundled.
        candidate.sdpMLineIndex = 0
        await connection.addIceCandidate(candidate)


def _ufrags(sdp: str) -> list[str]:
    return [
        line.strip().removeprefix("a=ice-ufrag:")
        for line in sdp.splitlines()
        if line.startswith("a=ice-ufrag:")
    ]
