"""Layers that take an earlier one's output besides: put in, told what they take, trained, explained, taken back and shared."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import handwriting
from serving import Server
from watching import wait_until

LONG: dict[str, Any] = {"timeout": 60_000}


@pytest.fixture
def ready(own_server: Server, page: Page) -> Page:
    page.goto(own_server.url)
    page.get_by_test_id("preset").select_option("two-block")
    expect(page.locator("[data-testid=layer][data-type=Conv2d]")).to_have_count(2)
    expect(page.get_by_test_id("feature-map").first).to_be_visible()
    return page


def layers(page: Page) -> Locator:
    return page.get_by_test_id("layer")


def types(page: Page) -> list[str]:
    return [each.get_attribute("data-type") or "" for each in layers(page).all()]


def link(page: Page) -> Locator:
    return page.locator("[data-testid=link]")


def trained(page: Page) -> None:
    before = int(page.get_by_test_id("train-status").get_attribute("data-step") or 0)
    page.get_by_test_id("train").click()
    wait_until(
        page,
        "before => Number(document.querySelector('[data-testid=train-status]').dataset.step) > before",
        arg=before,
        **LONG,
    )
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", **LONG)


def test_an_add_is_put_in_by_mouse_told_what_it_takes_and_taken_back(ready: Page) -> None:
    conv = ready.locator("[data-testid=layer][data-type=Conv2d]").first
    first = conv.get_attribute("data-layer") or ""
    assert first
    before = types(ready)
    assert before[:2] == ["Conv2d", "ReLU"]
    ready.locator("[data-insert='2']").click()
    ready.locator("[data-add=Add]").click()
    add = ready.locator("[data-testid=layer][data-type=Add]")
    expect(add).to_have_count(1)
    expect(link(ready)).to_have_count(1)
    # It is selected: the inspector says what it takes, and offers what fits.
    takes = ready.locator("select.earlier")
    expect(takes).to_be_visible()
    expect(takes.locator(f"option[value='{first}']")).to_be_enabled()
    expect(takes.locator("option[value=''][disabled]")).to_contain_text("does not fit")
    takes.select_option(first)
    expect(link(ready)).to_have_attribute("data-from", first)
    trained(ready)
    handwriting.draw(ready, 3)

    # A number of it is the sum of two, and the way back goes over either.
    add.get_by_test_id("feature-map").first.click()
    panel = ready.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-value", re.compile(r"\d"), **LONG)
    expect(panel).to_contain_text("+")
    ready.keyboard.press("Escape")

    # The address holds it.
    ready.reload()
    expect(link(ready)).to_have_attribute("data-from", first, **LONG)
    expect(add).to_have_count(1)


def test_by_keys_alone(ready: Page) -> None:
    ready.locator("[data-testid=layer][data-type=Conv2d]").first.focus()
    ready.locator("[data-insert='2']").focus()
    ready.keyboard.press("Enter")
    ready.locator("[data-add=Concat]").focus()
    ready.keyboard.press("Enter")
    concat = ready.locator("[data-testid=layer][data-type=Concat]")
    own = ready.locator(f"[data-testid=link][data-to='{concat.get_attribute('data-layer')}']")
    expect(own).to_have_count(1)
    expect(ready.get_by_test_id("train")).to_be_enabled()
    concat.focus()
    ready.keyboard.press("ControlOrMeta+z")
    expect(concat).to_have_count(0)
    expect(own).to_have_count(0)


@pytest.mark.parametrize("preset", ["residual", "side-by-side"])
def test_presets_with_links_are_drawn_and_train(server: Server, page: Page, preset: str) -> None:
    page.goto(server.url)
    page.get_by_test_id("preset").select_option(preset)
    expect(link(page)).not_to_have_count(0)
    trained(page)
    # Each link begins and ends at the layers that it names.
    for one in link(page).all():
        for end in ("data-from", "data-to"):
            name = one.get_attribute(end)
            expect(page.locator(f"[data-testid=layer][data-layer='{name}']")).to_have_count(1 if name else 0)
