"""MaxPool1d: the largest number of each stretch of a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from inkling.layers._arithmetic import Box, Explanation, Floats, Line, along, under_along
from inkling.layers._base import Family, Layer, Misfit, Shape, Switch, Whole, bounded, want_sequence
from inkling.layers._window import slide_along

if TYPE_CHECKING:
    from torch import nn


class MaxPool1d(Layer):
    """Keeps the largest number of each stretch: the sequence gets shorter, and it matters less where exactly a pattern is."""

    title: ClassVar[str] = "Max pool 1d"
    family: ClassVar[Family] = "pooling"
    order: ClassVar[int] = 33

    type: Literal["MaxPool1d"] = "MaxPool1d"
    kernel_size: Whole = bounded(2, 1, 256, "Length of the window, in places", title="Kernel size")
    stride: Whole | None = bounded(None, 1, 64, "How far the window moves; empty: as far as it is long", title="Stride")
    padding: Whole = bounded(0, 0, 128, "Places added at each end, at most half the kernel", title="Padding")
    dilation: Whole = bounded(1, 1, 64, "Distance between the window's points, in places; 1: no gaps", title="Dilation")
    ceil_mode: Switch = Field(False, description="Keep a last window that sticks out at the end", title="Keep the rest")

    def output(self, shape: Shape) -> Shape:
        channels, length = want_sequence("MaxPool1d", shape, for_pictures="MaxPool2d")
        most = self.kernel_size // 2
        if self.padding > most:
            raise Misfit(
                f"MaxPool1d takes a padding of at most half its kernel ({most}); it is set to {self.padding}",
                f"Set padding to {most}",
                change={"padding": most},
            )
        places = slide_along(
            "MaxPool1d",
            length,
            self.kernel_size,
            self._stride,
            self.padding,
            self.dilation,
            ceil=self.ceil_mode,
            pooling=True,
        )
        return (channels, places)

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.MaxPool1d(self.kernel_size, self.stride, self.padding, self.dilation, ceil_mode=self.ceil_mode)

    def reach(self, shape: Shape, box: Box) -> Box:
        return (box[0], under_along(box[1], shape[1], self.kernel_size, self._stride, self.padding, self.dilation))

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        channel, place = at
        first = place * self._stride - self.padding
        values, inside = along(x[channel : channel + 1], first, self.kernel_size, self.dilation)
        # Nothing of the padding can win.
        winner = int(np.where(inside, values, -np.inf).argmax())
        line = Line("value", "the largest", float(values.flat[winner]))
        return Explanation((channel, first), values, (line,), apart=(1, self.dilation), winner=winner)

    @property
    def _stride(self) -> int:
        return self.kernel_size if self.stride is None else self.stride
