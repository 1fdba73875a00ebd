"""torch.optim's optimisers, from an experiment's settings, in their fastest form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from inkling.experiment.experiment import TrainingSettings


def build(training: TrainingSettings, parameters: Iterable[nn.Parameter], *, recorded: bool = False) -> torch.optim.Optimizer:
    """The optimiser that these settings name, for parameters that are all on one device.

    `fused` does a whole step in one kernel, `foreach` all parameters in one call for each operation; both do what the plain
    loop over parameters does. Adadelta has its textbook `rho` 0.9, RMSprop its `alpha` 0.99.

    Args:
        recorded: its steps will be recorded and played again (see `replay`): its learning rate is a number on the device, and
            so is all else that changes from step to step.
    """
    chosen = list(parameters)
    options = _options(training)
    if recorded:
        device = chosen[0].device
        options["lr"] = torch.tensor(training.lr, device=device)
        if training.optimizer != "SGD":  # it counts no steps
            options["capturable"] = device.type == "cuda"
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
    options = _options(training)
    lr = options.pop("lr")
    for group in optimizer.param_groups:
        group.update(options)
    set_rate(optimizer, lr)


def set_rate(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """The learning rate of the steps that follow."""
    for group in optimizer.param_groups:
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(lr)
        else:
            group["lr"] = lr


def rule(training: TrainingSettings) -> tuple[str, ...]:
    """The optimiser's formulas for one weight w with the gradient g, in their order, as in torch.optim's documentation.

    Names in them are those of the optimiser's state; `t` is the number of the step.
    """
    decay = ("g ← g + weight_decay · w",) if training.weight_decay and training.optimizer != "AdamW" else ()
    adam = (
        "exp_avg ← β₁ exp_avg + (1 − β₁) g",
        "exp_avg_sq ← β₂ exp_avg_sq + (1 − β₂) g²",
        "w ← w − lr · (exp_avg / (1 − β₁ᵗ)) / (√(exp_avg_sq / (1 − β₂ᵗ)) + 10⁻⁸)",
    )
    match training.optimizer:
        case "SGD" if training.momentum:
            step = "w ← w − lr · (g + momentum · buffer)" if training.nesterov else "w ← w − lr · buffer"
            return (*decay, "buffer ← momentum · buffer + g  (the first time: g)", step)
        case "SGD":
            return (*decay, "w ← w − lr · g")
        case "Adam":
            return (*decay, *adam)
        case "AdamW":
            return (*(("w ← w − lr · weight_decay · w",) if training.weight_decay else ()), *adam)
        case "RMSprop":
            average = "square_avg ← 0.99 square_avg + 0.01 g²"
            if training.momentum:
                buffer = "buffer ← momentum · buffer + g / (√square_avg + 10⁻⁸)"
                return (*decay, average, buffer, "w ← w − lr · buffer")
            return (*decay, average, "w ← w − lr · g / (√square_avg + 10⁻⁸)")
        case "Adadelta":
            return (
                *decay,
                "square_avg ← 0.9 square_avg + 0.1 g²",
                "δ ← √(acc_delta + 10⁻⁶) / √(square_avg + 10⁻⁶) · g",
                "acc_delta ← 0.9 acc_delta + 0.1 δ²",
                "w ← w − lr · δ",
            )


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
