"""An experiment as data: the net, the data, the training and the seed.

It is what the address holds, what a file keeps and what the worker is told.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Self, Union

from pydantic import BaseModel, ConfigDict, Field, model_validator

from inkling.datasets._base import registry
from inkling.layers._base import Layer
from inkling.losses._base import Loss
from inkling.losses._base import registry as losses
from inkling.losses.cross_entropy_loss import CrossEntropyLoss
from inkling.net import NetSpec

if TYPE_CHECKING:
    AnyLoss = Loss
else:
    AnyLoss = Annotated[Union[tuple(losses().values())], Field(discriminator="type")]

USUAL_LOSS = CrossEntropyLoss()

Optimizer = Literal["SGD", "Adam", "AdamW", "RMSprop", "Adadelta"]
Schedule = Literal["constant", "step", "cosine", "one-cycle"]


@dataclass(frozen=True)
class Rate:
    """Learning rates of an optimiser, on nets of the size of the presets'."""

    usual: float
    """What it begins with."""
    least: float
    """Below it hardly learns."""
    most: float
    """Above it learns to nothing."""


RATES: Mapping[Optimizer, Rate] = {
    "SGD": Rate(0.03, 0.0003, 0.3),
    "Adam": Rate(0.003, 0.00003, 0.1),
    "AdamW": Rate(0.003, 0.00003, 0.1),
    "RMSprop": Rate(0.001, 0.00001, 0.03),
    "Adadelta": Rate(1, 0.03, 10),
}
"""Measured with benchmarks/rates.py on MNIST. SGD's is for a momentum of up to 0.9, with which 0.1 may already
explode."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Augment(_Part):
    """Random changes to each training example, made anew every time it is shown. All zero: none."""

    shift: float = Field(0, ge=0, le=8, description="Shift, up to so many pixels each way", title="Shift")
    rotate: float = Field(0, ge=0, le=180, description="Rotate, up to so many degrees each way", title="Rotate")
    scale: float = Field(0, ge=0, le=0.5, description="Scale, up to this fraction larger or smaller", title="Scale")
    shear: float = Field(0, ge=0, le=45, description="Slant, up to so many degrees each way", title="Shear")
    stroke: float = Field(
        0, ge=0, le=2, description="Make strokes thinner or thicker, up to so many pixels", title="Stroke width"
    )
    elastic: float = Field(0, ge=0, le=6, description="Bend like rubber, by up to about so many pixels", title="Elastic")


class DataSettings(_Part):
    """Which examples are learned from, and what is done to them."""

    dataset: str = Field(
        "digits", min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$", description="Data set", title="Data set"
    )
    training_size: int | None = Field(
        None, ge=10, le=10_000_000, description="How many training examples are used; empty: all", title="Training examples"
    )
    validation: float = Field(
        0.1, ge=0, le=0.5, description="The share of the training examples held back for validation", title="Validation share"
    )
    label_noise: float = Field(
        0,
        ge=0,
        le=1,
        description="The share of training labels replaced by one of another class; at 100 % none is true",
        title="Label noise",
    )
    augment: Augment = Augment()


class TrainingSettings(_Part):
    """How the net is trained, in torch.optim's words."""

    # Left out where it is the usual one: links, kept rooms and messages are then as they were before there were others.
    loss: AnyLoss = Field(USUAL_LOSS, description="What training makes small", title="Loss", exclude_if=USUAL_LOSS.__eq__)
    optimizer: Optimizer = Field("Adam", description="The rule that turns gradients into steps", title="Optimiser")
    lr: float = Field(
        RATES["Adam"].usual,
        ge=0,
        le=100,
        description="Learning rate; the peak, where a schedule moves it",
        title="Learning rate",
    )
    momentum: float = Field(
        0.9, ge=0, lt=1, description="SGD, RMSprop: how much of the last step is kept; Adam, AdamW: beta 1", title="Momentum"
    )
    nesterov: bool = Field(False, description="SGD: look ahead along the momentum", title="Nesterov")
    beta2: float = Field(
        0.999, ge=0, lt=1, description="Adam, AdamW: how slowly the mean square of the gradient moves", title="Beta 2"
    )
    weight_decay: float = Field(0, ge=0, le=10, description="L2 penalty (AdamW: decoupled)", title="Weight decay")
    schedule: Schedule = Field("constant", description="How the learning rate moves during training", title="Schedule")
    step_epochs: float = Field(1, gt=0, le=1000, description="Step schedule: epochs between two drops", title="Epochs per drop")
    gamma: float = Field(0.5, gt=0, le=1, description="Step schedule: the factor of each drop", title="Drop factor")
    warm: float = Field(0.25, ge=0, le=1, description="One-cycle: the share of training until the peak", title="Peak at")
    batch_size: int = Field(128, ge=1, le=8192, description="Examples per step (mini-batch)", title="Batch size")
    epochs: int = Field(10, ge=1, le=10_000, description="Passes over the training examples", title="Epochs")
    patience: int = Field(
        0,
        ge=0,
        le=1000,
        description="Early stopping: epochs without a better validation loss before it stops and keeps the best; 0: off",
        title="Patience",
    )


class Experiment(_Part):
    """All that decides a run. On one machine's CPU, with one number of threads, the same experiment gives the same run."""

    net: NetSpec
    """What takes the examples."""
    # Left out where there are none: what is kept, sent and linked of one net is then as it was before there were others.
    nets: dict[str, NetSpec] = Field(
        {}, max_length=8, description="Nets that learn beside it, by name", title="More nets", exclude_if=operator.not_
    )
    data: DataSettings = DataSettings()
    training: TrainingSettings = TrainingSettings()
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        description="Decides the first weights, the order of the examples and every other chance",
        title="Seed",
    )

    @model_validator(mode="after")
    def _each_id_once(self) -> Self:
        if "net" in self.nets:
            raise ValueError("net is the name of the first net; the others need others")
        seen: set[str] = set()
        for name, net in self.all_nets.items():
            own = {layer.id for layer in net.layers}
            if twice := seen & own:
                raise ValueError(f"the net {name} has a layer {min(twice)}, and so has one before it; each needs its own id")
            seen |= own
        return self

    @property
    def all_nets(self) -> dict[str, NetSpec]:
        """Every net by name; the first is `net`, and called so."""
        return {"net": self.net, **self.nets} if self.nets else {"net": self.net}

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of all nets."""
        return tuple(layer for net in self.all_nets.values() for layer in net.layers)

    def thawed(self) -> Experiment:
        """The same with nothing frozen: what is frozen may change within a run, the nets otherwise may not."""
        nets = {name: net.thawed() for name, net in self.nets.items()}
        return self.model_copy(update={"net": self.net.thawed(), "nets": nets})

    def on_its_data(self) -> Experiment:
        """The same, its net taking what the data set gives, whatever `net.input` was: in an old link it may be another's."""
        dataset = registry().get(self.data.dataset)
        if dataset is None or self.net.input == dataset.input_shape:
            return self
        return self.model_copy(update={"net": self.net.model_copy(update={"input": dataset.input_shape})})
