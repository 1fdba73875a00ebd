"""Copies of one net that learn from the same mini-batches, each with one setting of its own, in one pass through all of them.

A small net's step is mostly the starting of its operations. Here each operation is started once, for all nets: their weights
are stacked, and `torch.vmap` makes of a convolution with N sets of filters one grouped convolution, of N matrix products one
batched product. Only the optimisers, which differ, go net by net. Where that is slower, as with large matrices on a CPU, or
can't be done, all goes net by net.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from copy import deepcopy
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.func import functional_call

from inkling.datasets._base import Arrays
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.experiment.schedule import learning_rate
from inkling.learning.forward import in_order
from inkling.learning.learner import Learner
from inkling.learning.replay import CudaRecorder, Recorder, Replay
from inkling.learning.targets import wanted
from inkling.learning.ways import OneNet

log = logging.getLogger("inkling.racers")

MEASURED = 32
"""On so many examples, at most, it is measured which way is quicker."""


class Losses(NamedTuple):
    """What a step gave, on the device."""

    losses: Tensor
    """[nets], each before the step's change of its weights."""

    def copy(self) -> Losses:
        """The same, with a tensor of its own."""
        return Losses(self.losses.clone())


class RacingNets:
    """The nets of a race, side by side.

    Each takes the steps that a `Learner` of its experiment would take, but for the order of floating-point sums, and for
    Dropout, which draws for each net anew. Where seeds differ, first weights alone do.

    Args:
        experiment: says which examples there are, how they are varied, and in which order they come.
        lanes: the experiment of each net; they differ in training settings other than the batch size, or in their seeds.
        start: a file with weights to begin with, as a `Learner` has it.
        recorder: what records steps, to play them again; None: CUDA's on a GPU, nothing elsewhere.
        together: whether the nets take their steps in one pass; None: if that can be done and is quicker here.

    Raises:
        InklingError: there is nothing to learn, or nothing to learn from.
    """

    def __init__(
        self,
        experiment: Experiment,
        lanes: Sequence[Experiment],
        arrays: Arrays,
        device: torch.device,
        start: Path | None = None,
        recorder: Recorder | None = None,
        together: bool | None = None,
    ) -> None:
        self.lanes = list(lanes)
        self.source = Learner(experiment, arrays, device, start)
        """Says which examples come next; its own net stays as it is."""
        if not isinstance(self.source.way, OneNet):
            raise InklingError("There is no race here.", "What is to be learned takes several nets; races are of one net each.")
        recorded = recorder is not None or device.type == "cuda"
        self._ways = [OneNet(lane, device, start, recorded=recorded) for lane in lanes]
        self.nets = [way.net for way in self._ways]
        """Each net; what they learn together is seen in each."""
        self._all = in_order(deepcopy(self.nets[0]))
        """What is done in one pass for all nets, with the weights it is given."""
        names = [name for name, _ in self._all.named_parameters()]
        self._weights = {
            name: torch.stack([weight.detach() for weight in same]).requires_grad_()
            for name, same in zip(names, zip(*(net.parameters() for net in self.nets), strict=True), strict=True)
        }
        self._buffers = {
            name: torch.stack(same)
            for (name, _), same in zip(
                self._all.named_buffers(), zip(*(net.buffers() for net in self.nets), strict=True), strict=True
            )
        }
        self._apart = [way.fast for way in self._ways]
        """The same nets, one by one."""
        self.together = together if together is not None else self._goes_together()
        """They take their steps in one pass."""
        if self.together:
            self._tie()
        else:
            self._weights, self._buffers = {}, {}
        self._recorder = recorder or (CudaRecorder(list(self._weights.values())) if device.type == "cuda" else None)
        same_each_time = not (self.source.has_chance or self.source.varied)
        self._replay = (
            Replay(self._learn, lanes[0].training.batch_size, self._recorder) if self._recorder and same_each_time else None
        )

    def _tie(self) -> None:
        """Make each net's weights its part of the stacked ones, in the same memory."""
        for i, net in enumerate(self.nets):
            for parameter, stacked in zip(net.parameters(), self._weights.values(), strict=True):
                parameter.data = stacked.detach()[i]
            for (name, _), stacked in zip(list(net.named_buffers()), self._buffers.values(), strict=True):
                owner, _, key = name.rpartition(".")
                net.get_submodule(owner)._buffers[key] = stacked[i]

    def step(self) -> Tensor:
        """One mini-batch for all nets.

        Returns:
            [nets]: their losses on it, on the device; reading them waits for the step to end.
        """
        source = self.source
        rows = source.next_rows()
        moment = source.epoch + (source.position + len(rows) / 2) / source.size  # as in Learner.step
        for lane, way in zip(self.lanes, self._ways, strict=True):
            way.set_rate(learning_rate(lane.training, moment, lane.training.epochs))
        (losses,) = self._replay.step(rows) if self._replay else self._learn(rows)
        source.advance(len(rows))
        return losses

    def count(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """What the task counts of these examples, summed for each net: float32 [nets, M].

        Args:
            inputs: ready for a net, [B, …].
            targets: [B, …]
        """
        every = [self._all, *self._apart]
        for net in every:
            net.eval()
        try:
            with torch.no_grad():
                output, nets = self._output(inputs), len(self.nets)
                counted = self.source.task.count(output.flatten(0, 1), _for_each(targets, nets))
                return counted.reshape(nets, len(targets), -1).sum(1)
        finally:
            for net in every:
                net.train()

    def _learn(self, rows: Tensor) -> Losses:
        losses = self._descend(*self.source.batch(rows, self.source.step_number))
        for way in self._ways:
            way.descent.move()
        return Losses(losses)

    def _descend(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """The losses [nets] on these examples, and each net's gradients, at its parameters."""
        for weight in chain(self._weights.values(), *(net.parameters() for net in self.nets)):
            weight.grad = None
        losses = self._losses(self._output(inputs), targets)
        # The gradient of the sum towards a net's own weights is that of its own loss.
        torch.autograd.backward(losses.sum())
        if self.together:
            for i, net in enumerate(self.nets):
                for parameter, stacked in zip(net.parameters(), self._weights.values(), strict=True):
                    # None where nothing takes what the layer gives.
                    parameter.grad = None if stacked.grad is None else stacked.grad[i]
        return losses.detach()

    def _losses(self, output: Tensor, targets: Tensor) -> Tensor:
        """The loss of each net, [nets], from outputs [nets, B, outputs]."""
        criteria = [lane.training.loss for lane in self.lanes]
        first, outputs = criteria[0], output.shape[2]
        if any(criterion != first for criterion in criteria):
            each = zip(criteria, output, strict=True)
            return torch.stack([criterion.of(own, wanted(criterion, targets, outputs)) for criterion, own in each])
        compared = wanted(first, _for_each(targets, len(self.nets)), outputs)
        return first.per_example(output.flatten(0, 1), compared).view(len(self.nets), -1).mean(1)

    def _output(self, inputs: Tensor) -> Tensor:
        """[nets, B, …]"""
        if not self.together:
            return torch.stack([net(inputs) for net in self._apart])
        every = torch.vmap(self._one, in_dims=(0, 0, None), randomness="different")
        output: Tensor = every(self._weights, self._buffers, inputs)
        return output

    def _one(self, weights: dict[str, Tensor], buffers: dict[str, Tensor], inputs: Tensor) -> Tensor:
        output: Tensor = functional_call(self._all, {**weights, **buffers}, (inputs,))
        return output

    def _goes_together(self) -> bool:
        """Whether torch can do every layer for all nets at once, and is quicker so; on a GPU it always is."""
        source = self.source
        rows = torch.arange(min(source.experiment.training.batch_size, source.size, MEASURED), device=source.device)
        batch = source.ready(source.inputs.index_select(0, rows)), source.targets.index_select(0, rows)
        buffers = [*self._buffers.values(), *(buffer for net in self.nets for buffer in net.buffers())]
        kept = [buffer.clone() for buffer in buffers]
        seconds = {}
        try:
            for self.together in (True, False):
                self._descend(*batch)
                if source.device.type != "cpu":
                    return True
                began = time.perf_counter()
                self._descend(*batch)
                seconds[self.together] = time.perf_counter() - began
        except (RuntimeError, NotImplementedError):
            if not self.together:
                raise
            log.warning("These nets can't take a step in one pass; they go one by one.", exc_info=True)
            return False
        finally:
            for buffer, before in zip(buffers, kept, strict=True):
                buffer.copy_(before)
        return seconds[True] < seconds[False]


def _for_each(targets: Tensor, nets: int) -> Tensor:
    """Targets [B, …], once for each net: [nets · B, …]."""
    return targets.repeat(nets, *[1] * (targets.dim() - 1))
