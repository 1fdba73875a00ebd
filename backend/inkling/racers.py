"""Copies of one net that learn from the same mini-batches, each with one setting of its own, in one pass through all of them.

A small net's step is mostly the starting of its operations. Here each operation is started once, for all nets: their weights
are stacked, and `torch.vmap` makes of a convolution with N sets of filters one grouped convolution, of N matrix products one
batched product. Only the optimisers, which differ, go net by net.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.func import functional_call

from inkling import optimizers
from inkling.datasets._base import Arrays
from inkling.device import mixed, seed_chance
from inkling.experiment import Experiment
from inkling.forward import in_order
from inkling.frozen import Frozen
from inkling.learner import CHANCE, Learner
from inkling.model import initial
from inkling.replay import CudaRecorder, Recorder, Replay
from inkling.schedule import learning_rate


class Losses(NamedTuple):
    """What a step gave, on the device."""

    losses: Tensor
    """[nets], each before the step's change of its weights."""


class Racers:
    """The nets of a race, side by side.

    Each takes the steps that a `Learner` of its experiment would take, but for the order of floating-point sums, and for
    Dropout, which draws for each net anew. The images come in the order of the first experiment's seed.

    Args:
        lanes: the experiment of each net; they differ in training settings other than the batch size, or in their seeds.
        kept: a file with weights to begin with, as a `Learner` has it.
        recorder: what records steps, to play them again; None: CUDA's on a GPU, nothing elsewhere.

    Raises:
        InklingError: there is nothing to learn, or nothing to learn from.
    """

    def __init__(
        self,
        lanes: Sequence[Experiment],
        arrays: Arrays,
        device: torch.device,
        kept: Path | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self.lanes = list(lanes)
        self.images = Learner(lanes[0], arrays, device, kept)
        """Says which images come next; its own net stays as it is."""
        self.nets = [initial(lane.net, lane.seed, kept).to(device).train() for lane in lanes]
        """Each with its part of the stacked weights: they follow it."""
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
        for i, net in enumerate(self.nets):
            for parameter, stacked in zip(net.parameters(), self._weights.values(), strict=True):
                parameter.data = stacked.detach()[i]
            for (name, _), stacked in zip(list(net.named_buffers()), self._buffers.values(), strict=True):
                owner, _, key = name.rpartition(".")
                net.get_submodule(owner)._buffers[key] = stacked[i]
        self._together = self._can_go_together()
        self._recorder = recorder or (CudaRecorder(list(self._weights.values())) if device.type == "cuda" else None)  # type: ignore[arg-type]
        recorded = self._recorder is not None
        self._optimizers = [
            optimizers.build(lane.training, net.parameters(), recorded=recorded)
            for lane, net in zip(self.lanes, self.nets, strict=True)
        ]
        self._frozen = [Frozen(lane.net, net) for lane, net in zip(self.lanes, self.nets, strict=True)]
        same_each_time = not (self.images.has_chance or self.images.augmented)
        self._replay = (
            Replay(self._learn, lanes[0].training.batch_size, self._recorder) if self._recorder and same_each_time else None
        )

    def step(self) -> Tensor:
        """One mini-batch for all nets.

        Returns:
            [nets]: their losses on it, on the device; reading them waits for the step to end.
        """
        images = self.images
        rows = images.next_rows()
        moment = images.epoch + (images.position + len(rows) / 2) / images.size  # as in Learner.step
        for lane, optimizer in zip(self.lanes, self._optimizers, strict=True):
            optimizers.set_rate(optimizer, learning_rate(lane.training, moment, lane.training.epochs))
        (losses,) = self._replay.step(rows) if self._replay else self._learn(rows)
        images.advance(len(rows))
        return losses

    def right(self, images: Tensor, labels: Tensor) -> Tensor:
        """How many of these images each net gets right: [nets], int64.

        Args:
            images: scaled, [B, C, H, W].
            labels: [B]
        """
        self._all.eval()
        try:
            with torch.no_grad():
                return (self._logits(images).argmax(2) == labels).sum(1)
        finally:
            self._all.train()

    def _learn(self, rows: Tensor) -> Losses:
        images, labels = self.images.batch(rows, self.images.step_number)
        if self.images.has_chance:
            seed_chance(self.images.device, mixed(self.lanes[0].seed, CHANCE, self.images.step_number))
        logits = self._logits(images)
        each = F.cross_entropy(logits.flatten(0, 1), labels.repeat(len(self.nets)), reduction="none")
        losses = each.view(len(self.nets), -1).mean(1)
        for weight in self._weights.values():
            weight.grad = None
        # The gradient of the sum towards a net's own weights is that of its own loss.
        torch.autograd.backward(losses.sum())
        for i, (net, optimizer, frozen) in enumerate(zip(self.nets, self._optimizers, self._frozen, strict=True)):
            for parameter, stacked in zip(net.parameters(), self._weights.values(), strict=True):
                assert stacked.grad is not None
                parameter.grad = stacked.grad[i]
            before = frozen.copy()
            optimizer.step()
            frozen.put_back(before)
        return Losses(losses.detach())

    def _logits(self, images: Tensor) -> Tensor:
        """[nets, B, classes]"""
        if self._together:
            every = torch.vmap(self._one, in_dims=(0, 0, None), randomness="different")
            logits: Tensor = every(self._weights, self._buffers, images)
            return logits
        return torch.stack(
            [
                self._one(_part(self._weights.items(), i), _part(self._buffers.items(), i), images)
                for i in range(len(self.nets))
            ]
        )

    def _one(self, weights: dict[str, Tensor], buffers: dict[str, Tensor], images: Tensor) -> Tensor:
        logits: Tensor = functional_call(self._all, {**weights, **buffers}, (images,))
        return logits

    def _can_go_together(self) -> bool:
        """Whether torch can do every layer for all nets at once; each one that Inkling has, so far."""
        buffers = self._buffers
        rows = torch.arange(min(2, self.images.size), device=self.images.device)
        self._together = True
        try:
            with torch.no_grad():
                self._buffers = {name: buffer.clone() for name, buffer in buffers.items()}
                self._logits(self.images.scale(self.images.images[rows].repeat(2, 1, 1, 1)))
        except (RuntimeError, NotImplementedError):
            return False
        finally:
            self._buffers = buffers
        return True


def _part(stacked: Iterable[tuple[str, Tensor]], net: int) -> dict[str, Tensor]:
    return {name: tensor[net] for name, tensor in stacked}
