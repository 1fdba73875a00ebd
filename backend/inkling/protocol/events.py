"""Server → browser: what a viewer is told. One tagged union, told apart by `kind`.

Three sorts, by what may happen to them on the way:
  record   numbered, kept in order, replayed after a reconnect (see RECORDS)
  picture  the newest per (kind, layer) replaces the unsent one
  answer   to one viewer; in order, not numbered
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from inkling.experiment.experiment import Experiment
from inkling.experiment.race import Differs, RaceSettings, Value, own_rates
from inkling.net import Report
from inkling.protocol.arrays import Bytes, Floats, Images
from inkling.protocol.commands import Scene

State = Literal["idle", "running", "paused", "done", "failed"]
RaceState = Literal["starting", "running", "done", "stopped", "failed", "away"]
Role = Literal["viewer", "driver", "presenter"]
"""What one may do in a room: look and draw; change and train the net too; and say who else does."""


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class Status(_Event):
    """Where training is."""

    kind: Literal["status"] = "status"
    state: State = "idle"
    step: int = 0
    """Mini-batches so far."""
    epoch: float = 0
    """Epochs so far, with their fraction."""
    epochs: int = 0
    """Where it will end."""
    steps_per_epoch: int = 0
    samples_per_second: float = 0
    seconds_left: float | None = None
    lr: float | None = None
    """The learning rate of the last step."""
    device: str = ""
    """In words, for people: "CPU, 2 threads", "NVIDIA H100"."""
    message: str = ""
    """What to say beside it; "" for nothing."""

    def at_rest(self, state: State, message: str = "") -> Status:
        """The same, where nothing runs any more."""
        return self.model_copy(update={"state": state, "samples_per_second": 0, "seconds_left": None, "message": message})


class Curves(_Event):
    """Loss and accuracy of some training steps that followed each other, each on its own mini-batch."""

    kind: Literal["curves"] = "curves"
    first: int
    """Number of the first step, from 1. What was said of this and of later steps before is void: training went back."""
    stride: int = 1
    """Each number stands for so many steps; 1 while it is live."""
    loss: Floats
    """Where a number stands for several steps: the mean of all of them but the one with the largest loss."""
    accuracy: Floats
    """Their mean."""
    high: Floats | None = None
    """The largest loss of each stride; None: strides are of one step."""
    at: list[int] = []
    """At which step it was."""
    gradients: dict[str, float]
    """Norm of the gradient per layer with parameters, at the last step of these."""


class Score(BaseModel):
    """How well the net does on some images."""

    loss: float
    accuracy: float
    """0 to 1."""
    size: int
    """How many images it was measured on."""
    whole: bool
    """They were all there are; otherwise a fixed sub-sample."""


class Evaluation(_Event):
    """Loss and accuracy on images it does not learn from, and on a sample of those it does."""

    kind: Literal["evaluation"] = "evaluation"
    step: int
    epoch: float
    train: Score | None = None
    validation: Score | None = None
    test: Score | None = None


class Mistake(BaseModel):
    """A test image the net gets wrong."""

    index: int
    """In the test images."""
    label: int
    guess: int
    probability: float
    """Of the guess."""
    image: Bytes
    """Height × width bytes (× channels, first)."""


class Mistakes(_Event):
    """Where it is wrong, after an evaluation on the test images."""

    kind: Literal["mistakes"] = "mistakes"
    step: int
    size: int
    whole: bool
    confusion: list[list[int]]
    """Row: the true class. Column: the guess. Numbers of images."""
    worst: list[Mistake]
    """The most confident mistakes first."""
    most: int = 0
    """So many images of each cell of the confusion matrix are named, at most."""
    named: Bytes = b""
    """Their numbers among the test images, cell by cell, row by row: uint32, little-endian. Of mistakes the most confident come
    first, of right answers the least confident."""
    sure: Bytes = b""
    """The probability of the guess for each of them: float32, little-endian."""


class Failure(_Event):
    """Training stopped because of a failure. The last good weights stay."""

    kind: Literal["failure"] = "failure"
    what: str
    why: str = ""
    todo: str = ""
    step: int = 0
    layer: str | None = None
    """The first layer concerned, if one can be named."""


class Keyframe(_Event):
    """A layer's weights as they were at a step that is kept: the time machine."""

    kind: Literal["keyframe"] = "keyframe"
    layer: str
    step: int
    passing: bool = False
    """It is where training rests: the next one takes its place. The others are of fixed steps, and stay."""
    images: Images


