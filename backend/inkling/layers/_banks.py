"""Banks: kernels that a whole convolution can begin with, instead of PyTorch's own.

Places in a kernel are counted from its centre: x to the right, y downwards, in pixels. Every input channel gets the same kernel
(but for "random"), and each filter is scaled to the length that PyTorch's own have on average: the root of the sum of its
squares is 1/√3, as nn.Conv2d draws n = inputs · height · width numbers evenly from ±1/√n.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from inkling.layers._base import Misfit, sides

Start = Literal["default", "edges", "sobel", "gabor", "random"]
"""How kernels begin; "default": as PyTorch has it."""
LEAST_SIDE = 3
"""Rows and columns that an oriented kernel needs."""

Array = npt.NDArray[np.float64]


def bank(name: Start, shape: tuple[int, int, int, int], seed: int) -> npt.NDArray[np.float32]:
    """The kernels of a whole layer.

    Args:
        name: any but "default".
        shape: filters, inputs, height, width, as in nn.Conv2d's weight; height and width are at least 3, but for "random".
        seed: decides "random"; the others are always the same.
    """
    filters, inputs, height, width = shape
    if name == "random":
        kernels = np.random.default_rng(seed).standard_normal(shape)
    else:
        make = {"edges": edges, "sobel": sobel, "gabor": gabor}[name]
        kernels = np.repeat(make(filters, height, width)[:, None], inputs, axis=1)
    length = np.sqrt(np.square(kernels).sum((1, 2, 3), keepdims=True))
    scaled: npt.NDArray[np.float32] = (kernels / (length * np.sqrt(3))).astype(np.float32)
    return scaled


def want_room(name: Start, size: tuple[int, int]) -> None:
    """A bank of oriented kernels needs some pixels on each side of the centre.

    Raises:
        Misfit: the kernels are smaller.
    """
    if name in ("edges", "sobel", "gabor") and min(size) < LEAST_SIDE:
        raise Misfit(
            f'Kernels of the bank "{name}" are {LEAST_SIDE}×{LEAST_SIDE} or larger; kernel_size is {sides(size)}',
            "Set start to default",
            change={"start": "default"},
        )


def edges(count: int, height: int, width: int) -> Array:
    """Steps from dark to bright in `count` directions, evenly around: [count, height, width].

    k(x, y) = x cos θ + y sin θ, no further than ±1. For 3×3 and θ = 0 or 90°: Prewitt's operators.
    """
    return np.clip(_along(_angles(count), height, width), -1, 1)


def sobel(count: int, height: int, width: int) -> Array:
    """Sobel's operator in `count` directions, evenly around: Gx cos θ + Gy sin θ.

    Gx is binomial smoothing downwards times a binomially smoothed difference to the right; for 3×3: [1, 2, 1]ᵀ [−1, 0, 1]. Such
    derivatives are steered by sine and cosine (Freeman and Adelson, The design and use of steerable filters, 1991).
    """
    x = np.outer(_binomial(height), _difference(width))
    y = np.outer(_difference(height), _binomial(width))
    angle = _angles(count)
    return np.cos(angle) * x + np.sin(angle) * y


def gabor(count: int, height: int, width: int) -> Array:
    """Gabor functions, in pairs: an even one (ψ = 0) and an odd one (ψ = 90°) of each direction.

    k(x, y) = exp(−(u² + γ² v²) / 2σ²) cos(2π u / λ + ψ), with u = x cos θ + y sin θ and v = −x sin θ + y cos θ, less its mean,
    so that even ground gives 0 (Daugman, Uncertainty relation for resolution in space, spatial frequency, and orientation,
    1985). θ goes evenly over 180°, γ = 0.5, σ = 0.56 λ (a bandwidth of one octave), and λ is half the kernel's smaller side,
    at least 3 pixels.
    """
    pairs = -(-count // 2)
    angle = np.repeat(np.pi * np.arange(pairs) / pairs, 2)[:count, None, None]
    phase = np.tile([0, np.pi / 2], pairs)[:count, None, None]
    wave = max(3.0, min(height, width) / 2)
    u = _along(angle, height, width)
    v = _along(angle + np.pi / 2, height, width)
    kernels = np.exp(-(u**2 + (0.5 * v) ** 2) / (2 * (0.56 * wave) ** 2)) * np.cos(2 * np.pi * u / wave + phase)
    centred: Array = kernels - kernels.mean((1, 2), keepdims=True)
    return centred


def _angles(count: int) -> Array:
    """[count, 1, 1], evenly around, from 0."""
    angles: Array = (2 * np.pi * np.arange(count) / count)[:, None, None]
    return angles


def _along(angle: Array, height: int, width: int) -> Array:
    """How far each place is from the centre in these directions: [count, height, width]."""
    y, x = np.mgrid[:height, :width]
    along: Array = (x - (width - 1) / 2) * np.cos(angle) + (y - (height - 1) / 2) * np.sin(angle)
    return along


def _binomial(size: int) -> Array:
    """[1], [1, 1], [1, 2, 1], …"""
    row = np.ones(1)
    for _ in range(size - 1):
        row = np.convolve(row, [1, 1])
    return row


def _difference(size: int) -> Array:
    """[−1, 0, 1], smoothed so that it is of this size, 3 or more."""
    return np.convolve(_binomial(size - 2), [-1, 0, 1])
