"""The measurements under way, one in a room: how a net does on test images that are moved, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping

from inkling.datasets._base import Arrays
from inkling.errors import InklingError
from inkling.learning.forward import as_it_is
from inkling.runs import messages
from inkling.runs.looking.room_net import RoomNet
from inkling.runs.looking.saying import Saying
from inkling.runs.looking.shelf import Shelf
from inkling.tasks.images.shifts import ShiftMeasurement


class Measurements:
    """Measurements, the oldest first.

    Args:
        rooms: those that have a net, by code; they may change.
        saying: tells viewers.
        shelf: has the test images.
    """

    def __init__(self, rooms: Mapping[str, RoomNet], saying: Saying, shelf: Shelf) -> None:
        self._rooms = rooms
        self._saying = saying
        self._shelf = shelf
        self._under_way: dict[str, ShiftMeasurement] = {}

    @property
    def waiting(self) -> bool:
        """There is something to measure."""
        return bool(self._under_way)

    def begin(self, message: messages.MeasureShifts) -> None:
        """Measure a room's net for this viewer, who joins others that wait for the same."""
        room = self._rooms.get(message.room)
        if room is None:
            return
        under_way = self._under_way.get(message.room)
        if under_way is not None and under_way.run == room.run:
            under_way.viewers.add(message.viewer)
            return

        def come(arrays: Arrays | InklingError) -> None:
            if self._rooms.get(message.room) is not room:
                return None
            try:
                if isinstance(arrays, InklingError):
                    raise arrays
                room.catch_up()
                net, takes = as_it_is(room.net), room.experiment.net.input
                shifts = ShiftMeasurement(room.run, room.step, takes, net, room.dataset, arrays)
            except (InklingError, MemoryError) as error:
                return self._saying.refuse(message.room, [message.viewer], "shifts", str(error))
            under_way = self._under_way.get(message.room)
            if under_way is None or under_way.run != room.run:
                under_way = self._under_way[message.room] = shifts
            under_way.viewers.add(message.viewer)
            return None

        self._shelf.ask(room.dataset.name, come, room.collected)

    def piece(self) -> None:
        """A piece of the oldest one."""
        name, shifts = next(iter(self._under_way.items()))
        room = self._rooms.get(name)
        viewers = [viewer for viewer in shifts.viewers if room is not None and viewer in room.viewers]
        try:
            if room is not None and room.run == shifts.run and viewers:
                curve = shifts.piece()
                if curve is not None:
                    self._saying.tell(curve, name, room.run, viewers)
                if curve is None or not curve.done:
                    return
        except (RuntimeError, MemoryError) as error:
            self._saying.could_not_run(name, viewers, "shifts", error)
        del self._under_way[name]
