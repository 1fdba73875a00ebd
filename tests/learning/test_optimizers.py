"""The optimisers, each against torch.optim's own plain loop over parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
import torch
from torch import nn

from inkling.experiment.experiment import Optimizer, TrainingSettings
from inkling.learning import optimizers

SETTINGS = {"lr": 0.01, "momentum": 0.8, "beta2": 0.95, "weight_decay": 0.1}

PLAIN: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.8, weight_decay=0.1, foreach=False, fused=False),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1, foreach=False, fused=False),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1, foreach=False, fused=False),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.8, weight_decay=0.1, foreach=False),
    "Adadelta": lambda p: torch.optim.Adadelta(p, lr=0.01, weight_decay=0.1, foreach=False),
    "nesterov": lambda p: torch.optim.SGD(
        p, lr=0.01, momentum=0.8, weight_decay=0.1, nesterov=True, foreach=False, fused=False
    ),
}


def settings(name: str) -> TrainingSettings:
    if name == "nesterov":
        return TrainingSettings.model_validate({**SETTINGS, "optimizer": "SGD", "nesterov": True})
    return TrainingSettings.model_validate({**SETTINGS, "optimizer": name})


def parameters() -> list[nn.Parameter]:
    generator = torch.Generator().manual_seed(3)
    return [nn.Parameter(torch.randn(shape, generator=generator)) for shape in ((5, 3), (5,), (2, 3, 3, 3))]


def steps(optimizer: torch.optim.Optimizer, chosen: list[nn.Parameter], count: int, seed: int = 1) -> None:
    generator = torch.Generator().manual_seed(seed)
    for _ in range(count):
        for parameter in chosen:
            parameter.grad = torch.randn(parameter.shape, generator=generator)
        optimizer.step()


def test_all_are_tested() -> None:
    assert set(get_args(Optimizer)) == PLAIN.keys() - {"nesterov"}


@pytest.mark.parametrize("name", PLAIN)
def test_does_what_torchs_plain_loop_does(name: str) -> None:
    ours, plain = parameters(), parameters()
    steps(optimizers.build(settings(name), ours), ours, 7)
    steps(PLAIN[name](plain), plain, 7)
    for a, b in zip(ours, plain, strict=True):
        torch.testing.assert_close(a, b)


@pytest.mark.parametrize("name", PLAIN)
def test_changed_settings_hold_from_the_next_step_and_nothing_gathered_is_lost(name: str) -> None:
    ours, plain = parameters(), parameters()
    optimizer, reference = optimizers.build(settings(name), ours), PLAIN[name](plain)
    steps(optimizer, ours, 3)
    steps(reference, plain, 3)
    optimizers.adjust(optimizer, settings(name).model_copy(update={"lr": 0.3, "weight_decay": 0.0}))
    reference.param_groups[0].update(lr=0.3, weight_decay=0.0)
    steps(optimizer, ours, 3, seed=2)
    steps(reference, plain, 3, seed=2)
    for a, b in zip(ours, plain, strict=True):
        torch.testing.assert_close(a, b)


def test_sgd_gains_and_loses_momentum_on_the_way() -> None:
    ours, plain = parameters(), parameters()
    without = settings("SGD").model_copy(update={"momentum": 0.0, "nesterov": True})
    optimizer = optimizers.build(without, ours)
    reference = torch.optim.SGD(plain, lr=0.01, weight_decay=0.1, foreach=False, fused=False)
    for momentum in (0.0, 0.8, 0.0):
        optimizers.adjust(optimizer, settings("SGD").model_copy(update={"momentum": momentum}))
        reference.param_groups[0]["momentum"] = momentum
        steps(optimizer, ours, 3)
        steps(reference, plain, 3)
    for a, b in zip(ours, plain, strict=True):
        torch.testing.assert_close(a, b)


def test_set_rate() -> None:
    ours, plain = parameters(), parameters()
    optimizer = optimizers.build(settings("SGD"), ours)
    optimizers.set_rate(optimizer, 0.0)
    steps(optimizer, ours, 2)
    for a, b in zip(ours, plain, strict=True):
        assert torch.equal(a, b)
