"""A pen that writes strokes: hands that differ in slant, size, speed and steadiness, and ink on a 28×28 sheet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inkling.datasets.making.centre import BOX, place
from inkling.datasets.making.strokes import Floats, Shape

_DOTS = 88
"""Points along a digit's whole way: 0.7 pixels apart for the longest."""


@dataclass(frozen=True)
class Hands:
    """How much hands differ. Lengths in hundredths of a digit's height, unless said otherwise."""

    extremity: float = 0.5
    """How far beyond its poses a shape is taken."""
    jitter: float = 6
    """Standard deviation of each control point."""
    sloppiness: float = 0.3
    """Standard deviation of the logarithm of a hand's jitter."""
    slant: tuple[float, float] = (9, 16)
    """Mean and standard deviation, in degrees; positive leans right."""
    turn: float = 7
    """Standard deviation, in degrees."""
    aspect: tuple[float, float] = (-0.1, 0.29)
    """Mean and standard deviation of the logarithm of width to height."""
    bend: float = 4
    """Standard deviation of a slow wave through the whole digit, in either direction."""
    tremor: float = 0.9
    """Standard deviation of a quick unsteadiness along the way."""
    width: tuple[float, float] = (0.22, 0.27)
    """Mean and standard deviation of the logarithm of the pen's half width, in pixels of the 20×20 box."""
    pressure: float = 0.3
    """Standard deviation of the logarithm of the width along the way."""
    softness: tuple[float, float] = (0.7, 1.3)
    """Least and greatest width of the edge between ink and paper, in pixels; never more than the pen's half width, so that
    the middle of a thin line is full ink too."""


def write(shape: Shape, count: int, rng: np.random.Generator, hands: Hands = Hands()) -> npt.NDArray[np.uint8]:
    """`count` digits of this shape, each by another hand: [count, 28, 28], in MNIST's normalisation."""
    dots = along(trace(shape, count, rng, hands), shape.lifted, _DOTS)
    dots = dots + hands.tremor * _wander(count, _DOTS, 14, rng) * _spread(rng, count, 0.7)[:, None, None]
    radius = np.exp(rng.normal(*hands.width, (count, 1)) + hands.pressure * _wander(count, _DOTS, 4, rng)[..., 0]).clip(
        0.6, 2.3
    )
    softness = np.minimum(rng.uniform(*hands.softness, count), radius.mean(1))
    return ink(dots, radius.astype(np.float32), softness.astype(np.float32))


def trace(shape: Shape, count: int, rng: np.random.Generator, hands: Hands) -> Floats:
    """The pen's way in `count` hands: [count, samples, 2]."""
    poses = shape.controls
    mixture = rng.dirichlet(np.full(len(poses), 0.7), count)
    mixture = mixture + hands.extremity * (mixture - 1 / len(poses))
    points = np.einsum("np,pkc->nkc", mixture, poses)
    # Half of what moves a point moves its neighbour too: hands are rather askew than ragged.
    off = rng.standard_normal((count, points.shape[1] + 1, 2))
    points += hands.jitter * _spread(rng, count, hands.sloppiness)[:, None, None] * (off[:, 1:] + off[:, :-1]) / 2**0.5
    x, y = np.moveaxis(np.matmul(shape.curve, points.astype(np.float32)) - 50, 2, 0)

    def wave(at: Floats) -> Floats:
        size, phase = rng.normal(0, hands.bend, (count, 1)), rng.uniform(0, 2 * np.pi, (count, 1))
        half = rng.uniform(60, 120, (count, 1))
        return (size * np.sin(phase + at * np.pi / half)).astype(np.float32)

    x, y = x + wave(y), y + wave(x)
    x = x * np.exp(rng.normal(*hands.aspect, (count, 1)))
    x = x - y * np.tan(np.radians(rng.normal(*hands.slant, (count, 1)).clip(-40, 50)))
    turn = np.radians(rng.normal(0, hands.turn, (count, 1)))
    turned: Floats = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 2, dtype=np.float32)
    return turned


def along(way: Floats, lifted: npt.NDArray[np.bool_], dots: int) -> Floats:
    """`dots` points at even distances along each way [count, samples, 2], none where the pen is lifted."""
    steps = np.hypot(*np.moveaxis(np.diff(way, axis=1), 2, 0))
    steps[:, lifted] = 0
    length = np.concatenate([np.zeros_like(steps[:, :1]), np.cumsum(steps, axis=1)], axis=1)
    wanted = length[:, -1:] * np.linspace(0, 1, dots, dtype=np.float32) * 0.99999
    index = (length[:, None, :] <= wanted[:, :, None]).sum(2) - 1
    share = (wanted - np.take_along_axis(length, index, 1)) / np.take_along_axis(steps, index, 1)
    start: Floats = np.take_along_axis(way, index[..., None], 1)
    end: Floats = np.take_along_axis(way, index[..., None] + 1, 1)
    dotted: Floats = (start + (end - start) * share[..., None]).astype(np.float32)
    return dotted


def ink(dots: Floats, radius: Floats, softness: Floats) -> npt.NDArray[np.uint8]:
    """Round dots [count, dots, 2] of these radii (pixels) [count, dots], scaled to fit the box and placed on the sheet.

    Ink depends on the distance d to the nearest dot's edge, r - d, which near the edge is (r² - d²) / 2r. That is a sum of a
    term of the row and one of the column: two operations for each dot and pixel.
    """
    # The box holds the ink, not just its middle line. The edge of soft ink is at half strength.
    edge = radius[..., None]
    span = np.maximum(np.ptp(dots, axis=1).max(1), 1e-6)[:, None, None]
    scale = (BOX - 2 * radius.mean(1)[:, None, None]) / span
    for _ in range(3):
        low, high = (dots * scale - edge).min(1), (dots * scale + edge).max(1)
        scale = scale + (BOX - (high - low).max(1)[:, None, None]) / span
    dots = dots * scale
    low, high = (dots - edge).min(1), (dots + edge).max(1)
    # The shorter side lies in the middle of the box, so that the box never keeps the digit from the sheet's middle.
    spare = np.floor((BOX - (high - low)) / 2).clip(0)
    x, y = np.moveaxis(dots + (spare - low)[:, None], 2, 0)
    pixels = np.arange(BOX, dtype=np.float32) + 0.5
    across = -((pixels - x[..., None]) ** 2) / (2 * radius[..., None])
    down = (radius[..., None] ** 2 - (pixels - y[..., None]) ** 2) / (2 * radius[..., None])
    inside = np.full((len(dots), BOX, BOX), -np.inf, dtype=np.float32)
    for dot in range(dots.shape[1]):
        np.maximum(inside, down[:, dot, :, None] + across[:, dot, None, :], out=inside)
    strength = np.clip(inside / softness[:, None, None] + 0.5, 0, 1)
    return place(np.rint(255 * strength).astype(np.uint8))


def _spread(rng: np.random.Generator, count: int, sigma: float) -> Floats:
    """Factors around 1, different from hand to hand."""
    return np.asarray(np.exp(rng.normal(0, sigma, count)), dtype=np.float32)


def _wander(count: int, dots: int, knots: int, rng: np.random.Generator) -> Floats:
    """Smooth random functions along the way [count, dots, 2]: normal numbers at `knots` places, linear between them."""
    at = np.linspace(0, knots - 1, dots)
    index = np.minimum(at.astype(int), knots - 2)
    share = (at - index)[:, None]
    values = rng.standard_normal((count, knots, 2))
    return np.asarray(values[:, index] * (1 - share) + values[:, index + 1] * share, dtype=np.float32)
