"""The net and its training: what there is to train, orders, and what came of it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from inkling.experiment.experiment import Experiment
from inkling.net import Report
from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.arrays import Bytes, Floats
from inkling.protocol.measures import by_name
from inkling.protocol.parking import Parked


class Change(Command):
    """Use this experiment from now on.

    Learning rate, momentum, weight decay, batch size, augmentation and what is frozen follow at once, also while it runs.
    Anything else starts anew, at step 0: with random weights, or, with `keep`, with those of the layers that stay the same.
    While it runs, such a change needs `restart`, or it is refused with `needs_restart`. A run that is left so is parked.
    """

    kind: Literal["change"] = "change"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True
    experiment: Annotated[Experiment, AfterValidator(Experiment.on_its_data)]
    keep: bool = False
    restart: bool = False
    name: str | None = Field(None, max_length=32)
    """For undo and redo: the run that the room had with this experiment, as `changed` named it. Where that is parked, it comes
    back with its weights; where it had none to keep, it begins anew."""


class Train(Command):
    """Train until the last epoch's end, from where it is. After the end: on for as many epochs again."""

    kind: Literal["train"] = "train"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True


class Pause(Command):
    """Stop after the step under way; everything is kept."""

    kind: Literal["pause"] = "pause"
    least: ClassVar[Role] = "driver"
    held: ClassVar[bool] = True


class Step(Command):
    """Exactly one mini-batch, then paused."""

    kind: Literal["step"] = "step"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True


class Reset(Command):
    """Back to step 0 and the first weights of this seed. The run that is left so is parked."""

    kind: Literal["reset"] = "reset"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True


class Edit(Command):
    """Set some of a layer's weights, while it trains or not. Training goes on from there."""

    kind: Literal["edit"] = "edit"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True
    layer: str = Field(max_length=24)
    parameter: Literal["weight", "bias"]
    at: list[Annotated[int, Field(ge=0)]] = Field(min_length=1, max_length=4)
    """The first indices in the parameter: one for a whole filter or row, all of them for one weight."""
    values: Bytes = Field(max_length=131_072)
    """float32, little-endian: all numbers at that index, row by row; finite."""


State = Literal["idle", "running", "paused", "done", "failed"]


class Status(Event):
    """Where training is."""

    kind: Literal["status"] = "status"
    way: ClassVar[Way] = "record"
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


class Curves(Event):
    """Loss and measures of some training steps that followed each other, each on its own mini-batch."""

    kind: Literal["curves"] = "curves"
    way: ClassVar[Way] = "record"
    first: int
    """Number of the first step, from 1. What was said of this and of later steps before is void: training went back."""
    stride: int = 1
    """Each number stands for so many steps; 1 while it is live."""
    loss: Floats
    """Where a number stands for several steps: the mean of all of them but the one with the largest loss."""
    measures: dict[str, Floats]
    """What else the task judges by, each by its name: the mean of the steps."""
    high: Floats | None = None
    """The largest loss of each stride; None: strides are of one step."""
    at: list[int] = Field([])
    """At which step it was."""
    gradients: dict[str, float]
    """Norm of the gradient per layer with parameters, at the last step of these."""


class Score(BaseModel):
    """How well the net does on some examples."""

    loss: float
    measures: dict[str, float]
    """What else the task judges by, each by its name, in its own unit."""
    size: int
    """How many examples it was measured on."""
    whole: bool
    """They were all there are; otherwise a fixed sub-sample."""

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: Any) -> Any:
        return by_name(given)


class Evaluation(Event):
    """Loss and measures on examples it does not learn from, and on a sample of those it does."""

    kind: Literal["evaluation"] = "evaluation"
    way: ClassVar[Way] = "record"
    step: int
    epoch: float
    train: Score | None = None
    validation: Score | None = None
    test: Score | None = None


class Failure(Event):
    """Training stopped because of a failure. The last good weights stay."""

    kind: Literal["failure"] = "failure"
    way: ClassVar[Way] = "record"
    what: str
    why: str = ""
    todo: str = ""
    step: int = 0
    layer: str | None = None
    """The first layer concerned, if one can be named."""


class Changed(Event):
    """The room has another experiment. With `fresh`, it is at step 0 of another run, or where `restored` says."""

    kind: Literal["changed"] = "changed"
    way: ClassVar[Way] = "record"
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


ToRoom = Change | Train | Pause | Step | Reset | Edit
ToPage = Status | Curves | Evaluation | Failure | Changed
