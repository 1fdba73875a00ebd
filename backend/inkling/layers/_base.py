"""The contract of a layer type, and the registry that finds the layer files beside this one.

A layer type is one file with one subclass of `Layer`. Its docstring is its help text, its fields are its arguments under
`torch.nn`'s names, and the page's palette and inspector are drawn from its JSON Schema. torch is imported inside `build`
alone, so that the server can check nets without it.

Shapes are tuples without the batch, and `Signal.of` says what one is the shape of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, Strict

from inkling.layers._arithmetic import Box, Explanation, Floats
from inkling.registry import defined

if TYPE_CHECKING:
    from torch import nn

Shape = tuple[int, ...]
Whole = Annotated[int, Strict()]
"""A whole number; a text or a truth value is refused, not converted."""
Real = Annotated[float, Strict()]
Switch = Annotated[bool, Strict()]
Pair = Whole | tuple[Whole, Whole]
"""One number for both directions, or (height, width), as in torch.nn."""


Kind = Literal["list", "sequence", "picture", "tokens"]
_KINDS: Mapping[int, Kind] = {1: "list", 2: "sequence", 3: "picture"}


class Signal(NamedTuple):
    """What comes into a net or a layer, or out of it, for one sample."""

    kind: Kind
    """Numbers in a list, over time or in a picture; or tokens, whole numbers that stand for words or letters."""
    size: Shape
    """list: (features,); sequence: (channels, length); picture: (channels, height, width); tokens: (length,)"""

    @classmethod
    def of(cls, shape: Shape) -> Self:
        """What a bare shape is read as: a list, a sequence or a picture, by how many numbers it has."""
        return cls(_KINDS[len(shape)], shape)

    @property
    def laid_out(self) -> tuple[int, int, int]:
        """As (channels, height, width), to be looked at: a list is one row, and so is each channel of a sequence."""
        channels, height, width = (1, 1, 1, *self.size)[-3:] if self.kind != "sequence" else (self.size[0], 1, self.size[1])
        return channels, height, width


Family = Literal["dense", "convolution", "pooling", "activation", "shape", "joining", "regularisation", "normalisation"]


LEARNED: frozenset[Family] = frozenset({"dense", "convolution"})
"""Families whose weights meet the input: what a net learns with."""


class Misfit(Exception):
    """A layer can't take this input.

    Args:
        message: what it got and what it wants, in one plain sentence ("Linear needs a flat list; it gets 5×5×16").
        label: the words on the button that mends it ("Insert Flatten"), or "" where nothing does.
        before: layers (as JSON) to put before this one; they mend it.
        change: fields of this layer to change; they mend it.
    """

    def __init__(
        self,
        message: str,
        label: str = "",
        before: Sequence[dict[str, Any]] = (),
        change: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.label = label
        self.before = list(before)
        self.change = dict(change or {})


def bounded(default: Any, low: float, high: float, help: str, **more: Any) -> Any:
    """A field with bounds that `check` enforces, so that a number out of range is a problem with a fix, not a parse error.

    Both bounds are allowed values; for a pair they hold for each number.
    """
    return Field(default, description=help, json_schema_extra={"minimum": low, "maximum": high, **more})


def times(shape: Sequence[int]) -> str:
    """A shape in words, as the page shows it: a picture's height×width×channels ("5×5×16"), a sequence's length×channels, a
    list's length ("400"). For two numbers without channels, such as a kernel's, there is `sides`.
    """
    return "×".join(map(str, [*shape[1:], shape[0]]))


def sides(size: Sequence[int]) -> str:
    """Height and width in words: "3×5"."""
    return "×".join(map(str, size))


def named(shape: Shape) -> str:
    """What comes, in words: "a flat list of 400", "a sequence (length×channels) of 30×4", "a picture of 5×5×16"."""
    kinds = {"list": "a flat list", "sequence": "a sequence (length×channels)", "picture": "a picture", "tokens": "tokens"}
    return f"{kinds[Signal.of(shape).kind]} of {times(shape)}"


def pair(value: Pair) -> tuple[int, int]:
    """(height, width) of an argument that may be one number for both."""
    return (value, value) if isinstance(value, int) else value


def want_flat(name: str, shape: Shape) -> int:
    """The number of features of a flat list.

    Raises:
        Misfit: it is a picture or a sequence; a Flatten before mends it.
    """
    if Signal.of(shape).kind != "list":
        raise Misfit(f"{name} needs a flat list; it gets {times(shape)}", "Insert Flatten", before=[{"type": "Flatten"}])
    return shape[0]


def want_picture(name: str, shape: Shape) -> tuple[int, int, int]:
    """(channels, height, width) of a picture.

    Raises:
        Misfit: it is a flat list or a sequence.
    """
    if Signal.of(shape).kind != "picture":
        raise Misfit(f"{name} needs a picture (height×width×channels); it gets {named(shape)}")
    return shape[0], shape[1], shape[2]


def want_sequence(name: str, shape: Shape, for_pictures: str) -> tuple[int, int]:
    """(channels, length) of a sequence.

    Args:
        for_pictures: the type that does the same to pictures, and takes the same fields.

    Raises:
        Misfit: it is a flat list, which an Unflatten before makes a sequence of; or a picture.
    """
    message = f"{name} needs a sequence (length×channels); it gets {named(shape)}"
    if Signal.of(shape).kind == "picture":
        raise Misfit(message, f"Use {for_pictures}", change={"type": for_pictures})
    if Signal.of(shape).kind == "list":
        made = {"type": "Unflatten", "unflattened_size": [1, shape[0]]}
        raise Misfit(message, "Insert Unflatten", before=[made])
    return shape[0], shape[1]


class Layer(BaseModel, ABC):
    """One layer of a net as data."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    title: ClassVar[str]
    """What the palette calls it ("Max pool")."""
    family: ClassVar[Family]
    order: ClassVar[int] = 100
    """Its place in the palette; lower comes first."""
    width: ClassVar[str | None] = None
    """The field that says how many units or channels it gives; None: as many as it gets."""
    units_at: ClassVar[int] = 0
    """The dimension of its weight that counts its units."""
    affine: ClassVar[bool] = False
    """Once trained, it computes sums of its inputs times constants, plus constants: several of these in a row equal one."""

    id: str = Field(min_length=1, max_length=24, pattern=r"^[A-Za-z0-9_-]+$")
    """Unique in its net; names the submodule, the pictures and the problems."""
    type: str
    """The name in torch.nn; each layer type narrows it to its own."""

    @abstractmethod
    def output(self, shape: Shape) -> Shape:
        """The shape it gives for an input of `shape`, both without the batch.

        Raises:
            Misfit: it can't take this shape.
        """

    def parameters(self, shape: Shape) -> int:
        """How many numbers it learns, for an input of `shape`."""
        return 0

    def buffer_bytes(self, shape: Shape) -> int:
        """Bytes it keeps without learning them (BatchNorm's running statistics)."""
        return 0

    def macs(self, shape: Shape) -> int:
        """Multiply-adds of weights with inputs in one sample's forward pass, for `shape`; biases are not counted."""
        return 0

    def smallest_batch(self, shape: Shape) -> int:
        """How many samples a mini-batch must have at least, in training."""
        return 1

    @abstractmethod
    def build(self, shape: Shape) -> nn.Module:
        """The torch.nn module for an input of `shape`."""

    @abstractmethod
    def reach(self, shape: Shape, box: Box) -> Box:
        """The part of an input of `shape` that a part of the output depends on, when the net answers (not in training).

        Args:
            box: not empty.
        """

    @abstractmethod
    def explain(self, x: Floats, weights: Mapping[str, Floats], at: Shape) -> Explanation:
        """How the output's number at the index `at` comes about, when the net answers (not in training).

        Args:
            x: the layer's input without the batch.
            weights: parameters and buffers, by their names in the torch.nn module.
        """

    def begins(self, shape: Shape, seed: int) -> Mapping[int, Floats]:
        """The units that do not begin with PyTorch's own weights, each with its own; their biases begin at 0."""
        return {}

    def held(self) -> Sequence[int]:
        """The units that are frozen: training leaves their weights and biases as they are."""
        return ()

    def frozen_parameters(self, shape: Shape) -> int:
        """How many of its parameters are frozen."""
        return 0

    def thawed(self) -> Layer:
        """The same layer with nothing frozen."""
        return self


_registry: dict[str, type[Layer]] = {}


def registry() -> dict[str, type[Layer]]:
    """Every layer type by its name in torch.nn, in the palette's order."""
    if not _registry:
        found = sorted(defined(__package__, Layer), key=lambda layer: (layer.order, layer.__name__))
        _registry.update({layer.__name__: layer for layer in found})
    return _registry
