"""What `check` finds, and how large a net may be."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Limits(BaseModel):
    """How large a net may be, so that it can't take the machine from everybody else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layers: int = 64
    parameters: int = 20_000_000
    units: int = 2_000_000
    """Numbers that one layer gives for one sample."""
    macs: int = 2_000_000_000
    """Multiply-adds of one sample's forward pass."""
    bytes: int = 4_000_000_000
    """Memory in training, as in `Bytes.total`."""
    input_channels: int = 16
    input_side: int = 512
    """Height and width of one input, in pixels."""


class Bytes(BaseModel):
    """Memory in training, in bytes; float32.

    What must be there at once: temporary memory inside an operation comes on top.
    """

    weights: int = 0
    """Learned numbers, and those kept beside them (BatchNorm's running statistics)."""
    gradients: int = 0
    optimizer: int = 0
    """What the optimiser remembers per parameter."""
    activations: int = 0
    """The outputs for one mini-batch, kept for the backward pass."""
    total: int = 0


class Fix(BaseModel):
    """A way out of a problem, as a whole list of layers to use instead."""

    label: str
    """The words on its button."""
    layers: list[dict[str, Any]]
    input: list[int] | None = None
    """The shape of one input to use instead; None: it stays."""


class Problem(BaseModel):
    """What is wrong, where, and what to do."""

    layer: str | None
    """The layer's id; None: the net as a whole, where it has no layer to name."""
    severity: Literal["error", "warning"]
    message: str
    fix: Fix | None = None


class LayerSource(BaseModel):
    """One of the inputs of a layer, and which part of it each number is made of, when the net answers."""

    layer: str | None
    """The layer that gives it; None: it is the net's input."""
    along: list[list[tuple[int, int, int, int]]] | None = None
    """For each direction, what the places of the output look at along the same direction of that input, in runs of places: (how
    many, first, end, step). The k-th of a run looks at those from first + k·step on, and before end + k·step. None: it can't be
    said of each direction by itself, or there are too many places, or the net has an error."""


class Candidate(BaseModel):
    """An earlier layer that a layer with two inputs could take."""

    layer: str
    """Its id, as `from` has it; "": the net's input."""
    why: str
    """Why it can't be taken; "": it can."""


class LayerReport(BaseModel):
    """What one layer gets, gives and costs.

    Where a layer has a problem, these are the numbers of the net with the problem mended, if that can be done.
    """

    id: str
    type: str
    input: list[int] | None
    """Shapes are without the batch; None where they can't be known."""
    output: list[int] | None
    parameters: int
    frozen: int = 0
    """How many of these training leaves as they are."""
    macs: int
    """Multiply-adds of weights with inputs in one sample's forward pass."""
    bytes: Bytes
    sources: list[LayerSource] = []
    """What it is made of, the layer before it first, if it is made of that."""
    choices: list[Candidate] = []
    """Of a layer with two inputs, all that its second could be, in the net's order."""
    joins: dict[str, str] = {}
    """By the types that have two inputs, what a new layer right after this one would take as its second: the nearest that fits
    besides this one, as `from` has it. Types that could take the net's input alone, or nothing, are left out."""


class Report(BaseModel):
    """All that `check` found. No number is larger than 2⁵³ − 1, the largest whole number that a browser holds."""

    parameters: int
    macs: int
    bytes: Bytes
    layers: list[LayerReport]
    problems: list[Problem]
    ok: bool
    """No problem is an error: it can be built and trained."""
