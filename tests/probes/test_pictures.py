"""Feature maps and filters: what PyTorch has, in the shapes that the protocol says."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from inkling.net import NetSpec
from inkling.probes import _kernels, activations
from inkling.probes._base import DrawingProbe, Look, Picture, WeightProbe, registry
from inkling.protocol.looking import Filters, Maps, Starts

Array = npt.NDArray[Any]


def look(
    layers: list[dict[str, object]], modules: list[nn.Module], *, input: tuple[int, int, int] = (1, 6, 6), n: int = 0
) -> Look:
    """A look into these modules, and what they make of `n` random drawings."""
    spec = NetSpec.model_validate({"input": input, "layers": layers})
    net = nn.Sequential()
    outputs = {}
    x = torch.randn(n, *input)
    with torch.inference_mode():
        for layer, module in zip(spec.layers, modules, strict=True):
            net.add_module(layer.id, module)
            x = outputs[layer.id] = module(x)
    return Look(spec, net, 5, range(n), outputs)


def measure(look: Look, kind: str, layer: str) -> list[Picture]:
    probe = registry()[kind]
    if isinstance(probe, DrawingProbe):
        return list(probe.measure(look, layer))
    assert isinstance(probe, WeightProbe)
    picture = probe.measure(look, layer)
    return [] if picture is None else [picture]


def values(picture: Picture) -> Array:
    images = picture.pictures
    bytes_ = np.frombuffer(images.data, np.uint8).reshape(images.shape).astype(np.float64)
    low, high = (np.array(ends)[:, None, None] for ends in (images.low, images.high))
    decoded: Array = low + bytes_ / 255 * (high - low)
    return decoded


def assert_same(picture: Picture, want: Array) -> None:
    got = values(picture)
    assert got.shape == want.shape
    level = (want.max((1, 2), keepdims=True) - want.min((1, 2), keepdims=True)) / 255
    assert (np.abs(got - want) <= level).all()


CONV: dict[str, object] = {"id": "c", "type": "Conv2d", "out_channels": 5, "kernel_size": 3}


def test_maps_are_the_layers_output() -> None:
    seen = look([CONV], [nn.Conv2d(1, 5, 3)], n=3)
    assert seen.outputs is not None
    for i, picture in enumerate(measure(seen, "maps", "c")):
        assert isinstance(picture, Maps)
        assert (picture.layer, picture.drawing, picture.step) == ("c", i, 5)
        assert_same(picture, seen.outputs["c"][i].numpy())


def test_maps_of_a_flat_list_are_one_row() -> None:
    seen = look([{"id": "f", "type": "Flatten"}], [nn.Flatten()], n=2)
    assert seen.outputs is not None
    pictures = measure(seen, "maps", "f")
    for i in range(2):
        assert_same(pictures[i], seen.outputs["f"][i].numpy().reshape(1, 1, 36))


def test_of_wide_layers_the_first_maps_are_shown() -> None:
    wide = {**CONV, "out_channels": activations.MOST_MAPS + 44}
    seen = look([wide], [nn.Conv2d(1, activations.MOST_MAPS + 44, 3)], n=1)
    assert seen.outputs is not None
    (picture,) = measure(seen, "maps", "c")
    assert_same(picture, seen.outputs["c"][0, : activations.MOST_MAPS].numpy())


def test_of_large_maps_fewer_are_shown() -> None:
    module = nn.Conv2d(1, 20, 1)
    seen = look([{**CONV, "out_channels": 20, "kernel_size": 1}], [module], input=(1, 128, 256), n=1)
    (picture,) = measure(seen, "maps", "c")
    assert picture.pictures.shape == (activations.MOST_NUMBERS // (128 * 256), 128, 256)


def test_filters_of_a_convolution() -> None:
    module = nn.Conv2d(2, 5, (3, 2))
    (picture,) = measure(look([{**CONV, "kernel_size": (3, 2)}], [module], input=(2, 6, 6)), "filters", "c")
    assert isinstance(picture, Filters)
    assert picture.inputs == 2
    assert_same(picture, module.weight.detach().numpy().reshape(10, 3, 2))


def test_of_wide_convolutions_whole_units_are_shown() -> None:
    module = nn.Conv2d(100, 64, 3)
    (picture,) = measure(look([{**CONV, "out_channels": 64}], [module], input=(100, 6, 6)), "filters", "c")
    shown = _kernels.MOST_PICTURES // 100
    assert_same(picture, module.weight[:shown].detach().numpy().reshape(shown * 100, 3, 3))


def test_drift_is_the_length_of_the_change_as_a_share_of_that_at_the_start() -> None:
    module = nn.Conv2d(2, 5, 3)
    first = torch.randn(5, 2, 3, 3)
    with torch.no_grad():
        first[1] = module.weight[1]
        first[3] = 0
    seen = replace(look([CONV], [nn.Conv2d(1, 5, 3)]), net=nn.Sequential(OrderedDict(c=module)), first={"c": first})
    (now,) = measure(seen, "filters", "c")
    assert isinstance(now, Filters)
    was, is_ = first.double().numpy(), module.weight.detach().double().numpy()
    for unit in range(5):
        length, change = np.linalg.norm(was[unit].ravel()), np.linalg.norm((is_ - was)[unit].ravel())
        assert now.drift[unit] == pytest.approx(change / length if length else change, rel=1e-12)
    assert now.drift[1] == 0
    (start,) = measure(seen, "starts", "c")
    assert isinstance(start, Starts)
    assert start.inputs == 2
    assert_same(start, was.reshape(10, 3, 3))


def test_of_wide_convolutions_the_same_units_have_a_start_and_a_drift() -> None:
    module = nn.Conv2d(100, 64, 3)
    net = nn.Sequential(OrderedDict(c=module))
    seen = Look(look([CONV], [nn.Conv2d(1, 5, 3)]).spec, net, 5, first={"c": module.weight.detach().clone()})
    (now,), (start,) = measure(seen, "filters", "c"), measure(seen, "starts", "c")
    assert isinstance(now, Filters)
    assert now.drift == [0.0] * (_kernels.MOST_PICTURES // 100)
    assert start.pictures == now.pictures


def test_only_convolutions_have_a_start() -> None:
    seen = look([FLATTEN, LINEAR], [nn.Flatten(), nn.Linear(36, 4)])
    (picture,) = measure(seen, "filters", "l")
    assert isinstance(picture, Filters)
    assert picture.drift == []
    assert measure(seen, "starts", "l") == []


FLATTEN: dict[str, object] = {"id": "f", "type": "Flatten"}
LINEAR: dict[str, object] = {"id": "l", "type": "Linear", "out_features": 4}


def test_a_linear_that_sees_the_picture_is_shown_as_pictures() -> None:
    module = nn.Linear(72, 4)
    layers: list[dict[str, object]] = [{"id": "d", "type": "Dropout", "p": 0.5}, FLATTEN, LINEAR]
    (picture,) = measure(look(layers, [nn.Dropout(), nn.Flatten(), module], input=(2, 6, 6)), "filters", "l")
    assert isinstance(picture, Filters)
    assert picture.inputs == 2
    assert_same(picture, module.weight.detach().numpy().reshape(8, 6, 6))


def test_a_linear_behind_anything_that_mixes_pixels_is_not() -> None:
    second = look([FLATTEN, LINEAR, {**LINEAR, "id": "l2"}], [nn.Flatten(), nn.Linear(36, 36), nn.Linear(36, 4)])
    assert measure(second, "filters", "l2") == []
    padded: dict[str, object] = {"id": "p", "type": "MaxPool2d", "kernel_size": 3, "stride": 1, "padding": 1}
    pooled = look([padded, FLATTEN, LINEAR], [nn.MaxPool2d(3, 1, 1), nn.Flatten(), nn.Linear(36, 4)])
    assert measure(pooled, "filters", "l") == []


def test_other_layers_have_no_filters() -> None:
    assert measure(look([FLATTEN], [nn.Flatten()]), "filters", "f") == []


def test_a_layer_may_be_called_like_a_method() -> None:
    spec = NetSpec.model_validate({"input": (1, 6, 6), "layers": [{**CONV, "id": "train"}]})
    net = nn.Sequential()
    net._modules["train"] = nn.Conv2d(1, 5, 3)
    assert len(measure(Look(spec, net, 0), "filters", "train")) == 1
