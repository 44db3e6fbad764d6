"""Where the console is reached."""

from urllib.parse import urlsplit

from fastapi import Request


def origin_of(request: Request, *, https: bool) -> str:
    """As the asking browser knows it. https: the service is reached by HTTPS only, whatever a proxy says."""
    origin = request.headers.get("origin", "")
    if urlsplit(origin).scheme in {"http", "https"}:
        return origin
    base = request.base_url.replace(scheme="https") if https else request.base_url
    return str(base).rstrip("/")
