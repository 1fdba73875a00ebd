"""What the kernel lab costs its browser: a kernel cell dragged on a large picture, the window playing while a net trains."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import CDPSession, Page

from benchmarks import visitors
from benchmarks.frames import WATCHING, script_ms
from benchmarks.report import Figure, middle, worst
from benchmarks.speed import endless
from inkling.protocol.training import Pause, Train
from serving import Server

SIDE = 512
STAGES = 4
FRAME_MS = 16
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    moves, seconds = (8, 2) if quick else (60, 15)
    with Server(folder, datasets=data, warmup_steps=0) as server, visitors.browser() as chrome:
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{server.url}?place=lab")
        page.get_by_test_id("lab-file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": _picture()})
        page.locator(f"[data-testid=lab-input][data-columns='{SIDE}']").wait_for()
        metrics = page.context.new_cdp_session(page)
        # Of the page's own thread: what else the machine does is not counted.
        metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
        figures = []
        for stages in range(1, STAGES + 1):
            if stages > 1:
                page.get_by_test_id("lab-add").click()
                page.get_by_test_id("kernel-preset").select_option("sharpen" if stages % 2 else "gaussian")
            page.get_by_test_id("lab-activation").select_option("ReLU")
            page.get_by_test_id("lab-stage").first.click()
            spent = _dragged(page, metrics, moves)
            name = f"a kernel cell dragged, {SIDE}×{SIDE}, {stages} {'stage' if stages == 1 else 'stages'}: script"
            figures += [middle(f"{name}, median", spent, "ms"), worst(f"{name}, 95 %", spent, "ms", FRAME_MS)]
        return figures + _playing(page, server, metrics, seconds)


def _picture() -> bytes:
    """A grey PNG of noise: no pixel is like its neighbour."""
    file = BytesIO()
    Image.frombytes("L", (SIDE, SIDE), random.Random(0).randbytes(SIDE * SIDE)).save(file, "PNG")
    return file.getvalue()


def _dragged(page: Page, metrics: CDPSession, moves: int) -> list[float]:
    """Milliseconds of script for each of so many moves of the pointer, each of which changes a weight and all that follows."""
    box = page.get_by_test_id("lab-kernel").get_by_test_id("lab-cell").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    spent = []
    for i in range(moves + 5):
        before = script_ms(metrics)
        page.mouse.move(x, y + (8 if i % 2 else 16))
        page.evaluate(NEXT_FRAME)
        spent.append(script_ms(metrics) - before)
    page.mouse.up()
    return spent[5:]  # the first ones are compiled


def _playing(page: Page, server: Server, metrics: CDPSession, seconds: int) -> list[Figure]:
    """The window playing, with a net in training on the same machine."""
    steps = visitors.Steps(server.url, endless("lenet-5"))
    steps.viewer.send(Train())
    steps.wait("running")
    page.get_by_label("Steps a second").select_option("30")
    page.get_by_test_id("lab-play").click()
    page.wait_for_timeout(2000)
    page.evaluate(WATCHING)
    before = script_ms(metrics)
    page.wait_for_timeout(1000 * seconds)
    spent = script_ms(metrics) - before
    frames: list[float] = page.evaluate("frames_ms")
    long: list[float] = page.evaluate("long_ms")
    steps.viewer.send(Pause())
    steps.wait("paused")
    name = "the window playing while a net trains"
    return [
        middle(f"{name}: frames a second", [1000 / each for each in frames if each > 0], "", 58),
        worst(f"{name}: time of a frame, 99 %", frames, "ms", share=0.99),
        Figure(f"{name}: script a frame", spent / len(frames), "ms", most=8),
        Figure(f"{name}: tasks over 50 ms in {seconds} s", len(long), "", most=0),
    ]
