"""The race of a room: what is known of it, and who is told."""

from __future__ import annotations

from inkling.experiment.experiment import Experiment
from inkling.experiment.race import RaceSettings
from inkling.protocol import wire
from inkling.protocol.racing import RaceSoFar
from inkling.rooms.telling import Telling
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import BeginRace, StopRace
from inkling.runs.port import Port


class RoomRace:
    """One race at a time, and what there is to see of it.

    Args:
        code: the room's.
        engine: runs it.
        telling: tells the room's viewers.
    """

    def __init__(self, code: str, engine: Port, telling: Telling) -> None:
        self._code = code
        self._engine = engine
        self._telling = telling
        self._number = 0
        self._newest = RaceSoFar()
        self._ending = False
        self._of: Experiment | None = None
        """What the nets of the race are copies of."""

    @property
    def busy(self) -> bool:
        """It is on."""
        return self._newest.state in ("starting", "running") and not self._ending

    def begin(self, race: RaceSettings, experiment: Experiment) -> None:
        """Start a race; one that is on makes way."""
        self._number = self._engine.race(BeginRace(self._code, experiment, race))
        self._ending = False
        self._of = experiment
        self._say(RaceSoFar.of(race, "starting"))

    def end(self) -> None:
        """Stop it where it is; how far it came is told when it has stopped."""
        if self.busy:
            self._ending = True
            self._engine.order(self._code, StopRace())

    def renewed(self, experiment: Experiment) -> None:
        """The room begins anew with this. A race is over; how far it came stays to be seen, if it was of this net and data."""
        if self._of is None or (self._of.net, self._of.data) != (experiment.net, experiment.data):
            return self.clear()
        was_on = self._newest.state in ("starting", "running")  # also where its end has not been told yet
        self.end()
        self._number = 0
        if was_on:
            self._say(self._newest.at_rest("stopped"))
        return None

    def clear(self) -> None:
        """There is none any more, and nothing to see of it."""
        self.end()
        self._number = 0
        if self._newest.state != "away":
            self._say(RaceSoFar())

    def record(self, number: str, encoded: bytes) -> None:
        """News of the race of this number, as they came from where it is run."""
        event = wire.decode(encoded)
        if number == str(self._number) and isinstance(event, RaceSoFar):
            self._say(event)

    def show(self, viewer: Viewer) -> None:
        """Tell a viewer who has just come in."""
        if self._newest.state != "away":
            self._telling.answer(viewer, self._newest)

    def _say(self, event: RaceSoFar) -> None:
        self._newest = event
        self._telling.tell(event)
