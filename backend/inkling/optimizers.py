"""torch.optim's optimisers, from an experiment's settings, in their fastest form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from inkling.experiment import TrainingSettings


def build(training: TrainingSettings, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The optimiser that these settings name, for parameters that are all on one device.

    `fused` does a whole step in one kernel, `foreach` all parameters in one call for each operation; both do what the plain
    loop over parameters does. Adadelta has its textbook `rho` 0.9, RMSprop its `alpha` 0.99.
    """
    chosen = list(parameters)
    options = _options(training)
    match training.optimizer:
        case "SGD":
            return torch.optim.SGD(chosen, fused=True, **options)
        case "Adam":
            return torch.optim.Adam(chosen, fused=True, **options)
        case "AdamW":
            return torch.optim.AdamW(chosen, fused=True, **options)
        case "RMSprop":
            return torch.optim.RMSprop(chosen, foreach=True, **options)
        case "Adadelta":
            return torch.optim.Adadelta(chosen, foreach=True, **options)


def adjust(optimizer: torch.optim.Optimizer, training: TrainingSettings) -> None:
    """Follow changed settings, all but the optimiser's kind; what it has gathered (momentum, mean squares) stays."""
    for group in optimizer.param_groups:
        group.update(_options(training))


def set_rate(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """The learning rate of the steps that follow."""
    for group in optimizer.param_groups:
        group["lr"] = lr


def _options(training: TrainingSettings) -> dict[str, Any]:
    common = {"lr": training.lr, "weight_decay": training.weight_decay}
    match training.optimizer:
        case "SGD":
            # Without momentum there is nothing to look ahead along; torch refuses it.
            nesterov = training.nesterov and training.momentum > 0
            return {**common, "momentum": training.momentum, "nesterov": nesterov}
        case "Adam" | "AdamW":
            return {**common, "betas": (training.momentum, training.beta2)}
        case "RMSprop":
            return {**common, "momentum": training.momentum}
        case "Adadelta":
            return common
