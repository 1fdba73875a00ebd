"""How large each layer's gradient is: small in early layers when it vanishes, huge when it explodes."""

from __future__ import annotations

import math

import torch
from torch import nn


def gradient_norms(net: nn.Module) -> dict[str, float]:
    """The Euclidean norm of the loss's gradient for each layer with parameters, by the layer's name.

    Layers that have no gradient (yet) are left out. Reads the numbers back from the device once.
    """
    names: list[str] = []
    norms: list[torch.Tensor] = []
    for name, layer in net.named_children():
        for parameter in layer.parameters():
            if parameter.grad is not None:
                names.append(name)
                norms.append(torch.linalg.vector_norm(parameter.grad))
    if not norms:
        return {}
    found: dict[str, float] = {}
    for name, norm in zip(names, torch.stack(norms).tolist(), strict=True):
        found[name] = math.hypot(found.get(name, 0.0), norm)
    return found
