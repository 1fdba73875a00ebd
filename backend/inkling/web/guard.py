"""The gate before everything: only pages of this server may speak to it, under its own names, and only where there is a door.

What is refused never reaches a route. Rules, in order:

1. `Host` is one of the server's names (`INKLING_HOSTS`, localhost, and where others may come its own addresses): a page that
   DNS rebinding has led here has another.
2. `Origin`, where it is sent, is scheme, host and port of what was asked for. `null` is nobody. Browsers send it with every
   socket and every unsafe method; a client without one is no browser, acts for nobody but itself, and passes.
3. `Sec-Fetch-Site`, where it is sent, is this very page or nobody's, but for links that lead here from elsewhere.
4. There is such a route, socket, or file of the page.
5. The body is not too large.

No HTTP method changes anything here: what changes something is a command on the socket, and checked against the sender's role.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inkling.settings import Settings
from inkling.web.hosts import LOCAL_NAMES, Origin, asked, machine_names, plain_address, read_origin
from inkling.web.refusals import NO_UPGRADE, Warnings, between, unknown_name

log = logging.getLogger("inkling.guard")

POLICY = (
    "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'{sockets}; media-src 'none'; "
    "object-src 'none'; frame-src 'none'; worker-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The page shows what came with it, and talks to its own server alone."""
STRICT = f"default-src 'none'; script-src 'self'; {POLICY}"
"""And it runs nothing else. Where only this machine gets in, scripts are not limited: who tests a page, or shows it, brings
some along, and nobody else's words reach it."""

SOCKET = "/ws"
PAGE_FILE = re.compile(r"/(?:(?:assets|swagger)/)?[A-Za-z0-9][A-Za-z0-9._-]*")
"""Names of the built page's files."""


class Refusal(Exception):
    """This does not get in.

    Args:
        reason: in one word, for counting.
        status: of an HTTP answer.
        message: for people.
        cause: what the log says, once: somebody may wonder why nothing happens; "": nobody does.
    """

    def __init__(self, reason: str, status: int, message: str, *, cause: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.status = status
        self.cause = cause


class Guard:
    """Lets in what may come in, and adds the security headers to what is answered.

    Args:
        app: what is guarded.
        settings: the server's names, and the size of a body.
        routes: all there is to be asked for, beside the page's files.
        refused: counts what was turned away, by reason.
        warnings: says the causes that somebody may look for.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, routes: Sequence[BaseRoute], refused: Counter[str], warnings: Warnings
    ) -> None:
        self._app = app
        self._settings = settings
        self._most = settings.message_bytes
        self._open = settings.others
        self._names = LOCAL_NAMES | settings.host_names | (machine_names() if settings.others else set())
        self._routes = [route for route in routes if not isinstance(route, Mount)]
        self._refused = refused
        self._warnings = warnings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        host = ""
        try:
            host = self._admit(scope, headers)
        except Refusal as refusal:
            self._refused[refusal.reason] += 1
            log.info("Refused %s %r: %s", scope["type"], scope["path"], refusal)
            if refusal.cause:
                self._warnings.say(refusal.cause)
            if scope["type"] == "websocket":
                return await send({"type": "websocket.close", "code": 1008, "reason": str(refusal)})
            return await PlainTextResponse(str(refusal), refusal.status, _security(host, self._open))(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_security(host, self._open))
            await send(message)

        return await self._app(scope, receive, with_headers if scope["type"] == "http" else send)

    def _admit(self, scope: Scope, headers: Headers) -> str:
        """The host that was asked for, with its port, as it stands in an address.

        Raises:
            Refusal: it stays outside.
        """
        found = asked(scope, self._settings)
        if found is None or not self._is_ours(found.name, scope):
            why = unknown_name(found.name if found else "")
            raise Refusal("host", 403, why, cause=why if found else "")
        self._same_origin(scope, headers, found)
        _same_site(scope, headers)
        if scope["type"] == "http" and scope["path"] == SOCKET and "sec-websocket-key" in headers:
            raise Refusal("upgrade", 426, NO_UPGRADE, cause=NO_UPGRADE)
        if not self._has_door(scope):
            raise Refusal("route", 404, "There is nothing here.")
        if scope["type"] == "http" and _length(headers) > self._most:
            raise Refusal("size", 413, f"A request may be {self._most} bytes long.")
        return found.place

    def _same_origin(self, scope: Scope, headers: Headers, found: Origin) -> None:
        given = headers.getlist("origin")
        if not given or (len(given) == 1 and read_origin(given[0]) == found):
            return
        page = read_origin(given[0]) if len(given) == 1 else None
        why = between(page, scope, self._settings, self._names) if page else ""
        raise Refusal("origin", 403, f"Only Inkling's own pages may ask this. {why}".rstrip(), cause=why)

    def _is_ours(self, name: str, scope: Scope) -> bool:
        if name in self._names:
            return True
        # The address this very connection came to is ours too, where others may come.
        return self._open and bool(scope.get("server")) and name == plain_address(scope["server"][0])

    def _has_door(self, scope: Scope) -> bool:
        if any(route.matches(scope)[0] is not Match.NONE for route in self._routes):
            return True
        return scope["type"] == "http" and PAGE_FILE.fullmatch(scope["path"]) is not None


def _same_site(scope: Scope, headers: Headers) -> None:
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return
    link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if not (link and scope["type"] == "http" and scope["method"] in ("GET", "HEAD")):
        raise Refusal("origin", 403, "Only Inkling's own pages may ask this.")


def _security(host: str, strict: bool) -> dict[str, str]:
    # To older Safaris, a socket's address is not covered by 'self'.
    sockets = f" ws://{host} wss://{host}" if host else ""
    return {
        "content-security-policy": (STRICT if strict else POLICY).format(sockets=sockets),
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }


def _length(headers: Headers) -> float:
    """Bytes of the body as announced; one of unknown length is as good as endless."""
    if "transfer-encoding" in headers:
        return float("inf")
    given = headers.get("content-length", "0")
    return int(given) if given.isdecimal() else float("inf")
