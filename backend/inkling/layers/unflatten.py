"""Unflatten: a flat list becomes a picture or a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Family, Layer, Misfit, Shape, Whole, bounded, times, want_flat

if TYPE_CHECKING:
    from torch import nn


class Unflatten(Layer):
    """Lays a flat list out as a picture, channel by channel, row by row; or as a sequence. The reverse of Flatten."""

    title: ClassVar[str] = "Unflatten"
    family: ClassVar[Family] = "shape"
    order: ClassVar[int] = 51
    affine: ClassVar[bool] = True

    type: Literal["Unflatten"] = "Unflatten"
    unflattened_size: tuple[Whole, Whole] | tuple[Whole, Whole, Whole] = bounded(
        (1, 28, 28),
        1,
        65_536,
        "Height×width×channels of a picture, or length×channels of a sequence",
        title="Size",
        shape=True,
    )

    def output(self, shape: Shape) -> Shape:
        count = want_flat("Unflatten", shape)
        size = self.unflattened_size
        if prod(size) != count:
            fitting = self._fitting(count)
            raise Misfit(
                f"Unflatten lays out {prod(size):,} numbers as {times(size)}; it gets {count:,}",
                f"Set unflattened_size to {times(fitting)}",
                change={"unflattened_size": list(fitting)},
            )
        return size

    def _fitting(self, count: int) -> Shape:
        """A size for so many numbers: as many channels or, where that does not divide, one; a picture as square as can be."""
        channels = self.unflattened_size[0] if count % self.unflattened_size[0] == 0 else 1
        rest = count // channels
        if len(self.unflattened_size) == 2:
            return (channels, rest)
        height = next(side for side in range(int(rest**0.5), 0, -1) if rest % side == 0)
        return (channels, height, rest // height)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Unflatten(1, self.unflattened_size)

    def reach(self, shape: Shape, box: Box) -> Box:
        size = self.unflattened_size
        first = np.ravel_multi_index(tuple(low for low, _ in box), size)
        last = np.ravel_multi_index(tuple(high - 1 for _, high in box), size)
        return ((int(first), int(last) + 1),)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        place = int(np.ravel_multi_index(at, self.unflattened_size))
        return Explanation((place,), x[place : place + 1], (Line("value", "x", float(x[place])),))
