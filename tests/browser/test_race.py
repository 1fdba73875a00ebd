"""A race of learning rates, from the page: by mouse, with somebody watching; and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from serving import Server
from watching import wait_until

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
LONG: dict[str, Any] = {"timeout": 60_000}


def net(page: Page, value: str) -> Locator:
    return page.locator(f"[data-testid=race-net][data-value='{value}']")


BELOW = """([value, most]) => {
    const loss = document.querySelector(`[data-testid=race-net][data-value="${value}"]`)?.dataset.loss;
    return Boolean(loss) && Number(loss) < most;
}"""


def apart(a: Locator, b: Locator) -> bool:
    """Neither covers a part of the other."""
    one, two = a.bounding_box(), b.bounding_box()
    assert one is not None
    assert two is not None
    beside = one["x"] + one["width"] <= two["x"] or two["x"] + two["width"] <= one["x"]
    above = one["y"] + one["height"] <= two["y"] or two["y"] + two["height"] <= one["y"]
    return beside or above


def use_sgd(page: Page, server: Server) -> None:
    """A net in which a learning rate of 100 breaks for certain: with this decay, each step multiplies a weight by about -9."""
    page.goto(server.url)
    page.get_by_label("Optimiser").select_option("SGD")
    page.get_by_label("Weight decay").fill("0.1")
    page.get_by_label("Weight decay").press("Enter")
    expect(page.get_by_label("Momentum")).to_be_visible()


def test_a_race_is_started_watched_stopped_and_learned_from(
    server: Server, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    use_sgd(page, server)
    code = page.get_by_test_id("room-code").inner_text()
    phone = new_context(**PHONE).new_page()
    phone.goto(server.url)
    phone.get_by_test_id("join-code").fill(code)
    phone.get_by_test_id("join").click()
    expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")

    page.get_by_test_id("race-open").click()
    values = page.get_by_test_id("race-value")
    expect(values).to_have_count(6)
    for _ in range(3):
        page.get_by_role("button", name=re.compile("^Remove")).last.click()
    for at, value in enumerate(("0.000001", "0.05", "1e4")):
        values.nth(at).fill(value)
    page.get_by_test_id("race-epochs").fill("50")
    page.get_by_test_id("race-start").click()
    expect(page.get_by_text("At most 100.")).to_be_visible()
    values.nth(2).fill("100")
    page.get_by_test_id("race-start").click()

    # The small one crawls, the middle one falls, the large one breaks; the viewer sees it too.
    expect(page.get_by_test_id("race-net")).to_have_count(3, **LONG)
    follow = phone.get_by_test_id("follow")
    if follow.get_attribute("aria-pressed") == "true":
        follow.click()
    expect(follow).to_have_attribute("aria-pressed", "false")
    assert apart(phone.get_by_test_id("race-strip"), follow)
    phone.get_by_test_id("race-look").click()
    for each in (page, phone):
        expect(net(each, "100")).to_contain_text(re.compile(r"out at step \d+"), **LONG)
        wait_until(each, BELOW, ["0.05", 1.5])
        assert float(net(each, "0.000001").get_attribute("data-loss") or "0") > 1.5
        expect(net(each, "0.05")).to_have_attribute("data-leads", "true", **LONG)
    expect(phone.get_by_test_id("race-stop")).to_have_count(0)
    expect(phone.get_by_test_id("race-use")).to_have_count(0)
    page.get_by_test_id("race-accuracy").click()
    expect(page.get_by_role("slider", name=re.compile("Test accuracy of 3 learning rates"))).to_be_visible(**LONG)

    page.get_by_test_id("race-stop").click()
    for each in (page, phone):
        expect(each.get_by_test_id("race-progress")).to_have_attribute("data-state", "stopped", **LONG)
    net(page, "0.05").get_by_test_id("race-use").click()
    rate = page.get_by_role("textbox", name="Learning rate")
    expect(rate).to_have_value("0.05")
    expect(page.get_by_text("Learning rate: set to 0.05.")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(rate).not_to_have_value("0.05")

    page.get_by_test_id("race-look").click()
    page.get_by_test_id("race-away").click()
    expect(page.get_by_test_id("race-strip")).to_have_count(0)
    expect(phone.get_by_test_id("race-net")).to_have_count(0)


def test_a_race_by_keyboard_alone(own_server: Server, page: Page) -> None:
    page.goto(own_server.url)
    expect(page.get_by_test_id("train")).to_be_enabled()
    page.get_by_test_id("race-open").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("race-start")).to_be_focused()
    page.get_by_test_id("race-differs").focus()
    page.keyboard.type("Opt")
    options = page.get_by_test_id("race-value")
    expect(options).to_have_count(5)
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(options.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    expect(options.nth(1)).not_to_be_checked()
    page.get_by_test_id("race-epochs").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    wait_until(page, BELOW, ["SGD", 100])
    expect(page.get_by_test_id("race-net")).to_have_count(4)
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("race-stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("race-progress")).to_have_attribute("data-state", "stopped", **LONG)
    # What it showed stays where it was, and the key that stopped it can start the next.
    expect(page.get_by_test_id("race-start")).to_be_focused()
    net(page, "RMSprop").get_by_test_id("race-use").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Optimiser")).to_have_value("RMSprop")
    expect(page.get_by_role("dialog")).to_have_count(0)
