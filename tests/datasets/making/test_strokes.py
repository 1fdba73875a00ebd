"""The skeletons, and the pen that writes them."""

from __future__ import annotations

import numpy as np
import pytest

from inkling.datasets.making import pen
from inkling.datasets.making.strokes import DIGITS, Shape

SHAPES = [(digit, number) for digit, shapes in enumerate(DIGITS) for number in range(len(shapes))]


@pytest.mark.parametrize(("digit", "number"), SHAPES)
def test_the_poses_of_a_shape_have_the_same_strokes(digit: int, number: int) -> None:
    shape = DIGITS[digit][number]
    assert shape.share > 0
    assert len(shape.poses) >= 2
    patterns = {"".join(letter for letter in pose if letter in ",/|") for pose in shape.poses}
    assert len(patterns) == 1
    assert np.abs(shape.controls - 50).max() <= 65


def test_a_curve_is_the_natural_spline_through_its_points() -> None:
    three = Shape(1, ("0 0, 1 1, 0 2",))
    x, y = (three.curve @ three.controls[0]).T
    at = np.arange(11) / 10
    # By hand: through 0, 1, 0 it is 1.5 t - 0.5 t³ on the first half, and its mirror image on the second.
    assert np.allclose(x[:11], 1.5 * at - 0.5 * at**3, atol=1e-6)
    assert np.allclose(x, x[::-1], atol=1e-6)
    assert np.allclose(y, np.arange(21) / 10, atol=1e-6), "a straight line stays one"
    # Through 0, 0, 1, 0: second derivatives 0, 2.4, -3.6, 0, so half-way in the middle 1/2 - 3/8 (2.4 - 3.6) / 6.
    four = Shape(1, ("0 0, 0 0, 1 0, 0 0",))
    assert (four.curve @ four.controls[0])[15, 0] == pytest.approx(0.575, abs=1e-6)


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
        for filled, profile in ((rows, image.sum(1, dtype=float)), (columns, image.sum(0, dtype=float))):
            middle = profile @ np.arange(28) / profile.sum()
            assert abs(middle - 14) <= 0.51 or filled[0] <= 2 or filled[-1] >= 25, "in the middle, as far as there is room"


def test_the_same_chance_writes_the_same() -> None:
    first, again, other = (pen.write(DIGITS[3][0], 20, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(np.unique(first.reshape(20, -1), axis=0)) == 20
