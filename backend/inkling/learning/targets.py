"""What a net's outputs are compared with, as a loss wants it."""

from __future__ import annotations

import torch
from torch import Tensor

from inkling.losses._base import Loss


def wanted(loss: Loss, labels: Tensor, outputs: int) -> Tensor:
    """The target of each example, as this loss wants it.

    Of classes: its class, [N]. Of values: 1 for its class and 0 for the others, float [N, outputs].

    Args:
        labels: int64 [N].
    """
    if loss.wants == "classes":
        return labels
    # Not F.one_hot: it reads the labels, which a recorded step can't wait for.
    return (labels[:, None] == torch.arange(outputs, device=labels.device)).to(torch.float32)
