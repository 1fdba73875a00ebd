"""Starts: the kernels of a convolution as they were at step 0."""

from __future__ import annotations

from typing import ClassVar

from inkling.probes._base import Look, Picture, WeightProbe, quantise
from inkling.probes._kernels import first_filters
from inkling.protocol.looking import Starts


class FirstKernels(WeightProbe):
    """The kernels with which training began. They never change, so each viewer is sent them once."""

    kind: ClassVar[str] = "starts"

    def measure(self, look: Look, layer: str) -> Picture | None:
        if layer not in look.first:
            return None
        filters = first_filters(look.first[layer])
        return Starts(layer=layer, inputs=filters.shape[1], pictures=quantise(filters.flatten(0, 1)))
