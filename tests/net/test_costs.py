"""What nets cost, by hand and by PyTorch: parameters, multiply-adds, bytes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from inkling.experiment.presets import presets
from inkling.learning.model import build
from inkling.net import NetSpec, check

TWO_BLOCK = {
    "layers": [
        {"id": "conv1", "type": "Conv2d", "out_channels": 8, "kernel_size": 3},
        {"id": "norm1", "type": "BatchNorm2d"},
        {"id": "relu1", "type": "ReLU"},
        {"id": "pool1", "type": "MaxPool2d", "kernel_size": 2},
        {"id": "conv2", "type": "Conv2d", "out_channels": 16, "kernel_size": 3},
        {"id": "relu2", "type": "ReLU"},
        {"id": "pool2", "type": "MaxPool2d", "kernel_size": 2},
        {"id": "flatten", "type": "Flatten"},
        {"id": "linear", "type": "Linear", "out_features": 10},
    ]
}
NET = NetSpec.model_validate(TWO_BLOCK)


def test_by_hand() -> None:
    report = check(NET, batch_size=100, optimizer="Adam")
    counts = {layer.id: (layer.parameters, layer.macs) for layer in report.layers if layer.parameters}
    assert counts == {
        "conv1": (8 * 9 + 8, 8 * 9 * 26 * 26),
        "norm1": (8 + 8, 0),
        "conv2": (16 * 8 * 9 + 16, 16 * 8 * 9 * 11 * 11),
        "linear": (400 * 10 + 10, 400 * 10),
    }
    assert report.parameters == 80 + 16 + 1168 + 4010
    assert report.macs == 48_672 + 139_392 + 4_000
    conv1 = report.layers[0].bytes
    assert conv1.weights == conv1.gradients == 80 * 4
    assert conv1.optimizer == 2 * 80 * 4
    assert conv1.activations == 100 * 8 * 26 * 26 * 4
    assert conv1.total == 4 * 80 * 4 + 100 * 8 * 26 * 26 * 4
    assert report.bytes.total == sum(layer.bytes.total for layer in report.layers)


@pytest.mark.parametrize(
    ("name", "momentum"), [("SGD", True), ("Adam", False), ("AdamW", False), ("RMSprop", True), ("Adadelta", False)]
)
def test_bytes_are_those_that_pytorch_holds(name: str, momentum: bool) -> None:
    """After one step: parameters, buffers, gradients, and the optimiser's state without its step counters."""
    net = build(NET, seed=0)
    kind: Any = getattr(torch.optim, name)
    optimizer = kind(net.parameters(), lr=0.01, **({"momentum": 0.9} if momentum else {}))
    net(torch.rand(4, 1, 28, 28)).sum().backward()
    optimizer.step()
    found = check(NET, batch_size=4, optimizer=name).bytes
    assert found.weights == sum(each.nbytes for each in (*net.parameters(), *net.buffers()))
    assert found.gradients == sum(each.grad.nbytes for each in net.parameters() if each.grad is not None)
    state = [value for held in optimizer.state.values() for key, value in held.items() if key != "step" and value is not None]
    assert found.optimizer == sum(each.nbytes for each in state)


def test_activations_are_the_memory_of_all_outputs() -> None:
    net = build(NET, seed=0)
    storages: dict[int, int] = {}

    def keep(_module: nn.Module, _inputs: Any, output: torch.Tensor) -> None:
        storages[output.untyped_storage().data_ptr()] = output.untyped_storage().nbytes()
        held.append(output)

    held: list[torch.Tensor] = []
    for layer in net:
        layer.register_forward_hook(keep)
    net(torch.rand(4, 1, 28, 28))
    assert check(NET, batch_size=4).bytes.activations == sum(storages.values())


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("softmax", 784 * 10 + 10),
        ("perceptron", 784 * 512 + 512 + 512 * 10 + 10),
        ("one-block", 80 + 1352 * 10 + 10),
        # The lecture's net.
        ("two-block", 5_386),
        # 156 + 2,416 + 48,120 + 10,164 + 850: LeCun et al. 1998, with all of C3's connections, and S2, S4 without weights.
        ("lenet-5", 61_706),
    ],
)
def test_published_and_hand_counted_parameters(name: str, parameters: int) -> None:
    preset = next(preset for preset in presets() if preset.name == name)
    assert check(preset.net).parameters == parameters
