"""A unit's arithmetic in whole nets: every number is what a hook reads, and its receptive field what it depends on."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inkling.experiment.presets import presets
from inkling.learning.model import build
from inkling.net import NetSpec
from inkling.probes import arithmetic as units
from inkling.protocol.arrays import Floats
from inkling.protocol.explaining import Arithmetic

NETS = {preset.name: preset.net for preset in presets()}


def hooked(net: nn.Sequential, x: Tensor) -> dict[str, Tensor]:
    """What hooks read of each layer's output in one forward pass, without the batch."""
    read: dict[str, Tensor] = {}
    handles = [
        layer.register_forward_hook(lambda _, __, output, name=name: read.__setitem__(name, output[0].detach()))
        for name, layer in net.named_children()
    ]
    net(x)
    for handle in handles:
        handle.remove()
    return read


def numbers(field: Floats | None) -> Any:
    assert field is not None
    return np.frombuffer(field.data, "<f4").reshape(field.shape)


def some(spec: NetSpec, count: int, seed: int) -> list[tuple[str, tuple[int, ...]]]:
    """Some units of every layer."""
    chance = Random(seed)
    return [
        (layer.id, tuple(chance.randrange(size) for size in shape))
        for layer, shape in zip(spec.layers, units.shapes(spec)[1:], strict=True)
        for _ in range(count)
    ]


def explained(
    spec: NetSpec, net: nn.Sequential, x: Tensor, read: dict[str, Tensor], layer: str, at: tuple[int, ...]
) -> Arithmetic:
    given = [read[each] if each else x[0] for each in units.inputs_of(spec, layer)]
    return units.arithmetic(spec, net, layer, at, given=given, output=read[layer], drawing=3, step=9)


@pytest.mark.parametrize("name", NETS)
def test_every_number_is_what_a_hook_reads(name: str) -> None:
    spec = NETS[name]
    net = build(spec, 4).eval()
    torch.manual_seed(0)
    x = torch.randn(1, *spec.input)
    read = hooked(net, x)
    for layer, at in some(spec, 4, 1):
        assert units.fits(spec, layer, at)
        found = explained(spec, net, x, read, layer, at)
        assert found.value == float(read[layer][at])
        assert found.lines[-1].value == pytest.approx(found.value, rel=1e-5, abs=1e-5)
        source = read[found.source] if found.source else x[0]
        assert found.shape == list(source.shape if source.ndim == 3 else (1, 1, len(source)))
        inputs = numbers(found.inputs)
        picture = source.numpy().reshape(found.shape)
        for place in list(np.ndindex(inputs.shape))[:100]:
            c, r, k = (f + p * a for f, p, a in zip(found.first, place, (1, *found.apart), strict=True))
            inside = 0 <= r < picture.shape[1] and 0 <= k < picture.shape[2]
            assert inputs[place] == (picture[c, r, k] if inside else 0)
        for each in found.largest:
            c, r, k = each.at
            if 0 <= r < picture.shape[1] and 0 <= k < picture.shape[2]:
                assert each.input == pytest.approx(float(picture[c, r, k]))
            assert each.product == pytest.approx(each.input * each.weight)
        sizes = [abs(each.product) for each in found.largest]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("name", NETS)
def test_its_receptive_field_in_the_input_is_what_it_depends_on(name: str) -> None:
    spec = NETS[name]
    net = build(spec, 4).eval()
    for layer, at in some(spec, 1, 2):
        x = torch.rand(1, *spec.input, requires_grad=True)
        y = x
        for each, module in net.named_children():
            y = module(y)
            if each == layer:
                break
        y[0][at].backward()  # type: ignore[no-untyped-call]
        assert x.grad is not None
        read = hooked(net, x.detach())
        reach = explained(spec, net, x.detach(), read, layer, at).reach
        assert reach[-1].layer is None
        inside = torch.zeros(spec.input, dtype=torch.bool)
        inside[tuple(slice(low, high) for low, high in reach[-1].box)] = True
        assert not (x.grad[0].ne(0) & ~inside).any()
        before = [each.id for each in spec.layers][: [each.id for each in spec.layers].index(layer)]
        assert [each.layer for each in reach] == [*reversed(before), None]


def test_linear_s_weights_lie_as_the_picture_that_was_flattened() -> None:
    spec = NETS["two-block"]
    net = build(spec, 4).eval()
    x = torch.rand(1, *spec.input)
    read = hooked(net, x)
    last = spec.layers[-1].id
    found = explained(spec, net, x, read, last, (3,))
    pooled = next(layer.id for layer in reversed(spec.layers) if layer.type == "MaxPool2d")
    assert found.source == pooled
    assert found.shape == list(read[pooled].shape)
    weight = dict(net.named_children())[last].weight
    assert np.array_equal(numbers(found.weights), weight[3].detach().numpy().reshape(found.shape))  # type: ignore[index]
    assert found.logits == read[last].tolist()


def test_a_unit_that_is_not_there_does_not_fit() -> None:
    spec = NETS["two-block"]
    first, last = spec.layers[0].id, spec.layers[-1].id
    assert units.fits(spec, last, (9,))
    for layer, at in [(last, (10,)), (last, (0, 0)), (last, (-1,)), ("nowhere", (0,)), (first, (0, 99, 0)), (first, (0,))]:
        assert not units.fits(spec, layer, at)


def test_of_very_many_inputs_the_largest_are_told() -> None:
    spec = NetSpec.model_validate(
        {"input": (3, 80, 80), "layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 2}]}
    )
    net = build(spec, 0).eval()
    x = torch.randn(1, *spec.input)
    found = explained(spec, net, x, hooked(net, x), "a", (1,))
    assert found.inputs is None
    assert found.weights is None
    assert len(found.largest) == units.LARGEST
    assert found.lines[-1].value == pytest.approx(found.value, rel=1e-4, abs=1e-4)
