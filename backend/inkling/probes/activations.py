"""Feature maps: what each channel of a layer gives for the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from torch import Tensor

from inkling.layers._base import Signal
from inkling.probes._base import DrawingProbe, Look, Picture, quantise_each
from inkling.protocol.looking import Maps

MOST_MAPS = 256
"""Channels shown of one layer, the first ones."""
MOST_NUMBERS = 262_144
"""Numbers shown of one layer: fewer maps where they are large."""
MOST_FEATURES = 4096
"""Numbers shown of a flat list, the first ones."""


class Activations(DrawingProbe):
    """A layer's output for a drawing. Of very wide layers the first channels; the shape says how many."""

    kind: ClassVar[str] = "maps"

    def measure(self, look: Look, layer: str) -> Sequence[Picture]:
        assert look.outputs is not None
        measured = quantise_each(_as_pictures(look.outputs[layer]))
        return [
            Maps(layer=layer, drawing=drawing, step=look.step, pictures=pictures)
            for drawing, pictures in zip(look.drawings, measured, strict=True)
        ]


def _as_pictures(output: Tensor) -> Tensor:
    """[drawings, maps, height, width]"""
    output = output.reshape(len(output), *Signal.of(tuple(output.shape[1:])).laid_out)
    if output.shape[1:3] == (1, 1):
        return output[..., :MOST_FEATURES]
    most = min(MOST_MAPS, max(1, MOST_NUMBERS // (output.shape[2] * output.shape[3])))
    return output[:, :most]
