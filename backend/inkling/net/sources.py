"""What each layer of a net is made of, and what layers with two inputs could take: told with the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from inkling.layers._arithmetic import Box, everything
from inkling.layers._base import Layer, Shape
from inkling.layers._joining import Joining
from inkling.net.report import Candidate, LayerReport, LayerSource
from inkling.net.seconds import joining, nearest, why_not
from inkling.net.shapes import Place, before, source_of

Run = tuple[int, int, int, int]
"""As `LayerSource.along` has them."""
MOST = 4096
"""Places along one direction that are told of."""


def told(places: Sequence[Place], reports: Sequence[LayerReport], first: Shape, *, ok: bool) -> list[LayerReport]:
    """The reports, with all that this file knows.

    Args:
        first: the shape of the net's input.
        ok: the net can be built.
    """
    layers = [place.layer for place in places]
    found = []
    for at, (place, report) in enumerate(zip(places, reports, strict=True)):
        given = before(places[: at + 1], first)
        joins = {each.type: nearest(each, place.passes, given) for each in joining()}
        more = {
            "sources": _sources(places, layers, at, ok=ok),
            "choices": _choices(place, places[:at], first),
            "joins": {type: id for type, id in joins.items() if id},
        }
        found.append(report.model_copy(update=more))
    return found


def _choices(place: Place, earlier: Sequence[Place], first: Shape) -> list[Candidate]:
    layer = place.layer
    if not isinstance(layer, Joining):
        return []
    given = {"": first}
    for each in earlier:
        given.setdefault(each.layer.id, each.gives)
    return [Candidate(layer=id, why=why_not(layer, place.gets, shape)) for id, shape in given.items()]


def _sources(places: Sequence[Place], layers: Sequence[Layer], at: int, *, ok: bool) -> list[LayerSource]:
    layer, shape, gives = layers[at], places[at].gets, places[at].gives
    second = source_of(layers, at)
    found = []
    for i, beyond in [(at - 1, False)] if second is None else [(at - 1, False), (second, True)]:
        if isinstance(layer, Joining) and _empty(_looks(layer, beyond)(shape, everything(gives))):
            continue
        # A second input has as many directions as what is made of it.
        told = ok and (beyond or len(shape) == len(gives)) and max(gives) <= MOST
        runs = [list(each) for each in along(layer, shape, gives, beyond=beyond)] if told else None
        found.append(LayerSource(layer=layers[i].id if i >= 0 else None, along=runs))
    return found


def _looks(layer: Layer, beyond: bool) -> Callable[[Shape, Box], Box]:
    return layer.beyond if beyond and isinstance(layer, Joining) else layer.reach


@lru_cache(maxsize=2048)
def along(layer: Layer, shape: Shape, gives: Shape, *, beyond: bool) -> tuple[tuple[Run, ...], ...]:
    """As `LayerSource.along` has it: what each slice of the output looks at, with all of the other directions in it.

    Args:
        shape: of its first input.
        beyond: it is told of the second one.
    """
    looks, whole = _looks(layer, beyond), everything(gives)
    return tuple(
        _runs([looks(shape, (*whole[:d], (i, i + 1), *whole[d + 1 :]))[d] for i in range(size)]) for d, size in enumerate(gives)
    )


def _runs(ends: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
    """In each, both ends go on by the same step."""
    runs: list[Run] = []
    for first, end in ends:
        if runs:
            count, start, stop, step = runs[-1]
            on = first - start if count == 1 else count * step
            if (first, end) == (start + on, stop + on):
                runs[-1] = (count + 1, start, stop, on if count == 1 else step)
                continue
        runs.append((1, first, end, 0))
    return tuple(runs)


def _empty(box: Box) -> bool:
    return any(first >= end for first, end in box)
