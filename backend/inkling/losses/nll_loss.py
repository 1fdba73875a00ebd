"""NLLLoss: minus the right class's output, which is to be a log-probability."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from inkling.layers._arithmetic import Floats, Line
from inkling.losses._arithmetic import LossArithmetic, LossCurve, column, curve
from inkling.losses._base import Loss, Wants

if TYPE_CHECKING:
    from torch import Tensor


class NLLLoss(Loss):
    """Minus the right class's log-probability. The net ends in LogSoftmax; the two together are cross-entropy."""

    title: ClassVar[str] = "Negative log-likelihood"
    order: ClassVar[int] = 70
    wants: ClassVar[Wants] = "classes"
    bends: ClassVar[str] = "LogSoftmax wants them as they are"
    after: ClassVar[str] = "LogSoftmax"
    why_after: ClassVar[str] = "NLLLoss takes log-probabilities; of other numbers it has no least, and falls for ever"

    type: Literal["NLLLoss"] = "NLLLoss"

    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        return -output.gather(1, target[:, None])[:, 0]

    def explain(self, output: Floats, target: Floats | int) -> LossArithmetic:
        logs, right = np.asarray(output, np.float64), int(target)
        own = float(logs[right])
        return LossArithmetic(
            (column("output", "log p", logs), column("probability", "p = e^(log p)", np.exp(logs))),
            (Line("log p", "of the right class", own), Line("loss", "−log p", -own)),
            ((own, -own),),
        )

    def curve(self) -> LossCurve:
        return curve("log-probability of the right class", -5, 0, ("", lambda log: -log))
