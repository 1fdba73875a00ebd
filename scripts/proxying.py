"""A reverse proxy for tests: what stands between a browser and a server, with the faults that those have.

with Proxy(server.port) as proxy:
    page.goto(proxy.url)
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Literal, Self


class Proxy:
    """One that runs in a thread of its own. Each connection carries one request, or one socket.

    Args:
        upstream: the server's port of 127.0.0.1.
        host: what the server is told as `Host`: its own, as nginx does without a word, or what the browser asked for.
        headers: further headers for the server, in place of those of the same name; "$host" in them is what was asked for.
        prefix: the path that the proxy serves the page under, and takes off: "/ink".
        upgrade: sockets are passed on, or asked for as if they were pages, or never answered.
    """

    def __init__(
        self,
        upstream: int,
        *,
        host: Literal["its own", "asked"] = "its own",
        headers: Mapping[str, str] | None = None,
        prefix: str = "",
        upgrade: Literal["pass", "strip", "swallow"] = "pass",
    ) -> None:
        self._upstream = upstream
        self._host = host
        self._headers = dict(headers or {})
        self._prefix = prefix
        self._upgrade = upgrade
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """The page's address at the proxy."""
        return f"http://127.0.0.1:{self.port}{self._prefix}/"

    def __enter__(self) -> Self:
        self._go(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for each in (self._listening, *self._open):
            _end(each)
        for thread in list(self._threads):
            thread.join()
        for each in (self._listening, *self._open):
            each.close()

    def _go(self, what: Callable[..., None], *args: socket.socket) -> None:
        thread = threading.Thread(target=what, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                came, _ = self._listening.accept()
                self._open.add(came)
                self._go(self._serve, came)

    def _serve(self, came: socket.socket) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            data = came.recv(1)
            if not data:
                return
            head += data
        rewritten = self._rewritten(head.decode("latin-1"))
        if rewritten is None:
            return
        server = socket.create_connection(("127.0.0.1", self._upstream))
        self._open.add(server)
        server.sendall(rewritten.encode("latin-1"))
        self._go(_pass_on, came, server)
        _pass_on(server, came)

    def _rewritten(self, head: str) -> str | None:
        """The request as the server gets it; None: it does not."""
        first, *lines = head.rstrip("\r\n").split("\r\n")
        method, path, version = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        asked = headers["host"]
        wanted = "upgrade" in headers
        if wanted and self._upgrade == "swallow":
            return None
        if wanted and self._upgrade == "strip":
            del headers["upgrade"]
        if "upgrade" not in headers:
            headers["connection"] = "close"
        if self._host == "its own":
            headers["host"] = f"127.0.0.1:{self._upstream}"
        headers |= {name.lower(): value.replace("$host", asked) for name, value in self._headers.items()}
        path = path.removeprefix(self._prefix) or "/"
        return "\r\n".join([f"{method} {path} {version}", *(f"{name}: {value}" for name, value in headers.items()), "", ""])


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """What comes here goes there, to the end."""
    with contextlib.suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    _end(other)


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
