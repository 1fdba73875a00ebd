"""SmoothL1Loss: squared for small errors, straight for large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from inkling.losses._values import Error

if TYPE_CHECKING:
    from torch import Tensor


class SmoothL1Loss(Error):
    """Like the squared error where errors are below beta, like the absolute error above. Of classes, targets are 1 and 0."""

    title: ClassVar[str] = "Smooth L1"
    order: ClassVar[int] = 40
    formula: ClassVar[str] = "e² / (2 beta) where |e| < beta, else |e| − beta / 2"

    type: Literal["SmoothL1Loss"] = "SmoothL1Loss"
    beta: float = Field(1, gt=0, le=100, title="Beta", description="Where the parabola goes over into straight lines")

    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        from torch.nn import functional as F

        return F.smooth_l1_loss(output, target, reduction="none", beta=self.beta).mean(1)

    def apply(self, error: float) -> float:
        size = abs(error)
        return size * size / (2 * self.beta) if size < self.beta else size - self.beta / 2
