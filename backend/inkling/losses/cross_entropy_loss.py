"""CrossEntropyLoss: minus the logarithm of the right class's probability."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from inkling.layers._arithmetic import Floats, Line
from inkling.losses._arithmetic import LossArithmetic, LossCurve, column, curve, log_sum
from inkling.losses._base import Loss, Wants, one_hot

if TYPE_CHECKING:
    from torch import Tensor

_SAFE = 500
"""Beyond it e^z, or a sum of some, leaves float64's range (e^±709)."""
_CLASSES = 10
"""Of the picture: with label smoothing the others count too."""


class CrossEntropyLoss(Loss):
    """Softmax makes the outputs probabilities; the loss is minus the logarithm of the right class's: 0 where it is sure."""

    title: ClassVar[str] = "Cross-entropy"
    order: ClassVar[int] = 10
    wants: ClassVar[Wants] = "classes"
    bends: ClassVar[str] = "the loss, cross-entropy, wants them as they are"
    against: ClassVar[Mapping[str, str]] = {
        "Softmax": "Softmax is counted twice: the loss, cross-entropy, already contains it. Learning is slower with both",
        "LogSoftmax": "LogSoftmax changes nothing here: the loss, cross-entropy, already contains it",
    }

    type: Literal["CrossEntropyLoss"] = "CrossEntropyLoss"
    label_smoothing: float = Field(
        0,
        ge=0,
        le=1,
        title="Label smoothing",
        description="This share of the target is spread over all classes, so that no net has to be quite sure",
    )

    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        from torch.nn import functional as F

        return F.cross_entropy(output, target, reduction="none", label_smoothing=self.label_smoothing)

    def of(self, output: Tensor, target: Tensor) -> Tensor:
        """torch's own mean, in one operation."""
        from torch.nn import functional as F

        return F.cross_entropy(output, target, label_smoothing=self.label_smoothing)

    def explain(self, output: Floats, target: Floats | int) -> LossArithmetic:
        z, right = np.asarray(output, np.float64), int(target)
        largest = float(z.max())
        off = largest if abs(largest) > _SAFE else 0.0
        with np.errstate(all="ignore"):
            powers = np.exp(z - off)
        logs = z - log_sum(z)
        chances = np.exp(logs)
        power = f"e^(z − {off:.4g})" if off else "e^z"
        columns = [column("output", "z", z), column("power", power, powers), column("probability", "p = power / sum", chances)]
        total = Line("sum", f"Σ {power}", float(powers.sum()))
        if not self.label_smoothing:
            own, value = float(chances[right]), max(0.0, -float(logs[right]))
            lines = (total, Line("probability", "p of the right class", own), Line("loss", "−log p", value))
            return LossArithmetic(tuple(columns), lines, ((own, value),))
        wanted = (1 - self.label_smoothing) * one_hot(right, len(z)) + self.label_smoothing / len(z)
        terms = -wanted * logs
        columns += [column("target", "t", wanted), column("loss", "−t · log p", terms)]
        return LossArithmetic(tuple(columns), (total, Line("loss", "Σ −t · log p", float(terms.sum()))))

    def curve(self) -> LossCurve:
        def loss(p: float) -> float:
            other = (1 - p) / (_CLASSES - 1)
            smoothed = self.label_smoothing / _CLASSES
            return -(1 - self.label_smoothing) * math.log(p) - smoothed * (math.log(p) + (_CLASSES - 1) * math.log(other))

        if self.label_smoothing:
            return curve(f"probability of the right class, of {_CLASSES}", 0.005, 0.995, ("", loss))
        return curve("probability of the right class", 0.005, 1, ("", lambda p: -math.log(p)))
