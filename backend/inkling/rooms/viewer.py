"""One viewer of a room: what it watches, and what it has yet to be sent."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from inkling.protocol import wire
from inkling.protocol._base import Event, Role
from inkling.protocol.looking import Watch
from inkling.protocol.people import Copied
from inkling.rooms.outbox import Outbox
from inkling.rooms.rate import Bucket
from inkling.rooms.roles import suffices


@dataclass
class Viewer:
    """Someone who looks at a room through one socket."""

    id: str
    outbox: Outbox
    role: Role = "viewer"
    name: str = ""
    watch: Watch = field(default_factory=Watch)
    rate: Bucket | None = None
    """How many messages it may send."""
    scolded: float = -math.inf
    """When it was last told that it sends too many."""
    copied: Copied | None = None
    """The room of its own that it has made."""

    @property
    def sees_wall(self) -> bool:
        """What was handed in is on its screen."""
        return self.watch.wall and self.role == "presenter"

    def answer(self, event: Event) -> None:
        """Tell this viewer alone."""
        self.take(type(event), event.kind, "", wire.frame(0, wire.encode(event)))

    def take(self, event: type[Event], kind: str, key: str, frame: bytes) -> None:
        """Send it an event as such events travel; not at all, where it is not for this viewer, or it looks elsewhere by now.

        Args:
            kind: of the event, or of the probe that gave it.
            key: the id of the layer it shows, or "".
            frame: it, encoded.
        """
        if not suffices(self.role, event.told):
            return
        match event.way:
            case "record" | "answer":
                self.outbox.put(frame)
            case "latest":
                self.outbox.put_latest(kind, frame)
            case "picture":
                if event.wanted(self.watch, kind, key):
                    self.outbox.put_picture((kind, key), frame)
            case _:
                assert_never(event.way)


def tell(viewers: Iterable[Viewer], event: Event) -> None:
    """Tell some viewers the same: those whom it is for."""
    frame = wire.frame(0, wire.encode(event))
    for viewer in viewers:
        viewer.take(type(event), event.kind, "", frame)
