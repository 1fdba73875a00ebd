"""The loss of what is on a pad: how wrong the net would be, were it an example to learn from."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from inkling.learning.targets import wanted
from inkling.losses._base import Loss
from inkling.protocol.explaining import ArithmeticLine, ExampleLoss, Term


def loss_of(loss: Loss, output: Tensor, target: Sequence[float] | None, *, classes: bool) -> ExampleLoss | None:
    """How the loss of one example comes about; None: it is not known what the net is to say, or that is nothing it can say.

    Args:
        output: what the net gives for it, [K].
        target: the number of its class, or K numbers.
        classes: which of the two.
    """
    if not target or output.ndim != 1 or (target[0] not in range(len(output)) if classes else len(target) != len(output)):
        return None
    given = output.double()
    aim = wanted(loss, torch.tensor([int(target[0])]) if classes else torch.tensor([target]), len(output))
    if aim.is_floating_point():
        aim = aim.double()
    found = loss.explain(given.numpy(), aim[0].numpy() if aim.is_floating_point() else int(target[0]))
    return ExampleLoss(
        target=list(target),
        value=float(loss.per_example(given[None], aim)),
        terms=[Term(name=each.name, formula=each.formula, values=list(each.values)) for each in found.columns],
        lines=[ArithmeticLine(name=line.name, formula=line.formula, value=line.value) for line in found.lines],
        points=list(found.points),
    )