class DataState(_Event):
    """Whether a data set is here, and how far its download is."""

    kind: Literal["data"] = "data"
    dataset: str
    state: Literal["ready", "absent", "downloading", "failed"]
    train: int = 0
    test: int = 0
    """Numbers of images, when ready."""
    done: int = 0
    total: int = 0
    """Bytes, while downloading."""
    seconds_left: float | None = None
    message: str = ""
    warning: str = ""
    """What to beware of before it is learned from, in a sentence: classes that are missing."""


class Parked(BaseModel):
    """A run that has made way for another. It is kept, and can be gone back to."""

    run: int
    """Its number: counts up in the room, and is never given twice."""
    name: str
    """As `changed` named it while it was the room's."""
    experiment: Experiment
    step: int
    """Where it was left."""
    epoch: float
    accuracy: float | None = None
    """On test images, 0 to 1, when it was last measured; None: it never was."""
    measured: int | None = None
    """At which step that was."""
    best: float | None = None
    """The best that was measured of it."""
    state: Literal["leaving", "kept", "here"] = "leaving"
    """Its last state is on its way; outlives the server; is there until the server ends."""


class Runs(_Event):
    """The parked runs of the room. The newest counts."""

    kind: Literal["runs"] = "runs"
    runs: list[Parked] = []
    """What was left last comes last."""
    at: int | None = None
    """The number of the one that the room has gone back to, and where nothing has changed since."""


class Changed(_Event):
    """The room has another experiment. With `fresh`, it is at step 0 of another run, or where `restored` says."""

    kind: Literal["changed"] = "changed"
    experiment: Experiment
    report: Report
    schedule: list[float]
    """The learning rate over the whole training, at evenly spaced moments: a preview."""
    fresh: bool
    by: str | None = None
    """The viewer who did it."""
    name: str = ""
    """Names the run that the room has now; a run that is gone back to has the name that it had."""
    parked: Parked | None = None
    """The run that has made way; None: there was nothing in it to keep."""


class Restored(_Event):
    """After `changed`: it is no new run, but one that was parked, and this is all there is of it."""

    kind: Literal["restored"] = "restored"
    run: int
    """The number under which it was parked."""
    status: Status
    curves: list[Curves]
    evaluations: list[Evaluation]
    mistakes: Mistakes | None = None
    failure: Failure | None = None
    keyframes: list[Keyframe]


class Racing(_Event):
    """A race of copies of the room's net, from its start until now. The newest counts."""

    kind: Literal["racing"] = "racing"
    state: RaceState = "away"
    """"away": there is none, or none any more."""
    differs: Differs = "lr"
    values: list[Value] = []
    """What each net has of it, in the order of all that follows."""
    rates: list[float] = []
    """The learning rate of each, where optimisers differ: each has its own. Else empty."""
    epochs: float = 0
    """Where it ends."""
    epoch: float = 0
    """Where it is; all nets take their steps together."""
    step: int = 0
    samples_per_second: float = 0
    """Of all nets together."""
    steps: list[int] = []
    """At which steps the losses are told."""
    losses: Floats = Floats(shape=[0, 0], data=b"")
    """[nets, steps]: the mean loss on the mini-batches since the step before; not a number where it was none."""
    measured: list[int] = []
    """At which steps the accuracies are told."""
    accuracies: Floats = Floats(shape=[0, 0], data=b"")
    """[nets, measurements]: on test images, 0 to 1."""
    size: int = 0
    """On how many the last was measured,"""
    whole: bool = False
    """which were all there are; otherwise a fixed sub-sample."""
    out: list[int | None] = []
    """The step at which a net's loss was no finite number any more; None: it still runs."""
    message: str = ""
    """What to say beside it; "" for nothing."""

    @classmethod
    def of(cls, race: RaceSettings, state: RaceState = "away") -> Racing:
        """One in which nothing has happened yet."""
        return cls(
            state=state,
            differs=race.differs,
            values=race.values,
            rates=own_rates(race),
            epochs=race.epochs,
            out=[None] * len(race.values),
        )

    def at_rest(self, state: RaceState, message: str = "") -> Racing:
        """The same, where nothing runs any more."""
        return self.model_copy(update={"state": state, "samples_per_second": 0, "message": message})


class Person(BaseModel):
    """Somebody in the room, for the others."""

    id: str
    """Of the viewer, as in `control`."""
    name: str
    """Text, cleaned: of one line, and short."""


class Viewers(_Event):
    """Who is in the room, and what they may do. The newest counts."""

    kind: Literal["viewers"] = "viewers"
    count: int
    """Open pages, this one too."""
    driver: Person | None = None
    """Who has been handed control and is here."""
    volunteers: list[Person] = []
    """Who offers to take control, longest first; told to presenters alone."""
    closed: bool = False
    copies: bool = False
    """As in `rules`."""


