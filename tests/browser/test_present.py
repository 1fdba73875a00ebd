"""Present: what a projector shows, at the size of the worst one and of a good one, in both themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import serving
from serving import Server
from watching import wait_until

AXE = serving.CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CUT_OFF = (Path(__file__).parent / "cut_off.js").read_text()
SMALLEST_PX = 20
NARROWEST_BAR_PX = 50
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
LONG: dict[str, Any] = {"timeout": 60_000}

TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, element = node.parentElement;
        if (!node.textContent.trim() || element.closest('.visually-hidden, script, style')) continue;
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width < 1 || box.height < 1) continue;
        found.push([node.textContent.trim(), parseFloat(getComputedStyle(element).fontSize)]);
    }
    return found;
}"""
"""Every text node that can be seen, with its computed size in CSS pixels."""

OUT_OF_SIGHT = """() => [...document.querySelectorAll('main .card')]
    .filter((card) => card.checkVisibility())
    .map((card) => [card.className, card.getBoundingClientRect()])
    .filter(([, box]) => box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5)
    .map(([name]) => name)"""


def present(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_test_id("feature-map").first).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_test_id("present")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("present-join")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)], ids=["old-projector", "projector"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_large_and_whole_and_can_be_used_by_all(
    server: Server, new_context: Callable[..., BrowserContext], width: int, height: int, theme: str
) -> None:
    context = new_context(viewport={"width": width, "height": height}, color_scheme=theme, has_touch=False, bypass_csp=True)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_test_id("step").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", **LONG)
    present(page, server.url)
    for test_id in ("draw-pad", "prediction", "train", "step", "test-accuracy", "present-code"):
        expect(page.get_by_test_id(test_id)).to_be_visible()
    expect(page.get_by_test_id("layer").last).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("tab")).to_have_count(0)
    texts = page.evaluate(TEXTS)
    assert len(texts) > 30
    assert [each for each in texts if each[1] < SMALLEST_PX] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.evaluate(CUT_OFF) == []
    bars = (
        page.get_by_test_id("prediction")
        .locator(".bar")
        .evaluate_all("bars => bars.map((bar) => bar.getBoundingClientRect().width)")
    )
    assert len(bars) == 10
    assert min(bars) > NARROWEST_BAR_PX
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_clicker_shows_the_layers_one_by_one_here_and_on_phones(
    server: Server, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    present(page, server.url)
    phone = new_context(**PHONE).new_page()
    phone.goto(f"{server.url}?room={page.get_by_test_id('present-code').inner_text()}")
    expect(phone.get_by_test_id("follow")).to_have_attribute("aria-pressed", "true")
    layers = page.get_by_test_id("layer")
    count = layers.count()
    visible = "(count) => [...document.querySelectorAll('[data-testid=layer]')].filter((layer) => " + (
        "layer.checkVisibility({ visibilityProperty: true })).length === count"
    )
    wait_until(page, visible, count)
    # The keyboard is somewhere that takes these keys itself.
    page.get_by_test_id("draw-pad").focus()
    for shown in range(count + 1):
        page.keyboard.press("PageDown")
        wait_until(page, visible, shown)
        wait_until(phone, visible, shown)
    expect(page.get_by_test_id("revealed")).to_have_text(f"all {count} layers")
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    expect(page.get_by_test_id("revealed")).to_have_text(f"{count - 2} of {count} layers")
    wait_until(phone, visible, count - 2)
    # Who looks around sees the whole net.
    phone.get_by_test_id("layer").first.locator(".head").tap()
    wait_until(phone, visible, count)
    # Black, and back.
    page.keyboard.press(".")
    expect(page.get_by_test_id("black")).to_be_visible()
    page.keyboard.press("PageDown")
    expect(page.get_by_test_id("black")).to_have_count(0)
    expect(page.get_by_test_id("revealed")).to_have_text(f"{count - 2} of {count} layers")
    # Out of it: everything is there again.
    page.get_by_test_id("present").click()
    wait_until(page, visible, count)
    expect(page.get_by_test_id("present")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("tab").first).to_be_visible()


def test_a_ring_follows_the_pointer_and_escape_leaves_level_by_level(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    present(page, server.url)
    page.mouse.move(640, 400)
    box = page.get_by_test_id("pointer-ring").bounding_box()
    assert box is not None
    assert (round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)) == (640, 400)
    page.get_by_test_id("layer").nth(1).locator(".head").click()
    expect(page.locator("[data-testid=layer][aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-testid=layer][aria-selected=true]")).to_have_count(0)
    expect(page.get_by_test_id("present")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("present")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_test_id("pointer-ring")).to_have_count(0)


def test_the_way_in_is_shown_where_others_may_come(
    tmp_path_factory: pytest.TempPathFactory, new_context: Callable[..., BrowserContext]
) -> None:
    with Server(tmp_path_factory.mktemp("lan"), warmup_steps=0, lan="true", hosts="ink.example.org") as open_server:
        page = new_context(viewport={"width": 1280, "height": 720}).new_page()
        present(page, open_server.url)
        expect(page.get_by_test_id("present-host")).to_have_text(f"ink.example.org:{open_server.port}")
        expect(page.get_by_test_id("room-qr")).to_be_visible()
        box = page.get_by_test_id("room-qr").bounding_box()
        assert box is not None
        assert box["width"] >= 100
        assert [each for each in page.evaluate(TEXTS) if each[1] < SMALLEST_PX] == []
        page.close()


def test_where_nobody_else_can_come_it_says_how(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    present(page, server.url)
    expect(page.get_by_test_id("present-join")).to_contain_text("Started with --lan, Inkling lets others in.")
    expect(page.get_by_test_id("room-qr")).to_have_count(0)
