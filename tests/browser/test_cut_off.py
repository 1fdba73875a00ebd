"""No text is wider than its box, or cut off, anywhere on the page at any size: a number without its last digit is another."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from serving import Server

FINDER = (Path(__file__).parent / "cut_off.js").read_text()
WITH_A_MOUSE = [(1440, 900), (1920, 1080), (1280, 720)]
WITH_FINGERS = [(1024, 768), (390, 844), (320, 640)]

# Controls of the bar that lie over each other, where what is chosen in one of them can't be read, or over the bar's margin.
COVERED = """() => {
    const all = [...document.querySelectorAll('header.bar :is(button, select)')].filter(each => each.checkVisibility());
    const name = each => each.dataset.testid ?? each.title ?? each.textContent;
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const boxes = all.map(each => each.getBoundingClientRect());
    const bar = document.querySelector('header.bar');
    const right = bar.getBoundingClientRect().right - parseFloat(getComputedStyle(bar).paddingRight);
    const outside = all.filter((_, i) => boxes[i].right > right + 1).map(each => ['outside', name(each)]);
    return all.flatMap((one, i) => all.slice(i + 1)
        .filter((_, j) => over(boxes[i], boxes[i + 1 + j])).map(other => ['covered', name(one), name(other)])).concat(outside);
}"""

# What changed is laid out, in fonts that are there.
LAID_OUT = (
    "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"
)


class Sizes:
    """A page, looked at in several sizes."""

    def __init__(self, page: Page, sizes: list[tuple[int, int]]) -> None:
        self.page = page
        self.sizes = sizes
        self.found: dict[tuple[Any, ...], str] = {}

    def look(self, what: str) -> None:
        """Finds what is cut off now, at each size."""
        for width, height in self.sizes:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(LAID_OUT)
            for cut in [*self.page.evaluate(FINDER), *self.page.evaluate(COVERED)]:
                self.found.setdefault((width, *cut), what)


@pytest.fixture(params=[WITH_A_MOUSE, WITH_FINGERS], ids=["mouse", "fingers"])
def sizes(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Sizes:
    sizes: list[tuple[int, int]] = request.param
    (width, height), touch = sizes[0], sizes is WITH_FINGERS
    return Sizes(new_context(viewport={"width": width, "height": height}, has_touch=touch).new_page(), sizes)


def test_nothing_is_cut_off_in_any_net(server: Server, sizes: Sizes) -> None:
    page = sizes.page
    page.goto(server.url)
    page.get_by_test_id("step").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", timeout=60_000)
    sizes.look("a trained net")
    presets, sums = page.get_by_test_id("preset"), page.locator(".panel > header .sums").first
    names = presets.evaluate("list => [...list.options].map(option => option.value).filter(Boolean)")
    assert len(names) >= 8
    for name in [*(each for each in names if each != presets.input_value()), "two-block"]:
        before = sums.get_attribute("title") or ""
        presets.select_option(name)
        expect(sums).not_to_have_attribute("title", before)
        sizes.look(f"preset {name}")
    for tab in ("Training", "Data", "Gradients", "Shifts"):
        page.get_by_role("tab", name=tab, exact=True).click()
        sizes.look(f"the panel {tab}")
        if tab == "Data":
            for field, value in (("Label noise", "0.5"), ("Training examples", "2000")):
                page.get_by_label(field, exact=False).first.fill(value)
                page.keyboard.press("Enter")
                expect(page.get_by_test_id("whole-data")).to_have_attribute("title", re.compile("50 % noise"))
            sizes.look("settings of the data that are said beside its name")
    for type in ("Conv2d", "MaxPool2d", "ReLU", "Linear"):
        layer = page.locator(f"[data-testid=layer][data-type={type}]").last
        layer.focus()
        for key in ("ArrowLeft", "ArrowRight", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_test_id("unit-arithmetic")).to_have_attribute("data-value", re.compile(r"\d"), timeout=60_000)
        sizes.look(f"a unit of {type}")
    assert sizes.found == {}


def test_nor_for_a_projector(server: Server, sizes: Sizes, datasets: Path | None) -> None:
    if sizes.sizes is WITH_FINGERS:
        pytest.skip("a page for fingers is not presented")
    page = sizes.page
    page.goto(server.url)
    named = [("fashion-mnist", "softmax")] if datasets and (datasets / "fashion-mnist").is_dir() else []
    for dataset, preset in [*named, ("digits", "two-block")]:
        page.get_by_test_id("dataset").select_option(dataset)
        page.get_by_test_id("preset").select_option(preset)
        before = page.get_by_test_id("train-status").get_attribute("data-step") or ""
        page.get_by_test_id("step").click()
        expect(page.get_by_test_id("train-status")).not_to_have_attribute("data-step", before, timeout=60_000)
        expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", timeout=60_000)
        expect(page.get_by_test_id("test-accuracy")).to_have_attribute("data-value", re.compile(r"\d"))
        page.keyboard.press("p")
        expect(page.get_by_test_id("present-join")).to_be_visible()
        sizes.look(f"{preset} on a projector")
        for type in ("Conv2d", "Linear"):
            layer = page.locator(f"[data-testid=layer][data-type={type}]").last
            if layer.count() == 0:
                continue
            layer.focus()
            for key in ("ArrowDown", "Enter"):
                page.keyboard.press(key)
            expect(page.get_by_test_id("unit-arithmetic")).to_have_attribute("data-value", re.compile(r"\d"), timeout=60_000)
            sizes.look(f"a unit of {type} on a projector")
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
        page.get_by_test_id("ask").click()
        sizes.look("a question on a projector")
        page.keyboard.press("Escape")
        page.get_by_test_id("race-present").click()
        sizes.look("a race on a projector")
        page.keyboard.press("Escape")
        page.keyboard.press("p")
        expect(page.get_by_role("tab").first).to_be_visible()
    assert sizes.found == {}


def test_nor_in_the_lab_nor_with_the_class(server: Server, sizes: Sizes) -> None:
    page = sizes.page
    page.goto(f"{server.url}?place=lab")
    expect(page.get_by_test_id("lab-output")).to_be_visible()
    exhibits = page.locator("[data-testid^=lab-exhibit-]")
    assert exhibits.count() >= 10
    for i in range(exhibits.count()):
        exhibits.nth(i).click()
        sizes.look(f"exhibit {exhibits.nth(i).inner_text()}")
    page.get_by_test_id("place-class").click()
    sizes.look("the class")
    assert sizes.found == {}
