"""The contract of a task, and the registry that finds the folders beside this file.

A task is what is asked of a net: from what, to what, how that is judged, and what is shown of it. Each is one folder, whose
`task.py` has one subclass of `Task`. torch is imported inside its methods alone: the server reads the registry without it.

Shapes: N examples, M numbers that are counted of each.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from inkling.datasets._base import Dataset, Switch, Targets, find
from inkling.datasets._base import registry as datasets
from inkling.experiment.experiment import DataSettings, Experiment
from inkling.layers._base import Signal
from inkling.losses._base import Loss, Wants
from inkling.losses._base import registry as every_loss
from inkling.protocol.answer import Answer
from inkling.protocol.looking import Showcase
from inkling.registry import defined

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Ready = Callable[[Tensor], Tensor]
    """Makes of inputs as they are kept what a net takes: float32, of the same shape; they are left as they are."""

Rows = npt.NDArray[np.int64]
Data = TypeVar("Data", bound=Dataset)


@dataclass(frozen=True)
class Measure:
    """A figure that says how well a net does."""

    name: str
    title: str
    better: Literal["more", "less"]
    share: bool = False
    """It is a share of the examples, 0 to 1, and told in per cent."""
    short: str = ""
    """Its title where there is little room; "": that is short enough."""

    def best(self, figures: Iterable[float | None]) -> float | None:
        """The best of these; None: there is none."""
        found = [figure for figure in figures if figure is not None and math.isfinite(figure)]
        return (max if self.better == "more" else min)(found, default=None)


@dataclass(frozen=True)
class Named:
    """A number of an answer."""

    name: str
    unit: str = ""
    """"": it has none."""


class Told(BaseModel):
    """What the page is told of a data set. A task that has more to tell extends it, and narrows `task` to its own name."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    title: str
    help: str
    task: str
    """The name of what is asked of nets that learn from it."""
    input: tuple[int, ...]
    """Of one example's input; a picture's: channels, height, width."""
    of_room: bool
    """Each room has its own examples; there is nothing to download."""
    switch: Switch | None
    """Its twin, which differs from it in one thing."""
    answers: tuple[Named, ...]
    """The numbers of an answer, in their order."""


@dataclass(frozen=True)
class Seen:
    """What a net said of the test examples, or of a sample of them."""

    step: int
    """How many steps it has learned from."""
    inputs: Tensor
    """All test inputs, as they are kept."""
    rows: Tensor | None
    """Which of them it was shown: [N]; None: all."""
    output: Tensor
    """[N, …]"""
    target: Tensor
    """[N, …]"""
    loss: Loss
    """What it learns by, which says how sure an output is."""
    most: int
    """Of examples of one sort, so many are named at most."""

    @property
    def whole(self) -> bool:
        """It was shown all of them."""
        return len(self.target) == len(self.inputs)