class YourRole(_Event):
    """What this viewer may do from now on."""

    kind: Literal["role"] = "role"
    role: Role
    key: str = ""
    """For `hello`, so that a driver is one after a reconnect too."""


class Copied(_Event):
    """A room of one's own was made."""

    kind: Literal["copied"] = "copied"
    room: str
    key: str
    """Its presenter's."""


class Shown(_Event):
    """What is on the big screen, for viewers to follow. The newest counts; who leads is not told."""

    kind: Literal["shown"] = "shown"
    scene: Scene


class Question(_Event):
    """What the presenter asks. The newest counts."""

    kind: Literal["question"] = "question"
    id: str
    about: Literal["answer", "filter", "words"]
    text: str
    options: list[str]
    picture: Images | None = None
    pictures: Images | None = None
    """As in `ask`."""
    state: Literal["open", "revealed", "over"]
    truth: int | None = None
    """The right option, once it is revealed."""
    counts: list[int] | None = None
    """How many have guessed each option: told to the presenter, and once it is revealed to all."""


class Guesses(_Event):
    """How many have guessed what so far, for the presenter. The newest counts."""

    kind: Literal["guesses"] = "guesses"
    question: str
    counts: list[int]


class Guessed(_Event):
    """This viewer's guess has arrived and counts."""

    kind: Literal["guessed"] = "guessed"
    question: str
    option: int


class Welcome(_Event):
    """The first event on every socket: all there is to know about the room, unless what was missed can be replayed."""

    kind: Literal["welcome"] = "welcome"
    version: str
    room: str
    house: bool
    """The room at the bare address."""
    epoch: str
    """Names this life of the room; `last` counts in it."""
    number: int
    """The number of the newest record that this state contains."""
    viewer: str
    role: Role
    key: str = ""
    """The presenter's, told to who has made the room and to nobody else, once."""
    people: Viewers
    scene: Scene | None = None
    """What is on the big screen, as in `shown`; None: nobody leads yet."""
    question: Question | None = None
    """What is asked; None: nothing."""
    replayed: bool
    """What was missed follows; everything below can be ignored."""
    changed: Changed
    status: Status
    data: list[DataState]
    curves: list[Curves]
    evaluations: list[Evaluation]
    mistakes: Mistakes | None = None
    failure: Failure | None = None
    keyframes: list[Keyframe]
    runs: Runs = Runs()
    """What is parked; this holds also where the rest is replayed."""
    refused: str = ""
    """Why the address's experiment was not used; "" where it was, or there was none."""


class Prediction(_Event):
    """What the net says of this viewer's drawing."""

    kind: Literal["prediction"] = "prediction"
    drawing: int
    """The `id` of the drawing."""
    step: int
    """The net's weights are those after this many steps."""
    probabilities: list[float]
    milliseconds: float
    """The forward pass alone."""
    empty: bool
    """The pad is empty: this is of a data-set image instead."""
    image: Bytes | None = None
    """That image, when `empty`."""


class Maps(_Event):
    """One layer's output for this viewer's drawing.

    Feature maps as (channels, height, width), a flat list as (1, 1, features).
    """

    kind: Literal["maps"] = "maps"
    layer: str
    drawing: int
    step: int
    images: Images


class Filters(_Event):
    """One layer's weights as pictures: Conv2d (out_channels·in_channels, kernel height, kernel width), row by out channel;
    a Linear straight after the input or its Flatten (out_features, height, width)."""

    kind: Literal["filters"] = "filters"
    layer: str
    step: int
    inputs: int
    """Pictures per unit: Conv2d's in_channels (÷ groups), the picture's channels for Linear."""
    drift: list[float] = []
    """Conv2d: how far each unit has moved since step 0, as a share of its length then: ‖w − w₀‖ / ‖w₀‖ (‖w‖ if w₀ is 0)."""
    images: Images


class Starts(_Event):
    """A Conv2d's kernels as they were at step 0, in the layout of `filters`."""

    kind: Literal["starts"] = "starts"
    layer: str
    inputs: int
    images: Images


class Line(BaseModel):
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


class Reach(BaseModel):
    """What a unit depends on in an earlier layer's output."""

    layer: str | None
    """None: the input."""
    box: list[list[int]]
    """For each dimension the first index, and the one after the last."""


class Arithmetic(_Event):
    """How the number of one unit comes about for this viewer's drawing: the inputs it looks at, its weights, each step."""

    kind: Literal["arithmetic"] = "arithmetic"
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
    winner: int | None
    """Place in the flattened inputs of the one that was chosen (MaxPool2d)."""
    largest: list[Contribution]
    """The largest products, largest first."""
    lines: list[Line]
    """The calculation, from the inputs to the number."""
    reach: list[Reach]
    """Its receptive field in each earlier layer, nearest first."""
    logits: list[float]
    """Where the layer is the last, all that it gives."""


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


