"""Filters: a layer's weights as pictures."""

from __future__ import annotations

import math
from typing import ClassVar

from torch import Tensor, nn

from inkling.probes._base import Look, Picture, WeightProbe, quantise
from inkling.protocol.events import Filters

MOST_PICTURES = 2048
"""Pictures shown of one convolution: those of the first whole units."""
MOST_UNITS = 256
"""Units shown of a Linear, the first ones."""


class Weights(WeightProbe):
    """The kernels of a Conv2d, or, for a Linear that looks at the picture itself, what each unit looks for in it."""

    kind: ClassVar[str] = "filters"

    def measure(self, look: Look, layer: str) -> Picture | None:
        module = dict(look.net.named_children())[layer]
        if isinstance(module, nn.Conv2d):
            pictures, inputs = _kernels(module)
        elif isinstance(module, nn.Linear) and _sees_the_picture(look, layer):
            channels, height, width = look.spec.input
            pictures, inputs = module.weight[:MOST_UNITS].reshape(-1, height, width), channels
        else:
            return None
        return Filters(layer=layer, step=look.step, inputs=inputs, images=quantise(pictures))


def _kernels(module: nn.Conv2d) -> tuple[Tensor, int]:
    units, inputs, height, width = module.weight.shape
    shown = max(1, MOST_PICTURES // inputs)
    return module.weight[: min(units, shown)].reshape(-1, height, width), inputs


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
