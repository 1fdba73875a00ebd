"""Filters: a layer's weights as pictures."""

from __future__ import annotations

import math
from typing import ClassVar

from torch import Tensor, nn

from inkling.layers._base import Signal
from inkling.probes._base import Look, Picture, WeightProbe, quantise
from inkling.probes._kernels import first_filters, kernels
from inkling.protocol.looking import Filters

MOST_UNITS = 256
"""Units shown of a Linear, the first ones."""


class Weights(WeightProbe):
    """The kernels of a convolution, or, for a Linear that looks at the picture itself, what each unit looks for in it."""

    kind: ClassVar[str] = "filters"

    def measure(self, look: Look, layer: str) -> Picture | None:
        module = dict(look.net.named_children())[layer]
        moved: list[float] = []
        filters = kernels(look.spec, look.net, layer)
        if filters is not None:
            filters = first_filters(filters)
            pictures, inputs = filters.flatten(0, 1), filters.shape[1]
            if layer in look.first:
                moved = drift(filters, first_filters(look.first[layer]))
        elif isinstance(module, nn.Linear) and _sees_the_picture(look, layer):
            channels, height, width = Signal.of(look.spec.input).laid_out
            pictures, inputs = module.weight[:MOST_UNITS].reshape(-1, height, width), channels
        else:
            return None
        return Filters(layer=layer, step=look.step, inputs=inputs, drift=moved, pictures=quantise(pictures))


def drift(now: Tensor, first: Tensor) -> list[float]:
    """How far each filter has moved from where it began: ‖w − w₀‖ / ‖w₀‖, over all of its kernels; ‖w − w₀‖ where w₀ is 0.

    Args:
        now, first: [filters, inputs, height, width], finite.
    """
    length = first.double().flatten(1).norm(dim=1)
    moved = (now.detach().double() - first.double()).flatten(1).norm(dim=1)
    shares: list[float] = (moved / length.where(length > 0, 1.0)).tolist()
    return shares


def _sees_the_picture(look: Look, layer: str) -> bool:
    """Each input of this Linear is a pixel, in the picture's order: nothing before it learns, mixes or drops pixels."""
    shape: tuple[int, ...] = look.spec.input
    for before in look.spec.layers:
        if before.id == layer:
            return math.prod(shape) == math.prod(look.spec.input)
        if before.family not in ("shape", "activation", "regularisation") or before.parameters(shape):
            return False
        shape = before.output(shape)
    return False
