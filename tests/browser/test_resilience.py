"""What happens to a page when things break: nothing is lost, nothing hangs."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from processes import trainers
from serving import Server
from watching import Faults, wait_until

LONG: dict[str, Any] = {"timeout": 60_000}


@pytest.fixture
def running(own_server: Server, page: Page) -> Page:
    """A page whose net trains, with many epochs to go."""
    page.goto(own_server.url)
    page.get_by_test_id("preset").select_option("lenet-5")
    page.get_by_test_id("train").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "running", **LONG)
    after(page, 20)
    return page


def step(page: Page) -> int:
    return int(page.get_by_test_id("train-status").get_attribute("data-step") or 0)


def after(page: Page, least: int) -> None:
    wait_until(
        page, "least => Number(document.querySelector('[data-testid=train-status]').dataset.step) > least", arg=least, **LONG
    )


def test_a_killed_worker_is_said_and_training_goes_on(own_server: Server, running: Page) -> None:
    reached = step(running)
    (trainer,) = trainers(own_server)
    os.kill(trainer, signal.SIGKILL)
    expect(running.get_by_test_id("train-status")).to_have_attribute("data-state", "failed", timeout=5000)
    expect(running.get_by_text(re.compile("training process ended", re.IGNORECASE)).first).to_be_visible()
    running.get_by_test_id("train").click()
    expect(running.get_by_test_id("train-status")).to_have_attribute("data-state", "running", **LONG)
    after(running, reached)


def test_a_page_that_is_closed_and_opened_again_finds_everything(own_server: Server, running: Page) -> None:
    context = running.context
    reached = step(running)
    running.close()
    again = context.new_page()
    again.goto(own_server.url)
    expect(again.get_by_test_id("train-status")).to_have_attribute("data-state", re.compile("running|done"), **LONG)
    expect(again.get_by_test_id("preset")).to_have_value("lenet-5")
    after(again, reached)
    expect(again.get_by_test_id("test-accuracy")).not_to_have_attribute("data-value", "", **LONG)


def test_ten_seconds_without_a_connection_lose_nothing(running: Page, faults: Faults) -> None:
    faults.allow("WebSocket|ERR_INTERNET_DISCONNECTED")
    reached = step(running)
    running.evaluate(CUT)
    expect(running.get_by_text(re.compile("connection lost|reconnecting", re.IGNORECASE)).first).to_be_visible(timeout=15_000)
    wait_until(running, "() => performance.now() - window.cutAt > 10000", **LONG)
    assert step(running) <= reached + 200
    running.evaluate("window.mend()")
    after(running, reached + 1)
    expect(running.get_by_text(re.compile("connection lost|reconnecting", re.IGNORECASE))).to_have_count(0, **LONG)


def test_two_tabs_show_one_net(own_server: Server, running: Page) -> None:
    second = running.context.new_page()
    second.goto(own_server.url)
    expect(second.get_by_test_id("train-status")).to_have_attribute("data-state", "running", **LONG)
    second.get_by_test_id("pause").click()
    for page in (running, second):
        expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", **LONG)
    assert step(running) == step(second)
    running.get_by_test_id("reset").click()
    for page in (running, second):
        expect(page.get_by_test_id("train-status")).to_have_attribute("data-step", "0", **LONG)


def test_a_server_that_is_killed_and_started_again_is_found_by_its_pages(
    own_server: Server, running: Page, faults: Faults
) -> None:
    faults.allow("WebSocket|ERR_CONNECTION|Failed to load resource|failed: ")
    own_server.kill()
    expect(running.get_by_text(re.compile("connection lost|reconnecting", re.IGNORECASE)).first).to_be_visible(timeout=20_000)
    own_server.start()
    # Killed so soon that nothing was kept, or after that: the same net either way, and it trains.
    expect(running.get_by_test_id("train-status")).to_have_attribute("data-state", re.compile("idle|paused"), **LONG)
    expect(running.get_by_test_id("preset")).to_have_value("lenet-5")
    reached = step(running)
    running.get_by_test_id("train").click()
    after(running, reached + 5)


# Closes the page's sockets and lets none be opened until window.mend().
CUT = """() => {
  window.cutAt = performance.now();
  const Real = window.WebSocket;
  for (const socket of window.sockets) socket.close();
  window.WebSocket = class extends EventTarget {
    static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
    readyState = 3; onclose = null; onerror = null; onopen = null; onmessage = null; binaryType = 'blob';
    constructor() { super(); setTimeout(() => { const event = new CloseEvent('close', { code: 1006 });
      this.onclose?.(event); this.dispatchEvent(event); }, 10); }
    send() {} close() {}
  };
  window.mend = () => { window.WebSocket = Real; };
}"""


@pytest.fixture
def page(page: Page) -> Page:
    """A page that remembers its sockets, so that a test can cut them."""
    page.add_init_script(
        """window.sockets = [];
        window.WebSocket = new Proxy(window.WebSocket, { construct(target, args) {
          const socket = new target(...args); window.sockets.push(socket); return socket; } });"""
    )
    return page


@pytest.fixture
def keeping_server(tmp_path: Path, datasets: Path | None) -> Iterator[Server]:
    """A server that keeps the state of a training often."""
    with Server(tmp_path, datasets=datasets, warmup_steps=0, snapshot_seconds=0.5) as server:
        yield server


def test_a_training_whose_server_was_killed_goes_on_where_it_was_kept(
    keeping_server: Server, page: Page, faults: Faults
) -> None:
    faults.allow("WebSocket|ERR_CONNECTION|Failed to load resource|failed: ")
    page.goto(keeping_server.url)
    page.get_by_test_id("preset").select_option("lenet-5")
    page.get_by_test_id("train").click()
    after(page, 20)
    states = keeping_server.home / "rooms"
    while len(list(states.rglob("*.state"))) < 2:
        after(page, step(page))
    room = page.get_by_test_id("room-code").inner_text()
    keeping_server.kill()
    expect(page.get_by_text("Connection lost")).to_be_visible(timeout=20_000)
    said = step(page)
    keeping_server.start()
    status = page.get_by_test_id("train-status")
    expect(status).to_have_attribute("data-state", "paused", **LONG)
    expect(status).to_contain_text("Paused by a restart")
    expect(page.get_by_test_id("room-code")).to_have_text(room)
    expect(page.get_by_test_id("preset")).to_have_value("lenet-5")
    kept = step(page)
    assert 0 < kept <= said + 500
    # The curve ends where the training does, and begins where it began.
    written = "\u202f?".join(str(kept))
    expect(page.locator(".results .step")).to_have_text(re.compile(f"step {written}$"))
    page.get_by_test_id("train").click()
    after(page, kept + 5)
    expect(status).to_have_attribute("data-state", "running")


def test_a_server_that_ends_says_so_and_the_page_goes_on_when_it_is_back(
    keeping_server: Server, page: Page, faults: Faults
) -> None:
    faults.allow("WebSocket|ERR_CONNECTION|Failed to load resource|failed: ")
    page.goto(keeping_server.url)
    page.get_by_test_id("train").click()
    after(page, 20)
    keeping_server.stop()
    expect(page.get_by_text("The server is closing. This page goes on when it is back.")).to_be_visible()
    said = step(page)
    wait_until(page, "() => window.sockets.length > 2", **LONG)
    expect(page.get_by_text("The server is closing. This page goes on when it is back.")).to_be_visible()
    keeping_server.start()
    expect(page.get_by_text("The server is closing")).to_have_count(0, **LONG)
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", **LONG)
    assert step(page) >= said, "it was brought to rest, and nothing of it is lost"
