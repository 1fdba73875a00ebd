"""What steps gave, read back from the device in one go, and as an event."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import torch

from inkling.learning.ways import Outcome
from inkling.protocol.arrays import Floats
from inkling.protocol.training import Curves
from inkling.tasks._base import Task


def read(outcomes: list[Outcome], task: Task[Any]) -> tuple[list[float], Mapping[str, list[float]], int]:
    """Losses and measures of these steps, and how many examples they had; reads from the device once.

    The loss of a step is its first; NaN where any of its losses is not finite.
    """
    counted = task.count(
        torch.cat([outcome.output for outcome in outcomes]), torch.cat([outcome.target for outcome in outcomes])
    )
    every = torch.stack([loss for outcome in outcomes for loss in outcome.losses.values()])
    numbers = torch.cat((every, counted.flatten())).cpu()
    each, counts = numbers[: len(every)].reshape(len(outcomes), -1), numbers[len(every) :].reshape(counted.shape)
    losses = torch.where(each.isfinite().all(1), each[:, 0], torch.nan)

    # Batches differ in size, so what each counted is a difference of a running count.
    sizes = torch.tensor([len(outcome.target) for outcome in outcomes])
    sums = torch.cat((torch.zeros(1, counts.shape[1], dtype=torch.float64), counts.double().cumsum(0)))
    ends = torch.cat((torch.zeros(1, dtype=torch.int64), sizes.cumsum(0)))
    figures = task.figures(sums[ends].diff(dim=0) / sizes[:, None])
    return losses.tolist(), {name: values.tolist() for name, values in figures.items()}, len(counts)


def curves(first: int, losses: list[float], measures: Mapping[str, list[float]], gradients: dict[str, float]) -> Curves:
    """The event that says so, of steps from `first` on."""
    return Curves(
        first=first,
        loss=_floats(losses),
        measures={name: _floats(values) for name, values in measures.items()},
        gradients=gradients,
    )


def _floats(numbers: list[float]) -> Floats:
    return Floats(shape=[len(numbers)], data=struct.pack(f"<{len(numbers)}f", *numbers))
