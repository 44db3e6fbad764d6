"""The web application: routers, errors, headers, and the console's built files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, Response
from pydantic.json_schema import models_json_schema
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.problems import BodyLimit, ProblemBody, not_found
from api.routers import (
    acceptance,
    account_acts,
    accounts,
    assignments,
    bulletins,
    camera_health,
    camera_import,
    camera_settings,
    cameras,
    campaigns,
    captures,
    cases,
    commitments,
    events,
    figures,
    health,
    imports,
    inspections,
    metrics,
    places,
    policies,
    publishing,
    risks,
    self_checks,
    session,
    supervised,
    tasks,
    tips,
    trainings,
    violations,
)
from api.service import Service

STATIC = Path(__file__).parent / "static"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """ASGI middleware that adds them to every answer, streams included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


def create_app(service: Service) -> FastAPI:
    """The application around a service; it starts and stops the service with itself."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    app = FastAPI(
        title="brightkitchen",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    )
    app.state.service = service
    problems.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)

    errors: dict[int | str, dict[str, Any]] = {
        code: {"model": ProblemBody, "content": {"application/problem+json": {}}}
        for code in (400, 401, 403, 404, 413, 422)
    }
    v1 = APIRouter(prefix="/api/v1", responses=errors)
    for module in (
        session,
        cameras,
        camera_health,
        camera_settings,
        camera_import,
        acceptance,
        publishing,
        places,
        violations,
        supervised,
        cases,
        tips,
        self_checks,
        captures,
        inspections,
        policies,
        imports,
        campaigns,
        tasks,
        risks,
        assignments,
        account_acts,
        accounts,
        commitments,
        figures,
        trainings,
        bulletins,
        events,
    ):
        v1.include_router(module.router)
    app.include_router(v1)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    app.add_api_route(
        "/api/{path:path}", _nothing, methods=METHODS, include_in_schema=False, response_model=None
    )
    # Only these are worth compressing: pictures are already, and an event must not wait in a buffer.
    app.mount("/", GZipMiddleware(_console, minimum_size=1024))
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's own schema, and the bodies of the events, which no endpoint returns as such."""
    if app.openapi_schema is None:
        schema = FastAPI.openapi(app)
        _, bodies = models_json_schema(
            [(model, "serialization") for model in events.EVENTS], ref_template="#/components/schemas/{model}"
        )
        schema["components"]["schemas"] = bodies["$defs"] | schema["components"]["schemas"]
    assert app.openapi_schema is not None
    return app.openapi_schema


def _nothing(path: str) -> Response:
    raise not_found("no such address")


async def _console(scope: Scope, receive: Receive, send: Send) -> None:
    accepted = Headers(scope=scope).get("accept-encoding", "")
    takes_brotli = "br" in (part.partition(";")[0].strip() for part in accepted.split(","))
    response = _console_file(scope["path"].removeprefix("/"), takes_brotli=takes_brotli)
    await response(scope, receive, send)


def _console_file(path: str, *, takes_brotli: bool) -> Response:
    """A built file of the console, or its page for every address the console itself routes."""
    file = (STATIC / path).resolve()
    if file.is_relative_to(STATIC) and file.is_file():
        # Vite names these by their content.
        lasting = path.startswith("assets/")
        headers = {"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
        packed = file.with_name(f"{file.name}.br")
        if takes_brotli and packed.is_file():
            headers |= {"Content-Encoding": "br", "Vary": "Accept-Encoding"}
            return FileResponse(packed, headers=headers, media_type=guess_type(file.name)[0])
        return FileResponse(file, headers=headers)
    if path.startswith("assets/"):
        return Response("no such file", 404, media_type="text/plain")
    page = STATIC / "index.html"
    if not page.is_file():
        return Response("The console is not built: run `make console`.", 503, media_type="text/plain")
    return FileResponse(page, headers={"Cache-Control": "no-cache"})
