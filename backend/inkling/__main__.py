"""The `inkling` command: serve the page, and open it."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import ValidationError

from inkling import __version__
from inkling.settings import Settings
from inkling.web.log import RecordFormatter

PORTS_TRIED = 50
SEND_BUFFER = 65_536
"""Bytes the kernel may hold for a viewer who reads slowly: little, so that pictures conflate instead of growing old there."""


def arguments(given: list[str]) -> dict[str, Any]:
    """The settings named on the command line."""
    parser = argparse.ArgumentParser(
        prog="inkling",
        description="Serve Inkling, a visual playground for neural nets that are really training.",
        epilog="Every other setting is an environment variable INKLING_…; the README lists them.",
    )
    parser.add_argument("--host", help="the address to listen on (127.0.0.1)")
    parser.add_argument(
        "--lan", action="store_true", default=None, help="let others on the network in, and print the address to share"
    )
    parser.add_argument("--port", type=int, help="the port to listen on (8000, or the next free one; 0: any)")
    parser.add_argument("--home", type=Path, help="the folder for all that Inkling keeps")
    parser.add_argument("--datasets", type=Path, help="a further folder searched for data-set files")
    # Of these two, the last one holds: `make run ARGS=--headless` says both.
    parser.add_argument("--open", dest="headless", action="store_false", default=None, help="open a browser (the default)")
    parser.add_argument("--headless", dest="headless", action="store_true", default=None, help="do not open a browser")
    parser.add_argument("--version", action="version", version=f"inkling {__version__}")
    return {name: value for name, value in vars(parser.parse_args(given)).items() if value is not None}


def listen(host: str, port: int, *, search: bool) -> socket.socket:
    """A socket that listens; with `search`, on the next free port where this one is taken.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + (PORTS_TRIED if search else 1), 65_536)):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            with contextlib.suppress(OSError):  # it only helps
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 8000)
        try:
            listening.bind((host, candidate))
            listening.listen(2048)
            return listening
        except OSError:
            listening.close()
            if candidate == port and not search:
                raise
    raise OSError(f"ports {port} to {port + PORTS_TRIED - 1} are all taken")


class Server(uvicorn.Server):
    """Says where it serves once it does, and opens the page.

    Args:
        address: the page's, for this machine.
        others: what to say to those who may come; "" where they can't.
        farewell: what to do before it ends.
        browser: open the page.
    """

    def __init__(
        self, config: uvicorn.Config, address: str, others: str, farewell: Callable[[], Awaitable[None]], *, browser: bool
    ) -> None:
        super().__init__(config)
        self._farewell = farewell
        self._address = address
        self._others = others
        self._browser = browser

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Before the sockets are closed: the pages are told why.
        await self._farewell()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Inkling is at {self._address}  (stop: Ctrl-C)", flush=True)
            if self._others:
                print(self._others, flush=True)
            if self._browser:
                threading.Thread(target=webbrowser.open, args=(self._address,), daemon=True).start()


def _draws_blocks() -> bool:
    return sys.stdout.isatty() and sys.stdout.encoding.lower().startswith("utf")


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(given: list[str] | None = None) -> int:
    """Serve until interrupted. The exit status: 0, or 2 where it could not start."""
    try:
        settings = Settings(**arguments(sys.argv[1:] if given is None else given))
    except ValidationError as error:
        for each in error.errors(include_url=False):
            name = "_".join(str(part) for part in each["loc"]).upper()
            print(f"INKLING_{name}: {each['msg']} (it is {each['input']!r})", file=sys.stderr)
        return 2
    if sys.platform == "win32":
        print("Inkling is meant for Linux and macOS. On Windows, start it in WSL 2.", file=sys.stderr)
    try:
        listening = listen(settings.address, settings.port, search="port" not in settings.model_fields_set)
    except OSError as error:
        print(
            f"Inkling can't listen on {settings.address}:{settings.port}: {error.strerror or error}. Try another --port.",
            file=sys.stderr,
        )
        return 2
    handler = logging.StreamHandler()
    handler.setFormatter(RecordFormatter())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler])

    from inkling.rooms.keys import new_key
    from inkling.store.secret import house_key
    from inkling.web.app import create_app, farewell
    from inkling.web.hosts import page_address, shared_address
    from inkling.web.invitation import invitation

    port = listening.getsockname()[1]
    everywhere = settings.address in ("0.0.0.0", "::")
    address = page_address("127.0.0.1" if everywhere else settings.address, port)
    key = house_key(settings.home, new_key)
    invite = partial(invitation, key=key, picture=_draws_blocks())
    shared = shared_address(settings, port)
    others = invite(shared) if shared else ""
    said = {shared}

    def found(address: str) -> None:
        # The first real one: what was printed before anybody came was a guess.
        if address not in said and len(said) == 1:
            said.add(address)
            print(invite(address), flush=True)

    app = create_app(settings, key, found)
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=settings.message_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=2,
        log_config=None,
        log_level=settings.log_level,
        access_log=False,
        # What a proxy says is for the guard to judge; the address of who connects is never taken from a header.
        proxy_headers=False,
    )
    server = Server(config, address, others, partial(farewell, app), browser=not settings.headless and _has_screen())
    # uvicorn, once it has shut down, passes the interrupt on that made it do so.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 0 if server.started else 2


if __name__ == "__main__":
    sys.exit(main())
