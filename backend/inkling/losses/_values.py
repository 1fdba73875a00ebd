"""What losses have in common that compare each output with a number of its own: the mean of a function of the error."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from inkling.layers._arithmetic import Floats, Line
from inkling.losses._arithmetic import LossArithmetic, LossCurve, column, curve, points
from inkling.losses._base import Loss, Wants

if TYPE_CHECKING:
    from torch import Tensor


class Error(Loss):
    """The mean over all outputs of f(output − target)."""

    wants: ClassVar[Wants] = "values"
    against: ClassVar[Mapping[str, str]] = {
        "LogSoftmax": "LogSoftmax gives no number above 0, and the right class is to have 1",
        "ReLU": "A ReLU at the end is stuck where it gives 0: such an output learns nothing more",
    }
    answers: ClassVar[str] = "each output’s part of the sum of those above 0"
    formula: ClassVar[str]
    """f in words that people read: "e²"."""

    @abstractmethod
    def apply(self, error: float) -> float:
        """f(error)"""

    def shares(self, output: Tensor) -> Tensor:
        """Each output's part of the sum of those above 0, since they are to be 1 and 0; where none is above 0, softmax."""
        positive = output.clamp_min(0)
        total = positive.sum(1, keepdim=True)
        return (positive / total).where(total > 0, output.softmax(1))

    def explain(self, output: Floats, target: Floats | int) -> LossArithmetic:
        output, wanted = np.asarray(output, np.float64), np.asarray(target, np.float64)
        errors = output - wanted
        terms = np.array([self.apply(float(error)) for error in errors])
        total = float(terms.sum())
        return LossArithmetic(
            (
                column("output", "z", output),
                column("target", "t", wanted),
                column("error", "e = z − t", errors),
                column("loss", self.formula, terms),
            ),
            (Line("sum", f"Σ {self.formula}", total), Line("loss", f"sum / {len(terms)} outputs", total / len(terms))),
            points(errors, terms),
        )

    def curve(self) -> LossCurve:
        return curve("error of one output", -2, 2, ("", self.apply))
