"""What is on the big screen, for others to follow."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.explaining import Unit

LAB = 24_000
"""Characters of a packed kernel lab, at most; the page has the same."""


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


class Show(Command):
    """This is on the screen of who leads the room. Only the newest counts."""

    kind: Literal["show"] = "show"
    least: ClassVar[Role] = "driver"
    scene: Scene


class Shown(Event):
    """What is on the big screen, for viewers to follow. The newest counts; who leads is not told."""

    kind: Literal["shown"] = "shown"
    way: ClassVar[Way] = "latest"
    scene: Scene


ToRoom = Show
ToPage = Shown
