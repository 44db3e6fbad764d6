"""Signing in, and what protects a session."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.throttle import Throttle
from models import accounts
from tests.api.conftest import World
from tests.api.running import PASSWORD, serving


def test_sign_in_and_out(world: World) -> None:
    with world.running.client() as client:
        answer = client.post("/session", json={"username": "owner", "password": PASSWORD})
        assert answer.status_code == 200
        assert answer.json()["user"]["role"] == "business"
        assert answer.json()["user"]["business"]["name"] == "甲"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=lax" in cookie.lower()
        assert client.get("/session").json()["user"]["username"] == "owner"
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        assert client.delete("/session").status_code == 204
        assert client.get("/session").json()["code"] == "not_signed_in"


def test_the_token_is_not_in_the_database(world: World) -> None:
    with world.running.client("owner") as client:
        token = client.cookies["brightkitchen_session"]
    with world.running.service.database.reading() as session:
        found = accounts.find_session(session, token=token, now=datetime.now(UTC))
        assert found is not None
        from sqlalchemy import text

        assert token not in str(session.execute(text("SELECT * FROM sessions")).all())


@pytest.mark.parametrize("name", ["owner", "nobody"])
def test_wrong_credentials_say_nothing_about_the_user(world: World, name: str) -> None:
    with world.running.client() as client:
        answer = client.post("/session", json={"username": name, "password": "wrong"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid_credentials"


def test_guessing_is_slowed(world: World) -> None:
    with world.running.client() as client:
        wrong = {"username": "guessed", "password": "wrong"}
        codes = [client.post("/session", json=wrong).status_code for _ in range(6)]
        assert codes == [401] * 5 + [429]
        assert int(client.post("/session", json=wrong).headers["retry-after"]) > 0


@pytest.mark.parametrize(("trusted", "of_another"), [("127.0.0.1", 401), ("10.0.0.0/8", 429)])
def test_only_a_trusted_proxy_says_who_guesses(tmp_path: Path, trusted: str, of_another: int) -> None:
    """Otherwise all behind one proxy would share a limit, or a guesser would name a new sender each time."""
    wrong = {"username": "guessed", "password": "wrong"}
    with serving(tmp_path, trusted_proxies=trusted) as running, running.client() as client:
        for _ in range(6):
            answer = client.post("/session", json=wrong, headers={"X-Forwarded-For": "203.0.113.5"})
        assert answer.status_code == 429
        another = client.post("/session", json=wrong, headers={"X-Forwarded-For": "203.0.113.6"})
        assert another.status_code == of_another


def test_a_throttle_forgets() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    throttle = Throttle(most=2, pause=timedelta(seconds=30))
    for _ in range(2):
        throttle.count("a", now)
    assert throttle.wait_s("a", now) == 30
    assert throttle.wait_s("b", now) == 0
    assert throttle.wait_s("a", now + timedelta(seconds=30)) == 0
    throttle.forget("a")
    assert throttle.wait_s("a", now) == 0


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_unsafe_requests_need_the_csrf_token(world: World, token: str | None) -> None:
    with world.running.client("owner") as client:
        del client.headers["X-CSRF-Token"]
        headers = {} if token is None else {"X-CSRF-Token": token}
        for method, path in (
            ("DELETE", "/session"),
            ("POST", f"/violations/{world.violation}/acknowledgement"),
            ("POST", f"/violations/{world.violation}/reviews"),
            ("POST", f"/cameras/{world.camera.id}/whep"),
        ):
            answer = client.request(method, path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
        assert client.get("/session").status_code == 200


def test_an_expired_session_is_none(world: World) -> None:
    service = world.running.service
    with service.database.writing() as session:
        found = accounts.find_credentials(session, "owner")
        assert found is not None
        past = datetime.now(UTC) - timedelta(hours=2)
        token, _ = accounts.open_session(session, user=found[0], now=past, lifetime=timedelta(hours=1))
    with world.running.client() as client:
        client.cookies["brightkitchen_session"] = token
        assert client.get("/violations").status_code == 401
