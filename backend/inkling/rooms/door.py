"""The door of the house: who comes is let into a room, or told why not; where none is, one is opened."""

from __future__ import annotations

import secrets
from typing import Any, Protocol

from pydantic import ValidationError

from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.protocol._base import Role
from inkling.protocol.people import Copied
from inkling.protocol.room import Hello
from inkling.rooms.codes import new_code, read_code
from inkling.rooms.keys import new_key
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer


class House(Protocol):
    """What is behind the door (`rooms.hub.Hub`)."""

    rooms: dict[str, Room]
    house: Room

    def open(self, code: str, experiment: Experiment | None, key: str, *, like: str | None = None) -> Room: ...
    def adopt(self, experiment: Experiment) -> None: ...


class Door:
    """Lets people in.

    Args:
        house: what is behind it.
        most: viewers of a room.
    """

    def __init__(self, house: House, most: int) -> None:
        self._house = house
        self._most = most

    def enter(self, hello: Hello, outbox: Outbox, *, here: bool) -> tuple[Room, Viewer]:
        """Let someone in; see `Hub.join`.

        Raises:
            InklingError: there is no such room, it is closed, or it or the house is full.
        """
        experiment, refused = _read(hello.experiment)
        room, key = self._find(hello, experiment)
        by_key: Role = "presenter" if key else room.people.role(hello.key)
        by_place = room is self._house.house and here and not hello.join
        viewer = Viewer(secrets.token_hex(8), outbox, "presenter" if by_place else by_key)
        if viewer.role == "viewer" and room.people.closed and hello.epoch not in room.lives:
            raise InklingError(f"Room {room.code} is closed to newcomers.", "", "Ask its presenter.")
        if by_key == "viewer" and len(room.viewers) >= self._most:
            raise InklingError(f"Room {room.code} is full.", f"It has {len(room.viewers)} viewers.", "Try again later.")
        room.join(viewer, last=hello.last, life=hello.epoch, refused=refused, name=hello.name, key=key)
        return room, viewer

    def copy(self, room: Room, viewer: Viewer) -> Room | None:
        """Make this viewer a room of its own from the one it is in, once, and tell it; the room, where it is new."""
        made = None
        if viewer.role != "presenter" and not room.people.copies:
            room.telling.refuse(viewer, "copy", "The presenter of this room has not opened it for copies.")
            return None
        if viewer.copied is None or viewer.copied.room not in self._house.rooms:
            key = new_key()
            try:
                made = self._house.open(new_code(self._house.rooms), room.run.experiment, key, like=room.code)
            except InklingError as error:
                room.telling.refuse(viewer, "copy", str(error))
                return None
            viewer.copied = Copied(room=made.code, key=key)
        room.telling.answer(viewer, viewer.copied)
        return made

    def _find(self, hello: Hello, experiment: Experiment | None) -> tuple[Room, str]:
        """The room that is meant, and the presenter's key where it was made for this."""
        house, rooms = self._house.house, self._house.rooms
        code = read_code(hello.room or "")
        if code in rooms:
            return rooms[code], ""
        if hello.room is not None and not hello.house and hello.key is None and (hello.join or hello.epoch is not None):
            raise InklingError(f"There is no room {code or hello.room}.", "", "Is the code right? It may have been closed.")
        key = hello.key or new_key()
        if not code or hello.house:
            if experiment is None or experiment == house.run.experiment:
                return house, ""
            if house.run.pristine and not house.viewers:
                self._house.adopt(experiment)
                return house, ""
            code, key = new_code(rooms), new_key()
        return self._house.open(code, experiment, key), key


def _read(given: Any) -> tuple[Experiment | None, str]:
    """The experiment of an address, or why it can't be used."""
    if given is None:
        return None, ""
    try:
        return Experiment.model_validate(given).on_its_data(), ""
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return None, f"The address holds an experiment that can't be read, so it is not used. {where}: {first['msg']}."
