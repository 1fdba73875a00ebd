"""Softmax: numbers become shares of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class Softmax(Layer):
    """Turns numbers into shares that add up to 1: over all units of a flat list, over the channels at each pixel of a picture.

    The loss, cross-entropy, already contains one, so the last layer needs none.
    """

    title: ClassVar[str] = "Softmax"
    family: ClassVar[Family] = "activation"
    order: ClassVar[int] = 48

    type: Literal["Softmax"] = "Softmax"

    def output(self, shape: Shape) -> Shape:
        return shape

    def build(self, shape: Shape) -> nn.Module:
        from torch import nn

        return nn.Softmax(dim=1)

    def reach(self, shape: Shape, box: Box) -> Box:
        return ((0, shape[0]), *box[1:])

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        column = x.reshape(x.shape[0], -1)[:, np.ravel_multi_index(at[1:], x.shape[1:]) if at[1:] else 0].astype(np.float64)
        # e^z leaves float64's range above 709; with the largest z taken off first, the shares are the same.
        largest = float(column.max())
        off, sign = (largest, f"z − {largest:.4g}") if largest > 500 else (0.0, "z")
        with np.errstate(all="ignore"):
            powers = np.exp(column - off)
        own, total = float(powers[at[0]]), float(powers.sum())
        lines = (
            Line("z", "", float(column[at[0]])),
            Line("power", f"e^({sign})" if off else "e^z", own),
            Line("sum", "Σ e^z over all of them", total),
            Line("value", "power / sum", own / total if total else float("nan")),
        )
        return Explanation((0, *at[1:]), column.reshape(-1, *(1,) * (x.ndim - 1)), lines)
