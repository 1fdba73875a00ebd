"""Second inputs: which earlier layers a layer with two inputs can take."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from inkling.layers._base import Misfit, Shape, registry
from inkling.layers._joining import Joining


def why_not(layer: Joining, shape: Shape, other: Shape) -> str:
    """Why it can't take a second input of shape `other`; "": it can."""
    try:
        layer.output(shape, other)
    except Misfit as misfit:
        return str(misfit)
    return ""


def nearest(layer: Joining, shape: Shape, given: Mapping[str, Shape]) -> str | None:
    """The id of the last that it can take; None: it can take none.

    Args:
        given: shapes by the ids of the layers that give them, in the net's order.
    """
    return next((id for id in reversed([*given]) if not why_not(layer, shape, given[id])), None)


@cache
def joining() -> tuple[Joining, ...]:
    """A new layer of each type that has two inputs."""
    return tuple(type(id="new", type=name) for name, type in registry().items() if issubclass(type, Joining))
