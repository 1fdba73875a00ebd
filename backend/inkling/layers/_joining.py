"""Layers with two inputs: what the layer before gives, and what an earlier layer gave."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import ConfigDict, Field

from inkling.layers._arithmetic import Box, Explanation, Floats
from inkling.layers._base import Family, Layer, Shape

if TYPE_CHECKING:
    from torch import Tensor, nn


class Joining(Layer):
    """A layer that takes, besides what comes to it, what an earlier layer gave.

    In its methods `other` is that second input; None: it is not there, since no earlier layer is called so.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    family: ClassVar[Family] = "joining"

    source: str = Field(
        "",
        alias="from",
        max_length=24,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="The earlier layer whose output it takes too",
        title="From",
        json_schema_extra={"earlier": True},
    )
    """The id of an earlier layer; "": the net's input."""

    @abstractmethod
    def output(self, shape: Shape, other: Shape | None = None) -> Shape:
        """The shape it gives for inputs of these shapes, all without the batch. Without the second one: `shape`.

        Raises:
            Misfit: it can't take them together.
        """

    @abstractmethod
    def join(self, x: Tensor, other: Tensor) -> Tensor:
        """What it gives for two mini-batches."""

    def build(self, shape: Shape) -> nn.Module:
        """A module that takes both inputs."""
        from torch import nn

        join = self.join

        class Joined(nn.Module):
            def forward(self, x: Tensor, other: Tensor) -> Tensor:
                return join(x, other)

        return Joined()

    @abstractmethod
    def beyond(self, shape: Shape, box: Box) -> Box:
        """The part of the second input that a part of the output depends on; empty where it depends on none.

        Args:
            shape: of the first input.
        """

    @abstractmethod
    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape, other: Floats | None = None) -> Explanation:
        """As in `Layer`, with the second input without the batch."""


def nothing(box: Box) -> Box:
    """An empty part of an array of as many dimensions."""
    return tuple((0, 0) for _ in box)
