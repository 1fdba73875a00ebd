"""MNIST's normalisation, held against MNIST itself and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkling.datasets._base import Folders, registry
from inkling.datasets.making.centre import average, centre, place


def mass(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> tuple[float, float]:
    """Row and column of the centre of mass, straight from its definition."""
    ink = image.astype(float)
    rows, columns = np.indices(image.shape)
    return float((ink * rows).sum() / ink.sum()), float((ink * columns).sum() / ink.sum())


def test_an_mnist_image_hardly_changes(real: Folders) -> None:
    images = registry()["mnist"].load(real).test_inputs[:, 0]
    again = np.stack([centre(image) for image in images])
    changed = (again != images).any((1, 2))
    # Some have their centre of mass half-way between two pixels, or are among the few that fill less than 20 pixels.
    assert changed.mean() < 0.01


def test_enlarged_and_moved_it_comes_back(real: Folders) -> None:
    images = registry()["mnist"].load(real).test_inputs[:200, 0]
    for image in images:
        sheet = np.zeros((280, 300), dtype=np.uint8)
        sheet[11 : 11 + 252, 17 : 17 + 252] = np.kron(image, np.ones((9, 9), dtype=np.uint8))
        assert np.abs(centre(sheet).astype(int) - centre(image)).max() <= 1


def test_a_bar_by_hand() -> None:
    drawing = np.zeros((100, 100), dtype=np.uint8)
    drawing[10:90, 40:60] = 255  # 80 × 20 → 20 × 5
    image = centre(drawing)
    assert np.all(image[5:25, 12:17] == 255), "its middle, 9.5 and 2 in the box, as near as can be to 14, 14"
    assert image.astype(int).sum() == 100 * 255


def test_half_covered_pixels_are_half_grey() -> None:
    drawing = np.zeros((40, 30), dtype=np.uint8)
    drawing[:, 0] = drawing[:, -1] = 200  # scaled to 20 × 15, each column two of the drawing's
    image = centre(drawing)
    assert sorted(set(image.ravel().tolist())) == [0, 100]
    assert (image == 100).sum() == 40


@pytest.mark.parametrize(("source", "target"), [(8, 20), (20, 20), (280, 20), (33, 7), (7, 33), (1, 20), (20, 1)])
def test_averaging_keeps_a_constant_and_the_total(source: int, target: int) -> None:
    matrix = average(source, target)
    assert np.allclose(matrix.sum(1), 1)
    assert np.allclose(matrix.sum(0), target / source)


def test_averaging_equals_averaging_a_finer_grid() -> None:
    values = np.random.default_rng(0).random(12)
    fine = np.repeat(values, 20)  # 240 cells
    assert np.allclose(average(12, 16) @ values, fine.reshape(16, 15).mean(1))


def test_no_ink_is_a_bare_sheet() -> None:
    assert not centre(np.zeros((280, 280))).any()
    assert centre(np.zeros((280, 280))).shape == (28, 28)


@given(st.integers(0, 2**32 - 1), st.integers(1, 90), st.integers(1, 90), st.floats(0.01, 1))
@settings(max_examples=150, deadline=None)
def test_anything_is_in_the_box_and_in_the_middle(seed: int, height: int, width: int, density: float) -> None:
    rng = np.random.default_rng(seed)
    drawing = np.where(rng.random((height, width)) < density, rng.integers(100, 256, (height, width)), 0)
    image = centre(drawing)
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    if drawing.any():
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert len(rows) > 0
        spans = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        assert max(spans) <= 20
        for middle, found in zip(mass(image), (rows, columns), strict=True):
            # Within half a pixel, unless the box would leave the sheet.
            assert abs(middle - 14) <= 0.5 + 1e-9 or found[0] <= 8 or found[-1] >= 27 - 8


def test_places_many_as_one() -> None:
    boxes = np.random.default_rng(3).integers(0, 256, (50, 20, 13), dtype=np.uint8)
    boxes[7] = 0
    assert np.array_equal(place(boxes), np.concatenate([place(box[None]) for box in boxes]))
    for box, sheet in zip(boxes, place(boxes), strict=True):
        assert sheet.sum() == box.sum()
