"""The contract of a probe, the registry that finds the probe files beside this one, and how numbers become pictures.

A probe is one measurement of a net: one file with one subclass of `DrawingProbe` (it depends on what is on the pad) or
`WeightProbe` (it depends on the weights alone), and one kind of event that carries what it measured.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from inkling.net import NetSpec
from inkling.protocol.arrays import QuantisedPictures
from inkling.protocol.looking import Filters, Maps, Starts
from inkling.registry import defined

Floats = npt.NDArray[np.float32]
Picture = Maps | Filters | Starts
"""The events of probes: each shows `pictures` of one `layer`."""


@dataclass(frozen=True)
class Look:
    """One look into a net: its weights, and what it makes of some drawings in one forward pass."""

    spec: NetSpec
    net: nn.Sequential
    step: int
    """The net's weights are those after this many steps."""
    drawings: Sequence[int] = ()
    """The ids of the drawings, in the order of the batch."""
    outputs: Mapping[str, Tensor] | None = None
    """Of the watched layers, by id: [drawings, channels, height, width] or [drawings, features]."""
    first: Mapping[str, Tensor] = field(default_factory=dict)
    """The weights of convolutions at step 0, of the filters that are shown at least, by id of the layer."""


class Probe(ABC):
    """One measurement of a net."""

    kind: ClassVar[str]
    """The kind of its events; a viewer watches layers under this name."""


class DrawingProbe(Probe):
    """What a layer does with a drawing."""

    @abstractmethod
    def measure(self, look: Look, layer: str) -> Sequence[Picture]:
        """One event for each drawing of `look`, in their order. `layer` is one of `look.outputs`."""


class WeightProbe(Probe):
    """What a layer has learned."""

    @abstractmethod
    def measure(self, look: Look, layer: str) -> Picture | None:
        """The event, or None where there is nothing to be seen in this layer. `layer` is a submodule of `look.net`."""


def quantise(pictures: Tensor) -> QuantisedPictures:
    """Pictures of one byte a pixel, each with its own range, rounded to the nearest of 256 levels.

    A constant picture has low = high and bytes of 0. What is not finite is shown at the end of the range it lies beyond
    (NaN: the lower).

    Args:
        pictures: float [pictures, height, width].
    """
    return quantise_each(pictures[None])[0]


def quantise_each(sets: Tensor) -> list[QuantisedPictures]:
    """The same for several sets of pictures, [sets, pictures, height, width]."""
    count, pictures, height, width = sets.shape
    # numpy: on arrays as small as these, its calls cost a third of torch's.
    flat = sets.detach().reshape(count * pictures, height * width).float().cpu().numpy()
    low, high = flat.min(1, keepdims=True), flat.max(1, keepdims=True)
    if not np.isfinite(low.sum() + high.sum()):
        flat, low, high = _finite(flat)
    span = high - low
    scale = np.divide(255, span, out=np.zeros_like(span), where=span > _LEAST_SPAN)
    data = ((flat - low) * scale + 0.5).astype(np.uint8).tobytes()
    lows, highs = low.ravel().tolist(), high.ravel().tolist()
    size = pictures * height * width
    return [
        QuantisedPictures(
            shape=(pictures, height, width),
            low=lows[i * pictures : (i + 1) * pictures],
            high=highs[i * pictures : (i + 1) * pictures],
            data=data[i * size : (i + 1) * size],
        )
        for i in range(count)
    ]


_LEAST_SPAN = 1e-35
"""Below it, 255 / span overflows."""


def _finite(flat: Floats) -> tuple[Floats, Floats, Floats]:
    """The same, with what is not finite moved to the nearest end of the finite rest, and ends whose span is finite too."""
    most = np.finfo(np.float32).max / 4
    good = np.isfinite(flat)
    low = np.where(good, flat, np.inf).min(1, keepdims=True).clip(-most, most)
    high = np.where(good, flat, -np.inf).max(1, keepdims=True).clip(-most, most)
    none = ~good.any(1, keepdims=True)
    low, high = np.where(none, 0, low).astype(np.float32), np.where(none, 0, high).astype(np.float32)
    return np.where(np.isnan(flat), low, flat.clip(low, high)), low, high


_registry: dict[str, Probe] = {}


def registry() -> dict[str, Probe]:
    """Every probe by its kind."""
    if not _registry:
        _registry.update({probe.kind: probe() for probe in defined(__package__, Probe)})
    return _registry
