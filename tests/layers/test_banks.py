"""Banks of kernels: against published operators, and the formulas computed number by number."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from inkling.layers._banks import LEAST_SIDE, Start, bank, edges, gabor, sobel

BANKS: list[Start] = ["edges", "sobel", "gabor", "random"]


def test_edges_of_three_by_three_are_prewitts() -> None:
    found = np.round(edges(4, 3, 3), 12).tolist()
    assert found[0] == [[-1, 0, 1]] * 3
    assert found[1] == [[-1] * 3, [0] * 3, [1] * 3]
    assert found[2] == [[1, 0, -1]] * 3
    diagonal = edges(8, 3, 3)[1]
    half = math.sqrt(0.5)
    assert diagonal == pytest.approx(np.array([[-1, -half, 0], [-half, 0, half], [0, half, 1]]), abs=1e-12)


def test_sobel_is_sobels_operator() -> None:
    x, y = sobel(4, 3, 3)[:2]
    assert x == pytest.approx(np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]))
    assert y == pytest.approx(np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]))
    # As in OpenCV's table for ksize 5.
    assert sobel(4, 5, 5)[0][:3] == pytest.approx(np.array([[-1, -2, 0, 2, 1], [-4, -8, 0, 8, 4], [-6, -12, 0, 12, 6]]))
    assert sobel(8, 3, 3)[1] == pytest.approx((x + y) / math.sqrt(2))
    assert sobel(1, 3, 5).shape == (1, 3, 5)


@pytest.mark.parametrize(("height", "width"), [(3, 3), (9, 9), (5, 7), (4, 6)])
@pytest.mark.parametrize("count", [1, 5, 8])
def test_gabor_is_its_formula(count: int, height: int, width: int) -> None:
    wave = max(3.0, min(height, width) / 2)
    pairs = math.ceil(count / 2)
    for number, kernel in enumerate(gabor(count, height, width)):
        theta = math.pi * (number // 2) / pairs
        phase = math.pi / 2 * (number % 2)
        expected = np.zeros((height, width))
        for row in range(height):
            for column in range(width):
                x, y = column - (width - 1) / 2, row - (height - 1) / 2
                u, v = x * math.cos(theta) + y * math.sin(theta), -x * math.sin(theta) + y * math.cos(theta)
                envelope = math.exp(-(u * u + 0.25 * v * v) / (2 * (0.56 * wave) ** 2))
                expected[row, column] = envelope * math.cos(2 * math.pi * u / wave + phase)
        assert kernel == pytest.approx(expected - expected.mean(), abs=1e-12)
        mirrored = kernel[::-1, ::-1]
        assert kernel == pytest.approx(mirrored if number % 2 == 0 else -mirrored, abs=1e-9)


@pytest.mark.parametrize("name", BANKS)
@pytest.mark.parametrize("shape", [(8, 1, 3, 3), (5, 3, 9, 9), (1, 2, 3, 5), (64, 4, 4, 4)])
def test_every_filter_is_as_long_as_pytorchs_are_on_average(name: Start, shape: tuple[int, int, int, int]) -> None:
    kernels = bank(name, shape, 3)
    assert kernels.shape == shape
    assert kernels.dtype == np.float32
    assert np.sqrt(np.square(kernels).sum((1, 2, 3))) == pytest.approx(np.full(shape[0], 1 / math.sqrt(3)), rel=1e-6)
    torch.manual_seed(0)
    own = nn.Conv2d(shape[1], 4096, shape[2:]).weight.detach().flatten(1).square().sum(1)
    assert math.sqrt(own.mean().item()) == pytest.approx(1 / math.sqrt(3), rel=0.02)


@pytest.mark.parametrize("name", ["edges", "sobel", "gabor"])
def test_even_ground_gives_nothing_and_all_filters_differ(name: Start) -> None:
    kernels = bank(name, (12, 2, 5, 5), 0)
    assert kernels.sum((2, 3)) == pytest.approx(np.zeros((12, 2)), abs=1e-6)
    assert len({kernel.tobytes() for kernel in np.round(kernels, 5)}) == 12
    assert np.array_equal(kernels[:, 0], kernels[:, 1])
    assert np.array_equal(kernels, bank(name, (12, 2, 5, 5), 99))


def test_random_follows_its_seed() -> None:
    one = bank("random", (4, 2, 1, 1), 1)
    assert np.array_equal(one, bank("random", (4, 2, 1, 1), 1))
    assert not np.array_equal(one, bank("random", (4, 2, 1, 1), 2))
    assert not np.array_equal(one[:, 0], one[:, 1])


@pytest.mark.parametrize("name", ["edges", "sobel", "gabor"])
@pytest.mark.parametrize("side", range(LEAST_SIDE, 17))
def test_no_size_gives_an_empty_kernel(name: Start, side: int) -> None:
    assert np.isfinite(bank(name, (32, 1, side, LEAST_SIDE), 0)).all()
    assert np.isfinite(bank(name, (32, 1, LEAST_SIDE, side), 0)).all()
