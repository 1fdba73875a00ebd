"""What a net teaches: stacks that can be built and trained, but are not what they seem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inkling.layers._base import LEARNED, Layer, Signal, pair
from inkling.layers._drop import Drop
from inkling.layers._joining import Joining
from inkling.layers.conv2d import Conv2d
from inkling.losses._base import Loss
from inkling.net.edits import Stack
from inkling.net.names import title
from inkling.net.report import Fix, Problem
from inkling.net.shapes import Place, source_of

PASSING = {"shape", "regularisation"}
"""Families that pass numbers on as they are, when the net answers."""


def advice(places: Sequence[Place], stack: Stack, loss: Loss, *, complete: bool) -> Iterator[Problem]:
    """Warnings about a net, layer by layer.

    Args:
        loss: what judges it.
        complete: it gives what is wanted of it, so that its last layers really are the last.
    """
    layers = [place.sound for place in places]
    end = _end(layers)
    for at, place in enumerate(places):
        if not place.wrong:
            yield from _alone(place, at, stack)
            yield from _joined(layers, at, stack)
        if at < end or not complete:
            yield from _after_another(layers, at, stack)
    yield from _ending(layers, end, stack, loss, complete)


def _warning(layer: Layer, message: str, label: str, layers: list[dict[str, object]]) -> Problem:
    return Problem(layer=layer.id, severity="warning", message=message, fix=Fix(label=label, layers=layers))


def _alone(place: Place, at: int, stack: Stack) -> Iterator[Problem]:
    layer = place.sound
    if layer.type == "Flatten" and Signal.of(place.takes).kind == "list":
        yield _warning(layer, "What comes here is a flat list already: Flatten changes nothing", "Remove it", stack.remove(at))
    if isinstance(layer, Drop) and layer.p == 1:
        yield _warning(
            layer, "It drops everything: nothing reaches the layers after it", "Set p to 0.5", stack.change(at, {"p": 0.5})
        )
    if isinstance(layer, Conv2d) and Signal.of(place.gives).kind == "picture":
        kernel, gap, step = pair(layer.kernel_size), pair(layer.dilation), pair(layer.stride)
        if any(gap[i] * (kernel[i] - 1) + 1 < step[i] and place.gives[1 + i] > 1 for i in (0, 1)):
            yield _warning(
                layer,
                "Its stride is larger than its filters: it never looks at the pixels between",
                "Set stride to kernel_size",
                stack.change(at, {"stride": layer.model_dump(mode="json")["kernel_size"]}),
            )


def _joined(layers: Sequence[Layer], at: int, stack: Stack) -> Iterator[Problem]:
    """Two inputs that are one, and what comes before a branch and goes nowhere."""
    layer = layers[at]
    if source_of(layers, at) == at - 1:
        before = title(layers[at - 1]) if at else "the net's input"
        if layer.type == "Identity":
            yield _warning(layer, f"No branch begins here: it goes on from {before} anyway", "Remove it", stack.remove(at))
        else:
            message = f"Both of its inputs are {before}: choose an earlier layer"
            yield _warning(layer, message, f"Remove {title(layer)}", stack.remove(at))
    elif layer.type == "Identity" and at and not _taken(layers, at - 1):
        end = title(layers[at - 1])
        message = f"Nothing takes what {end} gives: a branch begins after it, and no Concat or Add comes back to it"
        yield _warning(layers[at - 1], message, f"Remove {end}", stack.remove(at - 1))


def _taken(layers: Sequence[Layer], at: int) -> bool:
    """Whether a later layer takes what this one gives as its second input."""
    return any(source_of(layers, i) == at for i in range(at + 1, len(layers)))


def _after_another(layers: Sequence[Layer], at: int, stack: Stack) -> Iterator[Problem]:
    layer = layers[at]
    before = at - 1
    if layer.family in LEARNED:
        while before >= 0 and layers[before].affine and layers[before].family not in LEARNED:
            before = -1 if isinstance(layers[before], Joining) or _taken(layers, before) else before - 1
        if before >= 0 and layers[before].family in LEARNED and not _taken(layers, before):
            one = layer.title.lower() if layer.family == "convolution" and layer.type == layers[before].type else "Linear"
            place = before + 1
            while layers[place].family == "normalisation":
                place += 1
            yield _warning(
                layer,
                f"Nothing non-linear stands between {title(layers[before])} and {title(layer)}: the two equal one {one}",
                "Insert ReLU",
                stack.insert(place, {"type": "ReLU"}),
            )
    elif layer.family == "activation" and layer.type not in ("Softmax", "LogSoftmax"):
        while before >= 0 and layers[before].family in PASSING:
            before -= 1
        if before >= 0 and layers[before].family == "activation":
            twice = layers[before].type == layer.type == "ReLU"
            both = f"{title(layers[before])} and {title(layer)} are two activations in a row: one is enough"
            message = "The second ReLU changes nothing" if twice else both
            yield _warning(layer, message, f"Remove {title(layer)}", stack.remove(at))
    elif layer.type in ("BatchNorm1d", "BatchNorm2d") and before >= 0:
        behind = layers[before]
        if behind.family in LEARNED and getattr(behind, "bias", False) and not _taken(layers, before):
            yield _warning(
                behind,
                f"{layer.type} takes the mean away, and so this bias: it can be switched off",
                "Switch bias off",
                stack.change(before, {"bias": False}),
            )


def _end(layers: Sequence[Layer]) -> int:
    """The place after the last layer that learns, pools or normalises."""
    end = len(layers)
    while end > 0 and (layers[end - 1].family == "activation" or layers[end - 1].family in PASSING):
        end -= 1
    return end


def _ending(layers: Sequence[Layer], end: int, stack: Stack, loss: Loss, complete: bool) -> Iterator[Problem]:
    """Layers that change the scores, where the loss is to see them as they are."""
    if end == 0:
        return
    for at in range(end, len(layers)):
        layer = layers[at]
        if layer.family == "shape" or not (complete or layer.type == "Softmax"):
            continue
        if isinstance(layer, Drop):
            message = "Dropout at the end drops the answers themselves while training" if layer.p else ""
        else:
            message = loss.objection(layer.type)
        if message:
            yield _warning(layer, message, f"Remove {title(layer)}", stack.remove(at))
