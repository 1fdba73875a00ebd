"""One step of training after another: the same experiment gives the same steps, however they are cut into pauses.

No clock, no messages: those are the trainer's. Nothing here draws from a generator that has a past: the order of the examples
follows from (seed, epoch), what varies them and dropout from (seed, step). So a run that was paused, killed and taken up again
from its state, or looked at in between, is the run that was left alone: bit for bit, as long as it has the same number of CPU
threads. With another one, as when a second training begins beside it, the same sums are added in another order.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from inkling.datasets._base import Arrays, registry
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.experiment.schedule import learning_rate
from inkling.layers._base import times
from inkling.learning.replay import CudaRecorder, Recorder, Replay
from inkling.learning.selection import select
from inkling.learning.ways import WAYS, Outcome
from inkling.machine.chance import Purpose, mixed
from inkling.machine.device import seed_chance
from inkling.tasks._base import task_of


@dataclass
class State:
    """Everything that the following steps depend on, as copies."""

    step: int
    epoch: int
    position: int
    weights: dict[str, Tensor]
    """Parameters and buffers of all nets, by layer and name."""
    optimizer: dict[str, Tensor]
    """What the optimisers have gathered, as "INDEX.KEY", with the index of the parameter; empty before the first step."""


class Learner:
    """Nets and how they learn, their training examples, and where in them they are.

    Args:
        start: a safetensors file with weights to begin with, for the layers that are still the same.
        recorder: what records steps, to play them again; None: CUDA's on a GPU, nothing elsewhere.

    Raises:
        InklingError: there is nothing to learn, or nothing to learn from.
    """

    def __init__(
        self,
        experiment: Experiment,
        arrays: Arrays,
        device: torch.device,
        start: Path | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self.data = registry()[experiment.data.dataset]
        self.task = task_of(self.data)
        given = arrays.train_inputs.shape[1:]
        if given != experiment.net.input:
            raise InklingError(
                "The net does not take what the data set gives.",
                f"It takes {times(experiment.net.input)}; the examples are {times(given)}.",
                "Choose the data set again.",
            )
        self.selection = selection = select(arrays, experiment.data, experiment.seed, self.data)
        self.inputs = torch.from_numpy(arrays.train_inputs[selection.train]).to(device)
        """[N, …]: the whole training set, as it is kept, on the device."""
        self.targets = torch.from_numpy(selection.train_targets).to(device)
        self.size = len(self.targets)
        self.ready = self.task.ready(self.data)
        self.device = device

        recorded = recorder is not None or device.type == "cuda"
        self.way = WAYS[self.task.way](experiment, device, start, recorded=recorded)
        self.net = self.way.nets["net"]
        """The one that takes the examples."""
        self._parameters = list(self.way.layers.parameters())
        if self.size == 0:
            raise InklingError(
                "There are no training examples.", "All are held back for validation.", "Make that share smaller."
            )
        self.has_chance = self.way.draws or any(isinstance(module, _DropoutNd) for module in self.way.layers.modules())
        """Random numbers are drawn in training: some layer does, or the way itself."""
        self._has_batch_norm = any(isinstance(module, _BatchNorm) for module in self.way.layers.modules())
        self._generator = torch.Generator(device)

        self.experiment = experiment
        self.varied = self.task.varies(experiment.data)
        """Examples are changed at random before they are shown."""
        self._recorder = recorder or (CudaRecorder(self._parameters) if device.type == "cuda" else None)
        self._replay = self._new_replay()
        self.step_number = 0
        """Steps so far."""
        self.epoch = 0
        """Whole epochs so far."""
        self.position = 0
        """Examples of the present epoch so far."""
        self.rate: float | None = None
        """The learning rate of the last step."""
        self._rows: tuple[int, Tensor] | None = None

    @property
    def done(self) -> float:
        """Epochs so far, with their fraction."""
        return self.epoch + self.position / self.size

    @property
    def steps_per_epoch(self) -> int:
        """With the present batch size."""
        size = self.experiment.training.batch_size
        return max(1, -(-self.size // size) - (1 if self.size % size == 1 and self._joins_last else 0))

    def step(self) -> Outcome:
        """Exactly one mini-batch."""
        rows = self.next_rows()
        size = len(rows)
        # The rate of a step is that of its middle, so that a cycle's first and last step are not lost on a rate of 0.
        training = self.experiment.training
        self.rate = learning_rate(training, self.epoch + (self.position + size / 2) / self.size, training.epochs)
        self.way.set_rate(self.rate)
        outcome = self._replay.step(rows) if self._replay else self._learn(rows)
        self.advance(size)
        return outcome

    def advance(self, size: int) -> None:
        """A step on the next `size` examples has been taken."""
        self.step_number += 1
        self.position += size
        if self.position >= self.size:
            self.epoch, self.position = self.epoch + 1, 0

    def _learn(self, rows: Tensor) -> Outcome:
        return self.way.learn(*self.batch(rows, self.step_number))

    def _new_replay(self) -> Replay[Outcome] | None:
        """Recorded steps, where each step does the same: nothing in it hangs on the step's number."""
        if self._recorder is None or self.has_chance or self.varied:
            return None
        return Replay(self._learn, self.experiment.training.batch_size, self._recorder)

    def batch(self, rows: Tensor, step: int) -> tuple[Tensor, Tensor]:
        """These training examples as `step` (from 0) shows them, and their targets; PyTorch's chance is that of the step."""
        inputs = self.ready(self.inputs_at(rows, step))
        if self.has_chance:
            seed_chance(self.device, mixed(self.experiment.seed, Purpose.LAYERS, step))
        return inputs, self.targets.index_select(0, rows)

    def inputs_at(self, rows: Tensor, step: int) -> Tensor:
        """These training inputs as they are kept, varied as `step` (from 0) varies them."""
        inputs = self.inputs.index_select(0, rows)
        if self.varied:
            self._generator.manual_seed(mixed(self.experiment.seed, Purpose.VARY, step))
            inputs = self.task.vary(inputs, self.experiment.data, self._generator)
        return inputs

    def next_rows(self) -> Tensor:
        """Which training examples the next step learns from: [B], int64."""
        return self._order()[self.position : self.position + self._batch()]

    def adjust(self, experiment: Experiment) -> None:
        """Go on with what follows at once of this experiment (`experiment.changes`); all else in it must be the same."""
        self.experiment = experiment
        self.varied = self.task.varies(experiment.data)
        self.way.adjust(experiment)
        self._replay = self._new_replay()

    def edit(self, layer: str, parameter: str, at: tuple[int, ...], values: bytes) -> bool:
        """Set part of a layer's weights, in place; what the optimiser has gathered stays.

        Args:
            at: first indices in the parameter.
            values: all its numbers at that index, float32, little-endian.

        Returns:
            Whether it fits these nets; otherwise nothing is changed.
        """
        module = dict(self.way.layers.named_children()).get(layer)
        tensor = dict(module.named_parameters()).get(parameter) if module else None
        if tensor is None or len(at) > tensor.dim() or any(i >= size for i, size in zip(at, tensor.shape, strict=False)):
            return False
        numbers = torch.from_numpy(np.frombuffer(values, "<f4").copy())
        part = tensor.data[at]
        if part.numel() != numbers.numel() or not numbers.isfinite().all():
            return False
        part.copy_(numbers.reshape(part.shape))
        return True

    def capture(self) -> State:
        """A copy of everything that the following steps depend on."""
        gathered = self.way.gathered()
        kept = {
            f"{index}.{key}": value.detach().clone()
            for index, parameter in enumerate(self._parameters)
            for key, value in gathered.get(parameter, {}).items()
            if isinstance(value, Tensor)
        }
        weights = {name: value.detach().clone() for name, value in self.way.layers.state_dict().items()}
        return State(self.step_number, self.epoch, self.position, weights, kept)

    def is_finite(self) -> bool:
        """Whether every weight is; reads from the device once."""
        values = [value for value in self.way.layers.state_dict().values() if value.is_floating_point()]
        return bool(torch.stack([value.isfinite().all() for value in values]).all())

    def restore(self, state: State) -> None:
        """Be as it was when `state` was captured.

        Raises:
            ValueError: the state is of other nets or another optimiser.
        """
        own = self.way.layers.state_dict()
        if own.keys() != state.weights.keys() or any(own[name].shape != value.shape for name, value in state.weights.items()):
            raise ValueError("the state is of another net")
        gathered: dict[Tensor, dict[str, Tensor]] = {}
        counters = self.device if self.way.counts_on_device else torch.device("cpu")
        for name, value in state.optimizer.items():
            index, _, key = name.partition(".")
            parameter = self._parameters[int(index)]
            # Laid out in memory as the parameter is: fused kernels walk both side by side.
            same = value.shape == parameter.shape and value.dim() > 0
            copy = torch.empty_like(parameter).copy_(value) if same else value.to(counters, copy=True)
            gathered.setdefault(parameter, {})[key] = copy.detach()
        for name, value in state.weights.items():
            own[name].copy_(value)
        self.way.gather(gathered)
        self._replay = self._new_replay()  # what is recorded knows the old optimiser's memory
        self.step_number, self.epoch, self.position = state.step, state.epoch, state.position
        if self.position >= self.size:  # there are fewer examples than there were: digits of a class that were struck out
            self.epoch, self.position = self.epoch + 1, 0

    def _order(self) -> Tensor:
        """The order of the training examples in the present epoch."""
        if self._rows is None or self._rows[0] != self.epoch:
            self._rows = (self.epoch, order(self.size, self.experiment.seed, self.epoch).to(self.device))
        return self._rows[1]

    def _batch(self) -> int:
        """How many examples the next step has."""
        rest = self.size - self.position
        size = self.experiment.training.batch_size
        return rest if rest <= size or (rest == size + 1 and self._joins_last) else size

    @property
    def _joins_last(self) -> bool:
        """A single example left over at an epoch's end joins the batch before it: BatchNorm can't learn from one alone."""
        return self._has_batch_norm and self.experiment.training.batch_size > 1


def order(size: int, seed: int, epoch: int) -> Tensor:
    """The order of the training examples in an epoch (from 0): a permutation, [size], int64."""
    return torch.randperm(size, generator=torch.Generator().manual_seed(mixed(seed, Purpose.ORDER, epoch)))
