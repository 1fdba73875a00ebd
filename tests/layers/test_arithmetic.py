"""The arithmetic that a layer's page shows, for every layer type: it is torch's, and so is what it says a unit depends on."""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inkling.layers._arithmetic import Explanation
from inkling.layers._base import Layer, Shape, registry
from inkling.layers._joining import Joining
from layer_samples import every_type, fitting, output, run


def module_of(layer: Layer, shape: Shape, seed: int = 0) -> nn.Module:
    """The layer as it answers, in float64, with parameters and buffers that are not what it begins with."""
    torch.manual_seed(seed)
    module = layer.build(shape).eval().double()
    for name, value in module.state_dict().items():
        if value.is_floating_point():
            value.copy_(torch.rand_like(value) + 0.5 if name == "running_var" else torch.randn_like(value))
    return module


def numbers(module: nn.Module) -> dict[str, Any]:
    return {name: value.numpy() for name, value in module.state_dict().items()}


def some_of(shape: tuple[int, ...], count: int, seed: int) -> list[tuple[int, ...]]:
    """Some indices, the first and the last among them."""
    chance = Random(seed)
    inner = [tuple(chance.randrange(size) for size in shape) for _ in range(count)]
    return [tuple(0 for _ in shape), tuple(size - 1 for size in shape), *inner]


def explained(layer: Layer, x: Any, weights: dict[str, Any], at: tuple[int, ...]) -> Explanation:
    """How the number comes about; the second input of a layer that has two is made of `x`, as in `run`."""
    return layer.explain(x, weights, at, 2 * x + 1) if isinstance(layer, Joining) else layer.explain(x, weights, at)


@every_type
def test_it_comes_to_what_the_module_gives(type: type[Layer]) -> None:
    for seed, (layer, shape) in enumerate(fitting(type)):
        module = module_of(layer, shape, seed)
        x = torch.randn(1, *shape, dtype=torch.double)
        y = run(layer, module, x)[0].detach()
        for at in some_of(tuple(y.shape), 4, seed):
            found = explained(layer, x[0].numpy(), numbers(module), at)
            assert found.value == pytest.approx(float(y[at]), rel=1e-5, abs=1e-5), (layer, shape, at)
            assert found.inputs.ndim == len(shape) == len(found.first)
            assert found.lines[-1].value == found.value
            assert found.weights is None or found.weights.shape == found.inputs.shape


@every_type
def test_its_inputs_are_those_in_the_input(type: type[Layer]) -> None:
    for seed, (layer, shape) in enumerate(fitting(type)):
        module = module_of(layer, shape, seed)
        x = torch.randn(*shape, dtype=torch.double)
        for at in some_of(output(layer, shape), 2, seed):
            found = explained(layer, x.numpy(), numbers(module), at)
            source = 2 * x + 1 if found.second else x
            apart = {1: (1,), 2: (1, found.apart[1]), 3: (1, *found.apart)}[len(shape)]
            for place in itertools.islice(np.ndindex(found.inputs.shape), 200):
                where = tuple(f + p * a for f, p, a in zip(found.first, place, apart, strict=True))
                inside = all(0 <= i < size for i, size in zip(where, shape, strict=True))
                assert found.inputs[place] == (float(source[where]) if inside else 0)


@every_type
def test_weights_multiply_what_they_stand_beside(type: type[Layer]) -> None:
    """The sum of products is a line of its own, and the products are those of the pictures that are shown."""
    weighted = 0
    for seed, (layer, shape) in enumerate(fitting(type)[:20]):
        module = module_of(layer, shape, seed)
        found = explained(layer, torch.randn(*shape).numpy(), numbers(module), some_of(output(layer, shape), 1, seed)[-1])
        if found.weights is not None:
            weighted += 1
            assert found.lines[0].name == "sum of products"
            assert found.lines[0].value == pytest.approx(float((found.inputs * found.weights).sum()), rel=1e-9, abs=1e-9)
    assert weighted or not any(family in ("dense", "convolution") for family in (type.family,))


@every_type
def test_the_winner_is_the_number(type: type[Layer]) -> None:
    for seed, (layer, shape) in enumerate(fitting(type)[:20]):
        module = module_of(layer, shape, seed)
        for at in some_of(output(layer, shape), 3, seed):
            found = explained(layer, -torch.rand(*shape).numpy(), numbers(module), at)
            if found.winner is not None:
                assert found.inputs.flat[found.winner] == found.value


