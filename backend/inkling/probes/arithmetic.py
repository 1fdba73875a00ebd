"""The arithmetic of one unit of a net: where its number comes from, and what of the earlier layers it depends on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from inkling.layers._arithmetic import Box
from inkling.layers._arithmetic import Explanation as Explanation
from inkling.layers._arithmetic import Floats as Numbers
from inkling.layers._base import Layer, Shape, Signal
from inkling.layers._joining import Joining
from inkling.net import NetSpec
from inkling.net.shapes import source_of, through
from inkling.protocol.arrays import Floats
from inkling.protocol.explaining import Arithmetic, ArithmeticLine, Besides, Contribution, Reach

MOST_NUMBERS = 16_384
"""Inputs of one unit that are shown; of more, the largest contributions alone."""
LARGEST = 8
"""How many contributions are named."""


def shapes(spec: NetSpec) -> list[Shape]:
    """The shape of the input and of each layer's output, without the batch: one more than there are layers."""
    return through(spec.layers, spec.input)


def fits(spec: NetSpec, layer: str, at: tuple[int, ...]) -> bool:
    """Whether the net has such a unit."""
    for each, shape in zip(spec.layers, shapes(spec)[1:], strict=True):
        if each.id == layer:
            return len(at) == len(shape) and all(0 <= i < size for i, size in zip(at, shape, strict=True))
    return False


def arithmetic(
    spec: NetSpec,
    net: nn.Sequential,
    layer: str,
    at: tuple[int, ...],
    *,
    given: Sequence[Tensor],
    output: Tensor,
    drawing: int,
    step: int,
) -> Arithmetic:
    """How a unit's number comes about.

    Args:
        layer, at: which unit; it `fits`.
        given, output: what the layer was given for this drawing (by `inputs_of`), and what it made of it, without the batch.
        drawing: the drawing's id.
        step: the net's weights are those after this many steps.
    """
    place = _place(spec, layer)
    sizes = shapes(spec)
    weights = {name: value.numpy(force=True) for name, value in net[place].state_dict().items()}
    numbers = [each.numpy(force=True) for each in given]
    described = spec.layers[place]
    if isinstance(described, Joining):
        found = described.explain(numbers[0], weights, at, numbers[1])
    else:
        found = described.explain(numbers[0], weights, at)
    inputs_from = [each + 1 for each in _inputs(spec.layers, place)]
    source = _source(spec.layers, inputs_from[1 if found.second else 0], sizes)
    first, inputs, factors = _laid_out(found, sizes[source])
    whole = inputs.size <= MOST_NUMBERS
    return Arithmetic(
        layer=layer,
        at=list(at),
        drawing=drawing,
        step=step,
        value=float(output[at]),
        source=spec.layers[source - 1].id if source else None,
        shape=list(Signal.of(sizes[source]).laid_out),
        first=list(first),
        apart=list(found.apart),
        inputs=_floats(inputs) if whole else None,
        weights=_floats(factors) if whole and factors is not None else None,
        winner=found.winner,
        besides=None if found.besides is None else _besides(spec, inputs_from[1], found.besides, numbers[1], sizes),
        largest=[] if factors is None else _largest(first, found.apart, inputs, factors),
        lines=[ArithmeticLine(name=line.name, formula=line.formula, value=line.value) for line in found.lines],
        ordered=found.ordered,
        reach=_reach(spec, place, at, sizes),
        logits=output.reshape(-1).tolist() if place == len(spec.layers) - 1 and output.ndim == 1 else [],
    )


def _source(layers: Sequence[Layer], place: int, sizes: Sequence[Shape]) -> int:
    """How many layers come before the picture (or list) that this layer looks at, past those that only pass it on.

    A picture that is laid out from a list is one of its own.
    """
    while place:
        family = layers[place - 1].family
        if family != "regularisation" and (family != "shape" or len(sizes[place]) > 1):
            break
        place -= 1
    return place


