"""Drawings written anew for nets of other images: the server and the page do it alike, byte by byte.

Both are held to the same file, made by the server's code. After a change: python tests/tasks/images/test_writing.py, then
`make format`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inkling.datasets._images import Writing, image_dataset
from inkling.datasets.making.centre import centre
from inkling.tasks.images.writing import GROUND, INK, rewritten

GOLDEN = Path(__file__).parents[3] / "frontend/src/tasks/images/writing.golden.json"
MNIST = Writing()
FULL = Writing(box=1, pen=0.16, middle="box")
FORMS = [
    ((1, 8, 8), FULL),
    ((3, 32, 32), MNIST),
    ((1, 32, 32), MNIST),
    ((1, 28, 28), MNIST),
    ((3, 20, 30), MNIST),
    ((2, 9, 5), Writing(box=26 / 28, pen=0.07, middle="box")),
]

Grey = npt.NDArray[np.uint8]


def drawings() -> list[Grey]:
    """Strokes, blots of several strengths, a slanted bar at the edge, a faint dot in a corner, and nothing."""
    rows, columns = np.indices((28, 28))
    ring = 255 - 60 * np.abs(np.hypot(rows - 13.5, 0.8 * (columns - 14)) - 8)
    tail = np.where(rows > 14, 255 - 80 * np.abs(columns - 20), 0)
    blots = np.zeros((28, 28))
    for row, column, radius, ink in ((6, 7, 3, 90), (17, 12, 5, 201), (20, 22, 2, 33), (9, 20, 4, 255)):
        blots[(rows - row) ** 2 + (columns - column) ** 2 <= radius**2] = ink
    bar = 255 - 70 * np.abs(columns - 0.25 * rows)
    dot = np.where((rows == 0) & (columns == 27), 9, 0)
    every = (np.maximum(ring, tail), blots, bar, dot, np.zeros((28, 28)))
    return [np.floor(each).clip(0, 255).astype(np.uint8) for each in every]


def hexed(image: Grey) -> str:
    return image.tobytes().hex()


def entries() -> list[dict[str, Any]]:
    return [
        {
            "drawing": hexed(drawing),
            "written": [
                {"shape": shape, "writing": vars(writing), "image": hexed(rewritten(drawing, shape, writing))}
                for shape, writing in FORMS
            ],
        }
        for drawing in drawings()
    ]


def test_the_page_and_the_server_write_alike() -> None:
    golden = json.loads(GOLDEN.read_text())
    assert len(golden) == len(drawings())
    for entry in golden:
        drawing = np.frombuffer(bytes.fromhex(entry["drawing"]), np.uint8).reshape(28, 28)
        assert len(entry["written"]) == len(FORMS)
        for written in entry["written"]:
            seen = rewritten(drawing, written["shape"], Writing(**written["writing"]))
            assert seen.shape == tuple(written["shape"])
            assert hexed(seen) == written["image"], (written["shape"], written["writing"])


@given(
    st.sampled_from(drawings()[:4]) | arrays(np.uint8, (28, 28)),
    st.sampled_from([1, 3]),
    st.integers(4, 40),
    st.integers(4, 40),
    st.sampled_from([MNIST, FULL]),
)
def test_it_has_the_net_s_shape_and_its_ink_the_writing_s_size(
    drawing: Grey, channels: int, height: int, width: int, writing: Writing
) -> None:
    seen = rewritten(drawing, (channels, height, width), writing)
    assert seen.shape == (channels, height, width)
    assert seen.dtype == np.uint8
    bare = rewritten(np.zeros((28, 28), np.uint8), (channels, height, width), writing)
    assert [set(channel.ravel().tolist()) for channel in bare] == [{each} for each in (GROUND if channels == 3 else [0])]
    if (channels, height, width) == (1, 28, 28):
        assert seen.tobytes() == drawing.tobytes()
        return
    inked = np.argwhere((seen != bare).any(0))
    if len(inked):
        side = min(height, width)
        assert (np.ptp(inked, axis=0) < max(1, np.floor(side * writing.box + 0.5))).all()


@pytest.mark.parametrize("drawing", drawings()[:3])
def test_on_a_sheet_of_mnist_s_size_it_is_centred_as_mnist_s_digits_are(drawing: Grey) -> None:
    """Against the code that data sets are made with, which is free to round sums that end in a half either way."""
    seen = rewritten(drawing, (2, 28, 28), MNIST)
    assert (seen[0] == seen[1]).all()
    assert np.abs(seen[0].astype(int) - centre(drawing)).max() <= 1


def test_in_colour_it_is_white_ink_on_the_pad_s_ground() -> None:
    full = np.full((28, 28), 255, np.uint8)
    seen = rewritten(full, (3, 8, 12), FULL)
    assert (seen[:, :, 2:10] == np.array(INK)[:, None, None]).all()
    assert (seen[:, :, [0, 1, 10, 11]] == np.array(GROUND)[:, None, None]).all()
    assert "#" + bytes(GROUND).hex() == "#2f6fb5"
    half = rewritten(np.where(np.arange(28) < 14, full, 128), (3, 28, 28), FULL)
    assert half[:, 0, 27].tolist() == [round(bare + (255 - bare) * 128 / 255) for bare in GROUND]


def test_every_data_set_of_images_can_be_drawn_for() -> None:
    for name in ("small-digits", "coloured-digits", "mnist", "class", "quick-draw"):
        data = image_dataset(name)
        for drawing in drawings():
            assert rewritten(drawing, data.input_shape, data.writing).shape == data.input_shape


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(entries(), indent=2) + "\n")
