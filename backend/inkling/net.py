"""A net as data, and everything that can be said about it before it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Field

from inkling.layers._base import Layer, registry

if TYPE_CHECKING:
    AnyLayer = Layer
else:
    AnyLayer = Annotated[Union[tuple(registry().values())], Field(discriminator="type")]


class NetSpec(BaseModel):
    """A net: the shape of one input, and the layers in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: tuple[int, int, int] = (1, 28, 28)
    """Channels, height, width."""
    layers: tuple[AnyLayer, ...] = ()


class Bytes(BaseModel):
    """Memory in training, in bytes; float32."""

    weights: int = 0
    gradients: int = 0
    optimizer: int = 0
    activations: int = 0
    total: int = 0


class Fix(BaseModel):
    """A way out of a problem, as a whole list of layers to use instead."""

    label: str
    layers: list[dict[str, Any]]


class Problem(BaseModel):
    """What is wrong, where, and what to do."""

    layer: str | None
    """The layer's id; None: the net as a whole."""
    severity: Literal["error", "warning"]
    message: str
    fix: Fix | None = None


class LayerReport(BaseModel):
    """What one layer gets, gives and costs. None where it can't be known."""

    id: str
    type: str
    input: list[int] | None
    output: list[int] | None
    parameters: int
    macs: int
    bytes: Bytes


class Report(BaseModel):
    """All that `check` found."""

    parameters: int
    macs: int
    bytes: Bytes
    layers: list[LayerReport]
    problems: list[Problem]
    ok: bool
    """No problem is an error: it can be built and trained."""
