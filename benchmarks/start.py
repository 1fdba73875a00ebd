"""From starting the server to a page that can be used: the second start of a machine, as on any day but the first."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks import visitors
from benchmarks.report import Figure, middle
from serving import Server


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    rounds = 1 if quick else 5
    served, usable, pictured = [], [], []
    with Server(folder, datasets=data):
        time.sleep(3)  # what the first start of a machine prepares
    with visitors.browser() as chrome:
        for _ in range(rounds):
            began = time.perf_counter()
            with Server(folder, datasets=data) as server:
                served.append(time.perf_counter() - began)
                page = chrome.new_page(viewport={"width": 1440, "height": 900})
                opened = time.perf_counter()
                page.goto(server.url)
                page.locator("[data-testid=train]:enabled").wait_for()
                usable.append(time.perf_counter() - opened)
                page.locator("[data-testid=prediction][data-drawing]:not([data-drawing=''])").wait_for()
                pictured.append(time.perf_counter() - opened)
                page.close()
    return [
        middle("start: until the server answers", served, "s", most=3),
        middle("start: from opening the page to one that can be used", usable, "s", most=1),
        middle("start: from opening the page to the net's first answer", pictured, "s"),
    ]
