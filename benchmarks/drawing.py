"""How soon a drawing is answered, with the net at rest and while it trains at full speed.

In a real page, from the pointer's event to the frame that shows the answer to it; and at the server, from a drawing sent on a
socket to its prediction and the maps of all layers read from it, on the same machine.
"""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import visitors
from benchmarks.report import Figure, middle, worst
from benchmarks.speed import endless
from digits import digit
from inkling.experiment.experiment import Experiment
from inkling.protocol.looking import Draw, Watch
from inkling.protocol.training import Pause, Train
from serving import Server
from viewing import Viewer
from watching import wait_until

WATCHING = """() => {
  const pad = document.querySelector('[data-testid=draw-pad]');
  const answer = document.querySelector('[data-testid=prediction]');
  const { port1, port2 } = new MessageChannel();
  let moved = null;
  window.answers = [];
  const drawing = () => Number(answer.dataset.drawing);
  const move = (event) => { moved ??= { at: event.timeStamp, before: drawing() }; };
  addEventListener('pointerrawupdate', move, true);
  new MutationObserver(() => {
    const own = moved;
    if (!own || drawing() <= own.before) return;
    moved = null;
    requestAnimationFrame(() => { port1.onmessage = () => answers.push(performance.now() - own.at); port2.postMessage(null); });
  }).observe(answer, { attributes: true, attributeFilter: ['data-drawing'] });
}"""
"""Notes, for each move of the pen that is answered, the milliseconds from its event to the end of the frame with its answer."""


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    moves, rounds = (8, 1) if quick else (40, 4)
    experiment = endless("two-block")
    painted: dict[str, list[float]] = {"at rest": [], "while it trains": []}
    answered: dict[str, list[float]] = {"at rest": [], "while it trains": []}
    mapped: dict[str, list[float]] = {"at rest": [], "while it trains": []}
    with Server(folder, datasets=data, warmup_steps=0) as server, visitors.browser() as chrome:
        steps = visitors.Steps(server.url, experiment)
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        page.get_by_test_id("feature-map").first.wait_for()
        page.evaluate(WATCHING)
        for _ in range(rounds):
            for when in painted:
                steps.viewer.send(Train() if when == "while it trains" else Pause())
                if when == "while it trains":
                    steps.wait("running")
                page.goto(server.url)
                page.get_by_test_id("feature-map").first.wait_for()
                page.evaluate(WATCHING)
                painted[when] += _with_a_pen(page, moves)
                page.goto("about:blank")
                found = _at_the_server(server.url, experiment, moves)
                answered[when] += [prediction for prediction, _ in found]
                mapped[when] += [maps for _, maps in found]
            steps.viewer.send(Pause())
            steps.wait("paused")
    figures = []
    for when, limits in {"at rest": (50, 5), "while it trains": (80, 8)}.items():
        figures += [
            middle(f"page: pen to painted answer, {when}, median", painted[when], "ms"),
            worst(f"page: pen to painted answer, {when}, 95 %", painted[when], "ms", limits[0]),
            worst(f"server: prediction, {when}, 95 %", answered[when], "ms"),
            middle(f"server: all maps, {when}, median", mapped[when], "ms"),
            worst(f"server: all maps, {when}, 95 %", mapped[when], "ms", limits[1]),
        ]
    return figures


def _with_a_pen(page: Page, moves: int) -> list[float]:
    """Milliseconds for each of so many moves of the pen, each after the answer to the one before.

    None goes straight on from where the pen was put down: a longer line is the same picture to the net, and asks for nothing.
    """
    box = page.get_by_test_id("draw-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    for i in range(1, moves + 1):
        x, y = 0.3 + 0.4 * (i % 8) / 8, 0.2 + 0.6 * i / moves
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        wait_until(page, "count => answers.length >= count", arg=i, polling=5)
    page.mouse.up()
    times: list[float] = page.evaluate("answers")
    return times[1:]  # the first is counted from before the pen was down


def _at_the_server(url: str, experiment: Experiment, count: int) -> list[tuple[float, float]]:
    """For so many drawings, 30 a second: milliseconds until the prediction, and until the maps of all layers are here."""
    layers = [layer.id for layer in experiment.net.layers]
    times = []
    with Viewer(url) as viewer:
        viewer.send(Watch(looks={"maps": layers}, rate=15))
        for id in range(1, count + 6):
            image = bytearray(784)
            for row in range(20):
                for column in (id % 17, id % 17 + 1):
                    image[28 * (4 + row) + 4 + column] = 255
            missing = {"prediction", *layers}
            began = time.perf_counter()
            viewer.send(Draw(id=id, example=digit(bytes(image))))
            predicted = 0.0
            while missing:
                event = viewer.next()
                if event.kind in ("prediction", "maps") and event.drawing == id:
                    missing.discard("prediction" if event.kind == "prediction" else event.layer)
                    if event.kind == "prediction" and not predicted:
                        predicted = time.perf_counter() - began
            times.append((1000 * predicted, 1000 * (time.perf_counter() - began)))
            time.sleep(max(0.0, 1 / 30 - (time.perf_counter() - began)))
    return times[5:]
