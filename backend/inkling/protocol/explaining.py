"""One unit in numbers: how its output comes about, and what a step of training does to its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.answer import Answer
from inkling.protocol.arrays import Floats, QuantisedPictures

if TYPE_CHECKING:
    from inkling.protocol.looking import Watch


class Unit(BaseModel):
    """One number of a layer's output."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layer: str = Field(max_length=24)
    at: list[Annotated[int, Field(ge=0)]] = Field(min_length=1, max_length=3)
    """Its index, without the batch: channel, row, column; or its place in a flat list."""


class Dissect(Command):
    """Exactly one mini-batch, then paused; what it does to one unit's weights is told with `dissection`."""

    kind: Literal["dissect"] = "dissect"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True
    layer: str = Field(max_length=24)
    unit: int = Field(ge=0)
    """The filter of a convolution, the row of a Linear, the channel of a norm."""


class ArithmeticLine(BaseModel):
    """One line of a calculation."""

    name: str
    formula: str
    value: float


class Contribution(BaseModel):
    """One product of a weighted sum."""

    at: list[int]
    """Index of the input in what the unit looks at: channel, row, column."""
    input: float
    weight: float
    product: float


class Besides(BaseModel):
    """The one number that a unit takes from the second input of its layer (Add)."""

    source: str | None
    """The layer it is of, past layers that only pass it on; None: the input."""
    at: list[int]
    """Its index there: channel, row, column; of a flat list, [0, 0, place]."""
    value: float


class Reach(BaseModel):
    """What a unit depends on in an earlier layer's output."""

    layer: str | None
    """None: the input."""
    box: list[list[int]]
    """For each dimension the first index, and the one after the last."""


class Term(BaseModel):
    """What is done to each output of the net on the way to the loss."""

    name: str
    formula: str
    values: list[float]
    """Output by output."""


class ExampleLoss(BaseModel):
    """The loss of the example on the pad, from the net's outputs on."""

    target: list[float]
    """What the net is to say of it: the number of its class, or the numbers themselves."""
    value: float
    """The loss, as PyTorch gave it."""
    terms: list[Term]
    """The first are the outputs themselves."""
    lines: list[ArithmeticLine]
    """What is made of the terms; the last is the loss."""
    points: list[tuple[float, float]]
    """Where that lies in the loss's picture: x and height."""


class Arithmetic(Event):
    """How the number of one unit comes about for this viewer's drawing: the inputs it looks at, its weights, each step."""

    kind: Literal["arithmetic"] = "arithmetic"
    way: ClassVar[Way] = "picture"
    layer: str
    at: list[int]
    drawing: int
    step: int
    value: float
    """The number, as the net gave it."""
    source: str | None
    """The layer whose output it looks at, past layers that only pass it on; None: the input."""
    shape: list[int]
    """Of that output: channels, height, width; a flat list is one row."""
    first: list[int]
    """Index of the first input that it looks at: channel, row, column; negative in the padding."""
    apart: list[int]
    """Rows and columns from one input to the next."""
    inputs: Floats | None
    """[channels, height, width]; 0 in the padding. None: they are too many."""
    weights: Floats | None
    """What each input is multiplied by, in the same shape; None where nothing is, or there are too many."""
    ordered: bool
    """They are all of the unit's weights, in the layer's own order: each can be set by its place."""
    winner: int | None
    """Place in the flattened inputs of the one that was chosen (MaxPool2d)."""
    besides: Besides | None
    """What it takes from an earlier layer besides; None: nothing."""
    largest: list[Contribution]
    """The largest products, largest first."""
    lines: list[ArithmeticLine]
    """The calculation, from the inputs to the number."""
    reach: list[Reach]
    """Its receptive field in each earlier layer, nearest first."""
    logits: list[float]
    """Where the layer is the last, all that it gives."""
    loss: ExampleLoss | None = None
    """Where the layer is the last and it is known what the net is to say: how wrong it is."""

    @classmethod
    def wanted(cls, watch: Watch, kind: str, key: str) -> bool:
        return watch.unit is not None


class Parameter(BaseModel):
    """What one step does to some weights."""

    name: str
    """"weight" or "bias"."""
    before: Floats
    gradient: Floats
    """Of the loss, as autograd gave it."""
    after: Floats
    state: dict[str, list[Floats]]
    """What the optimiser keeps for each weight, under PyTorch's names: before the step, and after it."""


class Dissection(Event):
    """One step of training, taken apart for the weights of one unit."""

    kind: Literal["dissection"] = "dissection"
    way: ClassVar[Way] = "record"
    layer: str
    unit: int
    step: int
    """The step's number, from 1."""
    loss: float
    size: int
    """Examples in the mini-batch."""
    pictures: QuantisedPictures | None
    """The first of them, as they were shown (augmented); None: they are no pictures."""
    targets: list[list[float]]
    """What a net is to say of each of those, as in `sample`,"""
    answers: list[Answer]
    """and what this one says, before the step."""
    losses: list[float] = Field(default_factory=list)
    """Of each of those, before the step; the loss is the mean over all of the mini-batch."""
    lr: float
    optimizer: str
    rule: list[str]
    """The optimiser's formulas, in their order."""
    parameters: list[Parameter]


ToRoom = Dissect
ToPage = Arithmetic | Dissection
