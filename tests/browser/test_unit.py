"""The arithmetic of a unit: opened by a press or by keys, followed, changed, taken back, and taken apart in a step."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from serving import Server
from watching import wait_until


@pytest.fixture
def ready(server: Server, page: Page) -> Page:
    page.goto(server.url)
    expect(page.get_by_test_id("feature-map").first).to_be_visible()
    expect(page.get_by_test_id("prediction")).to_be_visible()
    return page


def maps(page: Page, type: str) -> Locator:
    return page.locator(f"[data-testid=layer][data-type={type}] [data-testid=feature-map]")


def value(panel: Locator) -> float:
    # The first time, the digits are made first.
    expect(panel).to_have_attribute("data-value", re.compile(r"\d"), timeout=60_000)
    return float(panel.get_attribute("data-value") or "nan")


def open_first(page: Page) -> Locator:
    maps(page, "Conv2d").first.click()
    panel = page.get_by_test_id("unit-arithmetic")
    expect(panel).to_be_visible()
    return panel


def test_a_press_on_a_map_opens_its_arithmetic(ready: Page) -> None:
    panel = open_first(ready)
    assert math.isfinite(value(panel))
    expect(panel).to_contain_text("sum of products")
    expect(panel).to_contain_text("bias")
    expect(panel.get_by_role("application").first).to_be_visible()
    panel.get_by_label("Close the arithmetic").click()
    expect(panel).to_have_count(0)


def test_it_is_followed_onward_and_back_by_keys(ready: Page) -> None:
    panel = open_first(ready)
    first = panel.get_attribute("data-layer")
    panel.get_by_role("button", name="Onward").click()
    expect(panel).not_to_have_attribute("data-layer", first or "")
    value(panel)
    panel.get_by_role("button", name="Onward").click()
    expect(panel).to_contain_text("the largest")
    panel.get_by_role("button", name="Back").focus()
    ready.keyboard.press("Alt+ArrowLeft")
    expect(panel).to_contain_text("max(0, x)")
    ready.keyboard.press("Alt+ArrowLeft")
    expect(panel).to_have_attribute("data-layer", first or "")
    ready.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_keys_alone_open_it(ready: Page) -> None:
    ready.locator("[data-testid=layer][data-type=Conv2d]").first.focus()
    ready.keyboard.press("ArrowDown")
    ready.keyboard.press("ArrowDown")
    ready.keyboard.press("Enter")
    panel = ready.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-at", re.compile("^1 "))
    value(panel)


def test_a_bar_of_the_answer_shows_how_it_comes_to_percentages(ready: Page) -> None:
    ready.locator("[data-testid=layer][data-kind=answer] .bar").nth(3).click()
    panel = ready.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-at", "3")
    rows = panel.get_by_test_id("unit-loss").locator("tbody td:last-child")
    expect(rows).to_have_count(10)
    shares = [float(text) for text in rows.all_inner_texts()]
    assert sum(shares) == pytest.approx(1, abs=0.006)


def test_a_unit_is_switched_off_and_on_again(ready: Page) -> None:
    panel = open_first(ready)
    before = value(panel)
    panel.get_by_test_id("unit-off").click()
    expect(panel).to_have_attribute("data-value", "0")
    undo = panel.get_by_test_id("unit-undo")
    undo.click()
    expect(panel).to_have_attribute("data-value", re.compile(re.escape(str(before)[:6])))
    expect(undo).to_be_disabled()


def test_a_changed_weight_changes_the_number_as_it_must(ready: Page) -> None:
    panel = open_first(ready)
    bias = panel.get_by_test_id("unit-bias")
    before, old = value(panel), float(bias.input_value())
    bias.fill("2.5")
    bias.press("Enter")
    expect(panel).not_to_have_attribute("data-value", str(before))
    assert value(panel) == pytest.approx(before - old + 2.5, abs=1e-3)


def test_a_step_in_slow_motion(ready: Page) -> None:
    panel = open_first(ready)
    expect(panel.get_by_test_id("unit-dissect")).to_be_enabled()
    panel.get_by_test_id("unit-dissect").click()
    slow = panel.get_by_test_id("slow-motion")
    expect(slow).to_be_visible()
    for part in ("Loss", "Backward", "Update"):
        slow.get_by_role("button", name=f"Then: {part}").click()
    numbers = slow.get_by_test_id("slow-update").locator("dd")
    expect(numbers.nth(3)).to_be_visible()
    expect(slow).to_contain_text("exp_avg")
    old, new = numbers.first.inner_text(), numbers.last.inner_text()
    assert old != new


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_escape_leaves_one_level_a_press_whatever_opened_it(ready: Page, by: str) -> None:
    page = ready
    page.set_viewport_size({"width": 1280, "height": 720})
    page.get_by_test_id("step").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", timeout=60_000)
    page.locator("[data-frame]").first.click()
    convolution = page.locator("[data-testid=layer][data-type=Conv2d]").first
    panel = page.get_by_test_id("unit-arithmetic")
    if by == "mouse":
        convolution.get_by_test_id("feature-map").first.click()
        # What is typed is taken back first, and is no level.
        field = page.get_by_label("Kernel size").first
        field.fill("99")
        page.keyboard.press("Escape")
        expect(field).not_to_have_value("99")
        expect(panel).to_be_visible()
        page.evaluate("document.activeElement.blur()")
    page.keyboard.press("p")
    expect(page.get_by_test_id("present")).to_have_attribute("aria-pressed", "true")
    if by == "mouse":
        page.mouse.move(0, 0)
        convolution.get_by_test_id("feature-map").first.hover()
    else:
        convolution.focus()
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Enter"):
            page.keyboard.press(key)
    expect(panel).to_be_visible()
    expect(page.get_by_role("tooltip")).to_be_visible()
    levels = {
        "popover": page.get_by_role("tooltip"),
        "unit": panel,
        "layer": page.locator("[data-testid=layer][aria-selected=true]"),
        "moment": page.locator("[data-testid=layer] .shape em").first,
        "present": page.locator("[data-testid=present][aria-pressed=true]"),
    }
    if by == "keys":  # under what is black, a mouse points at nothing
        page.keyboard.press(".")
        levels = {"black": page.get_by_test_id("black"), **levels}
    names = list(levels)
    for gone in range(len(names)):
        for place, name in enumerate(names):
            expect(levels[name], f"{name} after {gone} presses").to_have_count(0 if place < gone else 1)
        page.keyboard.press("Escape")
    expect(levels["present"]).to_have_count(0)
    page.keyboard.press("Escape")


def test_undo_is_of_what_was_changed_last(ready: Page) -> None:
    page = ready
    layers, hint = page.get_by_test_id("layer"), page.get_by_text("Draw here")
    page.get_by_test_id("preset").select_option("softmax")
    expect(layers).to_have_count(2)
    # Two strokes, by mouse: the pad has no keyboard.
    for x in (60, 120):
        drag(page, x)
    undo = page.get_by_label("Undo stroke")
    page.get_by_test_id("clear-drawing").click()
    page.evaluate("document.activeElement.blur()")
    for _ in range(3):
        expect(undo).to_be_enabled()
        page.keyboard.press("Control+z")
    expect(undo).to_be_disabled()
    expect(hint.or_(page.locator(".draw .caption"))).to_be_visible()
    page.keyboard.press("Control+z")
    expect(layers).to_have_count(2)
    page.keyboard.press("Control+Shift+z")
    expect(undo).to_be_enabled()
    # A change of the net: the next is the net's, and the stroke stays.
    page.locator("[data-quick=ReLU]").click()
    expect(layers).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(layers).to_have_count(2)
    expect(undo).to_be_enabled()


def drag(page: Page, x: float) -> None:
    box = page.get_by_test_id("draw-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + x, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + x, box["y"] + 140, steps=4)
    page.mouse.up()


@pytest.fixture(params=[1, 1.25, 1.5, 2])
def dense(new_context: Callable[..., BrowserContext], server: Server, request: pytest.FixtureRequest) -> Page:
    """A page on a screen with this many pixels to a CSS pixel, or zoomed in a browser; the arithmetic of a pixel is open."""
    page = new_context(viewport={"width": 1440, "height": 900}, device_scale_factor=request.param).new_page()
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("two-block")
    maps(page, "Conv2d").nth(2).click()
    value(page.get_by_test_id("unit-arithmetic"))
    return page


UNDER = """([x, y]) => {
    const tile = document.elementFromPoint(x, y)?.closest('[data-testid=feature-map]');
    if (!tile) return null;
    const [box, canvas] = [tile.getBoundingClientRect(), tile.querySelector('canvas')];
    const row = Math.floor(((y - box.top) / box.height) * canvas.height);
    const column = Math.floor(((x - box.left) / box.width) * canvas.width);
    return { layer: tile.dataset.layer, at: `${tile.dataset.channel} ${row} ${column}` };
}"""
"""The pixel of a map that lies at a place of the screen."""

LIT = f"""(place) => {{
    const under = ({UNDER})(place);
    const words = document.querySelector('[role=tooltip]')?.textContent ?? '';
    const [, map, row, column] = /map (\\d+) of .*row (\\d+), column (\\d+)/s.exec(words) ?? [];
    return under !== null && under.at === `${{map - 1}} ${{row - 1}} ${{column - 1}}`;
}}"""
"""That pixel is what the page says is pointed at."""


def press(page: Page, x: float, y: float) -> None:
    """Presses where the mouse is, once what is there is lit: that opens."""
    wait_until(page, LIT, [x, y], timeout=10_000)
    lit = page.evaluate(UNDER, [x, y])
    page.mouse.down()
    page.mouse.up()
    panel = page.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-at", lit["at"])
    expect(panel).to_have_attribute("data-layer", lit["layer"])


def test_a_press_opens_what_is_pointed_at_between_whole_pixels(dense: Page) -> None:
    box = maps(dense, "Conv2d").nth(2).bounding_box()
    assert box is not None
    for i in range(12):
        # Places of a pen: fractions of a pixel, of every size.
        x = box["x"] + box["width"] * (0.08 + 0.07 * i) + 0.083 * i
        y = box["y"] + box["height"] * (0.9 - 0.065 * i) + 0.071 * i
        dense.mouse.move(x, y)
        press(dense, x, y)


PUSH = "(pixels) => void (document.getElementById('net').style.paddingTop = `${pixels}px`)"


def test_what_is_lit_opens_also_where_the_page_moves_under_a_mouse_that_rests(dense: Page) -> None:
    page = dense
    panel = page.get_by_test_id("unit-arithmetic")

    def rest(part: float) -> tuple[float, float]:
        box = maps(page, "Conv2d").nth(2).bounding_box()
        assert box is not None
        x, y = box["x"] + part * box["width"], box["y"] + part * box["height"]
        page.mouse.move(x, y)
        return x, y

    # Pushed: by little, to another row; by more, to another map.
    place = rest(0.6)
    for pixels in (3, 9, 60, 0):
        page.evaluate(PUSH, pixels)
        wait_until(page, f"(place) => ({UNDER})(place) !== null", place)
        press(page, *place)

    # Maps of another size, under the mouse.
    kernel = page.get_by_label("Kernel size").first
    columns = "() => document.querySelector('[data-type=Conv2d] [data-testid=feature-map] canvas').width"
    before = page.evaluate(columns)
    kernel.fill("3" if kernel.input_value() == "5" else "5")
    kernel.press("Enter")
    wait_until(page, f"before => ({columns})() !== before", before)
    # The new net has answered: no picture of it will take another size.
    expect(page.locator(".stale")).to_have_count(0)
    press(page, *place)

    # Pushed between pressing and lifting: what was lit then opens, and what is there now is lit after it.
    wait_until(page, LIT, place)
    lit = page.evaluate(UNDER, place)
    page.mouse.down()
    page.evaluate(PUSH, 9)
    page.mouse.up()
    expect(panel).to_have_attribute("data-at", lit["at"])
    assert page.evaluate(UNDER, place) != lit
    press(page, *place)

    # Scrolled: the page, where it is too high for the screen.
    page.set_viewport_size({"width": 800, "height": 500})
    maps(page, "Conv2d").nth(2).hover()  # waits until it lies still
    place = rest(0.6)
    wait_until(page, LIT, place)
    page.evaluate("scrollBy(0, 7)")
    press(page, *place)
