"""Why training broke off: the step and the first layer where numbers ran away, a likely cause, a way on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from inkling.experiment.experiment import Experiment, TrainingSettings
from inkling.learning.graph import passing
from inkling.learning.learner import Learner, State
from inkling.net.names import title_in
from inkling.protocol.training import Failure
from inkling.training.fallback import Level


@dataclass(frozen=True)
class Finding:
    """Where training broke."""

    step: int
    """The step (from 1) whose loss is not a number."""
    layer: str | None
    """The first layer, from the input on, whose weights or output are not finite."""
    in_weights: bool
    """Its weights are; otherwise its output is, with finite weights and a finite input."""
    losses: list[float]
    """Of the steps just before."""
    good: State | None
    """The newest state whose loss had not run away yet, as `Level` judges; None: all had."""


def investigate(learner: Learner, anchor: State, level: Level, last: int) -> Finding | None:
    """Take the steps again from `anchor` until the loss is not finite, and look for the layer where it begins.

    Args:
        level: how low the loss has been before; it goes on from there.
        last: the step (from 1) where to give up.

    Returns:
        None if every loss is finite this time.
    """
    learner.restore(anchor)
    good: State | None = None
    losses: list[float] = []
    while learner.step_number < last:
        before = learner.capture()
        rows = learner.next_rows()
        loss, *more = torch.stack(list(learner.step().losses.values())).tolist()
        if not all(map(math.isfinite, (loss, *more))):
            learner.restore(before)
            layer, in_weights = first_concerned(learner, rows, before.step)
            return Finding(before.step + 1, layer, in_weights, losses[-20:], good)
        losses.append(loss)
        if level.add(loss):
            good = before
    return None


def first_concerned(learner: Learner, rows: Tensor, step: int) -> tuple[str | None, bool]:
    """The first layer whose weights (True) or output (False) are not finite, for these training examples at this step.

    Layer by layer in the net's own order, in training mode, with the step's own chances. Of the nets beside it, what they are
    given is not known here: their weights alone are looked at, and there may be no layer to name.
    """
    x, _ = learner.batch(rows, step)
    name = None
    with torch.no_grad():
        for layer, (name, given) in zip(learner.net.children(), passing(learner.net, x), strict=True):
            if not _is_finite(layer):
                return name, True
            if not bool(given.isfinite().all()):
                return name, False
        if learner.experiment.nets:
            return next((id for id, layer in learner.way.layers.named_children() if not _is_finite(layer)), None), True
    # Finite logits, but too far apart for the loss: the last layer made them.
    return name, False


def _is_finite(layer: nn.Module) -> bool:
    """Whether its weights are."""
    return all(bool(value.isfinite().all()) for value in layer.state_dict().values())


def explain(finding: Finding | None, experiment: Experiment, rate: float) -> tuple[str, str]:
    """A likely cause, and what to do, in a sentence each.

    Args:
        finding: None where it did not happen a second time.
        rate: the learning rate of the last step.
    """
    training = experiment.training
    todo = f"Lower the learning rate, to {_tenth(rate)} or less, and train on from the last good weights, or reset."
    decoupled = training.optimizer == "AdamW"
    if rate * training.weight_decay > 2 and (decoupled or training.optimizer == "SGD"):
        # Each step multiplies the weights by 1 - rate · decay, which is then below -1.
        return (
            f"Learning rate × weight decay is {rate * training.weight_decay:.3g}; above 2 every step makes the weights larger.",
            "Lower the weight decay, and train on from the last good weights, or reset.",
        )
    if finding is None:
        return f"Most likely the learning rate ({rate:.3g}) is too high.", todo
    name = "" if finding.layer is None else title_in(experiment.layers, finding.layer)
    where = ""
    if name:
        broken = (
            "weights of {} are no longer finite" if finding.in_weights else "output of {} is too large for a float32 number"
        )
        where = f"The {broken.format(name)}."
    grown = _growth(finding.losses)
    cause = f"Most likely the learning rate ({rate:.3g}) is too high"
    if grown is not None:
        low, high, steps = grown
        cause += f": the loss rose from {low:.3g} to {high:.3g} in {steps} step{'s' if steps > 1 else ''}"
    return f"{where} {cause}.".strip(), todo


def _growth(losses: Sequence[float]) -> tuple[float, float, int] | None:
    """The least loss, a larger last one, and the steps between; None where the loss had not grown threefold."""
    if len(losses) < 2:
        return None
    least = min(range(len(losses)), key=losses.__getitem__)
    if losses[-1] <= 3 * losses[least]:
        return None
    return losses[least], losses[-1], len(losses) - 1 - least


def _tenth(rate: float) -> str:
    return f"{rate / 10:.2g}"


ELSEWHERE = " If other programs have taken the GPU's memory, INKLING_DEVICE=cpu trains without it."


def say_why(error: Exception, training: TrainingSettings, step: int) -> Failure | None:
    """What to tell people of an error that a step raised; None: it is a defect of Inkling's."""
    text = str(error)
    if isinstance(error, torch.OutOfMemoryError | MemoryError) or "allocate memory" in text or "not enough memory" in text:
        return Failure(
            what="There is not enough memory to train this net.",
            why=f"A step on {training.batch_size} examples did not fit.",
            todo="Make the batch size or the net smaller, and train on."
            + (ELSEWHERE if "CUDA" in text or "MPS" in text else ""),
            step=step,
        )
    if "more than 1 value per channel" in text:
        return Failure(
            what="Batch norm can't learn from one number.",
            why="With one example per step it has a single value per feature, and no spread to divide by.",
            todo="Make the batch size 2 or more, and train on.",
            step=step,
        )
    return None
