"""For tests of a room alone: one whose engine does nothing, who comes into it, and what they are told."""

from __future__ import annotations

from typing import Any

from inkling.experiment.experiment import Experiment
from inkling.layers._base import Signal
from inkling.net import check
from inkling.protocol import wire
from inkling.protocol._base import Role
from inkling.rooms.house import Surroundings
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer

FIRST = {"net": {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}}


class Still:
    """Stands where the engine is, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **more: 1


def room() -> Room:
    """A room with a small net."""
    around = Surroundings(Still(), lambda of: check(of.net, gives=Signal.of((10,))), list, str, str)
    return Room("K7AX", around, Experiment.model_validate(FIRST))


def enter(room: Room, name: str, role: Role = "viewer") -> Viewer:
    """Somebody comes."""
    viewer = Viewer(name, Outbox(lambda: None), role)
    room.join(viewer, last=None, life=None)
    return viewer


def events(viewer: Viewer) -> list[Any]:
    """What this viewer was told since the last time."""
    return [wire.unframe(frame)[1] for frame in iter(viewer.outbox.pop, None)]
