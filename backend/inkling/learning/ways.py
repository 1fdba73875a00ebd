"""How nets learn: what one mini-batch does to their weights. A task names its way; `Learner` says which examples come when.

The first net takes the examples, and is the experiment's `net`; a way may have others beside it, the experiment's `nets`. Ids
of layers are unique over all of them, so weights, gradients and what is frozen go by the layer alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor, nn

from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.learning import optimizers
from inkling.learning.forward import channels_last, for_measuring, in_order
from inkling.learning.frozen import Frozen
from inkling.learning.model import initial
from inkling.learning.targets import wanted
from inkling.machine.chance import Purpose, mixed


class Outcome(NamedTuple):
    """What a step gave, on the device: reading it waits for the step to end."""

    losses: Mapping[str, Tensor]
    """Scalars by name, before the step's change of the weights; the first is the one that a run is judged by."""
    output: Tensor
    """[B, …]: what the nets gave"""
    target: Tensor
    """[B, …]: what it was compared with"""

    @property
    def loss(self) -> Tensor:
        """The first of the losses."""
        return next(iter(self.losses.values()))

    def copy(self) -> Outcome:
        """One with tensors of its own."""
        losses = {name: loss.clone() for name, loss in self.losses.items()}
        return Outcome(losses, self.output.clone(), self.target.clone())


class Descent:
    """An optimiser, and the layers whose weights it moves, all but the frozen ones.

    Args:
        nets: those of these names in the experiment.
        recorded: as for `optimizers.build`.
        alone: no other optimiser moves weights on the way to the loss.
    """

    def __init__(self, experiment: Experiment, nets: Mapping[str, nn.Module], *, recorded: bool, alone: bool) -> None:
        self._nets = dict(nets)
        self.parameters = [parameter for net in nets.values() for parameter in net.parameters()]
        self.optimizer = optimizers.build(experiment.training, self.parameters, recorded=recorded)
        self._towards = None if alone else self.parameters
        self._follow(experiment)

    def adjust(self, experiment: Experiment) -> None:
        """Go on with other settings, and other units frozen; what the optimiser has gathered stays."""
        optimizers.adjust(self.optimizer, experiment.training)
        self._follow(experiment)

    def down(self, loss: Tensor) -> None:
        """One step against the gradient of this loss, which stays at the parameters; nobody else's gradient is touched."""
        for parameter in self.parameters:
            parameter.grad = None  # what `zero_grad` does, a few per cent of a small net's step quicker
        torch.autograd.backward(loss, inputs=self._towards)
        self.move()

    def move(self) -> None:
        """One step of the optimiser, with the gradients that are there."""
        frozen = self._frozen.copy()
        self.optimizer.step()
        self._frozen.put_back(frozen)

    def _follow(self, experiment: Experiment) -> None:
        specs = experiment.all_nets
        layers = chain.from_iterable(specs[name].layers for name in self._nets)
        modules = chain.from_iterable(net.named_children() for net in self._nets.values())
        self._frozen = Frozen(layers, dict(modules))


