"""What the probes of kernels have in common."""

from __future__ import annotations

from torch import Tensor

MOST_PICTURES = 2048
"""Pictures shown of one convolution: those of the first whole units."""


def shown(weight: Tensor) -> Tensor:
    """The first whole filters of a convolution, as many as are shown: [filters, inputs, height, width]."""
    return weight[: max(1, MOST_PICTURES // weight.shape[1])]
