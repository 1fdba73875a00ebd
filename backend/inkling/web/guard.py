"""The gate before everything: only pages of this server may speak to it, and its pages load nothing from elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws: wss:; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)
"""The page can fetch nothing from elsewhere. Scripts are not limited: lecturers inject their own, and so do test tools."""


class Guard:
    """Refuses requests that another site's page sends (their Origin is not this host) and bodies that are too large; adds
    the security headers.

    Args:
        app: what is guarded.
        most: bytes of a request's body.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and not _same(origin, headers):
            if scope["type"] == "websocket":
                return await send({"type": "websocket.close", "code": 1008, "reason": "This page is not Inkling's."})
            return await PlainTextResponse("Only Inkling's own pages may ask this.", 403)(scope, receive, send)

        if scope["type"] == "http" and _length(headers) > self._most:
            return await PlainTextResponse(f"A request may be {self._most} bytes long.", 413)(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added: Any = MutableHeaders(scope=message)
                added.setdefault("content-security-policy", CONTENT_POLICY)
                added["x-content-type-options"] = "nosniff"
                added["referrer-policy"] = "same-origin"
            await send(message)

        return await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _length(headers: Headers) -> float:
    """Bytes of the body as announced; one of unknown length is as good as endless."""
    if "transfer-encoding" in headers:
        return float("inf")
    given = headers.get("content-length", "0")
    return int(given) if given.isdigit() else float("inf")


def _same(origin: str, headers: Headers) -> bool:
    asked = headers.get("x-forwarded-host", headers.get("host", ""))
    return urlsplit(origin).netloc == asked
