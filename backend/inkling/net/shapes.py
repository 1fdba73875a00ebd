"""Shapes through a list of layers, with the best guess where a layer does not fit, so that what comes after is checked too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inkling.layers._base import Layer, Misfit, Shape, Signal
from inkling.layers._joining import Joining
from inkling.net.bounds import out_of_range
from inkling.net.edits import Stack, parse
from inkling.net.names import title
from inkling.net.report import Fix
from inkling.net.seconds import nearest


@dataclass
class Place:
    """What is known of one layer in its place."""

    layer: Layer
    """As given."""
    sound: Layer
    """With its numbers in range, and mended so that it fits where that can be done."""
    gets: Shape
    """What comes to it."""
    takes: Shape
    """What it would take, once mended: that of the layers put before it."""
    gives: Shape
    passes: Shape
    """What comes to the next layer: what it gives, unless it is moved by its fix."""
    reached: bool = True
    """What comes to it is known, not a mere guess."""
    known: bool = True
    """What it gives is known, not a mere guess."""
    wrong: dict[str, Any] = field(default_factory=dict)
    """Fields out of range, with the nearest value in range."""
    misfit: Misfit | None = None
    fix: Fix | None = None
    """What mends the misfit."""
    change: dict[str, Any] = field(default_factory=dict)
    """The part of the fix that changes this layer's own fields."""


def walk(layers: Sequence[Layer], stack: Stack, shape: Shape) -> list[Place]:
    """Each layer in its place, from an input of `shape`. `stack` holds the same layers, and makes the fixes."""
    places: list[Place] = []
    first = picture = shape
    known = True
    for layer in layers:
        wrong = out_of_range(layer)
        sound = layer.model_copy(update=wrong) if wrong else layer
        place = Place(layer, sound, gets=shape, takes=shape, gives=shape, passes=shape, reached=known, known=known, wrong=wrong)
        places.append(place)
        if isinstance(sound, Joining):
            _connect(places, sound, stack, first)
            shape = place.passes
            continue
        try:
            place.gives = place.passes = sound.output(shape)
        except Misfit as misfit:
            place.misfit = misfit
            if not (_mend(place, misfit, stack, len(places) - 1) or _unflatten(places, stack)):
                _guess(place, picture, stack.json[len(places) :])
                place.known = known = False
        shape = place.passes
        if Signal.of(place.gives).kind == "picture":
            picture = place.gives
    return places


def source_of(layers: Sequence[Layer], at: int) -> int | None:
    """The place of the earlier layer that the one at `at` takes too; −1: the net's input; None: there is none."""
    layer = layers[at]
    if not isinstance(layer, Joining):
        return None
    return -1 if layer.source == "" else next((i for i in range(at) if layers[i].id == layer.source), None)


def before(places: Sequence[Place], first: Shape) -> dict[str, Shape]:
    """What a layer right after these could take besides the last of them, by their ids, in the net's order.

    Args:
        first: the shape of the net's input.
    """
    given = {"": first} if places else {}
    for place in places[:-1]:
        given.setdefault(place.layer.id, place.gives)
    return given


def _connect(places: list[Place], layer: Joining, stack: Stack, first: Shape) -> None:
    """The last place has two inputs: what it gives; where it can't take the second, with another one that fits, or without it.

    Args:
        first: the shape of the net's input.
    """
    at = len(places) - 1
    place, layers = places[at], [each.layer for each in places]
    source = source_of(layers, at)
    try:
        if source is None:
            raise Misfit(f"{title(layer)} also takes what an earlier layer gives, and that layer is no longer before it")
        place.gives = place.passes = layer.output(place.gets, places[source].gives if source >= 0 else first)
        return
    except Misfit as misfit:
        place.misfit = misfit
    id = nearest(layer, place.gets, before(places[:at], first))
    if id is not None:
        i = next((i for i in range(at) if layers[i].id == id), -1)
        place.gives = place.passes = layer.output(place.gets, places[i].gives if i >= 0 else first)
        place.change, place.sound = {"from": id}, layer.model_copy(update={"source": id})
        label = f"Take {title(layers[i])}, layer {i + 1}" if i >= 0 else "Take the net's input"
        place.fix = Fix(label=label, layers=stack.change(at, place.change))
        return
    place.known = False
    place.fix = Fix(label=f"Remove {title(layer)}", layers=stack.remove(at))


