"""The throttle of a server: how many messages it takes from each page and in each room, and what who sends more is told."""

from __future__ import annotations

import time

from inkling.rooms.rate import Bucket
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer
from inkling.settings import Settings

SECONDS_BETWEEN_SCOLDINGS = 5


class Throttle:
    """Messages of all rooms, counted."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rooms: dict[str, Bucket] = {}

    def takes(self, room: Room, viewer: Viewer) -> bool:
        """May this viewer send a message now? If not, it is told so, once in a while."""
        now = time.monotonic()
        if viewer.rate is None:
            viewer.rate = Bucket(self._settings.page_messages, now)
        of_room = self._rooms.setdefault(room.code, Bucket(self._settings.room_messages, now))
        if viewer.rate.take(now) and of_room.take(now):
            return True
        if now - viewer.scolded > SECONDS_BETWEEN_SCOLDINGS:
            viewer.scolded = now
            most = f"{self._settings.page_messages} a second from a page, {self._settings.room_messages} from a room"
            room.telling.refuse(viewer, "", f"Too many messages at once: this server takes {most}. Some were left out.")
        return False

    def forget(self, code: str) -> None:
        """This room is no more."""
        self._rooms.pop(code, None)
