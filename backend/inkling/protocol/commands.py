"""Browser → server: what a viewer can ask. One tagged union, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from inkling.experiment.experiment import DataSettings, Experiment
from inkling.experiment.race import RaceSettings
from inkling.protocol.arrays import Bytes, Images

Split = Literal["train", "test"]

LAB = 24_000
"""Characters of a packed kernel lab, at most; the page has the same."""


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hello(_Command):
    """The first message on every socket. Without a room: the house room, or one of its own for another's experiment.

    Where no such room is open, it is made, and who said hello is its presenter; but with `join`, or where that was no presenter
    before a reconnect, none is.
    """

    kind: Literal["hello"] = "hello"
    room: str | None = Field(None, max_length=12)
    house: bool = False
    """On a reconnect: `room` was the house room. A server that was started again has another in its place."""
    experiment: Any = None
    """What the address holds, unchecked: used where the room is new, or untouched."""
    last: int | None = Field(None, ge=0)
    """The number of the last event seen, on a reconnect: what came since is replayed."""
    epoch: str | None = Field(None, max_length=40)
    """The room's life that `last` counts in, as `welcome` gave it."""
    join: bool = False
    """`room` is a code that one was told: to come in as a viewer, also at the presenter's own machine."""
    key: str | None = Field(None, max_length=64)
    """What this page was given for the room: by `welcome` as its maker, or by `role` with control."""
    name: str = Field("", max_length=200)
    """What to call this viewer; the server cuts and cleans it."""


class Unit(BaseModel):
    """One number of a layer's output."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layer: str = Field(max_length=24)
    at: list[Annotated[int, Field(ge=0)]] = Field(min_length=1, max_length=3)
    """Its index, without the batch: channel, row, column; or its place in a flat list."""


class Watch(_Command):
    """What is on this viewer's screen; only that is computed."""

    kind: Literal["watch"] = "watch"
    maps: list[str] = Field([], max_length=256)
    """Ids of the layers whose feature maps are shown."""
    filters: list[str] = Field([], max_length=256)
    """Ids of the layers whose weights are shown."""
    starts: list[str] = Field([], max_length=256)
    """Ids of the convolutions whose kernels at step 0 are shown."""
    unit: Unit | None = None
    """The unit whose arithmetic is shown."""
    wall: bool = False
    """The digits that were handed in are shown; for presenters alone."""
    rate: float = Field(15, ge=0, le=60)
    """Pictures a second, at most; 0 while the page is hidden."""


class Draw(_Command):
    """What is on the viewer's pad. Only the newest counts."""

    kind: Literal["draw"] = "draw"
    id: int = Field(ge=0)
    """Counts up; comes back in the prediction and the maps."""
    image: Bytes | None = None
    """One byte a pixel, in the net's input shape, 255 = ink, already centred; None: the pad is empty."""


class Sample(_Command):
    """Put an image of the data set on the pad. The answer is `sample`."""

    kind: Literal["sample"] = "sample"
    split: Split = "test"
    index: int | None = Field(None, ge=0)
    """None: one at random."""


class Thumbnails(_Command):
    """Send these test images. The answer is `thumbnails`."""

    kind: Literal["thumbnails"] = "thumbnails"
    indices: list[Annotated[int, Field(ge=0)]] = Field(max_length=128)


class Preview(_Command):
    """Show some training images as these settings would change them. The answer is `preview`."""

    kind: Literal["preview"] = "preview"
    data: DataSettings


class Shifts(_Command):
    """Measure the accuracy on test images that are moved sideways. The answer is `shifts`, several times, until it is done."""

    kind: Literal["shifts"] = "shifts"


