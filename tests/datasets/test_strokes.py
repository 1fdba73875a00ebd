"""The skeletons, and the pen that writes them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import CubicSpline  # scikit-learn brings it

from inkling.datasets import pen
from inkling.datasets.strokes import DIGITS, Shape

SHAPES = [(digit, number) for digit, shapes in enumerate(DIGITS) for number in range(len(shapes))]


@pytest.mark.parametrize(("digit", "number"), SHAPES)
def test_the_poses_of_a_shape_have_the_same_strokes(digit: int, number: int) -> None:
    shape = DIGITS[digit][number]
    assert shape.share > 0
    assert len(shape.poses) >= 2
    patterns = {"".join(letter for letter in pose if letter in ",/|") for pose in shape.poses}
    assert len(patterns) == 1
    assert np.abs(shape.controls).max() <= 110


def test_a_curve_is_the_natural_spline_through_its_points() -> None:
    shape = Shape(1, ("0 0, 30 10, 50 80, 10 90, 0 40",))
    way = shape.curve @ shape.controls[0]
    spline = CubicSpline(np.arange(5), shape.controls[0], bc_type="natural")
    assert np.allclose(way, spline(np.arange(41) / 10), atol=1e-3)


def test_corners_and_lifted_pens() -> None:
    shape = Shape(1, ("0 0, 10 0 / 10 10 | 50 50, 60 50",))
    assert shape.runs == [(0, 1), (1, 2), (3, 4)]
    way = shape.curve @ shape.controls[0]
    assert np.flatnonzero(shape.lifted).tolist() == [10, 21]
    assert way[[0, 10, 11, 21, 22, 32]].tolist() == [[0, 0], [10, 0], [10, 0], [10, 10], [50, 50], [60, 50]]
    dots = pen.along(way[None], shape.lifted, 31)[0]
    assert np.allclose(np.hypot(*np.diff(dots, axis=0).T)[[0, 5, 15, 25]], 1, atol=1e-3), "even, over 30 of way"
    assert not np.any((dots[:, 0] > 10.01) & (dots[:, 0] < 49.9)), "nothing where the pen is lifted"


def test_a_dot_and_a_line_of_ink_by_hand() -> None:
    ends = np.array([[[0, 0], [0, 50], [0, 100]]], dtype=np.float32)
    dots = pen.along(np.repeat(ends, 1, 0), np.zeros(2, dtype=bool), 80)
    image = pen.ink(dots, np.full((1, 80), 2, dtype=np.float32), np.ones(1, dtype=np.float32))[0]
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    assert (len(rows), len(columns)) == (20, 4), "as tall as the box, as wide as the pen"
    assert np.all(image[rows[3] : rows[-3], columns[1] : columns[-1]] == 255)


@pytest.mark.parametrize(("digit", "number"), SHAPES)
def test_every_shape_is_written_in_the_normalisation(digit: int, number: int) -> None:
    images = pen.write(DIGITS[digit][number], 60, np.random.default_rng(1))
    assert images.shape == (60, 28, 28)
    assert images.dtype == np.uint8
    for image in images:
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert 19 <= max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 <= 20
        assert image.max() > 200
        ink = image.astype(float)
        assert abs((ink.sum(1) * np.arange(28)).sum() / ink.sum() - 14) <= 0.51
        assert abs((ink.sum(0) * np.arange(28)).sum() / ink.sum() - 14) <= 0.51


def test_the_same_chance_writes_the_same() -> None:
    first, again, other = (pen.write(DIGITS[3][0], 20, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(np.unique(first.reshape(20, -1), axis=0)) == 20