class Task(ABC, Generic[Data]):
    """What is asked of a net. Nothing here keeps state: one instance serves every thread."""

    name: ClassVar[str]
    """That of its folder; data sets name it."""
    title: ClassVar[str]
    """What the page calls it."""
    measures: ClassVar[tuple[Measure, ...]]
    """How it is judged, beside the loss. The first is what races are for."""
    told: ClassVar[type[Told]] = Told
    """What `tells` gives."""
    targets: ClassVar[tuple[Wants, ...]]
    """What its targets can be compared as. Classes are kept as int64 [N], all else as float32 [N, …]."""
    way: ClassVar[str] = "OneNet"
    """How it is learned: the name of a class in learning/ways.py."""

    # --- what goes in, and what comes out ------------------------------------------------------------------------------

    def takes(self, data: Data) -> Signal:
        """What the net's input must be."""
        return Signal.of(data.input_shape)

    @abstractmethod
    def gives(self, data: Data) -> Signal:
        """What its last layer must give."""

    def asks(self, data: Data) -> str:
        """What its last layer must give, in words, a sentence without its full stop; "": so many numbers."""
        return ""

    def losses(self) -> dict[str, type[Loss]]:
        """What a net may learn by, by name: losses that want what its targets can be compared as. The first is the usual."""
        return {name: loss for name, loss in every_loss().items() if loss.wants in self.targets}

    @abstractmethod
    def ready(self, data: Data) -> Ready:
        """What makes this data set's inputs ready for a net."""

    def spoil(self, targets: Targets, rows: Rows, data: Data, settings: DataSettings, seed: int) -> tuple[Targets, Rows]:
        """The targets that are learned from, where some are to be wrong on purpose; and which are, in rising order.

        Args:
            targets: of all training examples; they are left as they are.
            rows: those that are learned from.

        Returns:
            One target for each of `rows`, as a copy, and positions in `rows`.
        """
        return np.array(targets[rows]), np.empty(0, dtype=np.int64)

    def varies(self, settings: DataSettings) -> bool:
        """Whether `vary` changes anything."""
        return False

    def vary(self, inputs: Tensor, settings: DataSettings, chance: torch.Generator) -> Tensor:
        """Training inputs as one step shows them: each changed by a chance of its own.

        Args:
            inputs: as they are kept; they are left as they are.
        """
        return inputs

    # --- how it is judged -----------------------------------------------------------------------------------------------

    @abstractmethod
    def count(self, output: Tensor, target: Tensor) -> Tensor:
        """What is counted of each example: float32 [N, M].

        Args:
            output: [N, …], what the net gives.
            target: [N, …]
        """

    @abstractmethod
    def figures(self, means: Tensor) -> Mapping[str, Tensor]:
        """The measures, each [...], from the means of what was counted, [..., M]."""

    # --- what is told --------------------------------------------------------------------------------------------------

    def tells(self, data: Data, **more: Any) -> Told:
        """What the page is told of a data set.

        Args:
            more: what `told` has beside what every data set has.
        """
        return self.told(
            name=data.name,
            title=data.title,
            help=data.help,
            task=data.task,
            input=data.input_shape,
            of_room=data.of_room,
            switch=data.switch,
            answers=tuple(self.named(data)),
            **more,
        )

    def named(self, data: Data) -> Sequence[Named]:
        """The numbers of an answer, in their order: by default the net's outputs, counted from 1."""
        return [Named(str(i + 1)) for i in range(prod(self.gives(data).size))]

    def answers(self, output: Tensor, loss: Loss) -> list[Answer]:
        """What the page is told of each example: by default the net's outputs as they are.

        Args:
            output: [N, …]
            loss: what it learns by.
        """
        return [Answer(task=self.name, values=row) for row in output.flatten(1).tolist()]

    def showcase(self, seen: Seen, data: Data) -> Showcase | None:
        """Where it is wrong on the test examples; None: there is no way to show it."""
        return None

    def pictures(self, inputs: Tensor) -> Tensor | None:
        """Inputs as they are kept, to be looked at: [N · channels, H, W], from 0 to 1; None: they are no pictures."""
        return None


_registry: dict[str, Task[Any]] = {}


def registry() -> dict[str, Task[Any]]:
    """Every task by its name."""
    if not _registry:
        _registry.update({task.name: task() for task in defined(__package__, Task, "task")})
    return _registry


def input_of(experiment: Experiment) -> Signal:
    """What the net of an experiment takes: of the kind that its task says, as large as the net says.

    Raises:
        InklingError: there is no such data set.
    """
    data = find(experiment.data.dataset)
    return Signal(task_of(data).takes(data).kind, experiment.net.input)


def task_of(data: Dataset) -> Task[Any]:
    """What is asked of a net that learns from this data set."""
    return registry()[data.task]


def first_measure(experiment: Experiment) -> Measure | None:
    """What runs of this experiment are compared by; None: nobody knows its data set."""
    data = datasets().get(experiment.data.dataset)
    return task_of(data).measures[0] if data else None
