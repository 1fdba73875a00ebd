"""The telling of a room: its viewers are sent what they are told, each event as its class says that it travels.

Nothing else fills outboxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from inkling.protocol import wire
from inkling.protocol._base import Event, Role
from inkling.protocol.events import of_kind
from inkling.protocol.room import Refused
from inkling.rooms.log import Log
from inkling.rooms.roles import suffices
from inkling.rooms.viewer import Viewer


class Telling:
    """What goes out to the viewers of one room.

    Args:
        viewers: who is there, by id; it may change.
    """

    def __init__(self, viewers: Mapping[str, Viewer]) -> None:
        self.viewers = viewers
        self._log = Log()

    # --- records --------------------------------------------------------------------------------------------------------

    @property
    def number(self) -> int:
        """The newest record's; 0: there is none."""
        return self._log.number

    def record(self, event: Event | bytes) -> None:
        """Tell everybody, numbered: who is away is told on coming back. Bytes: an event as `protocol.wire` encodes it."""
        encoded = event if isinstance(event, bytes) else wire.encode(event)
        frame = wire.frame(self._log.add(encoded), encoded)
        for viewer in self.viewers.values():
            viewer.outbox.put(frame)

    def missed(self, last: int) -> list[bytes] | None:
        """The records after number `last`, each with its number, as `resend` wants them; None: they are not all here."""
        found = self._log.since(last)
        return None if found is None else [wire.frame(number, encoded) for number, encoded in found]

    def resend(self, viewer: Viewer, frames: Iterable[bytes]) -> None:
        """Tell a viewer again what it has missed."""
        for frame in frames:
            viewer.outbox.put(frame)

    # --- all else -------------------------------------------------------------------------------------------------------

    def tell(self, event: Event, role: Role | None = None) -> None:
        """Tell everybody whom it is for, or only those who have this role."""
        frame = wire.frame(0, wire.encode(event))
        for viewer in self.viewers.values():
            if role is None or viewer.role == role:
                _put(viewer, type(event), event.kind, "", frame)

    def answer(self, viewer: Viewer, event: Event) -> None:
        """Tell this viewer alone, be it here or not."""
        _put(viewer, type(event), event.kind, "", wire.frame(0, wire.encode(event)))

    def refuse(self, viewer: Viewer, command: str, why: str) -> None:
        """Tell this viewer why a command of this kind is not obeyed."""
        self.answer(viewer, Refused(command=command, message=why))

    def pass_on(self, viewers: Iterable[str] | None, kind: str, key: str, encoded: bytes) -> None:
        """Tell what came encoded from where nets are looked at, and is no record.

        Args:
            viewers: their ids, whoever of them is here still; None: all whom it is for.
            kind: of the event, or of the probe that gave it.
            key: the id of the layer it shows, or "".
        """
        event, frame = of_kind(kind), wire.frame(0, encoded)
        for id in self.viewers if viewers is None else viewers:
            if id in self.viewers:
                _put(self.viewers[id], event, kind, key, frame)

    def drop_pictures(self) -> None:
        """Forget the pictures that wait: they show a net that is no more."""
        for viewer in self.viewers.values():
            viewer.outbox.drop_pictures()

    def end(self, why: str) -> None:
        """Nothing more comes: all connections are to be closed."""
        for viewer in self.viewers.values():
            viewer.outbox.end(why)


def _put(viewer: Viewer, event: type[Event], kind: str, key: str, frame: bytes) -> None:
    """Send a viewer an event; not at all, where it is not for this viewer, or it looks elsewhere by now."""
    if not suffices(viewer.role, event.told):
        return
    match event.way:
        case "record" | "answer":
            viewer.outbox.put(frame)
        case "latest":
            viewer.outbox.put_latest(kind, frame)
        case "picture":
            if event.wanted(viewer.watch, kind, key):
                viewer.outbox.put_picture((kind, key), frame)
        case _:
            assert_never(event.way)