class Way(ABC):
    """Nets, the optimisers that move their weights, and what a mini-batch does to them.

    Args:
        start: a safetensors file with weights to begin with, for the layers that are still the same.
        recorded: its steps will be recorded and played again.

    Raises:
        InklingError: the experiment has other nets than these, or nothing in them learns.
    """

    beside: ClassVar[tuple[str, ...]] = ()
    """The nets beside the first, by their names in `Experiment.nets`."""
    moves: ClassVar[Mapping[str, tuple[str, ...]]]
    """The optimisers, each with the names of the nets whose weights it moves; the first net is called "net"."""
    draws: ClassVar[bool] = False
    """`learn` draws random numbers itself, from PyTorch's own generator; it is seeded before each step."""

    def __init__(self, experiment: Experiment, device: torch.device, start: Path | None = None, *, recorded: bool) -> None:
        self._refuse(experiment)
        self.experiment = experiment
        self.nets: dict[str, nn.Sequential] = {}
        """All nets by name, the first of them first, in training mode."""
        specs = experiment.all_nets
        for number, name in enumerate(("net", *self.beside)):
            seed = mixed(experiment.seed, Purpose.BESIDE, number) if number else experiment.seed
            self.nets[name] = channels_last(initial(specs[name], seed, start).to(device)).train()
        self.layers = _all_layers(list(self.nets.values()))
        """The layers of all nets, each under its id."""
        if next(self.layers.parameters(), None) is None:
            raise InklingError("This net has nothing to learn.", "None of its layers has weights.", "Add a Linear layer.")
        alone = len(self.moves) == 1
        self.descents = {
            name: Descent(experiment, {net: self.nets[net] for net in nets}, recorded=recorded, alone=alone)
            for name, nets in self.moves.items()
        }
        """The optimisers by name."""

    @abstractmethod
    def learn(self, inputs: Tensor, targets: Tensor) -> Outcome:
        """One step of every optimiser on these examples.

        Args:
            inputs: ready for a net, [B, …].
            targets: [B, …]
        """

    @abstractmethod
    def answering(self) -> nn.Module:
        """What makes outputs of inputs where no gradient is asked for: the very same layers, in the quickest order."""

    def adjust(self, experiment: Experiment) -> None:
        """Go on with what follows at once of this experiment (`experiment.changes`)."""
        self.experiment = experiment
        for descent in self.descents.values():
            descent.adjust(experiment)

    def set_rate(self, rate: float) -> None:
        """The learning rate of the steps that follow."""
        for descent in self.descents.values():
            optimizers.set_rate(descent.optimizer, rate)

    @property
    def counts_on_device(self) -> bool:
        """The optimisers keep the number of their steps on the device, not on the CPU."""
        defaults = next(iter(self.descents.values())).optimizer.defaults
        return bool(defaults.get("fused") or defaults.get("capturable"))

    def gathered(self) -> dict[Tensor, dict[str, Any]]:
        """What the optimisers have gathered of each parameter; empty before the first step."""
        return {parameter: state for descent in self.descents.values() for parameter, state in descent.optimizer.state.items()}

    def gather(self, gathered: Mapping[Tensor, Mapping[str, Any]]) -> None:
        """Have gathered this instead."""
        for descent in self.descents.values():
            descent.optimizer.state.clear()
            descent.optimizer.state.update({each: gathered[each] for each in descent.parameters if each in gathered})
            descent.optimizer.zero_grad()

    def _refuse(self, experiment: Experiment) -> None:
        missing = [name for name in self.beside if name not in experiment.nets]
        useless = [name for name in experiment.nets if name not in self.beside]
        if missing:
            raise InklingError("A net is missing.", f"What is to be learned needs {_named(missing)} beside the first net.")
        if useless:
            what = f"There is no use for {_named(useless)}." if self.beside else "One net is trained here, and no others."
            raise InklingError("There are nets too many.", what, f"Take {_named(useless)} out.")


class OneNet(Way):
    """One net, whose output is compared with the targets by the loss of the experiment."""

    moves: ClassVar[Mapping[str, tuple[str, ...]]] = {"net": ("net",)}

    def __init__(self, experiment: Experiment, device: torch.device, start: Path | None = None, *, recorded: bool) -> None:
        super().__init__(experiment, device, start, recorded=recorded)
        (self.net,) = self.nets.values()
        (self.descent,) = self.descents.values()
        self.fast = in_order(self.net)
        """The same layers as `net`, quicker, with the same output."""

    def learn(self, inputs: Tensor, targets: Tensor) -> Outcome:
        output: Tensor = self.fast(inputs)
        criterion = self.experiment.training.loss
        loss = criterion.of(output, wanted(criterion, targets, output.shape[1]))
        self.descent.down(loss)
        return Outcome({"loss": loss.detach()}, output.detach(), targets)

    def answering(self) -> nn.Module:
        return for_measuring(self.fast)


WAYS: dict[str, type[Way]] = {way.__name__: way for way in (OneNet,)}
"""Every way by the name that a task gives it."""


def _all_layers(nets: Sequence[nn.Module]) -> nn.Module:
    """A module whose children are those of all the nets."""
    whole = nn.Module()
    for net in nets:
        whole._modules.update(net._modules)
    return whole


def _named(names: Sequence[str]) -> str:
    return f"the net{'s' if len(names) > 1 else ''} {', '.join(names)}"
