"""L1Loss: the mean absolute error."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from inkling.losses._values import Error

if TYPE_CHECKING:
    from torch import Tensor


class L1Loss(Error):
    """The mean of the errors' sizes: a large error pulls no harder than a small one. Of classes, targets are 1 and 0."""

    title: ClassVar[str] = "Mean absolute error"
    order: ClassVar[int] = 30
    formula: ClassVar[str] = "|e|"

    type: Literal["L1Loss"] = "L1Loss"

    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        return (output - target).abs().mean(1)

    def apply(self, error: float) -> float:
        return abs(error)
