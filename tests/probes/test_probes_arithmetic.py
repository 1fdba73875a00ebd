"""A unit's arithmetic in whole nets: every number is what a hook reads, and its receptive field what it depends on."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inkling.experiment.presets import presets
from inkling.learning.graph import passing
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
        if found.besides is not None:
            other = read[found.besides.source] if found.besides.source else x[0]
            there = float(other.reshape(found.shape)[tuple(found.besides.at)])
            assert found.besides.value == there == pytest.approx(found.lines[1].value)
            assert found.lines[0].value + there == pytest.approx(found.value, rel=1e-5, abs=1e-5)
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
        y = next(given for each, given in passing(net, x) if each == layer)
        y[0][at].backward()  # type: ignore[no-untyped-call]
        assert x.grad is not None
        read = hooked(net, x.detach())
        reach = explained(spec, net, x.detach(), read, layer, at).reach
        assert reach[-1].layer is None
        inside = torch.zeros(spec.input, dtype=torch.bool)
        inside[tuple(slice(low, high) for low, high in reach[-1].box)] = True
        assert not (x.grad[0].ne(0) & ~inside).any()
        before = [each.id for each in spec.layers][: [each.id for each in spec.layers].index(layer)]
        found = [each.layer for each in reach]
        # Of a net with branches: those on the way alone.
        branched = any(each.type == "Identity" for each in spec.layers)
        assert found == [each for each in [*reversed(before), None] if not branched or each in found]


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


def test_what_is_passed_through_is_of_the_layer_that_it_came_from() -> None:
    spec = NETS["side-by-side"]
    net = build(spec, 4).eval()
    x = torch.rand(1, *spec.input)
    read = hooked(net, x)
    for channel, source, there in ((3, "relu3", 3), (11, "relu2", 3)):
        found = explained(spec, net, x, read, "concat", (channel, 2, 5))
        assert (found.source, found.first) == (source, [there, 2, 5])
        assert found.value == float(read[source][there, 2, 5])
        on_the_way = [each.layer for each in found.reach]
        assert ("relu3" in on_the_way) == (source == "relu3")
        assert on_the_way[-3:] == ["pool1", "conv1", None]
    branched = explained(spec, net, x, read, "branch", (1, 2, 3))
    assert (branched.source, branched.first) == ("relu1", [1, 2, 3])


def test_a_unit_of_add_depends_on_both_ways() -> None:
    spec = NETS["residual"]
    net = build(spec, 4).eval()
    x = torch.rand(1, *spec.input)
    found = explained(spec, net, x, hooked(net, x), "add", (2, 5, 6))
    assert found.source == "conv3"
    assert found.besides is not None
    assert (found.besides.source, found.besides.at) == ("relu1", [2, 5, 6])
    assert [each.layer for each in found.reach] == ["conv3", "relu2", "conv2", "relu1", "pool1", "conv1", None]
