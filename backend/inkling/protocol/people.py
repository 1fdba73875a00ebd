"""Who is in a room, and what they may do there."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, Field

from inkling.protocol._base import Command, Event, Role, Way


class Control(Command):
    """Hand control to a viewer of this room: to change and train the net. Whoever had it has not any more."""

    kind: Literal["control"] = "control"
    least: ClassVar[Role] = "presenter"
    kept: ClassVar[bool] = True
    viewer: str | None = Field(max_length=40)
    """None: take it back."""


class Volunteer(Command):
    """Offer to take control. The presenter sees who does."""

    kind: Literal["volunteer"] = "volunteer"
    least: ClassVar[Role] = "viewer"
    on: bool = True
    """False: not any more."""
    name: str = Field("", max_length=200)
    """What to call this viewer from now on; "": as before."""


class Rules(Command):
    """What others may do in this room; None: as it was."""

    kind: Literal["rules"] = "rules"
    least: ClassVar[Role] = "presenter"
    kept: ClassVar[bool] = True
    closed: bool | None = None
    """Nobody else comes in; who is in, and who has a key, comes back."""
    copies: bool | None = None
    """Viewers may have rooms of their own, copied from this one."""


class Copy(Command):
    """Make a room of one's own with this room's experiment, and weights as they are now. The answer is `copied`."""

    kind: Literal["copy"] = "copy"
    least: ClassVar[Role] = "viewer"


class Person(BaseModel):
    """Somebody in the room, for the others."""

    id: str
    """Of the viewer, as in `control`."""
    name: str
    """Text, cleaned: of one line, and short."""


class Viewers(Event):
    """Who is in the room, and what they may do. The newest counts."""

    kind: Literal["viewers"] = "viewers"
    way: ClassVar[Way] = "latest"
    count: int
    """Open pages, this one too."""
    driver: Person | None = None
    """Who has been handed control and is here."""
    volunteers: list[Person] = Field([])
    """Who offers to take control, longest first; told to presenters alone."""
    closed: bool = False
    copies: bool = False
    """As in `rules`."""


class YourRole(Event):
    """What this viewer may do from now on."""

    kind: Literal["role"] = "role"
    way: ClassVar[Way] = "answer"
    role: Role
    key: str = ""
    """For `hello`, so that a driver is one after a reconnect too."""


class Copied(Event):
    """A room of one's own was made."""

    kind: Literal["copied"] = "copied"
    way: ClassVar[Way] = "answer"
    room: str
    key: str
    """Its presenter's."""


ToRoom = Control | Volunteer | Rules
ToHouse = Copy
ToPage = Viewers | YourRole | Copied
