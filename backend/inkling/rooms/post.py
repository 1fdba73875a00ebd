"""The post between where nets are trained and the rooms: each notice goes to the part of its room that it is for."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping

from inkling.protocol.events import of_kind
from inkling.protocol.racing import RaceSoFar
from inkling.rooms.room import Room
from inkling.runs.messages import Notice

log = logging.getLogger("inkling.rooms")


class Post:
    """Notices on their way.

    Args:
        rooms: all there are, by code; they may change.
        call: has something done on the event loop, from any thread.
        keep: told when there is something new of a room to keep.
        keep_run: given notices with a state of a room's run, or with the weights that it begins with.
    """

    def __init__(
        self,
        rooms: Mapping[str, Room],
        call: Callable[[Callable[[], None]], None],
        keep: Callable[[Room], None],
        keep_run: Callable[[Room, Notice], None],
    ) -> None:
        self._rooms = rooms
        self._call = call
        self._keep = keep
        self._keep_run = keep_run
        self._notices: deque[Notice] = deque()

    def notify(self, notice: Notice) -> None:
        """Take a notice of the engine, from any thread."""
        idle = not self._notices
        self._notices.append(notice)
        if idle:
            self._call(self.deliver_all)

    def deliver_all(self) -> None:
        """Deliver what has come; on the event loop."""
        while self._notices:
            notice = self._notices.popleft()
            try:
                self._deliver(notice)
            except Exception:  # of one: those behind it, and all that come, are told all the same
                log.exception("What came of room %s (%s) could not be told.", notice.room, notice.kind)

    def _deliver(self, notice: Notice) -> None:
        room = self._rooms.get(notice.room)
        if room is None:
            _remove(notice)
        elif notice.kind == "left":
            room.parking.left(notice.run, int(notice.key), notice.file, notice.start)
            self._keep(room)
        elif notice.run not in (None, room.run.number):
            room.parking.late(notice.run, notice.kind, notice.encoded)
        elif notice.file is not None:
            self._keep_run(room, notice)
        elif notice.kind == RaceSoFar.tag:
            room.race.record(notice.key, notice.encoded)
        elif of_kind(notice.kind).way == "record":
            room.run.record(notice.encoded)
        else:
            room.telling.pass_on(notice.viewers, notice.kind, notice.key, notice.encoded)


def _remove(notice: Notice) -> None:
    """It is of a room that is no more, and nobody takes its files."""
    for file in (notice.file, notice.start):
        if file is not None:
            file.unlink(missing_ok=True)
