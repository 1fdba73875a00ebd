"""What is of a net or a step that is gone is plainly seen to be so, and its words and numbers can be read all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import ormsgpack
import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

import serving
from inkling.protocol import wire
from serving import Server
from watching import wait_until

AXE = serving.CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()

AT_REST = """() => document.getAnimations().every((each) => each.playState === 'finished')"""
"""Nothing is turning into something else."""

FAINT = """(around) => [...document.querySelectorAll(around)].filter((each) => each.checkVisibility())
    .map((each) => Number(getComputedStyle(each).opacity))"""


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    """One into which axe can be put."""
    return new_context(color_scheme=request.param, bypass_csp=True).new_page()


class Holding:
    """What the server says to a page of these kinds no longer arrives, once it is held."""

    def __init__(self, page: Page, *kinds: str) -> None:
        self.held = False
        self._kinds = kinds
        page.route_web_socket(re.compile(r"/ws$"), self._between)

    def _between(self, route: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            for frame in wire.frames(message):
                if not self.held or ormsgpack.unpackb(frame[4:])["kind"] not in self._kinds:
                    route.send(frame)

        route.connect_to_server().on_message(pass_on)


@pytest.mark.parametrize("type", ["Conv2d", "MaxPool2d"], ids=["pictures", "numbers-on-colours"])
def test_an_answer_and_an_arithmetic_of_an_earlier_step(server: Server, page: Page, type: str) -> None:
    way = Holding(page, "prediction", "maps", "filters", "arithmetic", "evaluation", "showcase")
    page.goto(server.url)
    first = _step(page)
    expect(page.get_by_test_id("prediction")).to_have_attribute("data-step", first, timeout=60_000)
    page.locator(f"[data-testid=layer][data-type={type}] [data-testid=feature-map]").first.click()
    unit = page.get_by_test_id("unit-arithmetic")
    expect(unit).to_have_attribute("data-step", first, timeout=60_000)
    picture = unit.get_by_role("application").first.locator("canvas" if type == "Conv2d" else ".shade").first
    look = "(each) => [getComputedStyle(each).opacity, getComputedStyle(each).backgroundColor].join()"
    before = picture.evaluate(look)
    way.held = True
    _step(page)
    expect(page.get_by_test_id("prediction")).to_have_attribute("data-digit", "")
    _is_seen_and_read(page, "[data-testid=prediction]", ".bar")
    _is_seen_and_read(page, "[data-testid=unit-arithmetic]")
    page.keyboard.press("t")
    _is_seen_and_read(page, "[data-testid=unit-arithmetic]")
    page.keyboard.press("t")
    _is_seen_and_read(page, "[data-testid=prediction]", ".bar")
    assert picture.evaluate(look) != before
    way.held = False
    last = _step(page)
    expect(unit).to_have_attribute("data-step", last, timeout=60_000)
    expect(page.get_by_test_id("prediction")).to_have_attribute("data-step", last)
    assert page.evaluate(FAINT, "[data-testid=prediction] .bar") == [1.0] * 10
    assert picture.evaluate(look) == before


def test_an_answer_and_mistakes_of_now_beside_filters_of_the_past(server: Server, page: Page) -> None:
    page.goto(server.url)
    _step(page)
    page.locator("[data-frame='0']").click()
    expect(page.get_by_test_id("of-now").first).to_be_visible()
    _is_seen_and_read(page, "[data-testid=prediction]", ".bar")
    for layer in page.get_by_test_id("layer").all():
        layer.focus()
        page.keyboard.press("Enter")
        _is_seen_and_read(page, "#net")


def _step(page: Page) -> str:
    """Trains for a step, and gives which one that was."""
    status = page.get_by_test_id("train-status")
    expect(page.get_by_test_id("room-code")).to_be_visible()
    step = str(int(status.get_attribute("data-step") or "") + 1)
    page.get_by_test_id("step").click()
    expect(status).to_have_attribute("data-step", step, timeout=60_000)
    return step


def _is_seen_and_read(page: Page, around: str, pictures: str = "") -> None:
    """It is faded where it is no text, and its text meets WCAG AA."""
    if pictures:
        expect(page.locator(f".faded{around}, .faded {around}").first).to_be_attached()
    wait_until(page, AT_REST)
    if pictures:
        faint = page.evaluate(FAINT, f"{around} {pictures}")
        assert faint
        assert max(faint) < 0.5
    assert page.evaluate(CONTRAST, around) == []
    assert page.evaluate(CONTRAST, "[data-testid=prediction]") == []
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
