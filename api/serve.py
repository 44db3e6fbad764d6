"""Runs the web application in a process of its own."""

import asyncio
import socket
from collections.abc import Callable

import cv2
import structlog
import uvicorn

from alerts.shadow import Shadow
from api.app import create_app
from api.memory import settle, share_arenas
from api.service import Service
from api.settings import Settings
from detector.manifest import DetectorError
from detector.onnx import OnnxDetector
from detector.registry import ModelRegistry
from models.clock import Clock, SystemClock
from models.errors import BrightkitchenError

log = structlog.get_logger()


class StartFailed(BrightkitchenError):
    """The service could not start; the log says why."""


class Server(uvicorn.Server):
    """uvicorn around a service: event streams end before it waits for open connections."""

    def __init__(self, service: Service, *, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(service),
                host=host,
                port=port,
                log_level="warning",
                access_log=False,
                forwarded_allow_ips=[str(network) for network in service.settings.trusted_proxies],
                timeout_graceful_shutdown=3,
                server_header=False,
                ws="none",
            )
        )
        self.service = service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.service.end_streams()
        await super().shutdown(sockets)

    @property
    def address(self) -> str:
        """Where it listens; known once `started`."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"


async def run(settings: Settings, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve until a signal ends it. on_ready gets the address once requests are answered."""
    share_arenas()
    # OpenCV would take every core for each resize; the detector's threads are what settings bound.
    cv2.setNumThreads(1)
    models, clock = ModelRegistry(settings.models_dir), SystemClock()
    detector = OnnxDetector(
        models.weights(models.active), imgsz=settings.input_size, threads=settings.detector_threads
    )
    log.info("model.judges", model=models.active, version=detector.manifest.version)
    service = Service(settings, detector, clock, _shadow(models, clock))
    server = Server(service, host=settings.host, port=settings.port)
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():
        await asyncio.sleep(0.05)
    if server.started:
        settle()
        log.info("service.ready", address=server.address)
        if on_ready is not None:
            on_ready(server.address)
    await serving
    if not server.started:
        raise StartFailed(f"cannot serve on {settings.host}:{settings.port}; the log says why")


def _shadow(models: ModelRegistry, clock: Clock) -> Shadow | None:
    """The second model, if one was chosen. A damaged one is logged and left out: it judges nobody."""
    name = models.shadow
    if name is None:
        return None
    try:
        detector = OnnxDetector(models.weights(name), threads=1)
    except DetectorError as error:
        log.error("shadow.unusable", model=name, reason=str(error))
        return None
    return Shadow(detector, (models.active, name), models.report(name), clock)
