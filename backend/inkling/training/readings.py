"""What steps gave, read back from the device in one go, and as an event."""

from __future__ import annotations

import struct

import torch

from inkling.learning.learner import Outcome
from inkling.protocol.arrays import Floats
from inkling.protocol.training import Curves


def read(outcomes: list[Outcome]) -> tuple[list[float], list[float], int]:
    """Losses and accuracies of these steps, and how many images they had; reads from the device once."""
    guesses = torch.cat([outcome.logits for outcome in outcomes]).argmax(1)
    right = (guesses == torch.cat([outcome.labels for outcome in outcomes])).to(torch.float32)
    numbers = torch.cat((torch.stack([outcome.loss for outcome in outcomes]), right)).cpu()
    losses, hits = numbers[: len(outcomes)], numbers[len(outcomes) :]

    # Batches differ in size, so accuracies are differences of a running count.
    sizes = torch.tensor([len(outcome.labels) for outcome in outcomes])
    counted = torch.cat((torch.zeros(1), hits.cumsum(0)))
    ends = torch.cat((torch.zeros(1, dtype=torch.int64), sizes.cumsum(0)))
    return losses.tolist(), (counted[ends].diff() / sizes).tolist(), len(hits)


def curves(first: int, losses: list[float], accuracies: list[float], gradients: dict[str, float]) -> Curves:
    """The event that says so, of steps from `first` on."""
    return Curves(first=first, loss=_floats(losses), accuracy=_floats(accuracies), gradients=gradients)


def _floats(numbers: list[float]) -> Floats:
    return Floats(shape=[len(numbers)], data=struct.pack(f"<{len(numbers)}f", *numbers))
