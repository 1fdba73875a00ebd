"""The keeper of a house's rooms: hands the archive what is new of them, and tells presenters what can't be kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from inkling.protocol.room import Refused
from inkling.rooms.keeping import Keeping
from inkling.rooms.room import Room
from inkling.runs.messages import Notice
from inkling.store.records import HandIn

SECONDS_BETWEEN_LOOKS = 0.02


class Keeper:
    """Keeps rooms.

    Args:
        keeping: where they are kept.
        rooms: all there are, by code; they may change.
        call: has something done on the event loop, from any thread.
    """

    def __init__(self, keeping: Keeping, rooms: Mapping[str, Room], call: Callable[[Callable[[], None]], None]) -> None:
        self._keeping = keeping
        self._rooms = rooms
        self._call = call
        self._resting: set[str] = set()
        """Rooms whose training is to come to rest, for the server ends."""
        keeping.listen(lambda: call(self._tell_problem), lambda code, run: call(lambda: self._has_gone(code, run)))

    def warnings(self) -> list[str]:
        """What is not kept, or was lost; none: nothing."""
        return [message for message in [*self._keeping.warnings, self._keeping.problem] if message]

    def keep(self, room: Room) -> None:
        """Keep a room as it is now."""
        self._keeping.put(room.to_keep())

    def keep_run(self, room: Room, notice: Notice) -> None:
        """Keep the state of a room's run, or the weights it begins with."""
        assert notice.file is not None
        if notice.kind == "begun":
            return self._keeping.begin(room.to_keep(), notice.file)
        history = room.run.history.copy()
        resting = history.status.state != "running"
        if resting:
            self._resting.discard(room.code)
        return self._keeping.keep_run(room.to_keep(), int(notice.key), notice.file, history.pack, resting=resting)

    def keep_digit(self, code: str, record: HandIn, done: Callable[[str], None]) -> None:
        """Keep what was handed in, and say when it is. Where nothing is kept, it lasts as long as the room."""
        if not self._keeping.keeps:
            return done("")
        return self._keeping.hand_in(code, record, lambda problem: self._call(lambda: done(problem)))

    async def keep_all(self, limit: float) -> None:
        """Bring all trainings to rest and keep them; at most for so many seconds."""
        until = time.monotonic() + limit
        rooms = self._rooms.values()
        self._resting = {room.code for room in rooms if room.run.training} if self._keeping.keeps else set()
        for room in rooms:
            if room.busy or room.run.waiting:
                room.pause()
        parting = [room.parking for room in rooms]
        while (self._resting or any(parking.leaving for parking in parting)) and time.monotonic() < until:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        for room in rooms:
            self.keep(room)

    def _has_gone(self, code: str, number: int) -> None:
        """A parked run had to make way."""
        room = self._rooms.get(code)
        if room is not None:
            room.parking.has_gone(number)
            self.keep(room)

    def _tell_problem(self) -> None:
        """Presenters hear it when something can't be kept."""
        if self._keeping.problem:
            for room in self._rooms.values():
                room.telling.tell(Refused(command="keep", message=self._keeping.problem), "presenter")
