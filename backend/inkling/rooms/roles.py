"""Which command needs which role. A command that is not in the table is obeyed for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inkling.protocol.events import Role

_RANK: Mapping[Role, int] = MappingProxyType({"viewer": 0, "driver": 1, "presenter": 2})

LEAST: Mapping[str, Role] = MappingProxyType(
    {
        "hello": "viewer",
        "ping": "viewer",
        "watch": "viewer",
        "draw": "viewer",
        "sample": "viewer",
        "thumbnails": "viewer",
        "preview": "viewer",
        "volunteer": "viewer",
        "copy": "viewer",
        "change": "driver",
        "train": "driver",
        "pause": "driver",
        "step": "driver",
        "reset": "driver",
        "back": "driver",
        "fetch": "driver",
        "edit": "driver",
        "dissect": "driver",
        "shifts": "driver",
        "show": "driver",
        "guess": "viewer",
        "ask": "presenter",
        "reveal": "presenter",
        "control": "presenter",
        "rules": "presenter",
        "hand-in": "viewer",
        "strike": "presenter",
        "race": "driver",
        "end-race": "driver",
    }
)
"""Kind of command → the least role that may give it."""

_WHY: Mapping[Role, str] = MappingProxyType(
    {
        "viewer": "",
        "driver": "You are a viewer in this room. Its presenter, and who was handed control, can change and train the net.",
        "presenter": "Only the presenter of this room can do this.",
    }
)


def refusal(role: Role, kind: str) -> str:
    """Why who has this role may not give this command; "" if it may."""
    least = LEAST.get(kind, "presenter")
    return "" if kind in LEAST and _RANK[role] >= _RANK[least] else _WHY[least]
