"""Ten digits as a person draws them with a mouse: strokes as parts of the pad's width and height, origin at the top left."""

from __future__ import annotations

import math

from playwright.sync_api import Page

Point = tuple[float, float]


def _arc(x: float, y: float, width: float, height: float, start: float, end: float, points: int = 14) -> list[Point]:
    """Part of an ellipse around (x, y); degrees, clockwise, 0 at three o'clock."""
    angles = [math.radians(start + (end - start) * i / (points - 1)) for i in range(points)]
    return [(x + width * math.cos(a), y + height * math.sin(a)) for a in angles]


STROKES: dict[int, list[list[Point]]] = {
    0: [_arc(0.5, 0.5, 0.19, 0.29, -80, 285, 26)],
    1: [[(0.54, 0.2), (0.53, 0.35), (0.51, 0.5), (0.49, 0.65), (0.47, 0.8)]],
    2: [[*_arc(0.5, 0.36, 0.18, 0.16, -170, 40), (0.5, 0.62), (0.33, 0.77), (0.5, 0.77), (0.7, 0.78)]],
    3: [[*_arc(0.47, 0.35, 0.17, 0.15, -150, 90), *_arc(0.47, 0.65, 0.2, 0.16, -85, 150)]],
    4: [[(0.4, 0.2), (0.35, 0.36), (0.3, 0.54), (0.5, 0.55), (0.74, 0.53)], [(0.6, 0.26), (0.58, 0.5), (0.56, 0.82)]],
    5: [[(0.68, 0.22), (0.4, 0.23), (0.36, 0.46), *_arc(0.48, 0.62, 0.19, 0.17, -110, 150)]],
    6: [[(0.6, 0.19), (0.46, 0.32), (0.36, 0.5), *_arc(0.5, 0.64, 0.16, 0.15, 180, -180, 22)]],
    7: [[(0.28, 0.25), (0.5, 0.25), (0.71, 0.24), (0.62, 0.42), (0.52, 0.62), (0.46, 0.8)]],
    8: [[*_arc(0.5, 0.36, 0.14, 0.13, -30, -270, 16), *_arc(0.5, 0.65, 0.17, 0.16, -90, 270, 20), (0.62, 0.28)]],
    9: [[*_arc(0.5, 0.37, 0.15, 0.15, 0, -360, 22), (0.65, 0.5), (0.62, 0.65), (0.57, 0.82)]],
}


def draw(page: Page, digit: int) -> None:
    """Draw it on the page's pad with the mouse."""
    pad = page.get_by_test_id("draw-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for stroke in STROKES[digit]:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(x, y, steps=4)
        page.mouse.up()
