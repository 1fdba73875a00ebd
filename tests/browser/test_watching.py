"""The browser tests' own fixtures: the server serves, and what a page does wrong is seen."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from serving import Server, ServerFailed
from watching import Faults


def test_the_page_opens_and_does_nothing_wrong(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_role("heading", name="Inkling").first.wait_for()


def test_a_server_stops_when_interrupted_and_starts_again_where_it_was(own_server: Server) -> None:
    own_server.stop()
    assert own_server.process is not None
    assert own_server.process.returncode == 0
    assert not own_server.answers()
    own_server.start()
    with urllib.request.urlopen(f"{own_server.url}healthz") as response:
        assert response.status == 200


def test_a_server_that_can_not_start_shows_its_log(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match=r"ended with status 2.*\n.*INKLING_MAX_LAYERS: "):
        Server(tmp_path, max_layers=0).start()


def test_a_taken_port_is_said(own_server: Server) -> None:
    with pytest.raises(ServerFailed, match=f"Something else answers on port {own_server.port}"):
        Server(own_server.folder, port=own_server.port).start()


WRONG = {
    "console: ink is out": "console.error('ink is out')",
    "uncaught: ": "setTimeout(() => { throw new Error('torn paper') })",
    "left this machine: http://inkling.test/": "fetch('http://inkling.test/').catch(() => 0)",
    "left this machine: ws://inkling.test/": "void new WebSocket('ws://inkling.test/')",
    "failed: http://127.0.0.1:9/": "fetch('http://127.0.0.1:9/').catch(() => 0)",
}


@pytest.mark.parametrize("fault", WRONG)
@pytest.mark.parametrize("second", [False, True], ids=["page", "second-context"])
def test_what_a_page_does_wrong_is_found(
    fault: str, second: bool, page: Page, new_context: Callable[[], BrowserContext], faults: Faults
) -> None:
    page = new_context().new_page() if second else page
    page.goto("about:blank")
    page.evaluate(WRONG[fault])
    until = time.monotonic() + 10
    while not any(found.startswith(fault) for found in faults.found()):
        assert time.monotonic() < until, faults.found()
        page.evaluate("0")  # events arrive while something is asked
    faults.allow(".*")
    assert faults.found() == []
