"""The filters of earlier steps, under a real pointer."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from serving import Server


def test_a_drag_along_its_frames_goes_on_beside_them_and_a_press_is_a_press(server: Server, page: Page) -> None:
    page.goto(server.url)
    expect(page.get_by_test_id("room-code")).to_be_visible()
    status = page.get_by_test_id("train-status")
    for step in range(1, 3):
        page.get_by_test_id("step").click()
        expect(status).to_have_attribute("data-step", str(step), timeout=60_000)
    frames = [page.locator(f"[data-frame='{step}']") for step in range(3)]
    for frame in frames:
        expect(frame).to_be_visible()
    (x0, y), (x1, _), (x2, _) = map(_middle, frames)
    page.mouse.move(x0, y)
    page.mouse.down()
    page.mouse.move(x0, y - 200, steps=4)
    page.mouse.move(x1, y - 200, steps=4)
    _shows(frames, 1)
    page.mouse.move(x2, y - 100, steps=4)
    _shows(frames, 2)
    page.mouse.move(x1, y, steps=4)
    _shows(frames, 1)
    page.mouse.up()
    page.mouse.move(x2, y)
    # Where it was let go stays, and a press that trembles is one press.
    _shows(frames, 1)
    page.mouse.down()
    page.mouse.move(x2 + 1, y + 1)
    page.mouse.up()
    _shows(frames, 2)
    page.mouse.down()
    page.mouse.move(x2, y)
    page.mouse.up()
    _shows(frames, None)


def _middle(frame: Locator) -> tuple[float, float]:
    box = frame.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _shows(frames: list[Locator], shown: int | None) -> None:
    """The frame of this step is the one that is shown; None: none is."""
    for step, frame in enumerate(frames):
        expect(frame).to_have_attribute("aria-pressed", "true" if step == shown else "false")
