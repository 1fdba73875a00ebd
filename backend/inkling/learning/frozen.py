"""Frozen units: weights that training leaves as they are, bit for bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn

from inkling.layers._base import Layer


class Frozen:
    """The frozen units of some nets.

    A step of the optimiser moves them like all others, by gradient, momentum or decay; then they are put back as they were just
    before it. So the sums of all other weights stay the same, and nothing has to be remembered from one step to the next.

    Args:
        layers: say which units are frozen; where none is, nothing here costs any time.
        modules: those built from them, each under its layer's id.
    """

    def __init__(self, layers: Iterable[Layer], modules: Mapping[str, nn.Module]) -> None:
        self._parts = [
            (parameter, torch.tensor(units, device=parameter.device))
            for layer in layers
            if (units := list(layer.held()))
            for parameter in modules[layer.id].parameters()
        ]

    def copy(self) -> list[Tensor]:
        """The frozen weights and biases as they are now."""
        return [parameter.detach().index_select(0, units) for parameter, units in self._parts]

    def put_back(self, copies: list[Tensor]) -> None:
        """Be as when `copy` gave these."""
        if copies:
            with torch.no_grad():
                for (parameter, units), values in zip(self._parts, copies, strict=True):
                    parameter.index_copy_(0, units, values)
