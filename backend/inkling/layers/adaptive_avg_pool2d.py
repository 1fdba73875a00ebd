"""AdaptiveAvgPool2d: means over as many windows as are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Family, Layer, Pair, Shape, bounded, pair, want_picture

if TYPE_CHECKING:
    from torch import nn


class AdaptiveAvgPool2d(Layer):
    """Divides each map into so many windows and takes their means: the output size is fixed, whatever comes in."""

    title: ClassVar[str] = "Average to size"
    family: ClassVar[Family] = "pooling"
    order: ClassVar[int] = 32
    affine: ClassVar[bool] = True

    type: Literal["AdaptiveAvgPool2d"] = "AdaptiveAvgPool2d"
    output_size: Pair = bounded(1, 1, 64, "Height and width of the output, in pixels", title="Output size")

    def output(self, shape: Shape) -> Shape:
        channels, _, _ = want_picture("AdaptiveAvgPool2d", shape)
        return (channels, *pair(self.output_size))

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.AdaptiveAvgPool2d(self.output_size)

    def reach(self, shape: Shape, box: Box) -> Box:
        rows, columns = (
            (self._window(shape, i, box[1 + i][0])[0], self._window(shape, i, box[1 + i][1] - 1)[1]) for i in (0, 1)
        )
        return (box[0], rows, columns)

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        channel = at[0]
        (top, bottom), (left, right) = (self._window(x.shape, i, at[1 + i]) for i in (0, 1))
        inputs = x[channel : channel + 1, top:bottom, left:right].astype("float64")
        total, count = float(inputs.sum()), inputs.size
        lines = Line("sum", "Σ x", total), Line("count", "n", count), Line("value", "Σ x / n", total / count)
        return Explanation((channel, top, left), inputs, lines)

    def _window(self, shape: Shape, direction: int, place: int) -> tuple[int, int]:
        """First row (column) of the window at this place, and the one after its last: ⌊i n / m⌋ and ⌈(i + 1) n / m⌉."""
        size, count = shape[1 + direction], pair(self.output_size)[direction]
        return place * size // count, -(-(place + 1) * size // count)
