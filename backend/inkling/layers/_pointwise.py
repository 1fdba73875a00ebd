"""What layers have in common that make each output of the one input in the same place."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from inkling.layers._arithmetic import Box, Explanation, Floats, Line
from inkling.layers._base import Layer, Shape


class Pointwise(Layer):
    """y = f(x), number by number."""

    formula: ClassVar[str]
    """f in words that people read: "max(0, x)"."""

    @abstractmethod
    def apply(self, x: float) -> float:
        """f(x), when the net answers (not in training)."""

    def output(self, shape: Shape) -> Shape:
        return shape

    def reach(self, shape: Shape, box: Box) -> Box:
        return box

    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        given = np.asarray(x[at], np.float64)
        lines = Line("x", "", float(given)), Line("value", self.formula, self.apply(float(given)))
        return Explanation(at, given.reshape((1,) * len(at)), lines)
