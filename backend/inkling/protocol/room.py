"""Coming into a room, all there is to know about it, and what is no matter of one subject."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.data import DataState
from inkling.protocol.guess import Question
from inkling.protocol.looking import Keyframe, Showcase
from inkling.protocol.parking import Runs
from inkling.protocol.people import Viewers
from inkling.protocol.screen import Scene
from inkling.protocol.training import Changed, Curves, Evaluation, Failure, Status


class Hello(Command):
    """The first message on every socket. Without a room: the house room, or one of its own for another's experiment.

    Where no such room is open, it is made, and who said hello is its presenter; but with `join`, or where that was no presenter
    before a reconnect, none is.
    """

    kind: Literal["hello"] = "hello"
    least: ClassVar[Role] = "viewer"
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


class Ping(Command):
    """Is anyone there? The answer is `pong`."""

    kind: Literal["ping"] = "ping"
    least: ClassVar[Role] = "viewer"


class Welcome(Event):
    """The first event on every socket: all there is to know about the room, unless what was missed can be replayed."""

    kind: Literal["welcome"] = "welcome"
    way: ClassVar[Way] = "answer"
    version: str
    form: str
    """The form of all that is sent: what a page was built for, or it misreads it and has to be loaded anew."""
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
    showcase: Showcase | None = None
    failure: Failure | None = None
    keyframes: list[Keyframe]
    runs: Runs = Runs()
    """What is parked; this holds also where the rest is replayed."""
    refused: str = ""
    """Why the address's experiment was not used; "" where it was, or there was none."""


class Restored(Event):
    """After `changed`: it is no new run, but one that was parked, and this is all there is of it."""

    kind: Literal["restored"] = "restored"
    way: ClassVar[Way] = "record"
    run: int
    """The number under which it was parked."""
    status: Status
    curves: list[Curves]
    evaluations: list[Evaluation]
    showcase: Showcase | None = None
    failure: Failure | None = None
    keyframes: list[Keyframe]


class Refused(Event):
    """A command that was not obeyed, and why."""

    kind: Literal["refused"] = "refused"
    way: ClassVar[Way] = "answer"
    command: str
    message: str
    needs_restart: bool = False
    """It would be obeyed with `restart`."""


class Pong(Event):
    """Yes."""

    kind: Literal["pong"] = "pong"
    way: ClassVar[Way] = "answer"


ToRoom = Ping
ToHouse = Hello
ToPage = Welcome | Restored | Refused | Pong
