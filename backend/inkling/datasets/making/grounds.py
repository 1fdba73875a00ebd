"""Digits on coloured and textured grounds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_KNOTS = 7
"""Of a cloudy ground: as many random values along a side."""
_STRAY = 8 / 360
"""How far a ground's hue is from the one asked for, at most; in turns, as hues are."""


def painted(masks: npt.NDArray[np.uint8], hues: Floats, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Ink on grounds.

    The ink is nearly white or nearly black, as chance has it, and every ground has places lighter and darker than the middle:
    neither lightness nor its change says where the ink is, the shape alone does.

    Args:
        masks: [N, side, side], 255 where there is ink.
        hues: [N], of the grounds, in turns of the colour wheel: 0 red, 1/3 green, 2/3 blue.

    Returns:
        [N, 3, side, side]: red, green, blue.
    """
    count, side, _ = masks.shape
    texture = _textures(count, side, rng)
    hue = (hues + rng.uniform(-_STRAY, _STRAY, count)).astype(np.float32)
    value = 0.55 + 0.17 * texture
    saturation = np.broadcast_to(rng.uniform(0.55, 0.85, (count, 1, 1)).astype(np.float32), value.shape)
    ground = rgb(np.broadcast_to(hue[:, None, None], value.shape), saturation, value)
    light = rng.random(count) < 0.5
    tone = np.where(light, rng.uniform(0.9, 1, count), rng.uniform(0, 0.12, count)).astype(np.float32)
    share = (masks.astype(np.float32) / 255)[:, None]
    return np.rint(255 * (ground * (1 - share) + tone[:, None, None, None] * share)).astype(np.uint8)


def rgb(hue: Floats, saturation: Floats, value: Floats) -> Floats:
    """Colours of these hues (turns), saturations and values (0 to 1), each [N, …], as [N, 3, …] from 0 to 1.

    A. R. Smith, "Color gamut transform pairs", SIGGRAPH 1978: the hexcone.
    """

    def channel(offset: int) -> Floats:
        at = (offset + 6 * hue) % 6
        return np.asarray(value * (1 - saturation * np.minimum(at, 4 - at).clip(0, 1)), dtype=np.float32)

    return np.stack([channel(5), channel(3), channel(1)], axis=1)


def _textures(count: int, side: int, rng: np.random.Generator) -> Floats:
    """[count, side, side], -1 to 1: clouds, stripes or checks."""
    y, x = np.meshgrid(*2 * [np.arange(side, dtype=np.float32)], indexing="ij")
    angle = rng.uniform(0, np.pi, (count, 1, 1)).astype(np.float32)
    pace = (2 * np.pi / rng.uniform(5, 14, (count, 1, 1))).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, (2, count, 1, 1)).astype(np.float32)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    stripes = np.sin(pace * along + phase[0])
    checks = stripes * np.sin(pace * across + phase[1])
    at = np.linspace(0, _KNOTS - 1, side)
    weights = (1 - np.abs(at[:, None] - np.arange(_KNOTS))).clip(0).astype(np.float32)
    clouds = weights @ rng.uniform(-1, 1, (count, _KNOTS, _KNOTS)).astype(np.float32) @ weights.T
    kind = rng.integers(0, 3, (count, 1, 1))
    return np.asarray(np.choose(kind, [clouds, stripes, checks]), dtype=np.float32)
