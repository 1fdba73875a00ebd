"""One viewer of a room: what it watches, and what it has yet to be sent."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from inkling.protocol._base import Role
from inkling.protocol.looking import Watch
from inkling.protocol.people import Copied
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
