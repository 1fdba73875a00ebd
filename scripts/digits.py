"""Examples as the built-in data sets of digits have them."""

from __future__ import annotations

from inkling.layers._base import Signal
from inkling.protocol.example import Example


def digit(pixels: bytes) -> Example:
    """A picture of MNIST's size; `pixels` are not counted."""
    return Example.of(Signal.of((1, 28, 28)), pixels)
