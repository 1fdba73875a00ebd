"""Fixtures for tests with a real server and a real Chromium.

A test takes `server` (shared by its file) or `own_server` (its own, to be killed and restarted), and `page`:

    def test_it_opens(server: Server, page: Page) -> None:
        page.goto(server.url)

With `screen` as a further argument it runs once for each size in each theme. Whatever a page does wrong (a console error, a
failed request, a request that leaves the machine) fails the test at its end, unless `faults.allow(...)` named it. When a test
fails, its report has what the server logged meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

import chromium
import serving
from serving import Server

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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """A Chromium of this machine, with the same pixels everywhere."""
    path = chromium.find()
    if path is None:
        pytest.fail("There is no Chromium: `make test-browser` installs one, or says what to install.", pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": chromium.flags()}


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What the test's pages do wrong; the test fails at its end if there is anything that it did not allow."""
    faults = Faults()
    yield faults
    if found := faults.found():
        pytest.fail("The page did something wrong:\n" + "\n".join(found), pytrace=False)


@pytest.fixture(params=SCREENS, ids=str)
def screen(request: pytest.FixtureRequest) -> Screen:
    """Each size in each theme, one after the other."""
    screen: Screen = request.param
    return screen


@pytest.fixture
def new_context(
    faults: Faults, new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest
) -> Callable[..., BrowserContext]:
    """Makes browser contexts (a visitor each) that are watched for faults: `new_context(viewport=…)`."""
    asked = "screen" in request.fixturenames
    screen: Screen = request.getfixturevalue("screen") if asked else Screen("laptop", *SIZES["laptop"], "light")
    looks: dict[str, Any] = {
        "viewport": {"width": screen.width, "height": screen.height},
        "color_scheme": screen.theme,
        "has_touch": screen.touch,
    }

    def make(**options: Any) -> BrowserContext:
        context = new_context(**{**looks, **options})
        faults.watch(context)
        return context

    return make


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page, watched for faults."""
    return context.new_page()


@pytest.fixture(scope="session")
def datasets() -> Path | None:
    """The folder of data-set files that servers are given, if there is one."""
    return serving.data_folder()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, datasets: Path | None) -> Iterator[Server]:
    """A server for the tests of one file. Nothing has been trained when it starts."""
    with Server(tmp_path_factory.mktemp("server"), datasets=datasets, warmup_steps=0) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path, datasets: Path | None) -> Iterator[Server]:
    """A server for this test alone: stop it, kill it, start it again."""
    with Server(tmp_path, datasets=datasets, warmup_steps=0) as server:
        yield server


@pytest.fixture(autouse=True)
def _server_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Puts into a failed test's report what its server logged during the test."""
    names = [name for name in ("server", "own_server") if name in request.fixturenames]
    servers: list[Server] = [request.getfixturevalue(name) for name in names]
    starts = [server.log_size() for server in servers]
    yield
    for server, start in zip(servers, starts, strict=True):
        print(f"--- what {server.url} logged ---\n{server.log(start)}", end="")
