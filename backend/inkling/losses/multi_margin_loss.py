"""MultiMarginLoss: the hinge, for several classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from inkling.layers._arithmetic import Floats, Line
from inkling.losses._arithmetic import LossArithmetic, LossCurve, column, curve, points
from inkling.losses._base import Loss, Wants

if TYPE_CHECKING:
    from torch import Tensor


class MultiMarginLoss(Loss):
    """The hinge: nothing, once the right class's score is a margin above each other; what is right by far teaches no more."""

    title: ClassVar[str] = "Multi-class hinge"
    order: ClassVar[int] = 60
    wants: ClassVar[Wants] = "classes"
    bends: ClassVar[str] = "the loss, the hinge, wants them as they are"

    type: Literal["MultiMarginLoss"] = "MultiMarginLoss"
    p: Literal[1, 2] = Field(1, title="Power", description="1: what a margin is short by; 2: its square")
    margin: float = Field(
        1, gt=0, le=100, title="Margin", description="How far the right class's score is to be above every other's"
    )

    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        # Not F.multi_margin_loss: Apple's GPU has none.
        own = target[:, None]
        short = (self.margin - output.gather(1, own) + output).relu()
        terms = short if self.p == 1 else short.square()
        return terms.scatter(1, own, 0).mean(1)

    def explain(self, output: Floats, target: Floats | int) -> LossArithmetic:
        z, right = np.asarray(output, np.float64), int(target)
        lead = z[right] - z
        short = np.maximum(0, self.margin - lead)
        short[right] = 0
        terms = short**self.p
        total = float(terms.sum())
        formula = f"max(0, {self.margin:g} − lead)" + ("²" if self.p == 2 else "")
        return LossArithmetic(
            (
                column("output", "z", z),
                column("lead", "z of the right class − z", lead),
                column("loss", f"{formula}; the right class: 0", terms),
            ),
            (
                Line("z", "of the right class", float(z[right])),
                Line("sum", "Σ of the losses", total),
                Line("loss", f"sum / {len(z)} outputs", total / len(z)),
            ),
            points(np.delete(lead, right), np.delete(terms, right)),
        )

    def curve(self) -> LossCurve:
        def loss(lead: float) -> float:
            return float(max(0.0, self.margin - lead) ** self.p)

        return curve("lead of the right class over another", -2 * self.margin, 2 * self.margin, ("", loss))
