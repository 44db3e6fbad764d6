"""Every error as application/problem+json (RFC 9457) with a stable `code`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alerts.evidence import EvidenceNotKept
from alerts.photos import MOST_BYTES
from models.errors import Conflict, EvidenceMissing, InvalidValue, NotFound
from supervision.cases import Obstacle, Refused

log = structlog.get_logger()

MAX_BODY_BYTES = 256 * 1024
LARGER_BODIES = (
    (re.compile(r"/api/v1/cases|/api/v1/tip-pages/[0-9a-f]{32}/tips"), 14 * 1024 * 1024),
    (re.compile(r"/api/v1/(cases/[0-9a-f]{32}/pictures|inspections/[0-9a-f]{32}/photos)"), MOST_BYTES),
    (re.compile(r"/api/v1/imports"), 24 * 1024 * 1024),
    (re.compile(r"/api/v1/cameras/import"), 4 * 1024 * 1024),
)
"""Addresses that take more, in bytes."""


class ProblemBody(BaseModel):
    """What every error looks like."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, Any]] | None = None


class Problem(Exception):
    """An answer that is an error; raised anywhere below a router."""

    def __init__(
        self, status: int, code: str, title: str, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(title)
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.headers = dict(headers or {})


def not_signed_in() -> Problem:
    return Problem(401, "not_signed_in", "Sign in first")


def not_found(detail: str = "") -> Problem:
    return Problem(404, "not_found", "Not found", detail)


def answer(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, Any]] | None = None,
) -> JSONResponse:
    body = ProblemBody(title=title, status=status, code=code, detail=detail)
    content = body.model_dump(exclude_none=True) | ({"errors": list(errors)} if errors else {})
    return JSONResponse(content, status, headers, media_type="application/problem+json")


CODES = {404: "not_found", 405: "method_not_allowed", 413: "payload_too_large", 401: "not_signed_in"}


REFUSALS = {
    Obstacle.WRONG_STATE: 409,
    Obstacle.APPEALED_ENOUGH: 409,
    Obstacle.FOR_THE_OFFICE: 403,
    Obstacle.SAME_PERSON: 403,
    Obstacle.WRONG_PARTY: 403,
    Obstacle.NO_RELATION: 403,
}


def install(app: FastAPI) -> None:
    @app.exception_handler(Problem)
    async def on_problem(_: Request, problem: Problem) -> JSONResponse:
        return answer(problem.status, problem.code, problem.title, problem.detail, headers=problem.headers)

    @app.exception_handler(NotFound)
    @app.exception_handler(EvidenceMissing)
    async def on_not_found(_: Request, error: Exception) -> JSONResponse:
        return answer(404, "not_found", "Not found", str(error))

    @app.exception_handler(EvidenceNotKept)
    async def on_not_kept(_: Request, error: EvidenceNotKept) -> JSONResponse:
        return answer(503, "evidence_unavailable", "The picture could not be kept", str(error))

    @app.exception_handler(Conflict)
    async def on_conflict(_: Request, error: Conflict) -> JSONResponse:
        return answer(409, "conflict", "Conflict", str(error))

    @app.exception_handler(InvalidValue)
    async def on_invalid(_: Request, error: InvalidValue) -> JSONResponse:
        return answer(400, "invalid_request", "Invalid request", str(error))

    @app.exception_handler(Refused)
    async def on_refused(_: Request, refused: Refused) -> JSONResponse:
        status = REFUSALS.get(refused.obstacle, 422)
        return answer(status, str(refused.obstacle), "This cannot be done with the case now", str(refused))

    @app.exception_handler(RequestValidationError)
    async def on_validation(_: Request, error: RequestValidationError) -> JSONResponse:
        # `input` is left out: it would echo a mistyped password back.
        errors = [{"loc": list(item["loc"]), "msg": item["msg"]} for item in error.errors()]
        return answer(422, "invalid_request", "Invalid request", "see errors", errors=errors)

    @app.exception_handler(InvalidForm)
    async def on_form(_: Request, error: InvalidForm) -> JSONResponse:
        errors = [{"loc": list(where), "msg": what} for where, what in error.errors]
        return answer(422, "invalid_form", "The form is not right yet", "see errors", errors=errors)

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> JSONResponse:
        code = CODES.get(error.status_code, "invalid_request")
        return answer(error.status_code, code, str(error.detail), headers=error.headers)

    @app.exception_handler(ClientDisconnect)
    async def on_gone(_: Request, __: ClientDisconnect) -> JSONResponse:
        # Nobody will read it, and nothing is wrong: a page was left while it was sending.
        return answer(400, "invalid_request", "The request broke off")

    @app.exception_handler(Exception)
    async def on_unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("request.failed", path=request.url.path, method=request.method, exc_info=error)
        return answer(500, "internal_error", "Something went wrong here", "It has been logged.")


class InvalidForm(Exception):
    """A body that is one in form but not in sense. errors: where (names and indices) and what is wrong."""

    def __init__(self, errors: Sequence[tuple[Sequence[str | int], str]]) -> None:
        super().__init__("invalid form")
        self.errors = tuple(errors)


class BodyLimit:
    """ASGI middleware: a request body beyond what its address takes is answered 413 without being kept.

    FastAPI's own limit answers in plain text; every error here is problem+json.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = next((size for path, size in LARGER_BODIES if path.fullmatch(scope["path"])), MAX_BODY_BYTES)
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if declared.isdigit() and int(declared) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        seen, started = 0, False

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, "The request is too large")
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, limited, watched)
        except HTTPException as error:
            if error.status_code != 413 or started:
                raise
            await self._refuse(limit, scope, receive, send)

    async def _refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"At most {limit} bytes are taken."
        await answer(413, "payload_too_large", "The request is too large", detail)(scope, receive, send)
