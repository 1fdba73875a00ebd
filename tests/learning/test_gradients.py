"""Gradient norms, against their definition."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from inkling.learning.gradients import gradient_norms


def test_is_the_norm_of_all_of_a_layers_gradients() -> None:
    torch.manual_seed(0)
    net = nn.Sequential()
    net.add_module("conv", nn.Conv2d(1, 2, 3))
    net.add_module("relu", nn.ReLU())
    net.add_module("flat", nn.Flatten())
    net.add_module("out", nn.Linear(18, 3))
    assert gradient_norms(net) == {}
    net(torch.randn(4, 1, 5, 5)).square().sum().backward()
    found = gradient_norms(net)
    assert list(found) == ["conv", "out"]
    for name, norm in found.items():
        flat = torch.cat([p.grad.flatten() for p in net.get_submodule(name).parameters() if p.grad is not None])
        assert norm == pytest.approx(float(flat.double().square().sum().sqrt()), rel=1e-5)
