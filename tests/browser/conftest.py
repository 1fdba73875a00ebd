"""Fixtures for tests with a real server and a real Chromium.

A test takes `server` (shared by its file) or `own_server` (its own, to be killed and restarted), and `page`:

    def test_it_opens(server: Server, page: Page) -> None:
        page.goto(server.url)

With `screen` as a further argument it runs once for each size in each theme. Whatever a page does wrong (a console error, a
failed request, a request that leaves the machine) fails the test at its end, unless `faults.allow(...)` named it. When a test
fails, its report has what the server logged meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

import chromium
import serving
from serving import Server
from watching import SCREENS, Faults, Screen


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """A Chromium of this machine, with the same pixels everywhere."""
    path = chromium.find()
    if path is None:
        pytest.fail("There is no Chromium: `make test-browser` installs one, or says what to install.", pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": chromium.flags()}


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: each server has its own. (In place of pytest-playwright's, which warns under this pytest.)"""


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
    screen: Screen = request.getfixturevalue("screen") if "screen" in request.fixturenames else SCREENS[0]

    def make(**options: Any) -> BrowserContext:
        context = new_context(**{**screen.context(), **options})
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
