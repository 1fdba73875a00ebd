"""MSELoss: the mean squared error."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.losses._values import Error

if TYPE_CHECKING:
    from torch import Tensor


class MSELoss(Error):
    """The mean of the squared errors. Of classes, the right one's output is to be 1 and every other 0."""

    title: ClassVar[str] = "Mean squared error"
    order: ClassVar[int] = 20
    formula: ClassVar[str] = "e²"

    type: Literal["MSELoss"] = "MSELoss"

    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        return (output - target).square().mean(1)

    def apply(self, error: float) -> float:
        return error * error
