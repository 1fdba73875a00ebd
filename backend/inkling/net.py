"""A net as data, and everything that can be said about it before it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Field

from inkling.layers._base import Layer, Misfit, registry

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


class Limits(BaseModel):
    """How large a net may be."""

    model_config = ConfigDict(frozen=True)

    layers: int = 100
    parameters: int = 20_000_000


def check(
    spec: NetSpec, *, classes: int | None = None, batch_size: int = 128, optimizer: str = "Adam", limits: Limits = Limits()
) -> Report:
    """Everything that can be said about a net before it is built."""
    shape: tuple[int, ...] = spec.input
    layers, problems = [], []
    for layer in spec.layers:
        try:
            after = layer.output(shape)
        except Misfit as misfit:
            problems.append(Problem(layer=layer.id, severity="error", message=str(misfit)))
            break
        count = layer.parameters(shape)
        bytes = Bytes(weights=4 * count, gradients=4 * count, total=8 * count)
        layers.append(
            LayerReport(
                id=layer.id,
                type=layer.type,
                input=list(shape),
                output=list(after),
                parameters=count,
                macs=layer.macs(shape),
                bytes=bytes,
            )
        )
        shape = after
    return Report(
        parameters=sum(entry.parameters for entry in layers),
        macs=sum(entry.macs for entry in layers),
        bytes=Bytes(),
        layers=layers,
        problems=problems,
        ok=not problems,
    )
