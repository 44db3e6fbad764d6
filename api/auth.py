"""Passwords, the session cookie, and the checks every endpoint depends on."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie
from pwdlib import PasswordHash

from api.problems import Problem, not_signed_in
from api.service import Service
from models import accounts
from models.businesses import Camera, may_watch
from models.people import Scope, SignIn
from supervision.permissions import Right, has

COOKIE = "brightkitchen_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

session_cookie = APIKeyCookie(
    name=COOKIE, auto_error=False, description="set by sign-in; unsafe methods also need X-CSRF-Token"
)
passwords = PasswordHash.recommended()
# Verified against when the user is unknown, so that an answer takes as long as for a known one.
NOBODY = passwords.hash(secrets.token_urlsafe())


def service_of(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


Services = Annotated[Service, Depends(service_of)]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and what they may see right now."""

    sign_in: SignIn
    scope: Scope
    token: str


def find_viewer(service: Service, token: str | None) -> Viewer | None:
    """The viewer behind a cookie, with today's scope; None if the session is not valid (any more)."""
    if not token:
        return None
    with service.database.reading() as session:
        sign_in = accounts.find_session(session, token=token, now=service.clock.now())
        if sign_in is None:
            return None
        return Viewer(sign_in, accounts.scope_of(session, sign_in.user), token)


def viewer_of(
    request: Request, service: Services, token: Annotated[str | None, Depends(session_cookie)]
) -> Viewer:
    """Signed in, and on unsafe methods with the session's own CSRF token.

    The cookie is SameSite=Lax and the token is readable only to pages of this origin: a foreign page can
    send neither together.
    """
    viewer = find_viewer(service, token)
    if viewer is None:
        raise not_signed_in()
    if request.method not in SAFE_METHODS:
        given = request.headers.get("x-csrf-token", "")
        if not secrets.compare_digest(given.encode(), viewer.sign_in.csrf_token.encode()):
            raise Problem(403, "csrf_failed", "The X-CSRF-Token header is missing or wrong")
    return viewer


def demand(viewer: Viewer, right: Right) -> None:
    """Raises a Problem (403) where the table of rights does not give it to the viewer."""
    if not has(right, viewer.sign_in.user.role, viewer.scope):
        raise Problem(403, "forbidden", "Your role may not do this")


SignedIn = Annotated[Viewer, Depends(viewer_of)]


def admin_of(viewer: SignedIn) -> Viewer:
    """The viewer, who is an administrator."""
    demand(viewer, Right.ADMINISTER)
    return viewer


Administrator = Annotated[Viewer, Depends(admin_of)]


def watched(service: Service, camera_id: str, viewer: Viewer) -> Camera:
    """The camera, which the viewer may watch."""
    camera = service.camera_in_scope(camera_id, viewer.scope)
    if not may_watch(viewer.sign_in.user, camera):
        raise Problem(
            409,
            "awaiting_acceptance",
            "The camera awaits acceptance",
            "An administrator has to look at its first picture before anybody else does.",
        )
    return camera