class Change(_Command):
    """Use this experiment from now on.

    Learning rate, momentum, weight decay, batch size, augmentation and what is frozen follow at once, also while it runs.
    Anything else starts anew, at step 0: with random weights, or, with `keep`, with those of the layers that stay the same.
    While it runs, such a change needs `restart`, or it is refused with `needs_restart`. A run that is left so is parked.
    """

    kind: Literal["change"] = "change"
    experiment: Annotated[Experiment, AfterValidator(Experiment.on_its_data)]
    keep: bool = False
    restart: bool = False
    name: str | None = Field(None, max_length=32)
    """For undo and redo: the run that the room had with this experiment, as `changed` named it. Where that is parked, it comes
    back with its weights; where it had none to keep, it begins anew."""


class Train(_Command):
    """Train until the last epoch's end, from where it is. After the end: on for as many epochs again."""

    kind: Literal["train"] = "train"


class Pause(_Command):
    """Stop after the step under way; everything is kept."""

    kind: Literal["pause"] = "pause"


class Step(_Command):
    """Exactly one mini-batch, then paused."""

    kind: Literal["step"] = "step"


class Edit(_Command):
    """Set some of a layer's weights, while it trains or not. Training goes on from there."""

    kind: Literal["edit"] = "edit"
    layer: str = Field(max_length=24)
    parameter: Literal["weight", "bias"]
    at: list[Annotated[int, Field(ge=0)]] = Field(min_length=1, max_length=4)
    """The first indices in the parameter: one for a whole filter or row, all of them for one weight."""
    values: Bytes = Field(max_length=131_072)
    """float32, little-endian: all numbers at that index, row by row; finite."""


class Dissect(_Command):
    """Exactly one mini-batch, then paused; what it does to one unit's weights is told with `dissection`."""

    kind: Literal["dissect"] = "dissect"
    layer: str = Field(max_length=24)
    unit: int = Field(ge=0)
    """The filter of a Conv2d, the row of a Linear, the channel of a norm."""


class Reset(_Command):
    """Back to step 0 and the first weights of this seed. The run that is left so is parked."""

    kind: Literal["reset"] = "reset"


class Back(_Command):
    """Go back to a parked run: net, weights, optimiser, curves and settings are as they were. What is left is parked."""

    kind: Literal["back"] = "back"
    run: int = Field(ge=1)
    """Its number, as `runs` lists it."""


class Fetch(_Command):
    """Get the data set's files from their public mirrors, if they are missing. With `cancel`: stop doing so."""

    kind: Literal["fetch"] = "fetch"
    dataset: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")
    cancel: bool = False


class Control(_Command):
    """Hand control to a viewer of this room: to change and train the net. Whoever had it has not any more."""

    kind: Literal["control"] = "control"
    viewer: str | None = Field(max_length=40)
    """None: take it back."""


class Volunteer(_Command):
    """Offer to take control. The presenter sees who does."""

    kind: Literal["volunteer"] = "volunteer"
    on: bool = True
    """False: not any more."""
    name: str = Field("", max_length=200)
    """What to call this viewer from now on; "": as before."""


class Rules(_Command):
    """What others may do in this room; None: as it was."""

    kind: Literal["rules"] = "rules"
    closed: bool | None = None
    """Nobody else comes in; who is in, and who has a key, comes back."""
    copies: bool | None = None
    """Viewers may have rooms of their own, copied from this one."""


class Copy(_Command):
    """Make a room of one's own with this room's experiment, and weights as they are now. The answer is `copied`."""

    kind: Literal["copy"] = "copy"


class Scene(BaseModel):
    """What is on a screen, for others to follow. Each page shows of it what it can, and leaves out the rest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str = Field("net", max_length=24, pattern=r"^[a-z-]+$")
    """The place of the page, by its name in the address."""
    layer: str | None = Field(None, max_length=24)
    """The selected layer's id."""
    unit: Unit | None = None
    """The unit whose arithmetic is shown."""
    tab: str = Field("training", max_length=24, pattern=r"^[a-z-]+$")
    """The panel that is open beside the net."""
    step: int | None = Field(None, ge=0)
    """The time machine shows this keyframe, by its step; None: now."""
    layers: int | None = Field(None, ge=0)
    """How many of the net's layers are shown yet, from the input on; None: all."""
    lab: str | None = Field(None, max_length=LAB, pattern=r"^[A-Za-z0-9+$-]+$")
    """What the kernel lab shows: packed by one page as in the address, and checked by the others. None: it is not shown."""


