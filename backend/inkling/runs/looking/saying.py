"""The sayings of the observer: notices to the server, for some viewers of a room."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from multiprocessing.connection import Connection

from inkling.protocol._base import Event
from inkling.protocol.room import Refused
from inkling.runs import messages


class Saying:
    """What goes to the server.

    Args:
        connection: the pipe to it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(self, message: messages.FromObserver) -> None:
        """Say this. Several notices together wake the server once."""
        self._connection.send(message)

    def tell(self, event: Event, room: str, run: int | None, viewers: Iterable[str]) -> None:
        """Tell some viewers of a room. `run`: the net that it is of; None: it holds whatever net the room has."""
        self.send(messages.Notice.of(event, room, run, viewers=tuple(viewers)))

    def refuse(self, room: str, viewers: Iterable[str], command: str, message: str) -> None:
        """Tell some viewers of a room why what they asked for can't be done."""
        self.tell(Refused(command=command, message=message), room, None, viewers)

    def bug(self) -> None:
        """Have the error that is being handled put into the server's log."""
        self.send(messages.Bug(traceback.format_exc()))

    def could_not_run(self, room: str, viewers: Iterable[str], command: str, error: Exception) -> None:
        """The same, where a net could not be run; these viewers of its room wait for it in vain."""
        self.bug()
        self.refuse(room, viewers, command, f"The net could not be run: {error}")
