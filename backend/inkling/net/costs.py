"""What layers cost: parameters, multiply-adds, and memory in training."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from inkling.layers._base import Layer, Shape
from inkling.net.report import Bytes, LayerReport
from inkling.net.shapes import Place

FLOAT = 4
"""Bytes of one float32."""
STATE = {"SGD": 1, "Adam": 2, "AdamW": 2, "RMSprop": 2, "Adadelta": 2}
"""Numbers that an optimiser of torch.optim remembers per parameter: SGD its momentum, Adam and AdamW two running means,
RMSprop the mean square and its momentum, Adadelta two mean squares. Step counters, one a tensor, are left out."""
LARGEST = 2**53 - 1
_NONE = Bytes()


def report(place: Place, batch_size: int, optimizer: str) -> LayerReport:
    """What one layer gets, gives and costs. Nothing, where its shapes are not known."""
    if not place.known:
        return nothing(place.layer, place.gets if place.reached else None)
    sound, takes, gives = place.sound, place.takes, place.gives
    count = sound.parameters(takes)
    weights = FLOAT * count + sound.buffer_bytes(takes)
    gradients = FLOAT * count
    state = FLOAT * count * STATE.get(optimizer, 2)
    # Flatten's output is its input under another shape, in the same memory; a branch's is the earlier layer's.
    activations = 0 if sound.family == "shape" or sound.type == "Identity" else FLOAT * prod(gives) * batch_size
    return LayerReport(
        id=place.layer.id,
        type=place.layer.type,
        input=list(place.gets),
        output=list(gives),
        parameters=_held(count),
        frozen=_held(sound.frozen_parameters(takes)),
        macs=_held(sound.macs(takes)),
        bytes=_bytes(weights, gradients, state, activations),
    )


def nothing(layer: Layer, gets: Shape | None = None) -> LayerReport:
    """A layer of which no more is known than what comes to it, if that."""
    return LayerReport(
        id=layer.id,
        type=layer.type,
        input=None if gets is None else list(gets),
        output=None,
        parameters=0,
        macs=0,
        bytes=_NONE,
    )


def total(layers: Iterable[LayerReport]) -> tuple[int, int, Bytes]:
    """Parameters, multiply-adds and bytes of all layers together."""
    parameters = macs = weights = gradients = state = activations = 0
    for layer in layers:
        parameters += layer.parameters
        macs += layer.macs
        weights += layer.bytes.weights
        gradients += layer.bytes.gradients
        state += layer.bytes.optimizer
        activations += layer.bytes.activations
    return _held(parameters), _held(macs), _bytes(weights, gradients, state, activations)


def _bytes(weights: int, gradients: int, state: int, activations: int) -> Bytes:
    return Bytes(
        weights=_held(weights),
        gradients=_held(gradients),
        optimizer=_held(state),
        activations=_held(activations),
        total=_held(weights + gradients + state + activations),
    )


def _held(number: int) -> int:
    return min(number, LARGEST)
