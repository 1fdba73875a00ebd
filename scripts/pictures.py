"""Take the README's pictures: a real server, a net really trained, a digit really drawn. Writes docs/*.png.

.venv/bin/python scripts/pictures.py
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

import chromium
import handwriting
import serving
from serving import Server
from watching import Faults, Screen

DOCS = serving.CHECKOUT / "docs"
NAMES = {"light": "playground-paper.png", "dark": "playground-chalkboard.png"}
PRESET = "two-block"
LIMIT_MS = 600_000

# A 7 with its bar, as parts of the pad's width and height.
SEVEN = (((0.28, 0.27), (0.73, 0.25), (0.62, 0.48), (0.5, 0.76)), ((0.4, 0.51), (0.68, 0.5)))


def draw(page: Page, strokes: tuple[tuple[tuple[float, float], ...], ...]) -> None:
    """Draw on the pad with the mouse."""
    box = page.get_by_test_id("draw-pad").bounding_box()
    assert box is not None
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(x, y, steps=12)
        page.mouse.up()
    page.mouse.move(box["x"] + box["width"] + 4, box["y"] + box["height"] + 4)


def train(page: Page, dataset: str) -> None:
    """Choose data and net, and train to the end."""
    page.get_by_test_id("dataset").select_option(dataset)
    page.get_by_test_id("preset").select_option(PRESET)
    page.get_by_test_id("train").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "done", timeout=LIMIT_MS)


def race(page: Page) -> None:
    """Six learning rates, until the quickest is at home."""
    page.get_by_role("tab", name="Training").click()
    page.get_by_test_id("race-open").click()
    page.get_by_test_id("race-epochs").fill("0.3")
    page.get_by_test_id("race-start").click()
    expect(page.get_by_test_id("race-progress")).to_have_attribute("data-state", "done", timeout=LIMIT_MS)
    page.mouse.move(4, 4)
    page.screenshot(path=DOCS / "race.png", animations="disabled")
    page.get_by_role("button", name="Close").click()


def classroom(browser: Browser, server: Server, faults: Faults) -> None:
    """A projector that presents, and the wall of what a phone has handed in."""
    hall = browser.new_context(**Screen("old-projector", 1280, 720, "light").context(), reduced_motion="reduce")
    hand = browser.new_context(**Screen("phone", 390, 844, "light").context(), reduced_motion="reduce")
    for context in (hall, hand):
        faults.watch(context)
    page, phone = hall.new_page(), hand.new_page()
    page.goto(server.url)
    draw(page, SEVEN)
    expect(page.get_by_test_id("prediction")).to_have_attribute("data-digit", "7")
    phone.goto(f"{server.url}?room={page.get_by_test_id('room-code').inner_text()}")
    for number in range(20):
        phone.get_by_role("button", name="Clear").click()
        handwriting.draw(phone, number % 10)
        phone.get_by_test_id("hand-in-label").select_option(str(number % 10))
        phone.get_by_test_id("hand-in").click()
        expect(phone.get_by_test_id("hand-in-outcome")).to_have_text(re.compile(rf"\b{number + 1}\b"))
    page.keyboard.press("p")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=DOCS / "present.png", animations="disabled")
    page.keyboard.press("p")
    page.get_by_test_id("place-class").click()
    expect(page.get_by_test_id("wall-digit")).to_have_count(20)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=DOCS / "class.png", animations="disabled")
    hall.close()
    hand.close()


def main() -> int:
    datasets = serving.data_folder()
    dataset = "mnist" if datasets and (datasets / "mnist").is_dir() else "digits"
    browser_path = chromium.find()
    if browser_path is None:
        print("There is no Chromium: `make test-browser` installs one, or says what to install.", file=sys.stderr)
        return 1
    DOCS.mkdir(exist_ok=True)
    faults = Faults()
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), datasets=datasets, warmup_steps=0) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path, args=chromium.flags())
        for first, (theme, name) in enumerate(NAMES.items()):
            context = browser.new_context(**Screen("laptop", 1440, 900, theme).context(), reduced_motion="reduce")
            faults.watch(context)
            page = context.new_page()
            page.goto(server.url)
            if first == 0:
                train(page, dataset)
            draw(page, SEVEN)
            expect(page.get_by_test_id("prediction")).to_have_attribute("data-digit", "7")
            # Maps of this drawing have come once those of the last layer have been painted.
            page.wait_for_load_state("networkidle")
            page.screenshot(path=DOCS / name, animations="disabled")
            if first == 0:
                race(page)
                page.locator("[data-testid=layer][data-type=Conv2d]").nth(1).get_by_test_id("feature-map").nth(9).click()
                expect(page.get_by_test_id("unit-arithmetic")).to_have_attribute("data-value", re.compile(r"\d"))
                page.mouse.move(4, 4)
                page.screenshot(path=DOCS / "arithmetic.png", animations="disabled")
                page.get_by_test_id("place-lab").click()
                expect(page.get_by_test_id("lab-output").get_by_test_id("lab-cell")).to_have_count(25)
                page.screenshot(path=DOCS / "lab.png", animations="disabled")
            context.close()
        classroom(browser, server, faults)
        browser.close()
    for fault in faults.found():
        print(fault, file=sys.stderr)
    return 1 if faults.found() else 0


if __name__ == "__main__":
    sys.exit(main())
