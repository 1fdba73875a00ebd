"""LogSoftmax: the logarithms of softmax's shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class LogSoftmax(Layer):
    """The logarithms of softmax's shares, right also where a share is too small for a float32: over units, or over channels.

    The loss NLLLoss wants them; cross-entropy makes them itself.
    """

    title: ClassVar[str] = "LogSoftmax"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 49

    type: Literal["LogSoftmax"] = "LogSoftmax"

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.LogSoftmax(dim=1)

    def reach(self, shape: Shape, box: Box) -> Box:
        return ((0, shape[0]), *box[1:])

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        column = x.reshape(x.shape[0], -1)[:, np.ravel_multi_index(at[1:], x.shape[1:]) if at[1:] else 0].astype(np.float64)
        # e^z leaves float64's range above 709; with the largest z taken off first, and added again, the logarithm is the same.
        largest = float(column.max())
        off = largest if abs(largest) > 500 else 0.0
        with np.errstate(all="ignore"):
            total = float(np.exp(column - off).sum())
            log = float(np.log(total)) + off
        own = float(column[at[0]])
        lines = (
            Line("z", "", own),
            Line("sum", f"Σ e^(z − {off:.4g})" if off else "Σ e^z over all of them", total),
            Line("log of the sum", f"log sum + {off:.4g}" if off else "log sum", log),
            Line("value", "z − log of the sum", own - log),
        )
        return Explanation((0, *at[1:]), column.reshape(-1, *(1,) * (x.ndim - 1)), lines)