def _mend(place: Place, misfit: Misfit, stack: Stack, at: int) -> bool:
    """Mend it as the misfit says; again, if another comes to light then."""
    found = _mended(place.sound, place.gets, misfit)
    if found is None:
        return False
    before, place.change, place.sound, place.takes, place.gives = found
    place.passes = place.gives
    place.fix = Fix(label=misfit.label, layers=stack.replace(at, at + 1, *before, {**stack.json[at], **place.change}))
    return True


def _mended(
    layer: Layer, shape: Shape, misfit: Misfit
) -> tuple[list[dict[str, Any]], dict[str, Any], Layer, Shape, Shape] | None:
    """Layers to put before it, fields to change, the layer so changed, what it then gets and gives; None: there is no way."""
    before: list[dict[str, Any]] = []
    change: dict[str, Any] = {}
    for _ in range(4):
        if not misfit.before and not misfit.change:
            return None
        for each in misfit.before:
            shape = parse(each).output(shape)
            before.append(each)
        if misfit.change:
            change.update(misfit.change)
            layer = parse({**layer.model_dump(mode="json"), **misfit.change})
        try:
            return before, change, layer, shape, layer.output(shape)
        except Misfit as another:
            misfit = another
    return None


def _unflatten(places: list[Place], stack: Stack) -> bool:
    """It wants a picture and gets a flat list: take the Flatten before it away, or put it before that Flatten.

    Of the two, the one that leaves fewer misfits in the list.
    """
    at = len(places) - 1
    place = places[at]
    flatten = next((i for i in range(at - 1, -1, -1) if places[i].layer.type == "Flatten"), None)
    if flatten is None or Signal.of(places[flatten].gets).kind != "picture":
        return False
    start = places[flatten].gets
    earlier = {each.layer.id: each.gives for each in places[:flatten]} | {"": places[0].gets}
    between = [each.sound for each in places[flatten + 1 : at]]
    fewest = None
    for label, layers, order in (
        (f"Remove {title(places[flatten].layer)}", stack.remove(flatten), [*between, place.sound]),
        (
            f"Move it before {title(places[flatten].layer)}",
            stack.move(at, flatten),
            [place.sound, places[flatten].sound, *between],
        ),
    ):
        try:
            shapes = through(order, start, earlier)
        except Misfit:
            continue
        left = _misfits(layers[flatten:], start)
        if fewest is None or left < fewest:
            fewest = left
            here = order.index(place.sound)
            place.takes, place.gives, place.passes = shapes[here], shapes[here + 1], shapes[-1]
            place.fix = Fix(label=label, layers=layers)
    return fewest is not None


def through(layers: Sequence[Layer], shape: Shape, earlier: Mapping[str, Shape] | None = None) -> list[Shape]:
    """The shapes on the way through: what the first layer gets, and what each gives.

    Args:
        earlier: what layers before these give, by their ids; None: there are none, and `shape` is the net's input.

    Raises:
        Misfit: a layer can't take what comes to it.
    """
    shapes = [shape]
    given = {"": shape} if earlier is None else dict(earlier)
    for layer in layers:
        if not isinstance(layer, Joining):
            shapes.append(layer.output(shapes[-1]))
        elif layer.source in given:
            shapes.append(layer.output(shapes[-1], given[layer.source]))
        else:
            raise Misfit(f"{title(layer)} also takes what an earlier layer gives, and that layer is not before it")
        given.setdefault(layer.id, shapes[-1])
    return shapes


def _misfits(layers: list[dict[str, Any]], shape: Shape) -> int:
    count = 0
    for json in layers:
        layer = parse(json)
        layer = layer.model_copy(update=out_of_range(layer))
        try:
            shape = layer.output(shape)
        except Misfit as misfit:
            count += 1
            found = _mended(layer, shape, misfit)
            if found is not None:
                shape = found[-1]
    return count


def _guess(place: Place, picture: Shape, rest: list[dict[str, Any]]) -> None:
    """There is no way: go on as if the last picture had come to it, or as if it were not there; whatever suits the rest."""
    try:
        gives = place.sound.output(picture)
    except Misfit as misfit:
        found = _mended(place.sound, picture, misfit)
        gives = found[-1] if found else picture
    if _misfits(rest, gives) <= _misfits(rest, place.gets):
        place.takes, place.gives, place.passes = picture, gives, gives
