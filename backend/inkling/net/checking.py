"""check: everything that can be said about a net before it is built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any, Literal

from inkling.layers._base import LEARNED, Shape, Signal, times
from inkling.losses._base import Loss
from inkling.losses.cross_entropy_loss import CrossEntropyLoss
from inkling.net import costs
from inkling.net.advice import advice
from inkling.net.bounds import bounds, words
from inkling.net.edits import Stack
from inkling.net.report import Fix, LayerReport, Limits, Problem, Report
from inkling.net.shapes import Place, walk
from inkling.net.sources import told
from inkling.net.spec import NetSpec

DEFAULT_LIMITS = Limits()
DEFAULT_LOSS = CrossEntropyLoss()
PASSING = {"shape", "regularisation"}
"""Families that pass numbers on as they are, when the net answers."""
Counted = Literal["parameters", "macs", "bytes"]


def check(
    spec: NetSpec,
    *,
    takes: Signal | None = None,
    gives: Signal | None = None,
    asks: str = "",
    batch_size: int = 128,
    optimizer: str = "Adam",
    loss: Loss = DEFAULT_LOSS,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Every problem of a net at once, and per layer its shape, parameters, multiply-adds and bytes.

    Nothing is built, so it is quick however large the numbers are. After a layer that does not fit, it goes on with the best
    guess of what that layer would give.

    Args:
        takes: what the net must take; None: it is not known.
        gives: what it must give; None: judge it as a net, not as one for certain data.
        asks: that in words, a sentence without its full stop; "": how many numbers.
        batch_size: samples in a mini-batch, at least 1.
        optimizer: as in `TrainingSettings`.
        loss: what judges the net; it may ask for a certain end.
    """
    stack = Stack(spec.layers[: limits.layers])
    shape, problems = _input(spec, limits)
    problems += _taken(spec, takes, stack)
    places = walk(spec.layers[: limits.layers], stack, shape)
    beyond = spec.layers[limits.layers :]
    layers = [costs.report(place, batch_size, optimizer) for place in places]
    problems += _ids(spec, stack)
    if beyond:
        message = f"The net has {len(spec.layers):,} layers; at most {limits.layers:,} are allowed"
        problems.append(_error(beyond[0].id, message))
    for at, place in enumerate(places):
        problems += _range(place, at, stack)
        problems += _fit(place, at, stack, batch_size)
        problems += _units(place, at, stack, limits)
    problems += _totals(places, layers, stack, limits, gives)
    if beyond:
        # Fixes are whole lists of layers; of a net without end they would be many, and end it.
        problems = [problem.model_copy(update={"fix": None}) for problem in problems]
    else:
        ending = list(_ending(places, shape, stack, gives, asks))
        if gives is not None and not ending:
            ending = list(_before_loss(places, stack, loss))
        problems += ending
        problems += advice(places, stack, loss, complete=not ending)
    problems.sort(key=_order(spec))
    ok = not any(problem.severity == "error" for problem in problems)
    layers = told(places, layers, shape, ok=ok)
    parameters, macs, bytes = costs.total(layers)
    return Report(
        parameters=parameters,
        macs=macs,
        bytes=bytes,
        layers=layers + [costs.nothing(layer) for layer in beyond],
        problems=problems,
        ok=ok,
    )


def _error(layer: str | None, message: str, label: str = "", layers: list[dict[str, Any]] | None = None) -> Problem:
    return Problem(
        layer=layer, severity="error", message=message, fix=None if layers is None else Fix(label=label, layers=layers)
    )


def _order(spec: NetSpec) -> Any:
    """Problems in the order of their layers, those of the whole net first; errors before warnings."""
    first: dict[str | None, int] = {None: -1}
    for at, layer in enumerate(spec.layers):
        first.setdefault(layer.id, at)
    return lambda problem: (first[problem.layer], problem.severity == "warning")


