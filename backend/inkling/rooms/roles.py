"""What the roles of a room may do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inkling.protocol._base import Role

_RANK: Mapping[Role, int] = MappingProxyType({"viewer": 0, "driver": 1, "presenter": 2})

_WHY: Mapping[Role, str] = MappingProxyType(
    {
        "viewer": "",
        "driver": "You are a viewer in this room. Its presenter, and who was handed control, can change and train the net.",
        "presenter": "Only the presenter of this room can do this.",
    }
)


def suffices(role: Role, least: Role) -> bool:
    """Is this role the other one, or more?"""
    return _RANK[role] >= _RANK[least]


def refusal(role: Role, least: Role) -> str:
    """Why who has this role may not give a command that needs the other one at least; "" if it may."""
    return "" if suffices(role, least) else _WHY[least]
