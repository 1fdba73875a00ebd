"""Every size in both themes: nothing scrolls sideways, no text is cut off, the console is quiet, axe finds nothing serious."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import serving
from serving import Server
from watching import Screen

CUT_OFF = (Path(__file__).parent / "cut_off.js").read_text()
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
AXE = serving.CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """One in which axe can be put into the page, whose own policy lets nothing in (test_policy.py holds that)."""
    return new_context(bypass_csp=True)


def test_the_page_fits_and_can_be_used_by_all(server: Server, page: Page, screen: Screen) -> None:
    page.goto(server.url)
    page.get_by_test_id("step").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", timeout=60_000)
    expect(page.locator("[data-testid=feature-map]").first).to_be_attached()
    _fits(page, screen)


def test_the_kernel_lab_does_too(server: Server, page: Page, screen: Screen) -> None:
    page.goto(f"{server.url}?place=lab")
    expect(page.get_by_test_id("lab-output").get_by_test_id("lab-cell")).to_have_count(25)
    _fits(page, screen)
    for exhibit in ("loss", "stack"):
        page.get_by_test_id(f"lab-exhibit-{exhibit}").click()
        _fits(page, screen)


def test_so_does_the_arithmetic_of_a_unit(server: Server, page: Page, screen: Screen) -> None:
    page.goto(server.url)
    bar = page.locator("[data-testid=layer][data-kind=answer] .bar").nth(3)
    panel = page.get_by_test_id("unit-arithmetic")
    if screen.touch:
        bar.tap()  # a finger's first press looks, its second opens
        bar.tap()
    else:
        bar.click()
    expect(panel).to_have_attribute("data-value", re.compile(r"\d"), timeout=60_000)
    _fits(page, screen)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_names_are_read_while_something_is_pointed_at(
    server: Server, new_context: Callable[..., BrowserContext], theme: str
) -> None:
    page = new_context(color_scheme=theme).new_page()
    page.goto(server.url)
    bars = "[data-testid=layer][data-kind=answer] .bar"
    page.locator(bars).nth(3).hover()
    rails = page.locator(f"{bars} .rail")
    expect(rails.nth(4)).to_have_css("opacity", "0.32")
    expect(rails.nth(3)).to_have_css("opacity", "1")
    assert page.evaluate(CONTRAST, "[data-testid=layer][data-kind=answer]") == []


def test_so_does_a_race(server: Server, page: Page, screen: Screen) -> None:
    page.goto(server.url)
    page.get_by_role("tab", name="Training", exact=True).click()
    page.get_by_test_id("race-open").click()
    page.get_by_test_id("race-start").click()
    expect(page.get_by_test_id("race-net").first).to_have_attribute("data-figure", re.compile(r"\d"), timeout=60_000)
    page.get_by_test_id("race-stop").click()
    expect(page.get_by_test_id("race-progress")).to_have_attribute("data-state", "stopped", timeout=60_000)
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate("(sheet) => sheet.scrollWidth - sheet.clientWidth") <= 0
    _fits(page, screen)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("race-strip")).to_be_visible()
    _fits(page, screen)


def _fits(page: Page, screen: Screen) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if not screen.touch:
        assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert page.evaluate(CUT_OFF) == []
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    serious = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in ("serious", "critical")]
    assert serious == []
