"""Runs the web application in a process of its own."""

import asyncio
from collections.abc import Callable

import structlog
import uvicorn

from api.app import create_app
from api.logs import configure_logs
from api.service import Service
from api.settings import Settings
from detector.onnx import OnnxDetector
from models.errors import BrightkitchenError

log = structlog.get_logger()


class StartFailed(BrightkitchenError):
    """The service could not start; the log says why."""


async def run(settings: Settings, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve until a signal ends it. on_ready gets the address once requests are answered."""
    configure_logs()
    detector = OnnxDetector(imgsz=settings.input_size, threads=settings.detector_threads)
    config = uvicorn.Config(
        create_app(Service(settings, detector)),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():
        await asyncio.sleep(0.05)
    if server.started:
        port = server.servers[0].sockets[0].getsockname()[1]
        address = f"http://{settings.host}:{port}"
        log.info("service.ready", address=address)
        if on_ready is not None:
            on_ready(address)
    await serving
    if not server.started:
        raise StartFailed(f"cannot serve on {settings.host}:{settings.port}")
