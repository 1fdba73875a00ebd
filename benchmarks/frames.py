"""What a page costs its browser while it trains with everything on screen: frames, script, long tasks."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import CDPSession

from benchmarks import visitors
from benchmarks.report import Figure, middle, worst
from benchmarks.speed import endless
from inkling.protocol.training import Pause, Train
from serving import Server

WATCHING = """() => {
  window.frames_ms = []; window.long_ms = [];
  let last = performance.now();
  const each = (now) => { frames_ms.push(now - last); last = now; requestAnimationFrame(each); };
  requestAnimationFrame(each);
  const note = (list) => list.getEntries().forEach((entry) => long_ms.push(entry.duration));
  new PerformanceObserver(note).observe({ type: 'longtask' });
}"""
LEAST = {"lenet-5": 60.0, "best": 30.0}
"""Frames a second that should hold."""


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    seconds = 3 if quick else 15
    figures = []
    with Server(folder, datasets=data, warmup_steps=0) as server, visitors.browser() as chrome:
        for name, least in LEAST.items():
            steps = visitors.Steps(server.url, endless(name))
            page = chrome.new_page(viewport={"width": 1440, "height": 900})
            page.goto(server.url)
            steps.viewer.send(Train())
            steps.wait("running")
            page.get_by_test_id("feature-map").first.wait_for()
            page.wait_for_timeout(3000)
            page.evaluate(WATCHING)
            metrics = page.context.new_cdp_session(page)
            metrics.send("Performance.enable")

            before = script_ms(metrics)
            page.wait_for_timeout(1000 * seconds)
            spent = script_ms(metrics) - before
            frames: list[float] = page.evaluate("frames_ms")
            long: list[float] = page.evaluate("long_ms")
            figures += [
                middle(f"{name}: frames a second", [1000 / each for each in frames if each > 0], "", 0.97 * least),
                worst(f"{name}: time of a frame, 99 %", frames, "ms", share=0.99),
                Figure(f"{name}: script a frame", spent / len(frames), "ms", most=8),
                Figure(f"{name}: tasks over 50 ms in {seconds} s", len(long), "", most=0),
            ]
            steps.viewer.send(Pause())
            steps.wait("paused")
            page.close()
    return figures


def script_ms(metrics: CDPSession) -> float:
    """Milliseconds of script so far."""
    found = metrics.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(each["value"] for each in found if each["name"] == "ScriptDuration"))
