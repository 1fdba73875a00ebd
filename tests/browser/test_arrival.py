"""A page that does not come about says why: nobody looks at an empty one, or waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from inkling.web.hosts import network_address
from proxying import Proxy
from serving import Server
from watching import Faults

LONG: dict[str, Any] = {"timeout": 30_000}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that trusts its proxy."""
    with Server(tmp_path_factory.mktemp("server"), warmup_steps=0, waiting_trainers=0, proxy=True) as server:
        yield server


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 404}, "A part of this page did not arrive."),
        ({"body": "}", "content_type": "text/javascript"}, "This page broke as it began"),
        ({"body": "throw new TypeError('so')", "content_type": "text/javascript"}, "so"),
    ],
)
def test_without_its_script_the_page_says_so(
    server: Server, page: Page, faults: Faults, answer: dict[str, Any], words: str
) -> None:
    faults.allow(".")

    def give(route: Route) -> None:
        route.fulfill(**answer)

    page.route("**/assets/*.js", give)
    page.goto(server.url)
    expect(page.locator("#boot")).to_contain_text(words)
    expect(page.locator("#boot")).to_be_visible()


def test_a_browser_that_lacks_something_is_told_what_and_a_good_one_nothing(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.add_init_script("delete window.ResizeObserver;")
    page.goto(server.url)
    expect(page.locator("#boot")).to_contain_text("it has no ResizeObserver")
    good = new_context().new_page()
    good.goto(server.url)
    expect(good.get_by_test_id("train")).to_be_visible()
    expect(good.locator("#boot")).to_have_count(0)


def test_a_plain_proxy_is_named_with_the_missing_setting(tmp_path: Path, page: Page, faults: Faults) -> None:
    faults.allow("403|WebSocket|Failed to load|ERR_|Refused to apply")
    with Server(tmp_path, warmup_steps=0, waiting_trainers=0) as plain, Proxy(plain.port) as proxy:
        page.goto(proxy.url)
        expect(page.get_by_text("INKLING_PROXY=true").first).to_be_visible(**LONG)


def test_sockets_that_do_not_get_through_are_said(server: Server, page: Page, faults: Faults) -> None:
    faults.allow("WebSocket|ERR_CONNECTION")
    with Proxy(server.port, headers={"X-Forwarded-Host": "$host"}, upgrade="swallow") as proxy:
        page.goto(proxy.url)
        expect(page.get_by_text("WebSockets do not get through")).to_be_visible(**LONG)


def test_under_a_path_the_page_is_whole_and_its_link_is_the_proxys(server: Server, page: Page) -> None:
    headers = {"X-Forwarded-Host": "$host, inner", "X-Forwarded-Proto": "http,http", "X-Forwarded-Prefix": "/ink"}
    with Proxy(server.port, headers=headers, prefix="/ink") as proxy:
        page.goto(proxy.url)
        page.get_by_test_id("room-code").click()
        expect(page.get_by_text(f"{proxy.url}?room=")).to_be_visible()


def test_what_is_shared_is_where_others_find_it(tmp_path: Path, context: BrowserContext) -> None:
    context.add_init_script(
        "if (navigator.clipboard) navigator.clipboard.writeText = async (text) => { window.copied = text; };"
    )
    with Server(tmp_path, warmup_steps=0, waiting_trainers=0, host="0.0.0.0", lan=True) as server:
        page = context.new_page()
        page.goto(server.url)
        page.get_by_test_id("room-code").click()
        expect(page.get_by_text(f"{network_address()}:{server.port}/?room=")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_title("Copy a link to this experiment").click()
        expect(page.get_by_text("The link is copied.")).to_be_visible()
        assert page.evaluate("window.copied").startswith(f"http://{network_address()}:{server.port}/#e=")
        page.close()
    with Server(tmp_path, warmup_steps=0, waiting_trainers=0) as alone:
        page = context.new_page()
        page.goto(alone.url)
        expect(page.get_by_test_id("room-code")).to_be_visible()
        page.get_by_title("Copy a link to this experiment").click()
        expect(page.get_by_text("It opens on this computer only")).to_be_visible()
        assert page.evaluate("window.copied").startswith(alone.url)
        page.close()
