"""The quick order of layers gives what the net's own order gives, to the last bit, in value and in gradient."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from inkling.learning.forward import channels_last, for_measuring, in_order


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(2, 2, 0), (3, 2, 1), (3, 1, 1)])
def test_pooling_before_relu_is_exact(kernel: int, stride: int, padding: int) -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(kernel, stride, padding), nn.Flatten(), nn.LazyLinear(3))
    images = torch.randint(-2, 3, (5, 1, 9, 9)).float()  # few values: many ties
    images.requires_grad_()
    net(images)
    fast = in_order(net)
    assert [type(layer).__name__ for layer in fast][:3] == ["Conv2d", "MaxPool2d", "ReLU"]
    found = []
    for module in (net, fast):
        out = module(images)
        found.append((out, *torch.autograd.grad(out.square().sum(), [images, *net.parameters()])))
    for a, b in zip(*found, strict=True):
        assert torch.equal(a, b)


def test_the_layers_are_the_same_objects_and_the_net_keeps_its_order() -> None:
    net = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2), nn.Tanh(), nn.MaxPool2d(2))
    fast = in_order(net)
    assert [type(layer).__name__ for layer in net] == ["ReLU", "MaxPool2d", "Tanh", "MaxPool2d"]
    assert [type(layer).__name__ for layer in fast] == ["MaxPool2d", "ReLU", "Tanh", "MaxPool2d"]
    assert {id(layer) for layer in net} == {id(layer) for layer in fast}


def test_channels_last_changes_no_value() -> None:
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(16, 2))
    before = {name: value.clone() for name, value in net.state_dict().items()}
    channels_last(net)
    assert net.state_dict()["0.weight"].is_contiguous(memory_format=torch.channels_last)
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())


@pytest.mark.parametrize("size", [4, 5, 9])
@pytest.mark.parametrize("pool", [nn.MaxPool2d(2), nn.MaxPool2d((2, 2), (2, 2), 0, 1)])
def test_the_quicker_pool_gives_the_same_values(pool: nn.Module, size: int) -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 3, 1), pool, nn.BatchNorm2d(3))
    quick = for_measuring(net)
    assert type(quick[1]) is not nn.MaxPool2d
    assert quick[0] is net[0]
    images = torch.randn(2, 1, size, size)
    images[0, 0, 0, 0] = float("nan")
    net.eval()
    assert torch.equal(net(images).nan_to_num(7), quick(images).nan_to_num(7))


@pytest.mark.parametrize(
    "pool", [nn.MaxPool2d(3), nn.MaxPool2d(2, 1), nn.MaxPool2d(2, 2, 1), nn.MaxPool2d(2, ceil_mode=True), nn.AvgPool2d(2)]
)
def test_other_pools_are_left_alone(pool: nn.Module) -> None:
    assert for_measuring(nn.Sequential(pool))[0] is pool