def _input(spec: NetSpec, limits: Limits) -> tuple[Shape, list[Problem]]:
    kind = Signal.of(spec.input).kind
    sides = (limits.input_side,) * 2 if kind == "picture" else (limits.input_side**2,)
    most = sides if kind == "list" else (limits.input_channels, *sides)
    shape = tuple(min(max(number, 1), top) for number, top in zip(spec.input, most, strict=True))
    if shape == spec.input:
        return shape, []
    if kind == "picture":
        channels, height, width = spec.input
        message = (
            f"The input is {words((height, width, channels))} (height×width×channels); "
            f"it can have 1 to {most[0]} channels, and 1 to {most[1]} pixels in height and width"
        )
    else:
        message = f"The input is {words(spec.input)}; it can be up to {words(most)}"
    return shape, [_error(spec.layers[0].id if spec.layers else None, message)]


def _taken(spec: NetSpec, takes: Signal | None, stack: Stack) -> Iterator[Problem]:
    """The net takes other examples than there are."""
    if takes is not None and spec.input != takes.size:
        fix = Fix(label=f"Take {times(takes.size)}", layers=stack.json, input=list(takes.size))
        message = f"The net takes {times(spec.input)}, and the data set's examples are {times(takes.size)}"
        yield Problem(layer=spec.layers[0].id if spec.layers else None, severity="error", message=message, fix=fix)


def _ids(spec: NetSpec, stack: Stack) -> Iterator[Problem]:
    places: dict[str, list[int]] = {}
    for at, layer in enumerate(spec.layers):
        places.setdefault(layer.id, []).append(at)
    for id, found in places.items():
        renamed = [at for at in found[1:] if at < len(stack)]
        if len(found) > 1:
            yield _error(id, f"{len(found)} layers have the id {id}; each needs its own", "Rename them", stack.rename(*renamed))
        if id == "training" or id.startswith("_"):
            message = f"PyTorch keeps the name {id} for itself; the layer needs another id"
            yield _error(id, message, "Rename it", stack.rename(*found[:1], *renamed))


def _range(place: Place, at: int, stack: Stack) -> Iterator[Problem]:
    for name, nearest in place.wrong.items():
        low, high = bounds(type(place.layer))[name]
        # A kernel clamped to its bound may still be too large for the picture; one press is to mend it whole.
        value = place.change.get(name, nearest)
        more = place.change if name in place.change else {}
        value = list(value) if isinstance(value, tuple) else value
        yield _error(
            place.layer.id,
            f"{name} is {words(getattr(place.layer, name))}; it can be {words(low)} to {words(high)}",
            f"Set {name} to {words(value)}",
            stack.change(at, {**more, name: value}),
        )


def _fit(place: Place, at: int, stack: Stack, batch_size: int) -> Iterator[Problem]:
    if place.misfit is not None:
        if not set(place.change) & set(place.wrong):
            yield Problem(layer=place.layer.id, severity="error", message=str(place.misfit), fix=place.fix)
    elif place.known and batch_size < place.sound.smallest_batch(place.takes):
        id = place.layer.id
        yield _error(
            id,
            f"{place.layer.type} gets one value per channel ({times(place.takes)}), and with a batch size of {batch_size} "
            "nothing to compare it with: it needs larger batches",
            "Use LayerNorm",
            stack.replace(at, at + 1, {"id": id, "type": "LayerNorm"}),
        )


def _units(place: Place, at: int, stack: Stack, limits: Limits) -> Iterator[Problem]:
    gives, takes = prod(place.gives), prod(place.takes) if at else 0
    # Only the layer that makes them many is named, not those that pass them on.
    if gives > limits.units and gives > takes:
        yield _error(
            place.layer.id,
            f"It gives {times(place.gives)} = {words(gives)} numbers a sample; at most {words(limits.units)} are allowed",
            *_narrower(place, at, stack, limits.units, gives),
        )


def _totals(
    places: Sequence[Place], layers: Sequence[LayerReport], stack: Stack, limits: Limits, gives: Signal | None
) -> Iterator[Problem]:
    scores = max((at for at, place in enumerate(places) if place.sound.width), default=-1) if gives is not None else -1
    for counts, most, message in (
        ([layer.parameters for layer in layers], limits.parameters, "The net has {} parameters; at most {} are allowed"),
        ([layer.macs for layer in layers], limits.macs, "One sample takes {} multiply-adds; at most {} are allowed"),
        (
            [layer.bytes.total for layer in layers],
            limits.bytes,
            "Training takes {} bytes of memory; at most {} are allowed. Smaller batches need less",
        ),
    ):
        total = sum(counts)
        if total <= most:
            continue
        at = max(range(len(counts)), key=counts.__getitem__)
        left = most - (total - counts[at])
        # The layer that gives the answer can't be made narrower.
        way_out = ("", None) if at == scores else _narrower(places[at], at, stack, left, counts[at])
        text = f"{message.format(words(total), words(most))}. Most are in this layer ({words(counts[at])})"
        yield _error(places[at].layer.id, text, *way_out)


