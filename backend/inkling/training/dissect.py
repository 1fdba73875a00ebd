"""One training step taken apart: what it does to the weights of one unit, in autograd's and the optimiser's own numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from inkling.learning import optimizers
from inkling.learning.learner import Learner
from inkling.learning.targets import wanted
from inkling.learning.ways import Outcome
from inkling.probes._base import quantise
from inkling.protocol.arrays import Floats
from inkling.protocol.explaining import Dissection, Parameter

SHOWN = 8
"""Examples of the mini-batch that are shown."""
MOST_WEIGHTS = 4096
"""Weights of one unit that are shown, the first ones."""


def dissect(learner: Learner, layer: str, unit: int) -> tuple[Outcome, Dissection | None]:
    """Take the next step, and say what it did. The step is the one that `learner.step` takes, no other.

    Args:
        layer: its id. Without weights, or without such a `unit`, the step is taken all the same, and there is nothing to say.
        unit: which of its units: a filter, a row, the channel of a norm.
    """
    at = next((each.units_at for each in learner.experiment.layers if each.id == layer), 0)
    parameters = _parameters(learner.way.layers, layer, unit, at)
    rows, step = learner.next_rows(), learner.step_number
    pictures = learner.task.pictures(learner.inputs_at(rows, step)[:SHOWN])
    before = {name: (_part(value, unit, at), _state(learner, value, unit, at)) for name, value in parameters.items()}
    outcome = learner.step()
    if not parameters:
        return outcome, None
    output, targets = outcome.output[:SHOWN].detach().double(), outcome.target[:SHOWN]
    loss = learner.experiment.training.loss
    changes = [
        Parameter(
            name=name,
            before=before[name][0],
            gradient=_part(value.grad if value.grad is not None else torch.zeros_like(value), unit, at),
            after=_part(value, unit, at),
            state=_both(before[name][1], _state(learner, value, unit, at)),
        )
        for name, value in parameters.items()
    ]
    return outcome, Dissection(
        layer=layer,
        unit=unit,
        step=learner.step_number,
        loss=float(outcome.loss),
        size=len(rows),
        pictures=quantise(pictures) if pictures is not None else None,
        targets=targets.reshape(len(targets), -1).tolist(),
        answers=learner.task.answers(output, loss),
        losses=loss.per_example(output, wanted(loss, targets, output.shape[1])).tolist(),
        lr=learner.rate or 0.0,
        optimizer=learner.experiment.training.optimizer,
        rule=list(optimizers.rule(learner.experiment.training)),
        parameters=changes,
    )


def _parameters(layers: nn.Module, layer: str, unit: int, at: int) -> dict[str, nn.Parameter]:
    module = dict(layers.named_children()).get(layer)
    if module is None:
        return {}
    return {name: value for name, value in module.named_parameters() if value.dim() and unit < len(_by_unit(value, at))}


def _by_unit(tensor: Tensor, at: int) -> Tensor:
    """A weight with its units first, which it has in dimension `at`; a bias as it is."""
    return tensor.movedim(at, 0) if tensor.dim() > at else tensor


def _part(tensor: Tensor, unit: int, at: int) -> Floats:
    numbers = _by_unit(tensor.detach(), at)[unit].float().cpu().numpy()
    if numbers.size > MOST_WEIGHTS:
        numbers = numbers.reshape(-1)[:MOST_WEIGHTS]
    return Floats(shape=list(numbers.shape), data=np.ascontiguousarray(numbers, dtype="<f4").tobytes())


def _state(learner: Learner, parameter: nn.Parameter, unit: int, at: int) -> dict[str, Floats]:
    """What the optimiser keeps for these weights; empty before its first step."""
    kept: Mapping[str, object] = learner.way.gathered().get(parameter, {})
    return {
        name: _part(value, unit, at)
        for name, value in kept.items()
        if isinstance(value, Tensor) and value.shape == parameter.shape
    }


def _both(before: dict[str, Floats], after: dict[str, Floats]) -> dict[str, list[Floats]]:
    """Each of them before and after; what was not there before was 0."""
    nothing = {name: Floats(shape=value.shape, data=bytes(len(value.data))) for name, value in after.items()}
    return {name: [before.get(name, nothing[name]), value] for name, value in after.items()}
