"""The contract of a loss, and the registry that finds the loss files beside this one.

A loss is one file with one subclass of `Loss`. It is named as in `torch.nn`, and so are its arguments, which are its fields:
the training panel is drawn from their JSON Schema. Its docstring is its help text. torch is imported inside methods alone.

Shapes: N examples, K outputs of the net for each.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from inkling.layers._arithmetic import Floats
from inkling.losses._arithmetic import LossArithmetic, LossCurve
from inkling.registry import defined

if TYPE_CHECKING:
    from torch import Tensor

Wants = Literal["classes", "shares", "values"]
"""What the outputs are compared with: the number of the right class; or a number for each output, from 0 to 1, or any."""


class Loss(BaseModel, ABC):
    """How wrong an output is, as one number: what training makes small."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    title: ClassVar[str]
    """What the training panel calls it ("Cross-entropy")."""
    order: ClassVar[int] = 100
    """Its place among the others; lower comes first."""
    wants: ClassVar[Wants]
    bends: ClassVar[str] = ""
    """Why no activation is to stand at the end ("the loss, cross-entropy, wants them as they are"); "": any may."""
    against: ClassVar[Mapping[str, str]] = {}
    """What is said of certain layers at the end instead: a layer's type → why it does not belong there."""
    after: ClassVar[str] = ""
    """The type of the layer that a net has to end in; "": any."""
    why_after: ClassVar[str] = ""
    """Why that is so, in a sentence."""
    answers: ClassVar[str] = ""
    """What an answer's percentages are, if not the softmax of the outputs; see `shares`."""

    type: str
    """The name in torch.nn; each loss narrows it to its own."""

    def objection(self, activation: str) -> str:
        """Why an activation of this type does not belong at the end of a net that this loss judges; "": it may be there."""
        if activation in self.against:
            return self.against[activation]
        if not self.bends or activation == self.after:
            return ""
        return f"{activation} at the end bends the scores; {self.bends}"

    @abstractmethod
    def per_example(self, output: Tensor, target: Tensor) -> Tensor:
        """The loss of each example, [N], with a gradient.

        Args:
            output: float [N, K], what the net gives.
            target: int64 [N], the right class, or float [N, K], as it `wants`.
        """

    def of(self, output: Tensor, target: Tensor) -> Tensor:
        """The mean over all examples, a scalar: what torch.nn's own gives for the same arguments."""
        return self.per_example(output, target).mean()

    def shares(self, output: Tensor) -> Tensor:
        """Outputs [N, K] as shares of one, for an answer in percent; none has more than the largest output."""
        return output.softmax(1)

    @abstractmethod
    def explain(self, output: Floats, target: Floats | int) -> LossArithmetic:
        """How the loss of one example comes about.

        Args:
            output: [K]
            target: the right class, or [K], as it `wants`.
        """

    @abstractmethod
    def curve(self) -> LossCurve:
        """A picture of it: how it depends on one number."""


_registry: dict[str, type[Loss]] = {}


def registry() -> dict[str, type[Loss]]:
    """Every loss by its name in torch.nn, in the training panel's order."""
    if not _registry:
        found = sorted(defined(__package__, Loss), key=lambda loss: (loss.order, loss.__name__))
        _registry.update({loss.__name__: loss for loss in found})
    return _registry


def one_hot(target: int, outputs: int) -> Floats:
    """1 for the right class, 0 for the others: float64 [outputs]."""
    hot: Floats = np.eye(outputs)[target]
    return hot
