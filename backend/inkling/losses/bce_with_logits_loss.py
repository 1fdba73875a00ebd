"""BCEWithLogitsLoss: for each output a yes or no of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Floats, Line
from inkling.losses._arithmetic import LossArithmetic, LossCurve, column, curve, points
from inkling.losses._base import Loss, Wants

if TYPE_CHECKING:
    from torch import Tensor


class BCEWithLogitsLoss(Loss):
    """A sigmoid makes each output the probability of a yes, apart from the others; the loss is the mean −log of the truth's."""

    title: ClassVar[str] = "Binary cross-entropy"
    order: ClassVar[int] = 50
    wants: ClassVar[Wants] = "shares"
    bends: ClassVar[str] = "the loss, binary cross-entropy, wants them as they are"
    against: ClassVar[Mapping[str, str]] = {
        "Sigmoid": "Sigmoid is counted twice: the loss, binary cross-entropy, already contains it",
    }
    answers: ClassVar[str] = "the sigmoid of each output, as a part of the sum of all"

    type: Literal["BCEWithLogitsLoss"] = "BCEWithLogitsLoss"

    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        from torch.nn import functional as F

        return F.binary_cross_entropy_with_logits(output, target, reduction="none").mean(1)

    def shares(self, output: Tensor) -> Tensor:
        """Each output's probability of a yes, as a part of their sum. Of log-probabilities, since a sum may be too small."""
        from torch.nn import functional as F

        return F.logsigmoid(output).softmax(1)

    def explain(self, output: Floats, target: Floats | int) -> LossArithmetic:
        z, wanted = np.asarray(output, np.float64), np.asarray(target, np.float64)
        # −log p = log(1 + e^−z), and −log(1 − p) = log(1 + e^z), right for z of any size
        terms = wanted * np.logaddexp(0, -z) + (1 - wanted) * np.logaddexp(0, z)
        total = float(terms.sum())
        return LossArithmetic(
            (
                column("output", "z", z),
                column("probability", "p = 1 / (1 + e^−z)", np.exp(-np.logaddexp(0, -z))),
                column("target", "t", wanted),
                column("loss", "−t · log p − (1 − t) · log(1 − p)", terms),
            ),
            (Line("sum", "Σ of the losses", total), Line("loss", f"sum / {len(z)} outputs", total / len(z))),
            points(z, terms),
        )

    def curve(self) -> LossCurve:
        yes, no = (lambda z: math.log1p(math.exp(-z))), (lambda z: math.log1p(math.exp(z)))
        return curve("one output", -5, 5, ("target 1", yes), ("target 0", no))
