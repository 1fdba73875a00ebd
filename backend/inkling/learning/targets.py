"""What a net's outputs are compared with, as a loss wants it."""

from __future__ import annotations

import torch
from torch import Tensor

from inkling.losses._base import Loss


def wanted(loss: Loss, targets: Tensor, outputs: int) -> Tensor:
    """The target of each example, as this loss wants it.

    Of classes: as it is where the loss wants classes, else 1 for the class and 0 for the others, float [N, outputs].
    Numbers are as they are.

    Args:
        targets: classes, int64 [N], or numbers, float32 [N, outputs].
    """
    if loss.wants == "classes" or targets.is_floating_point():
        return targets
    # Not F.one_hot: it reads the labels, which a recorded step can't wait for.
    return (targets[:, None] == torch.arange(outputs, device=targets.device)).to(torch.float32)
