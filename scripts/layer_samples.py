"""Every layer type with arguments and shapes that fit, for the tests that loop over all there are."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from torch import Tensor, nn

from inkling.layers._base import Layer, Misfit, registry
from inkling.layers._joining import Joining

TYPES = list(registry().values())
SHAPES: list[tuple[int, ...]] = [(1, 28, 28), (3, 11, 8), (2, 5, 5), (1, 1, 1), (4, 30), (1, 7), (784,), (12,), (1,)]
LAID_OUT = [[1, 28, 28], [4, 14, 14], [3, 2, 2], [1, 1, 1], [8, 98], [2, 6], [12, 1]]
"""Shapes that lists of 784, 12 or 1 can be given."""
every_type = pytest.mark.parametrize("type", TYPES, ids=lambda type: type.__name__)


def some_of(type: type[Layer], count: int = 30) -> list[Layer]:
    """The layer with its defaults, and with arguments chosen within their bounds from its own schema."""
    random = Random(type.__name__)
    found = [type(id="x", type=type.__name__)]
    for _ in range(count):
        arguments = {}
        for name, schema in type.model_json_schema()["properties"].items():
            if name in ("id", "type", "from") or random.random() < 0.4:
                continue
            arguments[name] = chosen(random, schema)
        found.append(type.model_validate({"id": "x", "type": type.__name__, **arguments}))
    return found


def chosen(random: Random, schema: dict[str, Any]) -> Any:
    if schema.get("type") == "boolean":
        return random.random() < 0.5
    if schema.get("shape"):
        return random.choice(LAID_OUT)
    if "enum" in schema:
        return random.choice(schema["enum"])
    if schema.get("type") == "array":
        return []  # what may be in it is the layer's own
    low, high = schema["minimum"], schema["maximum"]
    if schema.get("type") == "number":
        return random.uniform(low, high)
    high = min(high, low + 4)
    two = any(option.get("type") == "array" for option in schema.get("anyOf", ()))
    if two and random.random() < 0.3:
        return [random.randint(low, high), random.randint(low, high)]
    return random.randint(low, high)


def fitting(type: type[Layer]) -> list[tuple[Layer, tuple[int, ...]]]:
    """Layers with shapes that they take."""
    found = []
    for layer in some_of(type):
        for shape in SHAPES:
            try:
                layer.output(shape)
            except Misfit:
                continue
            found.append((layer, shape))
    assert found
    return found


def output(layer: Layer, shape: tuple[int, ...]) -> tuple[int, ...]:
    """What it gives; both inputs of a layer that has two are of `shape`."""
    return layer.output(shape, shape) if isinstance(layer, Joining) else layer.output(shape)


def run(layer: Layer, module: nn.Module, x: Tensor, other: Tensor | None = None) -> Tensor:
    """The layer's module on a mini-batch; its second input, where it has one, is `other`, or else made of `x`."""
    more = (2 * x + 1 if other is None else other,) if isinstance(layer, Joining) else ()
    given = module(x, *more)
    assert isinstance(given, Tensor)
    return given
