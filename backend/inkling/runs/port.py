"""The port of the engine: all that a room can ask of where its net is trained and looked at."""

from __future__ import annotations

from typing import Protocol

from inkling.runs.messages import BeginRace, Look, NewNet, ToRun


class Port(Protocol):
    """Where training happens (`runs.engine.Engine`). Nothing here waits; what becomes of it, notices tell."""

    def open(self, net: NewNet) -> int:
        """Give a room a net; a trainer it had is ended, and no notice of it comes any more, but for `Park`.

        Returns:
            The number that the notices of this net carry as `run`.
        """

    def order(self, room: str, order: ToRun) -> None:
        """Tell the training of a room, or its race, this."""

    def race(self, race: BeginRace) -> int:
        """Begin a race.

        Returns:
            The number that its notices carry as `key`.
        """

    def look(self, look: Look) -> None:
        """Have this looked at, or looked at no more."""

    def shut(self, room: str) -> None:
        """End and forget all of a room; no notice of it comes any more."""

    def problem(self) -> str:
        """Why it can't do its work at the moment; "" if it can."""
