"""What the class hands in, and what the net says of it."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, Field

from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.arrays import Bytes, Floats
from inkling.protocol.looking import Watch
from inkling.protocol.training import Score


class HandItIn(Command):
    """Hand a drawing in, and say what it is. The answer is `handed`.

    Who hears no answer says it again, also after a reconnect: it is handed in once.
    """

    kind: Literal["hand-in"] = "hand-in"
    least: ClassVar[Role] = "viewer"
    sender: str = Field(min_length=16, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    """Names this page, on every connection; made by chance, and told to nobody else."""
    number: int = Field(ge=0, le=2**53 - 1)
    """The page's own count of what it hands in."""
    label: int = Field(ge=0, le=9_999)
    """What it is: a class of the room's data set."""
    image: Bytes = Field(max_length=4096)
    """One byte a pixel, 28×28, 255 = ink, already centred."""


class Strike(Command):
    """Strike out what was handed in under this number, or take it in again: it is not learned from, and does not count."""

    kind: Literal["strike"] = "strike"
    least: ClassVar[Role] = "presenter"
    id: int = Field(ge=0)
    on: bool = True


class HandedIn(Event):
    """What became of a drawing that this viewer handed in."""

    kind: Literal["handed"] = "handed"
    way: ClassVar[Way] = "answer"
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


class Wall(Event):
    """What was handed in: all of it, or what is new or has changed. For presenters who look at it."""

    kind: Literal["wall"] = "wall"
    way: ClassVar[Way] = "answer"
    told: ClassVar[Role] = "presenter"
    whole: bool
    """All there is; what came before is void."""
    digits: list[WallDigit]


class Verdicts(Event):
    """What the net says of all that was handed in. For presenters who look at the wall."""

    kind: Literal["verdicts"] = "verdicts"
    way: ClassVar[Way] = "picture"
    told: ClassVar[Role] = "presenter"
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

    @classmethod
    def wanted(cls, watch: Watch, kind: str, key: str) -> bool:
        return watch.wall


ToRoom = HandItIn | Strike
ToPage = HandedIn | Wall | Verdicts
