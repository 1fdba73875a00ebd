"""One viewer of a room: what it watches, and what it has yet to be sent."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from pydantic import BaseModel

from inkling.protocol import wire
from inkling.protocol.commands import Watch
from inkling.protocol.events import Copied, Role
from inkling.rooms.outbox import Outbox
from inkling.rooms.rate import Bucket


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

    def answer(self, event: BaseModel) -> None:
        """Tell this viewer alone."""
        self.outbox.put(wire.frame(0, wire.encode(event)))

    def picture(self, kind: str, key: str, frame: bytes) -> None:
        """Show this viewer a picture, unless it looks elsewhere by now."""
        if kind == "maps" and key not in self.watch.maps:
            return
        if kind == "filters" and key not in self.watch.filters:
            return
        if kind == "starts" and key not in self.watch.starts:
            return
        if kind == "arithmetic" and self.watch.unit is None:
            return
        if kind == "verdicts" and not self.sees_wall:
            return
        self.outbox.put_picture((kind, key), frame)
