"""AdaptiveAvgPool2d: means over as many windows as are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

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