def _narrower(place: Place, at: int, stack: Stack, allowed: int, now: int) -> tuple[str, list[dict[str, Any]] | None]:
    """Fewer units in this layer, so that what is in proportion to them shrinks from `now` to what is allowed."""
    name = place.sound.width
    if name is None or place.misfit is not None or now >= costs.LARGEST:
        return "", None
    width = getattr(place.sound, name) * max(allowed, 0) // now
    if width < 1:
        return "", None
    return f"Set {name} to {words(width)}", stack.change(at, {name: width})


def _ending(places: Sequence[Place], shape: Shape, stack: Stack, wanted: Signal | None, asks: str) -> Iterator[Problem]:
    """What the net as a whole must do: give what is wanted, and learn."""
    gives = places[-1].passes if places else shape
    last = places[-1].layer.id if places else None
    end = len(places)
    learns = any(place.sound.family in LEARNED for place in places)
    if wanted is None:
        if not places:
            yield _error(None, "The net has no layers")
        elif not learns:
            yield Problem(layer=last, severity="warning", message="Nothing here learns: there is no Linear and no convolution")
        return
    if wanted.kind != "list":
        yield from _no_list(places, gives, wanted, asks)
        return
    (count,) = wanted.size
    flatten = [{"type": "Flatten"}] if Signal.of(gives).kind != "list" else []
    linear = {"type": "Linear", "out_features": count}
    if gives == wanted.size:
        if not learns:
            message = "Nothing here learns: there is no Linear and no convolution"
            yield _error(last, message, "Append Linear", stack.insert(end, *flatten, linear))
        return
    message = f"The net gives {times(gives)}; {asks or f'{words(count)} numbers are wanted'}"
    if not places:
        yield _error(None, "The net has no layers", "Begin with Linear", stack.insert(end, *flatten, linear))
    elif len(gives) > 1 and gives[0] == prod(gives) == count:
        yield _error(last, message, "Append Flatten", stack.insert(end, *flatten))
    elif places[-1].sound.type == "Linear":
        yield _error(last, message, f"Set out_features to {count}", stack.change(end - 1, {"out_features": count}))
    else:
        label = "Append Flatten and Linear" if flatten else "Append Linear"
        yield _error(last, message, label, stack.insert(end, *flatten, linear))


def _no_list(places: Sequence[Place], gives: Shape, wanted: Signal, asks: str) -> Iterator[Problem]:
    """It is to give a picture or a sequence: there are many ways to, and no fix is offered."""
    if not places:
        yield _error(None, "The net has no layers")
    elif gives != wanted.size:
        yield _error(places[-1].layer.id, f"The net gives {times(gives)}; {asks or f'{times(wanted.size)} is wanted'}")
    elif not any(place.sound.family in LEARNED for place in places):
        yield _error(places[-1].layer.id, "Nothing here learns: there is no Linear and no convolution")


def _before_loss(places: Sequence[Place], stack: Stack, loss: Loss) -> Iterator[Problem]:
    """The layer that the loss asks for at the end is not there."""
    end = next((at for at in range(len(places), 0, -1) if places[at - 1].sound.family not in PASSING), 0)
    if not loss.after or not end or places[end - 1].sound.type == loss.after:
        return
    last, wanted = places[end - 1].layer, {"type": loss.after}
    message = f"{loss.why_after}. {loss.after} at the end makes them"
    if last.type == "Softmax":
        yield _error(last.id, message, f"Use {loss.after}", stack.replace(end - 1, end, {"id": last.id, **wanted}))
    else:
        yield _error(last.id, message, f"Append {loss.after}", stack.insert(len(places), wanted))
