"""What the server and its child processes say to each other: small dataclasses, pickled, one pipe a child. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inkling.datasets.making.collected import Collected
from inkling.experiment.experiment import DataSettings, Experiment
from inkling.experiment.race import RaceSettings
from inkling.protocol import wire
from inkling.protocol._base import Event
from inkling.protocol.example import Example
from inkling.store.records import KeptRun
from inkling.training.orders import Order

# --- room → engine ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewNet:
    """A room has this net from now on, at step 0."""

    room: str
    experiment: Experiment
    keep: bool = False
    """Start with the newest weights of the layers that stay the same."""
    like: str | None = None
    """A room with the same net: start with its newest weights."""
    kept: KeptRun | None = None
    """Not at step 0, but where this state is."""
    renewed: bool = False
    """That state is of a run that was left: it has to be kept anew, as this one's."""
    digits: Collected | None = None
    """What it learns from, where that is the class."""
    beside: str = ""
    """The data set that is measured beside the class."""


@dataclass(frozen=True)
class Park:
    """End a room's training after the step under way, and hand its last state over: a notice of kind "left".

    Until then, notices of it come, whatever net the room has by then.
    """


@dataclass(frozen=True)
class StopRace:
    """Stop a room's race where it is."""


ToRun = Order | Park | StopRace
"""What a room's training, or its race, is told."""


@dataclass(frozen=True)
class BeginRace:
    """Copies of a room's net race, from the weights it began with; a race that is on there is ended."""

    room: str
    experiment: Experiment
    race: RaceSettings


# --- server → trainer: `training.orders`, and ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Threads:
    """Compute with so many threads from the next step on."""

    count: int


@dataclass(frozen=True)
class Job:
    """All that a trainer process is started with."""

    room: str
    run: int
    experiment: Experiment
    snapshot: Path
    """Where it publishes the weights."""
    checkpoint: Path
    """Where it keeps what it needs to go on."""
    resume: bool
    """Go on from the checkpoint."""
    start: Path | None
    """Weights to start from."""
    threads: int
    """As the cores are divided at its start."""
    most_threads: int | None
    """Measure whether fewer than so many are quicker; None: don't, something else computes at its start."""
    nice: int
    keep_every: float | None
    """Hand the state over to be kept: when it rests, and every so many seconds; None: never."""
    device: str = "auto"
    """As `INKLING_DEVICE` has it."""


@dataclass(frozen=True)
class RaceJob:
    """All that a racer process is started with; it is told `Threads`, and nothing else."""

    room: str
    run: int
    number: int
    """Tells this race from the others of its room."""
    experiment: Experiment
    race: RaceSettings
    start: Path | None
    """Weights to start from."""
    threads: int
    nice: int
    device: str = "auto"


# --- server → observer --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Open:
    """This room has this net now, at step 0. Its viewers stay, and are shown it."""

    room: str
    run: int
    experiment: Experiment
    start: Path | None
    checkpoint: Path | None = None
    """Not at step 0, but where this file says."""
    collected: Path | None = None
    """The file with the digits of the class, where it learns from them."""
    beside: str = ""
    """The data set that is measured beside the class, where it learns from that."""


@dataclass(frozen=True)
class NewWeights:
    """The room's trainer has published weights in this file."""

    room: str
    run: int
    snapshot: Path


@dataclass(frozen=True)
class Busy:
    """Whether any training runs: then pictures are limited to their share of the time."""

    training: bool


@dataclass(frozen=True)
class SetLooks:
    """What one viewer looks at. All of it is sent anew."""

    room: str
    viewer: str
    looks: dict[str, tuple[str, ...]]
    """Kind of probe → ids of layers."""
    rate: float
    unit: tuple[str, tuple[int, ...]] | None = None
    """The unit whose arithmetic is shown: layer and index."""
    wall: bool = False
    """What the net says of all that was handed in."""


