"""The contract of a probe, the registry that finds the probe files beside this one, and how numbers become pictures.

A probe is one measurement of a net: one file with one subclass of `DrawingProbe` (it depends on what is on the pad) or
`WeightProbe` (it depends on the weights alone), and one kind of event that carries what it measured.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from inkling.net import NetSpec
from inkling.protocol.arrays import Images
from inkling.protocol.events import Filters, Maps

Picture = Maps | Filters
"""The events of probes: each shows `images` of one `layer`."""


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


def quantise(pictures: Tensor) -> Images:
    """Pictures of one byte a pixel, each with its own range, rounded to the nearest of 256 levels.

    A constant picture has low = high and bytes of 0. What is not finite is shown at the end of the range it lies beyond
    (NaN: the lower).

    Args:
        pictures: float [pictures, height, width].
    """
    count, height, width = pictures.shape
    flat = pictures.detach().reshape(count, height * width).float()
    low, high = torch.aminmax(flat, dim=1, keepdim=True)
    if not bool(torch.isfinite(low + high).all()):
        flat, low, high = _finite(flat)
    span = high - low
    scale = torch.where(span > 0, 255 / span, 0).nan_to_num_(posinf=0)
    data = flat.sub(low).mul_(scale).add_(0.5).clamp_(0, 255).to(torch.uint8)
    return Images(
        shape=(count, height, width),
        low=low.view(-1).tolist(),
        high=high.view(-1).tolist(),
        data=data.cpu().numpy().tobytes(),
    )


def _finite(flat: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The same, with what is not finite moved to the nearest end of the finite rest, halved where the range overflows."""
    good = torch.isfinite(flat)
    low = torch.where(good, flat, torch.inf).amin(1, keepdim=True)
    high = torch.where(good, flat, -torch.inf).amax(1, keepdim=True)
    none = low > high
    low, high = low.masked_fill(none, 0), high.masked_fill(none, 0)
    most = torch.finfo(torch.float32).max / 2
    low, high = low.clamp(-most, most), high.clamp(-most, most)
    return torch.where(torch.isnan(flat), low, flat.clamp(low, high)), low, high


def _find() -> dict[str, Probe]:
    package = importlib.import_module(__package__)
    found: dict[str, Probe] = {}
    for info in pkgutil.iter_modules(package.__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__package__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Probe) and value.__module__ == module.__name__:
                found[value.kind] = value()
    return found


_registry: dict[str, Probe] = {}


def registry() -> dict[str, Probe]:
    """Every probe by its kind."""
    if not _registry:
        _registry.update(_find())
    return _registry
