"""The server and the page centre a drawing alike: both are held to the same file, made by the server's code.

To make it anew after a change of the algorithm: python tests/datasets/test_centre_golden.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from inkling.datasets.making.centre import centre

GOLDEN = Path(__file__).parents[3] / "frontend/src/tasks/images/centre.golden.json"
SIZES = [
    (1, 64, 64),
    (2, 64, 64),
    (3, 280, 280),
    (4, 280, 280),
    (5, 97, 41),
    (6, 41, 97),
    (7, 28, 28),
    (8, 20, 20),
    (9, 12, 200),
    (10, 137, 137),
]


def blots(seed: int, width: int, height: int) -> npt.NDArray[np.uint8]:
    """Discs of ink, placed by a generator that centre.test.ts has too."""
    state = seed

    def random(below: int) -> int:
        nonlocal state
        state = state * 16807 % 2147483647
        return state % below

    page = np.zeros((height, width), dtype=np.uint8)
    rows, columns = np.arange(height)[:, None], np.arange(width)
    for _ in range(1 + random(6)):
        x, y, radius, ink = random(width), random(height), 1 + random(12), 1 + random(255)
        page[(columns - x) ** 2 + (rows - y) ** 2 <= radius**2] = ink
    return page


def entries() -> list[dict[str, Any]]:
    return [
        {"seed": seed, "width": width, "height": height, "image": centre(blots(seed, width, height)).tobytes().hex()}
        for seed, width, height in SIZES
    ]


@pytest.mark.parametrize("entry", json.loads(GOLDEN.read_text()), ids=lambda entry: f"{entry['width']}x{entry['height']}")
def test_the_page_and_the_server_centre_alike(entry: dict[str, Any]) -> None:
    assert centre(blots(entry["seed"], entry["width"], entry["height"])).tobytes().hex() == entry["image"]


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(entries(), indent=1) + "\n")
