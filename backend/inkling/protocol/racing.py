"""A race of copies of the room's net."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from inkling.experiment.race import Differs, RaceSettings, Value, own_rates
from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.arrays import Floats


class Race(Command):
    """Have copies of this net race: trained at once from step 0, each with another setting. All are told with `racing`.

    A training that is under way is paused, and a race that is on makes way.
    """

    kind: Literal["race"] = "race"
    least: ClassVar[Role] = "driver"
    kept: ClassVar[bool] = True
    held: ClassVar[bool] = True
    race: RaceSettings


class EndRace(Command):
    """Stop the race; all see it as it is then. Training stops it too."""

    kind: Literal["end-race"] = "end-race"
    least: ClassVar[Role] = "driver"
    away: bool = False
    """Put it away: nobody sees it any more."""


RaceState = Literal["starting", "running", "done", "stopped", "failed", "away"]


class RaceSoFar(Event):
    """A race of copies of the room's net, from its start until now. The newest counts."""

    kind: Literal["racing"] = "racing"
    way: ClassVar[Way] = "latest"
    state: RaceState = "away"
    """"away": there is none, or none any more."""
    differs: Differs = "lr"
    values: list[Value] = Field([])
    """What each net has of it, in the order of all that follows."""
    rates: list[float] = Field([])
    """The learning rate of each, where optimisers differ: each has its own. Else empty."""
    epochs: float = 0
    """Where it ends."""
    epoch: float = 0
    """Where it is; all nets take their steps together."""
    step: int = 0
    samples_per_second: float = 0
    """Of all nets together."""
    steps: list[int] = Field([])
    """At which steps the losses are told."""
    losses: Floats = Floats(shape=[0, 0], data=b"")
    """[nets, steps]: the mean loss on the mini-batches since the step before; not a number where it was none."""
    measured: list[int] = Field([])
    """At which steps the measures are told."""
    measures: dict[str, Floats] = Field({})
    """By name, [nets, measurements]: on test examples; of a net that is out it is no number."""
    size: int = 0
    """On how many the last was measured,"""
    whole: bool = False
    """which were all there are; otherwise a fixed sub-sample."""
    out: list[int | None] = Field([])
    """The step at which a net's loss was no finite number any more; None: it still runs."""
    message: str = ""
    """What to say beside it; "" for nothing."""

    @classmethod
    def of(cls, race: RaceSettings, state: RaceState = "away") -> RaceSoFar:
        """One in which nothing has happened yet."""
        return cls(
            state=state,
            differs=race.differs,
            values=race.values,
            rates=own_rates(race),
            epochs=race.epochs,
            out=[None] * len(race.values),
        )

    def at_rest(self, state: RaceState, message: str = "") -> RaceSoFar:
        """The same, where nothing runs any more."""
        return self.model_copy(update={"state": state, "samples_per_second": 0, "message": message})


ToRoom = Race | EndRace
ToPage = RaceSoFar
