"""Whether the process lives, and whether it can do its work."""

from fastapi import APIRouter, Response

from api.auth import Services
from api.schemas import Health

router = APIRouter(prefix="/api/health", tags=["health"])


@router.get("/live", operation_id="health_live")
def live() -> Health:
    return Health(status="ok")


@router.get("/ready", operation_id="health_ready")
def ready(response: Response, service: Services) -> Health:
    """503 while the database, the evidence store or the detector cannot work; `checks` says which."""
    checks = service.check()
    healthy = all(value == "ok" for value in checks.values())
    response.status_code = 200 if healthy else 503
    return Health(status="ok" if healthy else "unavailable", checks=dict(checks))
