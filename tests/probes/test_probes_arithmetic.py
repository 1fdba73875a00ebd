"""A unit's arithmetic in whole nets: every number is what a hook reads, and its receptive field what it depends on."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from inkling.experiment.presets import presets
from inkling.layers._base import Signal
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
    torch.manual_seed(0)
    every_number_is_read(spec, build(spec, 4).eval(), torch.randn(1, *spec.input), 4)


def every_number_is_read(spec: NetSpec, net: nn.Sequential, x: Tensor, count: int) -> None:
    """Of `count` units of each layer."""
    read = hooked(net, x)
    for layer, at in some(spec, count, 1):
        assert units.fits(spec, layer, at)
        found = explained(spec, net, x, read, layer, at)
        assert found.value == float(read[layer][at])
        assert found.lines[-1].value == pytest.approx(found.value, rel=1e-4, abs=1e-4), (spec, layer, at)
        source = read[found.source] if found.source else x[0]
        assert found.shape == list(Signal.of(tuple(source.shape)).laid_out)
        inputs = numbers(found.inputs)
        picture = source.numpy().reshape(found.shape)
        for place in list(np.ndindex(inputs.shape))[:100]:
            c, r, k = (f + p * a for f, p, a in zip(found.first, place, (1, *found.apart), strict=True))
            inside = 0 <= r < picture.shape[1] and 0 <= k < picture.shape[2]
            assert inputs[place] == (picture[c, r, k] if inside else 0)
        if found.besides is not None:
            other = read[found.besides.source] if found.besides.source else x[0]
            there = float(other.reshape(Signal.of(tuple(other.shape)).laid_out)[tuple(found.besides.at)])
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
        torch.autograd.backward(y[0][at])
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
    weight = net.get_parameter(f"{last}.weight")
    assert np.array_equal(numbers(found.weights), weight[3].detach().numpy().reshape(found.shape))
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


def a_graph(random: Random) -> NetSpec:
    """A net with a residual and two branches: Add, Branch and Concat among others of the newer layers, then a sequence."""
    layers: list[dict[str, Any]] = []

    def put(type: str, **fields: Any) -> str:
        layers.append({"id": f"{type.lower()[:14]}{len(layers)}", "type": type, **fields})
        return str(layers[-1]["id"])

    def way(channels: int) -> str:
        """Some layers that leave a picture as large as it is; the last one's id."""
        for kind in random.sample(range(5), random.randint(1, 3)):
            match kind:
                case 0:
                    put("Conv2d", out_channels=channels, kernel_size=3, padding=random.choice([1, [1, 1]]))
                case 1:
                    put("ConvTranspose2d", out_channels=channels, kernel_size=3, padding=1, stride=1)
                case 2:
                    put("GroupNorm", num_groups=random.choice([1, 2]))
                case 3:
                    put("Upsample", scale_factor=2, mode=random.choice(["nearest", "bilinear"]))
                    put("MaxPool2d", kernel_size=2)
                case _:
                    put(random.choice(["BatchNorm2d", "ELU", "Dropout2d", "LayerNorm"]))
        return put("ReLU")

    put("Conv2d", out_channels=4, kernel_size=3)
    start = put("ReLU")
    way(4)
    put("Add", **{"from": start})
    trunk = way(4)
    first = way(4)
    put("Identity", **{"from": trunk})
    put("ConvTranspose2d", out_channels=2, kernel_size=3, padding=1, stride=1)
    way(2)
    put("Concat", **{"from": first})
    put("Flatten")
    put("Unflatten", unflattened_size=[6, 36])
    put("Conv1d", out_channels=4, kernel_size=3, padding=random.choice([0, 1]), stride=random.choice([1, 2]))
    put("GroupNorm", num_groups=2)
    put("MaxPool1d", kernel_size=random.choice([2, 3]))
    put("Flatten")
    last = put("Linear", out_features=5)
    put("Linear", out_features=5)
    put(random.choice(["Add", "Concat"]), **{"from": last})
    return NetSpec.model_validate({"input": [random.choice([1, 2]), 8, 8], "layers": layers})


def trained(spec: NetSpec, seed: int) -> nn.Sequential:
    """The net with parameters and statistics that are not what it begins with."""
    torch.manual_seed(seed)
    net = build(spec, seed).eval()
    for name, value in net.state_dict().items():
        if value.is_floating_point():
            value.copy_(torch.rand_like(value) + 0.5 if name.endswith("running_var") else torch.randn_like(value) / 2)
    return net


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(0, 2**16))
def test_in_generated_graphs_every_number_is_what_a_hook_reads(random: Random, seed: int) -> None:
    spec = a_graph(random)
    every_number_is_read(spec, trained(spec, seed), torch.randn(1, *spec.input), 3)


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(0, 2**16))
def test_in_generated_graphs_a_unit_depends_on_no_more_of_any_layer_than_is_said(random: Random, seed: int) -> None:
    spec = a_graph(random)
    net = trained(spec, seed)
    x = torch.randn(1, *spec.input)
    read = hooked(net, x)
    for layer, at in some(spec, 1, seed):
        start = x.clone().requires_grad_()
        outputs: dict[str | None, Tensor] = {None: start}
        for id, output in passing(net, start):
            output.retain_grad()
            outputs[id] = output
        torch.autograd.backward(outputs[layer][0][at])
        reach = {each.layer: each.box for each in explained(spec, net, x, read, layer, at).reach}
        before = [each.id for each in spec.layers][: [each.id for each in spec.layers].index(layer)]
        for name in (None, *before):
            earlier = (None, *before[: before.index(name)]) if name else ()
            if any(outputs[name] is outputs[each] for each in earlier):
                continue  # A Branch gives its source's own tensor, whose gradient is that of all who take it.
            grad = outputs[name].grad
            needed = torch.zeros(outputs[name].shape[1:], dtype=torch.bool) if grad is None else grad[0] != 0
            inside = torch.zeros_like(needed)
            if name in reach:
                inside[tuple(slice(low, high) for low, high in reach[name])] = True
            assert not (needed & ~inside).any(), (spec, layer, at, name)
