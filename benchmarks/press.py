"""From pressing Train in a real page, watching, to an accuracy on screen: MNIST, the presets that are made to be quick.

The accuracy is the one that the page shows: of a fixed sub-sample while it trains, of all test images at the end. Beside the
seconds stands how much longer the whole training took than the bare loop takes for as many images.
"""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import visitors
from benchmarks.loops import Loop
from benchmarks.report import Figure, middle
from inkling.experiment.presets import presets
from inkling.machine.cores import spare_a_core
from serving import Server

IMAGES = 54_000
"""Training images of an epoch: a tenth of MNIST's is held back for validation."""
WANTED = {"perceptron": {0.97: 2.0}, "two-block": {0.98: 3.5}, "fast": {0.99: 8.0}}
"""Seconds to an accuracy on screen."""


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    runs = 1 if quick else 5
    figures = []
    with Server(folder, datasets=data) as server, visitors.browser() as chrome:
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        page.get_by_test_id("dataset").select_option("mnist")
        for name, wanted in WANTED.items():
            preset = next(preset for preset in presets() if preset.name == name)
            marks: dict[float, list[float]] = defaultdict(list)
            first, ends, accuracies, ratios = [], [], [], []
            page.get_by_test_id("preset").select_option(name)
            with Loop("bare", name, batch_size=preset.training.batch_size, threads=spare_a_core(), data=data) as bare:
                for _ in range(runs):
                    speed = bare.examples_per_second(2)
                    page.get_by_test_id("reset").click()
                    page.locator("[data-testid=train-status][data-step='0'][data-state=idle]").wait_for()
                    page.wait_for_timeout(1500)
                    found = _watch(page)
                    first.append(1000 * found["first"])
                    for mark in (0.97, 0.98, 0.99):
                        if mark in found:
                            marks[mark].append(found[mark])
                    ends.append(found["end"])
                    accuracies.append(100 * found["accuracy"])
                    ratios.append(found["end"] / (preset.training.epochs * IMAGES / speed))
            figures.append(middle(f"{name}: first loss on screen", first, "ms", most=300))
            figures += [
                *(middle(f"{name}: {mark:.0%} on screen", marks[mark], "s", most=wanted.get(mark)) for mark in sorted(marks)),
                middle(f"{name}: whole test set, at the end", ends, "s"),
                middle(f"{name}: accuracy on the whole test set", accuracies, "%"),
                middle(f"{name}: all in / the bare loop's time", ratios),
            ]
    return figures


def _watch(page: Page) -> dict[float | str, float]:
    """Press Train; seconds until the first loss, until each accuracy, and until the accuracy on all test images is shown."""
    found: dict[float | str, float] = {}
    status, accuracy = page.get_by_test_id("train-status"), page.get_by_test_id("test-accuracy")
    page.evaluate(
        """() => {
          const status = document.querySelector('[data-testid=train-status]');
          const accuracy = document.querySelector('[data-testid=test-accuracy]');
          const began = performance.now();
          const seen = (window.seen = []);
          const note = () => seen.push([performance.now() - began, Number(status.dataset.step), status.dataset.state,
            Number(accuracy.dataset.value)]);
          new MutationObserver(note).observe(status, { attributes: true });
          new MutationObserver(note).observe(accuracy, { attributes: true });
          document.querySelector('[data-testid=train]').click();
        }"""
    )
    status.and_(page.locator("[data-state=done]")).wait_for(timeout=120_000)
    until = time.monotonic() + 10
    before = None
    while time.monotonic() < until and (before is None or before != accuracy.get_attribute("data-value")):
        before = accuracy.get_attribute("data-value")
        page.wait_for_timeout(1000)
    seen: list[tuple[float, int, str, float]] = page.evaluate("seen")
    found["first"] = next(at for at, step, _, _ in seen if step > 0) / 1000
    for mark in (0.97, 0.98, 0.99):
        reached = [at / 1000 for at, step, _, value in seen if step > 0 and value >= mark]
        if reached:
            found[mark] = reached[0]
    found["accuracy"] = seen[-1][3]
    found["end"] = next(at for at, step, _, value in seen if step > 0 and value == seen[-1][3]) / 1000
    return found
