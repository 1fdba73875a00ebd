"""How the learning rate moves during training. Plain numbers, no torch: the page previews what the trainer does."""

from __future__ import annotations

import math

from inkling.experiment.experiment import TrainingSettings


def learning_rate(training: TrainingSettings, done: float, total: float) -> float:
    """The learning rate at a moment of training.

    constant    `lr`
    step        `lr` × `gamma` after every `step_epochs` epochs (torch's StepLR)
    cosine      `lr` down to 0 along half a cosine (torch's CosineAnnealingLR; Loshchilov & Hutter 2017)
    one-cycle   from 0 straight up to `lr` after the share `warm`, then straight down to 0 (a triangle; Smith 2018)

    Args:
        done: epochs trained so far, with their fraction. Beyond `total`, cosine and one-cycle begin another cycle.
        total: epochs of one cycle, above 0.
    """
    if training.schedule == "constant":
        return training.lr
    if training.schedule == "step":
        return training.lr * training.gamma ** math.floor(done / training.step_epochs)
    share = _share(done, total)
    if training.schedule == "cosine":
        return training.lr * (1 + math.cos(math.pi * share)) / 2
    if share < training.warm:
        return training.lr * share / training.warm
    return training.lr * ((1 - share) / (1 - training.warm) if training.warm < 1 else 1.0)


def preview(training: TrainingSettings, points: int = 120) -> list[float]:
    """The learning rate at `points` evenly spaced moments, from the start of training to its planned end.

    A drop at the end itself comes after the last step, and is none of this training's.
    """
    end = math.nextafter(training.epochs, 0) if training.schedule == "step" else training.epochs
    moments = (min(training.epochs * i / max(1, points - 1), end) for i in range(points))
    return [learning_rate(training, done, training.epochs) for done in moments]


def _share(done: float, total: float) -> float:
    """How much of the present cycle is over, 0 to 1; a cycle's end belongs to it, not to the next."""
    share = done / total
    return share - max(0, math.ceil(share) - 1)
