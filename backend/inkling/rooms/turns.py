"""The turns of rooms to train: how many may at the same time, who waits, and who has had the time that there is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from inkling.rooms.room import Room
from inkling.settings import Settings


class Turns:
    """Who trains, of all rooms.

    Args:
        settings: the server's.
        rooms: all there are, by code; they may change.
        empty_since: the moment (of time.monotonic) since which nobody looks at a room, by code.
        began: told when a room that has waited trains.
    """

    def __init__(
        self, settings: Settings, rooms: Mapping[str, Room], empty_since: Mapping[str, float], began: Callable[[Room], None]
    ) -> None:
        self._settings = settings
        self._rooms = rooms
        self._empty_since = empty_since
        self._began = began
        self._waiting: deque[Room] = deque()
        """Longest first."""
        self._training_since: dict[str, float] = {}

    def may_train(self) -> str:
        """Why no further training may start, in a sentence; "" if one may."""
        running = sum(room.busy for room in self._rooms.values())
        if running < self._settings.trainings:
            return ""
        others = "A training is" if running == 1 else f"{running} trainings are"
        return f"{others} running on this server, as many as it allows."

    def queue(self, code: str) -> bool:
        """Have this room wait for its turn; False: too many do already."""
        room = self._rooms[code]
        self._waiting = deque(each for each in self._waiting if each.run.waiting)
        if room in self._waiting:
            return True
        if len(self._waiting) >= self._settings.queue:
            return False
        self._waiting.append(room)
        return True

    def begin_next(self) -> None:
        """Have rooms train that wait for it, as many as may."""
        while self._waiting and not self.may_train():
            room = self._waiting.popleft()
            if room.run.waiting and self._rooms.get(room.code) is room:
                room.steering.take_turn()
                self._began(room)

    def rest(self, now: float) -> None:
        """Pause trainings that nobody looks at, or that have run for as long as they may. `now`: of time.monotonic()."""
        for code, room in self._rooms.items():
            if not (room.busy or room.run.waiting):
                self._training_since.pop(code, None)
                continue
            alone = now - self._empty_since.get(code, now) > self._settings.idle_minutes * 60
            if alone and (self._settings.others or not room.house):
                room.pause()
            elif room.busy and now - self._training_since.setdefault(code, now) > self._settings.training_minutes * 60:
                del self._training_since[code]
                hours = duration(self._settings.training_minutes)
                what = "Press Train to go on." if room.run.training else "A race can be started anew."
                room.pause(f"Paused after {hours}, as long as this server lets a training run. {what}")


def duration(minutes: float) -> str:
    """In words: "90 minutes", "8 hours"."""
    number, unit = (minutes / 60, "hour") if minutes >= 120 else (minutes, "minute")
    return f"{number:g} {unit}{'' if number == 1 else 's'}"