def _laid_out(found: Explanation, source: Shape) -> tuple[tuple[int, ...], Numbers, Numbers | None]:
    """The first index, inputs and weights as they lie in the picture they come from: a flattened picture is one again."""
    inputs, weights = found.inputs, found.weights
    if inputs.ndim == 3:
        return found.first, inputs, weights
    if inputs.ndim == 2:
        (channel, along), laid = found.first, inputs[:, None]
        return (channel, 0, along), laid, None if weights is None else weights[:, None]
    if inputs.size == math.prod(source):
        size = Signal.of(source).laid_out
        return (0, 0, 0), inputs.reshape(size), None if weights is None else weights.reshape(size)
    place = np.unravel_index(found.first[0], Signal.of(source).laid_out)
    return tuple(map(int, place)), inputs.reshape(1, 1, -1), None if weights is None else weights.reshape(1, 1, -1)


def _largest(first: tuple[int, ...], apart: tuple[int, int], inputs: Numbers, weights: Numbers) -> list[Contribution]:
    """The largest products, largest first, whatever their sign."""
    products = (inputs * weights).ravel()
    strength = np.abs(np.nan_to_num(products))
    count = min(LARGEST, products.size)
    found = []
    for i in sorted(np.argpartition(-strength, count - 1)[:count].tolist(), key=lambda i: -strength[i]):
        channel, row, column = map(int, np.unravel_index(i, inputs.shape))
        at = [first[0] + channel, first[1] + row * apart[0], first[2] + column * apart[1]]
        x, w, product = float(inputs.flat[i]), float(weights.flat[i]), float(products[i])
        found.append(Contribution(at=at, input=x, weight=w, product=product))
    return found


def _besides(spec: NetSpec, after: int, at: tuple[int, ...], given: Numbers, sizes: list[Shape]) -> Besides:
    """The number at `at` of what comes out after so many layers, where the picture lies that it is of."""
    source = _source(spec.layers, after, sizes)
    one = Explanation(at, given[at].reshape((1,) * len(at)), ())
    first, _, _ = _laid_out(one, sizes[source])
    return Besides(source=spec.layers[source - 1].id if source else None, at=list(first), value=float(given[at]))


def _reach(spec: NetSpec, place: int, at: tuple[int, ...], sizes: list[Shape]) -> list[Reach]:
    """What the unit depends on in each earlier layer's output, and in the input; nearest first."""
    boxes: dict[int, Box] = {place: tuple((i, i + 1) for i in at)}
    found = []
    for i in range(place, -2, -1):
        if i not in boxes:
            continue
        if i < place:
            found.append(Reach(layer=spec.layers[i].id if i >= 0 else None, box=[list(ends) for ends in boxes[i]]))
        if i < 0 or _empty(boxes[i]):
            continue
        layer = spec.layers[i]
        parts = [layer.reach(sizes[i], boxes[i])]
        if isinstance(layer, Joining):
            parts.append(layer.beyond(sizes[i], boxes[i]))
        for j, part in zip(_inputs(spec.layers, i), parts, strict=True):
            if j not in boxes and len(parts) == 1:
                boxes[j] = part  # empty where a window lies in the padding
            elif not _empty(part):
                boxes[j] = _around(boxes[j], part) if j in boxes and not _empty(boxes[j]) else part
    return found


def _empty(box: Box) -> bool:
    return any(low >= high for low, high in box)


def _around(one: Box, other: Box) -> Box:
    """The smallest box around both."""
    return tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(one, other, strict=True))


def _floats(numbers: npt.NDArray[np.floating]) -> Floats:
    return Floats(shape=list(numbers.shape), data=np.ascontiguousarray(numbers, dtype="<f4").tobytes())


def _place(spec: NetSpec, layer: str) -> int:
    return next(i for i, each in enumerate(spec.layers) if each.id == layer)


def _inputs(layers: Sequence[Layer], place: int) -> list[int]:
    """The places of the layers that give this one its inputs, the one before it first; −1: the net's input."""
    second = source_of(layers, place)
    return [place - 1] if second is None else [place - 1, second]


def inputs_of(spec: NetSpec, layer: str) -> list[str | None]:
    """The layers that give this one its inputs, the one before it first; None: the net's input."""
    return [spec.layers[i].id if i >= 0 else None for i in _inputs(spec.layers, _place(spec, layer))]


def outputs_needed(spec: NetSpec, layer: str) -> set[str]:
    """The layers whose outputs `arithmetic` needs."""
    return {id for id in (*inputs_of(spec, layer), layer) if id is not None}
