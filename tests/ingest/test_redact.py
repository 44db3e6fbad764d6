from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from ingest.redact import redact, redact_event

odd = st.text(st.sampled_from("aZ9@:/%?#&=!$*[]\"'äß口令"), min_size=1, max_size=12)
host = st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,5})?(:[1-9][0-9]{1,3})?", fullmatch=True)
path = st.from_regex(r"(/[a-z0-9._-]{1,8}){0,3}", fullmatch=True)
word = st.from_regex(r"[a-z0-9,.]{0,10}", fullmatch=True)


@given(odd, odd, host, path, word, word)
def test_user_and_password_go_and_the_rest_stays(
    user: str, password: str, host: str, path: str, before: str, after: str
) -> None:
    text = f"{before} 'rtsp://{user}:{password}@{host}{path}' {after}"
    assert redact(text) == f"{before} 'rtsp://***@{host}{path}' {after}"


@given(odd, odd, host, path)
def test_percent_encoded_credentials_go(user: str, password: str, host: str, path: str) -> None:
    address = f"rtsps://{quote(user, safe='')}:{quote(password, safe='')}@{host}{path}"
    assert redact(address) == f"rtsps://***@{host}{path}"


@given(odd, host)
def test_a_user_without_password_goes(user: str, host: str) -> None:
    assert redact(f"rtsp://{user}@{host}/x") == f"rtsp://***@{host}/x"


@given(host, path, word)
def test_addresses_without_credentials_stay(host: str, path: str, after: str) -> None:
    text = f"rtsp://{host}{path} {after} office@example.org"
    assert redact(text) == text


@given(st.text())
def test_what_is_redacted_stays_as_it_is(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_every_address_of_a_text() -> None:
    assert redact("rtsp://a:b@one/1 and http://c:d@two/2") == "rtsp://***@one/1 and http://***@two/2"


def test_credentials_among_the_parameters() -> None:
    assert redact("rtsp://nvr:554/live?user=root&password=s3cret&channel=1") == (
        "rtsp://nvr:554/live?user=***&password=***&channel=1"
    )
    assert "s3cret" not in redact("rtsp://nvr:554/user=root_password=s3cret_channel=1_stream=0.sdp")


def test_log_events() -> None:
    event = {"event": "lost rtsp://a:b@c/d", "error": OSError("rtsp://a:b@c/d"), "count": 3}
    assert redact_event(None, "info", event) == {
        "event": "lost rtsp://***@c/d",
        "error": "rtsp://***@c/d",
        "count": 3,
    }
