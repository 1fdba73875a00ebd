"""A presenter and a viewer who joins by code, on a page of a phone's size: who may do what, and how that changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from serving import Server

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
LONG: dict[str, Any] = {"timeout": 60_000}


def join(server: Server, phone: Page, code: str) -> None:
    phone.goto(server.url)
    phone.get_by_test_id("join-code").fill(code.lower())
    phone.get_by_test_id("join").click()
    expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")


def test_a_viewer_joins_looks_gets_control_and_loses_it(
    server: Server, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    page.goto(server.url)
    code = page.get_by_test_id("room-code").inner_text()
    phone = new_context(**PHONE).new_page()
    join(server, phone, code)
    expect(page.get_by_test_id("viewers")).to_have_attribute("data-count", "2")
    expect(phone.get_by_test_id("room-code")).to_have_text(code)
    # A viewer sees it train, and can press nothing.
    page.get_by_test_id("train").click()
    expect(phone.get_by_test_id("train-status")).to_have_attribute("data-state", "running", **LONG)
    expect(phone.get_by_test_id("pause")).to_be_disabled()
    phone.keyboard.press("Space")
    # Still a viewer after loading the page anew.
    phone.reload()
    expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")
    expect(phone.get_by_test_id("pause")).to_be_disabled()
    phone.get_by_test_id("room-code").click()
    phone.get_by_placeholder("Your name").fill("Ada")
    phone.get_by_test_id("offer").click()
    phone.keyboard.press("Escape")
    page.get_by_test_id("room-code").click()
    expect(page.get_by_test_id("volunteer")).to_contain_text("Ada")
    page.get_by_test_id("hand-over").click()
    expect(phone.get_by_test_id("room-role")).to_have_text("Control")
    phone.get_by_test_id("pause").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", **LONG)
    page.get_by_test_id("take-back").click()
    expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")
    expect(phone.get_by_test_id("train")).to_be_disabled()


def test_a_viewer_tries_it_in_a_room_of_their_own(
    server: Server, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    page.goto(server.url)
    page.get_by_test_id("room-code").click()
    page.get_by_test_id("room-copies").check()
    page.keyboard.press("Escape")
    code = page.get_by_test_id("room-code").inner_text()
    phone = new_context(**PHONE).new_page()
    join(server, phone, code)
    phone.get_by_test_id("room-code").click()
    phone.get_by_test_id("try-it").click()
    expect(phone.get_by_test_id("room-code")).not_to_have_text(code)
    expect(phone.get_by_test_id("room-role")).to_have_count(0)
    own = phone.get_by_test_id("room-code").inner_text()
    step = page.get_by_test_id("train-status").get_attribute("data-step")
    phone.get_by_test_id("step").click()
    expect(phone.get_by_test_id("train-status")).to_have_attribute("data-step", "1", **LONG)
    assert page.get_by_test_id("train-status").get_attribute("data-step") == step
    # It is theirs after loading the page anew, too.
    phone.wait_for_url(f"**room={own}*")
    phone.reload()
    expect(phone.get_by_test_id("room-code")).to_have_text(own)
    expect(phone.get_by_test_id("step")).to_be_enabled()


def test_a_wrong_code_and_a_closed_room_are_said_and_one_stays(
    server: Server, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    page.goto(server.url)
    code = page.get_by_test_id("room-code").inner_text()
    phone = new_context(**PHONE).new_page()
    phone.goto(server.url)
    phone.get_by_test_id("join-code").fill("ZZZZ")
    phone.get_by_test_id("join").click()
    expect(phone.get_by_role("alert")).to_contain_text("There is no room ZZZZ")
    expect(phone.get_by_test_id("room-code")).to_have_text(code)
    expect(phone.get_by_test_id("train-status")).not_to_contain_text("lost")
    page.get_by_test_id("room-code").click()
    page.get_by_test_id("room-closed").check()
    phone.get_by_test_id("join-code").fill(code)
    phone.get_by_test_id("join").click()
    expect(phone.get_by_role("alert")).to_contain_text("closed to newcomers")
    page.get_by_test_id("room-closed").uncheck()