def depends_on(layer: Layer, module: nn.Module, x: Tensor, at: tuple[int, ...]) -> list[Tensor]:
    """Which numbers of each input change one number of the output when they change, tried several times."""
    found = [torch.zeros(x.shape[1:], dtype=torch.bool) for _ in range(2 if isinstance(layer, Joining) else 1)]
    for _ in range(3):
        inputs = [(torch.randn_like(x) + 3).requires_grad_() for _ in found]
        torch.autograd.backward(run(layer, module, *inputs)[0][at])
        for i, given in enumerate(inputs):
            if given.grad is not None:
                found[i] |= given.grad[0] != 0
    return found


EXACT = {
    *("Conv1d", "Conv2d", "ConvTranspose2d", "AvgPool2d", "AdaptiveAvgPool2d", "Upsample"),
    *("Linear", "Flatten", "Unflatten", "ReLU"),
}
"""Types whose reach is the smallest box."""


@every_type
def test_its_reach_is_what_it_depends_on(type: type[Layer]) -> None:
    for seed, (layer, shape) in enumerate(fitting(type)[:40]):
        module = module_of(layer, shape, seed)
        x = torch.zeros(1, *shape, dtype=torch.double)
        for at in some_of(output(layer, shape), 2, seed):
            one = tuple((i, i + 1) for i in at)
            boxes = [layer.reach(shape, one), *([layer.beyond(shape, one)] if isinstance(layer, Joining) else [])]
            for box, needed in zip(boxes, depends_on(layer, module, x, at), strict=True):
                inside = torch.zeros(shape, dtype=torch.bool)
                inside[tuple(slice(low, high) for low, high in box)] = True
                assert not (needed & ~inside).any(), (layer, shape, at, box)
                if (type.__name__ in EXACT or isinstance(layer, Joining)) and needed.any():
                    # And no larger than it must be.
                    ends = [(int(n.min()), int(n.max()) + 1) for n in needed.nonzero().T]
                    assert ends == [tuple(pair) for pair in box], (layer, shape, at)


@every_type
def test_the_reach_of_several_is_that_of_each(type: type[Layer]) -> None:
    for seed, (layer, shape) in enumerate(fitting(type)[:20]):
        low, high = some_of(output(layer, shape), 2, seed)[:2]
        box = tuple((i, j + 1) for i, j in zip(low, high, strict=True))
        whole = layer.reach(shape, box)
        for at in some_of(output(layer, shape), 4, seed):
            for (a, b), (first, end) in zip(layer.reach(shape, tuple((i, i + 1) for i in at)), whole, strict=True):
                assert a >= b or first <= a < b <= end


def test_softmax_of_the_lecture() -> None:
    layer = registry()["Softmax"].model_validate({"id": "x", "type": "Softmax"})
    shares = [layer.explain(np.array([5.0, 4, 3, 2, 1]), {}, (i,)).value for i in range(5)]
    assert [round(share, 3) for share in shares] == [0.636, 0.234, 0.086, 0.032, 0.012]


def test_softmax_of_large_numbers_stays_finite() -> None:
    layer = registry()["Softmax"].model_validate({"id": "x", "type": "Softmax"})
    assert layer.explain(np.array([1000.0, 1000.0]), {}, (0,)).value == 0.5


def test_a_horizontal_edge_of_the_lecture_s_blob_by_hand() -> None:
    """Top left: the kernel's lowest row lies on one ink pixel; in the middle on three; inside the blob nothing is left."""
    blob = np.zeros((1, 7, 7))
    blob[0, 2:5, 2:5] = 1
    kernel = np.array([[[[-1.0] * 3, [0.0] * 3, [1.0] * 3]]])
    layer = registry()["Conv2d"].model_validate({"id": "x", "type": "Conv2d", "out_channels": 1, "bias": False})
    weights = {"weight": kernel}
    assert [layer.explain(blob, weights, (0, 0, column)).value for column in range(5)] == [1, 2, 3, 2, 1]
    assert [layer.explain(blob, weights, (0, row, 2)).value for row in range(5)] == [3, 3, 0, -3, -3]
