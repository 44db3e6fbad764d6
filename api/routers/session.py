"""Signing in and out."""

from datetime import timedelta

import structlog
from fastapi import APIRouter, Request, Response

from api.auth import COOKIE, NOBODY, Services, SignedIn, passwords
from api.problems import Problem
from api.schemas import Credentials, SessionOut
from models import accounts, catalog
from models.people import SignIn
from supervision import areas

router = APIRouter(prefix="/session", tags=["session"])
log = structlog.get_logger()


@router.post("", operation_id="sign_in")
def sign_in(credentials: Credentials, request: Request, response: Response, service: Services) -> SessionOut:
    """Sign in; the session comes as an HttpOnly cookie."""
    now = service.clock.now()
    address = request.client.host if request.client else "?"
    key = f"{credentials.username}\x1f{address}"
    if wait_s := service.throttle.wait_s(key, now):
        raise Problem(
            429,
            "too_many_attempts",
            "Too many attempts",
            f"Try again in {wait_s} s.",
            {"Retry-After": str(wait_s)},
        )
    with service.database.reading() as session:
        found = accounts.find_credentials(session, credentials.username)
    user, password_hash = found or (None, NOBODY)
    if not passwords.verify(credentials.password, password_hash) or user is None:
        service.throttle.count(key, now)
        log.warning("sign_in.failed", username=credentials.username, address=address)
        raise Problem(401, "invalid_credentials", "The user name or the password is wrong")
    service.throttle.forget(key)
    lifetime = timedelta(hours=service.settings.session_hours)
    with service.database.writing() as session:
        token, signed_in = accounts.open_session(session, user=user, now=now, lifetime=lifetime)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(lifetime.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=service.settings.https,
    )
    return _out(service, signed_in)


@router.get("", operation_id="get_session")
def get_session(viewer: SignedIn, service: Services) -> SessionOut:
    """Who is signed in."""
    return _out(service, viewer.sign_in)


@router.delete("", status_code=204, operation_id="sign_out")
async def sign_out(viewer: SignedIn, response: Response, service: Services) -> None:
    """Sign out; live views of this session end at once."""
    await service.in_thread(service.sign_out, viewer.token)
    for watch in service.live.watches:
        if watch.token == viewer.token:
            await service.live.close(watch.id)
    response.delete_cookie(COOKIE)


def _out(service: Services, signed_in: SignIn) -> SessionOut:
    user = signed_in.user
    with service.database.reading() as session:
        business = catalog.get_business(session, user.business_id) if user.business_id else None
        area = areas.get_area(session, user.area_id) if user.area_id else None
    return SessionOut.of(signed_in, business, area)