class Dissection(_Event):
    """One step of training, taken apart for the weights of one unit."""

    kind: Literal["dissection"] = "dissection"
    layer: str
    unit: int
    step: int
    """The step's number, from 1."""
    loss: float
    size: int
    """Images in the mini-batch."""
    images: Images
    """The first of them, as they were shown (augmented)."""
    labels: list[int]
    probabilities: list[float]
    """Of the right class, for each of those images, before the step."""
    lr: float
    optimizer: str
    rule: list[str]
    """The optimiser's formulas, in their order."""
    parameters: list[Parameter]


class SampleImage(_Event):
    """An image of the data set, for the pad."""

    kind: Literal["sample"] = "sample"
    dataset: str
    split: Literal["train", "test"]
    index: int
    label: int
    image: Bytes


class ThumbnailImages(_Event):
    """Test images, to be shown small."""

    kind: Literal["thumbnails"] = "thumbnails"
    dataset: str
    indices: list[int]
    """Those that were asked for and that there are."""
    images: Bytes
    """One after the other, one byte a pixel."""


class PreviewImages(_Event):
    """Training images before and after augmentation."""

    kind: Literal["preview"] = "preview"
    before: Images
    after: Images
    """Several variants of each, row by row: after[i * variants + j] belongs to before[i]."""
    labels: list[int]
    warnings: list[str] = []
    """What to say of the images that are learned from and held back, each a sentence: missing classes, no true label."""


class ShiftCurve(_Event):
    """Accuracy on a fixed sample of test images that were moved sideways, as far as it has been measured."""

    kind: Literal["shifts"] = "shifts"
    step: int
    """The net's weights are those after this many steps."""
    size: int
    """How many images."""
    shifts: list[int]
    """Pixels to the right (negative: to the left), rising. What comes in from the side is background."""
    accuracy: list[float]
    """0 to 1, one a shift."""
    done: bool
    """No further shift will be measured."""


class HandedIn(_Event):
    """What became of a drawing that this viewer handed in."""

    kind: Literal["handed"] = "handed"
    number: int
    """The page's own, as in `hand-in`."""
    id: int | None = None
    """It has arrived and is kept, under this number of the room; None: it is not."""
    problem: str = ""
    """Why not, in a sentence."""


class WallDigit(BaseModel):
    """Something that was handed in."""

    id: int
    name: str
    """Of who did; text."""
    label: int
    """What they say it is: a class of the room's data set."""
    struck: bool
    image: Bytes
    """One byte a pixel, 28×28."""


class Wall(_Event):
    """What was handed in: all of it, or what is new or has changed. For presenters who look at it."""

    kind: Literal["wall"] = "wall"
    whole: bool
    """All there is; what came before is void."""
    digits: list[WallDigit]


class Verdicts(_Event):
    """What the net says of all that was handed in. For presenters who look at the wall."""

    kind: Literal["verdicts"] = "verdicts"
    step: int
    """The net's weights are those after this many steps."""
    ids: list[int]
    probabilities: Floats
    """[digits, classes], in the order of `ids`; not numbers where the net's output is none."""
    right: int
    """How many of those that are not struck out it gets right,"""
    total: int
    """of so many."""
    beside: Score | None = None
    """On a sample of another data set's test images, while it learns from the class: has it forgotten them?"""
    beside_dataset: str = ""
    """The name of that data set."""


class Refused(_Event):
    """A command that was not obeyed, and why."""

    kind: Literal["refused"] = "refused"
    command: str
    message: str
    needs_restart: bool = False
    """It would be obeyed with `restart`."""


class Pong(_Event):
    """Yes."""

    kind: Literal["pong"] = "pong"


Event = Annotated[
    Welcome
    | Changed
    | Restored
    | Runs
    | Status
    | Curves
    | Evaluation
    | Mistakes
    | Failure
    | Keyframe
    | DataState
    | Prediction
    | Maps
    | Filters
    | Starts
    | Arithmetic
    | Dissection
    | SampleImage
    | ThumbnailImages
    | PreviewImages
    | Viewers
    | YourRole
    | Copied
    | Shown
    | Question
    | Guesses
    | Guessed
    | ShiftCurve
    | HandedIn
    | Wall
    | Verdicts
    | Racing
    | Refused
    | Pong,
    Field(discriminator="kind"),
]

RECORDS = frozenset(
    {"changed", "restored", "status", "curves", "evaluation", "mistakes", "failure", "keyframe", "data", "dissection"}
)
PICTURES = frozenset({"prediction", "maps", "filters", "starts", "arithmetic", "verdicts"})
