"""What somebody may look at a page with, and what a page can do wrong; for browser tests and pictures."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

SIZES = {
    "laptop": (1440, 900),
    "projector": (1920, 1080),
    "old-projector": (1280, 720),
    "tablet": (1024, 768),
    "phone": (390, 844),
}
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Screen:
    """What somebody looks at: a size in CSS pixels and the theme their system asks for."""

    name: str
    width: int
    height: int
    theme: str

    @property
    def touch(self) -> bool:
        return self.name in ("tablet", "phone")

    def context(self) -> dict[str, Any]:
        """Options of a browser context that looks like this."""
        viewport = {"width": self.width, "height": self.height}
        return {"viewport": viewport, "color_scheme": self.theme, "has_touch": self.touch}

    def __str__(self) -> str:
        return f"{self.name}-{self.theme}"


SCREENS = [Screen(name, width, height, theme) for name, (width, height) in SIZES.items() for theme in THEMES]


class Faults:
    """What pages did wrong during a test."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Expect faults in which this regular expression is found, such as a lost socket where the test cuts it."""
        self._allowed.append(re.compile(pattern))

    def found(self) -> list[str]:
        """The faults so far that were not allowed."""
        return [fault for fault in self._found if not any(pattern.search(fault) for pattern in self._allowed)]

    def watch(self, context: BrowserContext) -> None:
        """Record the faults of all pages of this context."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", lambda request: self._on_address(request.url))
        context.on("requestfailed", self._on_failed)
        context.on("page", lambda page: page.on("websocket", self._on_socket))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._found.append(f"console: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self._found.append(f"uncaught: {error.error}")

    def _on_address(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in ("127.0.0.1", "localhost", "::1"):
            self._found.append(f"left this machine: {url}")

    def _on_failed(self, request: Request) -> None:
        # What a page asked for is dropped when it is left; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self._found.append(f"failed: {request.url}: {request.failure}")

    def _on_socket(self, socket: WebSocket) -> None:
        self._on_address(socket.url)


def eventually(page: Page, read: Callable[[], Any], holds: Callable[[Any], bool], *, timeout: float = 60_000) -> Any:
    """What is read off the page, once it is as it should be; the page is read again and again until then.

    Raises:
        AssertionError: it did not become so within `timeout` milliseconds.
    """
    end = time.monotonic() + timeout / 1000
    while not holds(found := read()):
        assert time.monotonic() < end, f"the page still says {found!r}"
        page.evaluate("() => new Promise(requestAnimationFrame)")
    return found


def wait_until(page: Page, condition: str, arg: Any = None, *, timeout: float = 60_000, polling: float = 50) -> None:
    """Wait until a condition holds in the page. (`page.wait_for_function` needs `eval`, which the page's policy forbids.)

    Args:
        page: where.
        condition: a JavaScript function of `arg`, or of nothing; a promise it gives is waited for.
        timeout, polling: milliseconds.

    Raises:
        playwright.sync_api.Error: it did not hold in time.
    """
    page.evaluate(
        f"""async ([arg, timeout, polling]) => {{
            const holds = {condition};
            const end = performance.now() + timeout;
            while (!(await holds(arg))) {{
                if (performance.now() > end) throw new Error('this did not come true in time: ' + holds);
                await new Promise((again) => setTimeout(again, polling));
            }}
        }}""",
        [arg, timeout, polling],
    )
