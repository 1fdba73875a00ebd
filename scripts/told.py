"""For tests of rooms: one who stands where the engine is, does nothing, and keeps what it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from inkling.runs import messages
from inkling.training import orders

WORDS = {
    orders.Go: "train",
    orders.PauseTraining: "pause",
    orders.OneStep: "step",
    orders.SetWeights: "edit",
    orders.Adjust: "adjust",
    messages.Park: "park",
    messages.StopRace: "end_race",
    messages.SetLooks: "watch",
    messages.PutDrawing: "draw",
    messages.SendSample: "sample",
    messages.SendThumbnails: "thumbnails",
    messages.SendPreview: "preview",
    messages.MeasureShifts: "shifts",
}


class Told:
    """An engine's port.

    Args:
        only: keep these alone; empty: all.
    """

    notify: Callable[[messages.Notice], None]

    def __init__(self, *only: str) -> None:
        self._only = only
        self.calls: list[tuple[Any, ...]] = []
        """A word, the room, and all else that was said, but for what was left open."""

    def open(self, net: messages.NewNet) -> int:
        """Keep it whole."""
        return self._keep("open", net.room, net)

    def order(self, room: str, order: messages.ToRun) -> None:
        """Keep what it says."""
        said = [getattr(order, each.name) for each in fields(order)]
        self._keep(WORDS[type(order)], room, *(each for each in said if each is not None))

    def race(self, race: messages.BeginRace) -> int:
        """Keep what it says."""
        return self._keep("race", race.room, race.experiment, race.race)

    def look(self, look: messages.Look) -> None:
        """Keep what it says."""
        self._keep(WORDS.get(type(look), type(look).__name__.lower()), *(getattr(look, each.name) for each in fields(look)))

    def shut(self, room: str) -> None:
        """Keep it."""
        self._keep("shut", room)

    def problem(self) -> str:
        """None."""
        return ""

    def names(self) -> list[str]:
        """The words of all that it was told."""
        return [call[0] for call in self.calls]

    def of(self, word: str) -> list[tuple[Any, ...]]:
        """All that it was told with this word, without it."""
        return [call[1:] for call in self.calls if call[0] == word]

    def _keep(self, *call: Any) -> int:
        if not self._only or call[0] in self._only:
            self.calls.append(call)
        return len(self.calls)
