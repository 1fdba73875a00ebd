"""A net as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import BaseModel, ConfigDict, Field

from inkling.layers._base import Layer, Whole, registry

if TYPE_CHECKING:
    AnyLayer = Layer
else:
    AnyLayer = Annotated[Union[tuple(registry().values())], Field(discriminator="type")]


class NetSpec(BaseModel):
    """A net: the shape of one input, and the layers in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: tuple[Whole, ...] = Field((1, 28, 28), min_length=1, max_length=3)
    """The shape of one example, as `Signal.of` reads it."""
    layers: tuple[AnyLayer, ...] = ()

    def thawed(self) -> NetSpec:
        """The same net with nothing frozen: what is frozen may change within a run, all else may not."""
        return self.model_copy(update={"layers": tuple(layer.thawed() for layer in self.layers)})
