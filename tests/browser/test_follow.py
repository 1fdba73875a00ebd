"""Phones follow the presenter's screen, look around on their own, and come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from serving import Server
from watching import wait_until

PROJECTOR: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}, "has_touch": False, "color_scheme": "light"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
IN_SIGHT = """(id) => {
    const box = document.querySelector(`[role="option"][data-layer="${id}"]`).getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
}"""


@pytest.fixture
def presenter(server: Server, new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context(**PROJECTOR).new_page()
    page.goto(server.url)
    expect(page.get_by_test_id("feature-map").first).to_be_visible()
    return page


@pytest.fixture
def phone(server: Server, presenter: Page, new_context: Callable[..., BrowserContext]) -> Page:
    phone = new_context(**PHONE).new_page()
    phone.goto(f"{server.url}?room={presenter.get_by_test_id('room-code').inner_text()}")
    expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")
    return phone


def layer(page: Page, number: int) -> Locator:
    return page.get_by_test_id("layer").nth(number)


def selected(page: Page) -> Locator:
    return page.locator("[data-testid=layer][aria-selected=true]")


def test_a_phone_follows_looks_around_and_comes_back(presenter: Page, phone: Page) -> None:
    follow = phone.get_by_test_id("follow")
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(presenter.get_by_test_id("follow")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    last = presenter.get_by_test_id("layer").count() - 1
    name = layer(presenter, last).get_attribute("data-layer") or ""
    layer(presenter, last).locator(".head").click()
    expect(selected(phone)).to_have_attribute("data-layer", name)
    wait_until(phone, IN_SIGHT, name)
    # A unit, its panel in sight.
    presenter.locator("[data-testid=layer][data-type=Conv2d] [data-testid=feature-map]").first.click()
    at = presenter.get_by_test_id("unit-arithmetic").get_attribute("data-at") or ""
    panel = phone.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-at", at)
    expect(panel).to_be_in_viewport()
    presenter.get_by_label("Close the arithmetic").click()
    expect(panel).to_have_count(0)
    # Panels and places.
    presenter.get_by_role("tab", name="Gradients").click()
    expect(phone.get_by_role("tab", name="Gradients")).to_have_attribute("aria-selected", "true")
    presenter.get_by_test_id("place-lab").click()
    expect(phone.get_by_test_id("lab")).to_be_visible()
    presenter.get_by_test_id("place-net").click()
    expect(phone.get_by_test_id("lab")).to_have_count(0)
    # On their own.
    phone.get_by_role("tab", name="Data", exact=True).tap()
    expect(follow).to_have_attribute("aria-pressed", "false")
    expect(follow).to_be_in_viewport()
    layer(presenter, 0).locator(".head").click()
    expect(selected(presenter)).to_have_count(1)
    presenter.get_by_role("tab", name="Shifts").click()
    expect(phone.get_by_role("tab", name="Data", exact=True)).to_have_attribute("aria-selected", "true")
    follow.tap()
    expect(phone.get_by_role("tab", name="Shifts")).to_have_attribute("aria-selected", "true")
    expect(selected(phone)).to_have_attribute("data-layer", layer(presenter, 0).get_attribute("data-layer") or "")


def test_who_comes_late_sees_it_and_draws_their_own(
    server: Server, presenter: Page, new_context: Callable[..., BrowserContext]
) -> None:
    layer(presenter, 1).locator(".head").click()
    name = layer(presenter, 1).get_attribute("data-layer") or ""
    late = new_context(**PHONE).new_page()
    late.goto(f"{server.url}?room={presenter.get_by_test_id('room-code').inner_text()}")
    expect(selected(late)).to_have_attribute("data-layer", name)
    pad = late.get_by_test_id("draw-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    late.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    late.mouse.down()
    # The page stays under the pen, whatever the presenter does.
    top = late.evaluate("scrollY")
    layer(presenter, 2).locator(".head").click()
    expect(selected(late)).to_have_attribute("data-layer", layer(presenter, 2).get_attribute("data-layer") or "")
    assert late.evaluate("scrollY") == top
    late.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=5)
    late.mouse.up()
    expect(late.get_by_test_id("prediction")).to_be_visible()
    expect(late.get_by_test_id("follow")).to_have_attribute("aria-pressed", "true")
    expect(presenter.get_by_text("Draw here").or_(presenter.get_by_text("A test image, until you draw"))).to_be_visible()


def test_a_viewer_sees_nothing_to_press_that_would_be_refused(presenter: Page, phone: Page) -> None:
    expect(phone.get_by_test_id("net-locked")).to_have_count(1)
    expect(phone.locator("[data-insert]")).to_have_count(0)
    expect(phone.locator("[data-quick]").first).to_be_hidden()
    expect(presenter.locator("[data-insert]").first).to_be_visible()
    presenter.locator("[data-testid=layer][data-type=Conv2d] [data-testid=feature-map]").first.click()
    expect(presenter.get_by_test_id("unit-off")).to_be_visible(timeout=60_000)
    expect(phone.get_by_test_id("unit-arithmetic")).to_contain_text("sum of products", timeout=60_000)
    expect(phone.get_by_test_id("unit-off")).to_have_count(0)
    expect(phone.get_by_test_id("unit-dissect")).to_have_count(0)


def test_the_lab_is_followed_taken_back_and_kept(presenter: Page, phone: Page) -> None:
    def cell(page: Page, where: str, row: int, column: int) -> Locator:
        return page.get_by_test_id(where).locator(f"[data-testid=lab-cell][data-row='{row}'][data-column='{column}']")

    presenter.get_by_test_id("place-lab").click()
    presenter.get_by_test_id("lab-exhibit-small-shift").click()
    expect(phone.get_by_test_id("lab-exhibit-small-shift")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_test_id("lab-shift")).to_have_text("1 right")
    # A typed cell, and what comes of it.
    cell(presenter, "lab-input", 3, 3).fill("1/9")
    cell(presenter, "lab-input", 3, 3).press("Enter")
    expect(cell(phone, "lab-pooled", 1, 1)).to_have_text("1/9")
    # Who looks around alone is left alone, until they follow again.
    cell(phone, "lab-input", 0, 0).fill("5")
    cell(phone, "lab-input", 0, 0).press("Enter")
    expect(phone.get_by_test_id("follow")).to_have_attribute("aria-pressed", "false")
    presenter.get_by_test_id("lab-exhibit-spike").click()
    expect(cell(presenter, "lab-output", 0, 6)).to_have_attribute("data-value", "-1")
    expect(cell(phone, "lab-input", 0, 0)).to_have_attribute("data-value", "5")
    phone.get_by_test_id("follow").tap()
    expect(phone.get_by_test_id("lab-exhibit-spike")).to_have_attribute("aria-pressed", "true")
    expect(cell(phone, "lab-output", 0, 6)).to_have_attribute("data-value", "-1")
    # Taken back from within a cell: the typed number is there again, and no net was changed.
    cell(presenter, "lab-input", 0, 0).focus()
    presenter.keyboard.press("Control+z")
    expect(cell(presenter, "lab-input", 3, 3)).to_have_attribute("data-value", "0.1111111119389534")
    expect(cell(phone, "lab-pooled", 1, 1)).to_have_text("1/9")
    # A reload keeps it, and so does the link: also what the address does not say yet.
    presenter.reload()
    expect(cell(presenter, "lab-input", 3, 3)).to_have_attribute("data-value", "0.1111111119389534")
    expect(presenter.get_by_test_id("lab-shift")).to_be_empty()
    wait_until(presenter, "() => location.hash.includes('lab=')")
    # What the address says a moment later is of where one is by then.
    address = presenter.evaluate("location.hash")
    cell(presenter, "lab-input", 3, 3).fill("2")
    cell(presenter, "lab-input", 3, 3).press("Enter")
    presenter.get_by_test_id("place-net").click()
    wait_until(presenter, f"() => location.hash !== {json.dumps(address)}")
    assert "place=lab" not in presenter.url