class Show(_Command):
    """This is on the screen of who leads the room. Only the newest counts."""

    kind: Literal["show"] = "show"
    scene: Scene


class HandItIn(_Command):
    """Hand a drawing in, and say what it is. The answer is `handed`.

    Who hears no answer says it again, also after a reconnect: it is handed in once.
    """

    kind: Literal["hand-in"] = "hand-in"
    sender: str = Field(min_length=16, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    """Names this page, on every connection; made by chance, and told to nobody else."""
    number: int = Field(ge=0, le=2**53 - 1)
    """The page's own count of what it hands in."""
    label: int = Field(ge=0, le=9_999)
    """What it is: a class of the room's data set."""
    image: Bytes = Field(max_length=4096)
    """One byte a pixel, 28×28, 255 = ink, already centred."""


class Strike(_Command):
    """Strike out what was handed in under this number, or take it in again: it is not learned from, and does not count."""

    kind: Literal["strike"] = "strike"
    id: int = Field(ge=0)
    on: bool = True


class Ask(_Command):
    """Ask the viewers something, in the place of what was asked before. All are told with `question`."""

    kind: Literal["ask"] = "ask"
    about: Literal["answer", "filter", "words"]
    """What the net will say of a drawing; which filter made a feature map; or what the text says."""
    text: str = Field(min_length=1, max_length=400)
    options: list[Annotated[str, Field(max_length=200)]] = Field(min_length=2, max_length=20)
    picture: Images | None = None
    """One picture: what it is about."""
    pictures: Images | None = None
    """One an option."""
    truth: int | None = Field(None, ge=0)
    """The right option, where it is settled already. Nobody is told before `reveal`."""

    @model_validator(mode="after")
    def _pictures_are_whole(self) -> Self:
        for images, most in ((self.picture, 4_096), (self.pictures, 20_480)):
            if images is not None and (not images.whole() or len(images.data) > most):
                raise ValueError("a picture is not whole, or too large")
        if self.picture is not None and self.picture.shape[0] != 1:
            raise ValueError("it is about one picture")
        return self


class Guess(_Command):
    """An answer to what was asked; a later one takes its place, until the truth is shown. The answer is `guessed`."""

    kind: Literal["guess"] = "guess"
    question: str = Field(max_length=40)
    """Its id."""
    option: int = Field(ge=0)
    sender: str = Field(min_length=16, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    """Names this page, on every connection: it counts once. Made by chance, and told to nobody else."""


class Reveal(_Command):
    """Show the truth, and who guessed what."""

    kind: Literal["reveal"] = "reveal"
    truth: int | None = Field(None, ge=0)
    """The right option, where `ask` did not settle it: as the page computed it, or the presenter marked it."""
    over: bool = False
    """Put the question away instead."""


class Race(_Command):
    """Have copies of this net race: trained at once from step 0, each with another setting. All are told with `racing`.

    A training that is under way is paused, and a race that is on makes way.
    """

    kind: Literal["race"] = "race"
    race: RaceSettings


class EndRace(_Command):
    """Stop the race; all see it as it is then. Training stops it too."""

    kind: Literal["end-race"] = "end-race"
    away: bool = False
    """Put it away: nobody sees it any more."""


class Ping(_Command):
    """Is anyone there? The answer is `pong`."""

    kind: Literal["ping"] = "ping"


Command = Annotated[
    Hello
    | Watch
    | Draw
    | Sample
    | Thumbnails
    | Preview
    | Shifts
    | Change
    | Train
    | Pause
    | Step
    | Edit
    | Dissect
    | Reset
    | Back
    | Fetch
    | Control
    | Volunteer
    | Rules
    | Copy
    | Show
    | HandItIn
    | Strike
    | Ask
    | Guess
    | Reveal
    | Race
    | EndRace
    | Ping,
    Field(discriminator="kind"),
]
