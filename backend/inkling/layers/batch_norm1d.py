"""BatchNorm1d: each unit, or channel of a sequence, normalised over the mini-batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.layers._arithmetic import Box, Explanation, Floats
from inkling.layers._base import Family, Layer, Misfit, Real, Shape, Signal, bounded, times
from inkling.layers._norm import by_running

if TYPE_CHECKING:
    from torch import nn


class BatchNorm1d(Layer):
    """Brings each unit to mean 0 and spread 1 over the mini-batch, then learns to scale and shift it.

    For flat lists, and for sequences, channel by channel.
    """

    title: ClassVar[str] = "Batch norm 1d"
    family: ClassVar[Family] = "normalisation"
    order: ClassVar[int] = 70
    affine: ClassVar[bool] = True

    type: Literal["BatchNorm1d"] = "BatchNorm1d"
    momentum: Real = bounded(0.1, 0, 1, "How fast the running mean and variance follow the mini-batches", title="Momentum")
    eps: Real = bounded(1e-5, 1e-8, 1, "Added to the variance, so that nothing is divided by 0", title="Epsilon")

    def output(self, shape: Shape) -> Shape:
        if Signal.of(shape).kind == "picture":
            raise Misfit(
                f"BatchNorm1d needs a flat list; it gets {times(shape)}", "Use BatchNorm2d", change={"type": "BatchNorm2d"}
            )
        return shape

    def parameters(self, shape: Shape) -> int:
        return 2 * shape[0]

    def buffer_bytes(self, shape: Shape) -> int:
        # Running mean and variance as float32, and the number of batches seen as one int64.
        return 4 * 2 * shape[0] + 8

    def smallest_batch(self, shape: Shape) -> int:
        # Of one value alone there is no spread; torch refuses it.
        return 2 if shape[1:] in ((), (1,)) else 1

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.BatchNorm1d(shape[0], eps=self.eps, momentum=self.momentum)

    def reach(self, shape: Shape, box: Box) -> Box:
        return box

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        return by_running(x, weights, at, self.eps)
