"""Runs that have made way for another, and can be gone back to."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from inkling.experiment.experiment import Experiment
from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.measures import by_name


class Back(Command):
    """Go back to a parked run: net, weights, optimiser, curves and settings are as they were. What is left is parked."""

    kind: Literal["back"] = "back"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True
    run: int = Field(ge=1)
    """Its number, as `runs` lists it."""


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
    measures: dict[str, float] = Field({})
    """On test examples, when it was last measured, each by its name; empty: it never was."""
    measured: int | None = None
    """At which step that was,"""
    examples: int | None = None
    """and on how many test examples, where those were not all there are; None: they were, or it is not known."""
    best: float | None = None
    """The best that was measured of it, of the task's first measure."""
    state: Literal["leaving", "kept", "here"] = "leaving"
    """Its last state is on its way; outlives the server; is there until the server ends."""

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: Any) -> Any:
        return by_name(given)


class Runs(Event):
    """The parked runs of the room. The newest counts."""

    kind: Literal["runs"] = "runs"
    way: ClassVar[Way] = "latest"
    runs: list[Parked] = Field([])
    """What was left last comes last."""
    at: int | None = None
    """The number of the one that the room has gone back to, and where nothing has changed since."""


ToRoom = Back
ToPage = Runs
