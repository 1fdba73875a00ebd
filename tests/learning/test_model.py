"""From data to a module: the same weights as plain PyTorch, submodules by id, and weights kept where layers stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from inkling.layers._base import Misfit
from inkling.learning.model import build, initial
from inkling.net import NetSpec

LAYERS: list[dict[str, Any]] = [
    {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 5},
    {"id": "norm", "type": "BatchNorm2d"},
    {"id": "relu", "type": "ReLU"},
    {"id": "flatten", "type": "Flatten"},
    {"id": "linear", "type": "Linear", "out_features": 10},
]


def spec(layers: list[dict[str, Any]]) -> NetSpec:
    return NetSpec.model_validate({"layers": layers})


def same(one: nn.Module, other: nn.Module) -> bool:
    mine, yours = one.state_dict(), other.state_dict()
    return mine.keys() == yours.keys() and all(torch.equal(mine[key], yours[key]) for key in mine)


def test_its_weights_are_those_of_plain_pytorch_with_this_seed() -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        plain = nn.Sequential(nn.Conv2d(1, 4, 5), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 24 * 24, 10))
    net = build(spec(LAYERS), seed=3)
    assert [name for name, _ in net.named_children()] == ["conv", "norm", "relu", "flatten", "linear"]
    for mine, theirs in zip(net.state_dict().values(), plain.state_dict().values(), strict=True):
        assert torch.equal(mine, theirs)
    x = torch.rand(3, 1, 28, 28)
    assert torch.equal(net.eval()(x), plain.eval()(x))


def test_the_global_generator_stays_as_it_was() -> None:
    before = torch.get_rng_state()
    first = build(spec(LAYERS), seed=1)
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(5)
    assert same(first, build(spec(LAYERS), seed=1))
    assert not same(first, build(spec(LAYERS), seed=2))


@pytest.mark.parametrize("name", ["train", "float", "forward", "type", "0", "-"])
def test_any_id_can_name_a_layer(name: str) -> None:
    net = build(spec([{"id": "flatten", "type": "Flatten"}, {"id": name, "type": "Linear"}]), seed=0)
    assert net.train().eval()(torch.rand(2, 1, 28, 28)).shape == (2, 10)
    assert list(net.state_dict()) == [f"{name}.weight", f"{name}.bias"]


def test_a_net_that_does_not_fit_is_not_built() -> None:
    with pytest.raises(Misfit, match="flat list"):
        build(spec(LAYERS[:3] + LAYERS[4:]), seed=0)


def trained(path: Path, layers: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """A file of weights unlike any first ones."""
    state = build(spec(layers), seed=0).state_dict()
    for number, tensor in enumerate(state.values()):
        tensor.fill_(number + 7)
    save_file(state, path)
    return state


def test_weights_of_the_same_net_are_kept(tmp_path: Path) -> None:
    state = trained(tmp_path / "kept.safetensors", LAYERS)
    net = initial(spec(LAYERS), seed=5, start=tmp_path / "kept.safetensors")
    assert state.keys() == net.state_dict().keys()
    assert all(torch.equal(state[key], value) for key, value in net.state_dict().items())
    assert same(initial(spec(LAYERS), seed=5), build(spec(LAYERS), seed=5))


def test_layers_that_changed_begin_anew(tmp_path: Path) -> None:
    state = trained(tmp_path / "kept.safetensors", LAYERS)
    # The convolution and its norm stay; pooling makes the linear layer another, and a new layer comes between.
    changed = [
        *LAYERS[:3],
        {"id": "pool", "type": "MaxPool2d"},
        LAYERS[3],
        {"id": "hidden", "type": "Linear", "out_features": 20},
        {"id": "relu2", "type": "ReLU"},
        LAYERS[4],
    ]
    net = initial(spec(changed), seed=5, start=tmp_path / "kept.safetensors")
    fresh = build(spec(changed), seed=5).state_dict()
    for key, value in net.state_dict().items():
        expected = state if key.split(".")[0] in ("conv", "norm") else fresh
        assert torch.equal(value, expected[key]), key


def test_another_sort_of_layer_under_the_same_id_begins_anew(tmp_path: Path) -> None:
    """BatchNorm and LayerNorm both have a weight and a bias; without a bias, a convolution is another layer too."""
    flat: list[dict[str, Any]] = [{"id": "flatten", "type": "Flatten"}, {"id": "norm", "type": "BatchNorm1d"}]
    trained(tmp_path / "kept.safetensors", flat)
    other = [flat[0], {"id": "norm", "type": "LayerNorm"}]
    assert same(initial(spec(other), 0, tmp_path / "kept.safetensors"), build(spec(other), 0))
    trained(tmp_path / "kept.safetensors", LAYERS)
    other = [{**LAYERS[0], "bias": False}]
    assert same(initial(spec(other), 0, tmp_path / "kept.safetensors"), build(spec(other), 0))
