"""The presets with branches: pointed at, followed, changed by mouse and by keys, undone, shared, and shown to a class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from serving import Server
from watching import wait_until

LONG: dict[str, Any] = {"timeout": 60_000}
LINKS = {"residual": [["relu1", "add"]], "side-by-side": [["relu1", "branch"], ["relu2", "concat"]]}
JOINS = {"residual": "add", "side-by-side": "concat"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
STANDS = """() => [
    [...document.querySelectorAll('[data-testid=layer]')].map(({ dataset }) => [dataset.layer, dataset.type]),
    [...document.querySelectorAll('[data-testid=link]')].map(({ dataset }) => [dataset.from, dataset.to]).sort(),
]"""
LIT = """() => [...document.querySelectorAll('[data-testid=layer] .cell.lit')].map(
    (cell) => [cell.closest('[data-layer]').dataset.layer, Number(cell.dataset.cell)],
)"""
both = pytest.mark.parametrize("preset", LINKS)


@pytest.fixture
def ready(own_server: Server, page: Page, preset: str) -> Page:
    page.goto(own_server.url)
    expect(page.get_by_test_id("feature-map").first).to_be_visible()
    before = page.evaluate("location.hash")
    page.get_by_test_id("preset").select_option(preset)
    wait_until(page, "before => location.hash !== before", arg=before, **LONG)
    stands(page, links=LINKS[preset])
    expect(maps(page, JOINS[preset]).first).to_be_visible()
    # Its pictures are those of this net.
    expect(page.locator(".frame.stale")).to_have_count(0, **LONG)
    return page


def stands(page: Page, *, links: list[list[str]], layers: list[list[str]] | None = None) -> list[list[str]]:
    """Waits until the page shows these links (and layers). Returns the layers."""
    wait_until(page, f"wanted => JSON.stringify(({STANDS})()[1]) === JSON.stringify(wanted)", arg=links, **LONG)
    if layers is not None:
        wait_until(page, f"wanted => JSON.stringify(({STANDS})()[0]) === JSON.stringify(wanted)", arg=layers, **LONG)
    found: list[list[str]] = page.evaluate(STANDS)[0]
    return found


def layer(page: Page, id: str) -> Locator:
    return page.locator(f"[data-testid=layer][data-layer='{id}']")


def maps(page: Page, id: str) -> Locator:
    return layer(page, id).get_by_test_id("feature-map")


def lights(page: Page, id: str, channel: int, wanted: list[list[Any]]) -> None:
    maps(page, id).nth(channel).hover(position={"x": 8, "y": 8})
    wait_until(page, f"wanted => JSON.stringify(({LIT})()) === JSON.stringify(wanted)", arg=wanted, **LONG)


@pytest.mark.parametrize("preset", ["residual"])
def test_a_unit_of_add_lights_one_of_each_source(ready: Page) -> None:
    lights(ready, "add", 2, [["relu1", 2], ["conv3", 2]])
    lights(ready, "relu2", 1, [["conv2", 1]])


@pytest.mark.parametrize("preset", ["side-by-side"])
def test_a_unit_of_concat_lights_the_one_it_comes_from_and_that_of_a_branch_its_source(ready: Page) -> None:
    lights(ready, "concat", 1, [["relu3", 1]])
    lights(ready, "concat", 9, [["relu2", 1]])
    lights(ready, "branch", 4, [["relu1", 4]])


@pytest.mark.parametrize("preset", ["side-by-side"])
def test_a_branch_is_cut_off_from_its_left_neighbour_and_linked_to_its_source(ready: Page) -> None:
    mark = ready.get_by_test_id("break")
    expect(mark).to_have_attribute("data-layer", "branch")
    left, cut, right = (each.bounding_box() for each in (layer(ready, "relu2"), mark, layer(ready, "branch")))
    assert left
    assert cut
    assert right
    assert left["x"] + left["width"] <= cut["x"] + cut["width"]
    assert cut["x"] <= right["x"]
    assert cut["height"] > 0.6 * right["height"]
    expect(layer(ready, "branch")).to_contain_text("goes on from ReLU")
    expect(layer(ready, "concat")).to_contain_text("also takes ReLU")


@pytest.mark.parametrize("preset", ["side-by-side"])
def test_a_unit_goes_onward_to_every_layer_that_takes_it_and_back(ready: Page) -> None:
    maps(ready, "relu1").nth(3).click()
    panel = ready.get_by_test_id("unit-arithmetic")
    onward = panel.get_by_test_id("onward")
    expect(onward).to_have_text(["Conv 3×3 · 8 →", "Branch →"], **LONG)
    onward.nth(1).click()
    expect(panel).to_have_attribute("data-layer", "branch")
    expect(onward).to_have_text(["Onward →"])
    ready.keyboard.press("Alt+ArrowRight")
    expect(panel).to_have_attribute("data-layer", "conv3")
    onward.click()
    expect(panel).to_have_attribute("data-layer", "relu3")
    onward.click()
    expect(panel).to_have_attribute("data-layer", "concat", **LONG)


@both
def test_it_is_changed_by_mouse_and_undone(ready: Page, preset: str) -> None:
    before = stands(ready, links=LINKS[preset])
    join = JOINS[preset]
    # What it takes, in the inspector.
    layer(ready, join).locator(".head").click()
    ready.locator("select.earlier").select_option("pool1")
    others = [link for link in LINKS[preset] if link[1] != join]
    stands(ready, links=sorted([*others, ["pool1", join]]), layers=before)
    ready.get_by_role("button", name="Undo", exact=True).click()
    stands(ready, links=LINKS[preset], layers=before)
    # A layer more, in the gap before it.
    place = [id for id, _ in before].index(join)
    ready.locator(f"[data-insert='{place}']").click()
    ready.locator("[data-add=Sigmoid]").click()
    expect(ready.locator("[data-testid=layer][data-type=Sigmoid]")).to_have_count(1)
    stands(ready, links=LINKS[preset])
    ready.get_by_role("button", name="Undo", exact=True).click()
    stands(ready, links=LINKS[preset], layers=before)
    expect(ready.get_by_test_id("train")).to_be_enabled()


def reach(page: Page, place: int) -> None:
    """By keys, from the first layer on."""
    page.locator("[data-testid=layer][tabindex='0']").focus()
    page.keyboard.press("Home")
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("layer").nth(place)).to_be_focused()


@both
def test_it_is_changed_by_keys_and_undone(ready: Page, preset: str) -> None:
    before = stands(ready, links=LINKS[preset])
    join = JOINS[preset]
    place = [id for id, _ in before].index(join)
    reach(ready, place)
    ready.keyboard.press("Delete")
    gone = [each for each in before if each[0] != join]
    stands(ready, links=[link for link in LINKS[preset] if link[1] != join], layers=gone)
    ready.keyboard.press("ControlOrMeta+z")
    stands(ready, links=LINKS[preset], layers=before)
    reach(ready, place)
    ready.keyboard.press("Alt+ArrowRight")
    moved = [*before[:place], before[place + 1], before[place], *before[place + 2 :]]
    stands(ready, links=LINKS[preset], layers=moved)
    ready.keyboard.press("ControlOrMeta+z")
    stands(ready, links=LINKS[preset], layers=before)
    ready.keyboard.press("ControlOrMeta+Shift+z")
    stands(ready, links=LINKS[preset], layers=moved)


@both
def test_it_is_shared_by_its_link(ready: Page, preset: str, new_context: Callable[..., BrowserContext]) -> None:
    join = JOINS[preset]
    before = ready.evaluate("location.hash")
    layer(ready, join).locator(".head").click()
    ready.locator("select.earlier").select_option("pool1")
    links = sorted([*(link for link in LINKS[preset] if link[1] != join), ["pool1", join]])
    layers = stands(ready, links=links)
    wait_until(ready, "before => location.hash !== before", arg=before, **LONG)
    other = new_context().new_page()
    other.goto(ready.url)
    stands(other, links=links, layers=layers)
    expect(maps(other, join).first).to_be_visible(**LONG)
    expect(other.get_by_test_id("break")).to_have_count(1 if preset == "side-by-side" else 0)


@both
def test_a_class_sees_it_as_it_is_presented(
    ready: Page, own_server: Server, preset: str, new_context: Callable[..., BrowserContext]
) -> None:
    code = ready.get_by_test_id("room-code").inner_text()
    phone = new_context(**PHONE).new_page()
    phone.goto(f"{own_server.url}?room={code}")
    expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")
    layers = stands(phone, links=LINKS[preset])
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    ready.keyboard.press("p")
    expect(ready.locator(":root[data-present]")).to_have_count(1)
    stands(ready, links=LINKS[preset], layers=layers)
    # Layer by layer: a link is there as soon as the layer is that it goes to.
    last = [id for id, _ in layers].index(LINKS[preset][-1][1])
    for _ in range(len(layers) - last):
        ready.keyboard.press("PageUp")
    stands(ready, links=LINKS[preset][:-1])
    ready.keyboard.press("PageDown")
    stands(ready, links=LINKS[preset])
    maps(ready, JOINS[preset]).first.click()
    panel = phone.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-layer", JOINS[preset], **LONG)
    expect(phone.locator(f"[data-testid=layer][data-layer='{JOINS[preset]}']")).to_have_attribute("aria-selected", "true")
