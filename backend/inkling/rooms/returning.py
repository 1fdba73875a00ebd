"""The way back to a parked run: what is asked of a room meanwhile waits, for it is meant for the run to come."""

from __future__ import annotations

from collections.abc import Callable

from inkling.experiment.experiment import Experiment
from inkling.protocol.commands import ToRoom
from inkling.protocol.parking import Parked
from inkling.rooms.parking import Parking
from inkling.rooms.running import Running
from inkling.rooms.telling import Telling
from inkling.rooms.viewer import Viewer
from inkling.store.records import KeptRun

MOST_HELD = 100
"""So many commands may wait for a parked run that is on its way."""


class Returning:
    """A room's ways back, one at a time.

    Args:
        telling: tells the room's viewers.
        run: the room's.
        parking: has the parked ones.
        obey: obeys a command that has waited.
        came_back: told when there is something new of the room to keep.
    """

    def __init__(
        self,
        telling: Telling,
        run: Running,
        parking: Parking,
        obey: Callable[[Viewer, ToRoom], None],
        came_back: Callable[[], None],
    ) -> None:
        self._telling = telling
        self._run = run
        self._parking = parking
        self._obey = obey
        self._came_back = came_back
        self.under_way = False
        """A parked run is on its way."""
        self._held: list[tuple[Viewer, ToRoom]] = []
        """What was asked meanwhile."""
        self._shut = False

    def go(self, viewer: Viewer, parked: Parked, experiment: Experiment) -> None:
        """Go back to a parked run, with this experiment, as soon as it is to be had."""
        self.under_way = True
        self._parking.fetch(parked.run, lambda kept, why: self._arrive(viewer, parked, experiment, kept, why))

    def hold(self, viewer: Viewer, command: ToRoom) -> None:
        """Do this when the parked run that is on its way has come."""
        if len(self._held) < MOST_HELD:
            self._held.append((viewer, command))
        else:
            self._telling.refuse(viewer, command.kind, "Too much at once. This was left out.")

    def shut(self) -> None:
        """The room is no more: nothing comes back to it."""
        self._shut = True

    def _arrive(self, viewer: Viewer, parked: Parked, experiment: Experiment, kept: KeptRun | None, why: str) -> None:
        if self._shut:
            return
        self.under_way = False
        if kept is None:
            self._telling.refuse(viewer, "keep", f"{why} What is shown is as it was.")
            self._run.tell(fresh=False, by=viewer.id)
        else:
            self._run.restore(parked, experiment, kept, by=viewer.id)
        self._came_back()
        held, self._held = self._held, []
        for sender, command in held:
            self._obey(sender, command)
        if held:
            self._came_back()
