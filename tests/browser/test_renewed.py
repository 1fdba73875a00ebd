"""A page built for other messages than the server's says so, shows nothing it may misread, and is healed by a reload."""

from __future__ import annotations

import re
import struct
from typing import Any

import ormsgpack
from playwright.sync_api import Page, WebSocketRoute, expect

from inkling.protocol import wire
from serving import Server

ANOTHER = "0ther0ther00"


class Renewing:
    """Stands between page and server, and may say for the server that it has been renewed."""

    def __init__(self, page: Page) -> None:
        self.renewed = False
        self.asked: list[str] = []
        """Kinds of commands that came from the page since."""
        self._route: WebSocketRoute | None = None
        page.route_web_socket(re.compile(r"/ws$"), self._between)

    def cut(self) -> None:
        """Ends the connection there is: the page makes another."""
        assert self._route is not None
        self._route.close(code=1012)

    def _between(self, route: WebSocketRoute) -> None:
        self._route, server = route, route.connect_to_server()

        def to_page(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            for frame in wire.frames(message):
                route.send(self._as_renewed(frame) if self.renewed else frame)

        def to_server(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            if self.renewed:
                self.asked.append(ormsgpack.unpackb(message)["kind"])
            server.send(message)

        server.on_message(to_page)
        route.on_message(to_server)

    def _as_renewed(self, frame: bytes) -> bytes:
        event: dict[str, Any] = ormsgpack.unpackb(frame[4:])
        if event["kind"] == "welcome":
            # So a page would misread it, if it did read it.
            event = {"kind": "welcome", "form": ANOTHER, "room": {"code": event["room"]}}
        return struct.pack(">I", 0) + ormsgpack.packb(event)


def mark(page: Page) -> None:
    """Leaves a mark that goes with the document; what is written into the address is a navigation too, but leaves it."""
    page.evaluate("window.marked = true")


def loaded_anew(page: Page) -> None:
    """Waits for a document without the mark."""
    page.wait_for_function("!window.marked")


def test_a_page_in_use_says_it_and_reload_heals_it(server: Server, page: Page) -> None:
    way = Renewing(page)
    page.goto(server.url)
    status = page.get_by_test_id("train-status")
    expect(page.get_by_test_id("room-code")).to_be_visible()
    page.get_by_test_id("step").click()
    expect(status).to_have_attribute("data-step", "1", timeout=60_000)
    page.get_by_test_id("layer").nth(1).press("Enter")
    code = page.get_by_test_id("room-code").inner_text()
    way.renewed = True
    way.cut()
    expect(page.get_by_text("Inkling has been renewed.")).to_be_visible()
    expect(page.get_by_text("Reconnecting")).to_have_count(0)
    page.get_by_test_id("step").click()
    expect(page.get_by_text("Reload the page.")).to_be_visible()
    expect(status).to_have_attribute("data-step", "1")
    assert set(way.asked) <= {"hello"}
    way.renewed = False
    page.get_by_test_id("reload").click()
    expect(page.get_by_text("Inkling has been renewed.")).to_have_count(0)
    expect(page.get_by_test_id("room-code")).to_have_text(code)
    page.get_by_test_id("step").click()
    expect(status).to_have_attribute("data-step", "2", timeout=60_000)


def test_a_page_with_nothing_to_lose_is_loaded_anew_by_itself_and_once(server: Server, page: Page) -> None:
    way = Renewing(page)
    page.goto(server.url)
    expect(page.get_by_test_id("room-code")).to_be_visible()
    way.renewed = True
    mark(page)
    way.cut()
    loaded_anew(page)
    reload = page.get_by_test_id("reload")
    expect(reload).to_be_visible()
    way.renewed = False
    mark(page)
    reload.click()
    loaded_anew(page)
    expect(page.get_by_test_id("room-code")).to_be_visible()
    expect(reload).to_have_count(0)