@dataclass(frozen=True)
class HandedDrawing:
    """One drawing that was handed in."""

    id: int
    label: int
    struck: bool
    image: bytes
    """One byte a pixel, 28×28."""


@dataclass(frozen=True)
class Judge:
    """These were handed in, or have changed; `whole`: they are all there are. It holds whatever net the room has."""

    room: str
    digits: tuple[HandedDrawing, ...]
    whole: bool


@dataclass(frozen=True)
class PutDrawing:
    """What is on one viewer's pad."""

    room: str
    viewer: str
    id: int
    example: Example | None
    target: tuple[float, ...] | None = None
    """What the net is to say of it; None: it is not known, or it is the data set's."""


@dataclass(frozen=True)
class SendSample:
    """Show a viewer an example of the data set; from now on it stands in for an empty pad."""

    room: str
    viewer: str
    split: Literal["train", "test"]
    index: int | None
    answer: bool = True
    """False: it has been shown before; just let it stand in."""


@dataclass(frozen=True)
class SendThumbnails:
    """Send a viewer these test images."""

    room: str
    viewer: str
    indices: tuple[int, ...]


@dataclass(frozen=True)
class SendPreview:
    """Show a viewer training images before and after augmentation."""

    room: str
    viewer: str
    data: DataSettings


@dataclass(frozen=True)
class MeasureShifts:
    """Measure the room's net on test images that are moved sideways, for this viewer."""

    room: str
    viewer: str


@dataclass(frozen=True)
class Leave:
    """A viewer has gone."""

    room: str
    viewer: str


@dataclass(frozen=True)
class Shut:
    """A room is no more."""

    room: str


OfViewer = SetLooks | PutDrawing | SendSample | MeasureShifts
"""What a viewer asks of a net that is there."""
Look = OfViewer | SendThumbnails | SendPreview | Judge | Leave
"""What a room asks of who looks at its net."""
ToObserver = (
    Open
    | NewWeights
    | Busy
    | SetLooks
    | Judge
    | PutDrawing
    | SendSample
    | SendThumbnails
    | SendPreview
    | MeasureShifts
    | Leave
    | Shut
)


# --- children → server --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Notice:
    """An event of a room, encoded. From the observer, `viewers` says for whom; from a trainer it is for the whole room."""

    room: str
    run: int | None
    """Which net of the room's life it is of, as `Engine.open` gave it; None: it holds whatever net the room has."""
    kind: str
    key: str = ""
    """The id of the layer it shows, or ""; of "saved" and "left" the step, of "racing" the race's number."""
    encoded: bytes = b""
    """What `protocol.wire.encode` made of the event."""
    viewers: tuple[str, ...] | None = None
    """None: it is for all of them."""
    file: Path | None = None
    """Of "saved", "begun" and "left", which are no events, but for who keeps things: the state of the run after step `key` (and
    after all that was said of it so far), the weights that it begins with, and its last state. Who takes it, removes it."""
    start: Path | None = None
    """Of "left": the weights that it began with, where those were not random; likewise."""

    @classmethod
    def of(cls, event: Event, room: str, run: int | None, *, key: str = "", viewers: tuple[str, ...] | None = None) -> Notice:
        """With this event."""
        return cls(room, run, event.kind, key, wire.encode(event), viewers)


@dataclass(frozen=True)
class Published:
    """A trainer has published weights."""

    step: int


@dataclass(frozen=True)
class Chosen:
    """The example that now stands in for a viewer's empty pad."""

    room: str
    viewer: str
    split: Literal["train", "test"]
    index: int


@dataclass(frozen=True)
class Remark:
    """Something that whoever looks after the server should know, for its log: once, however many processes say it."""

    words: str


@dataclass(frozen=True)
class Bug:
    """Something that should not happen, for the server's log."""

    traceback: str


FromTrainer = Notice | Published | Remark | Bug
FromRacer = Notice | Remark | Bug
FromObserver = list[Notice] | Notice | Chosen | Bug
