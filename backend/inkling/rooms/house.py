"""The house around a room: where it has its nets trained and kept, and whom it tells of what has changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from inkling.experiment.experiment import Experiment
from inkling.net import Report
from inkling.protocol.data import DataState
from inkling.rooms.classroom import Done, keep_nothing
from inkling.rooms.parking import Garage, Memory
from inkling.runs.port import Port
from inkling.store.records import HandIn


@dataclass(frozen=True)
class Surroundings:
    """What a room needs of the house it is in."""

    engine: Port
    check: Callable[[Experiment], Report]
    data: Callable[[], list[DataState]]
    """Every data set, and whether it is here."""
    may_train: Callable[[], str]
    """Why no further training may start, in a sentence; "" if one may."""
    title: Callable[[str], str]
    """A data set's title, from its name."""
    crowd: Callable[[str], None] = lambda room: None
    """Told when people came or went in the room with this code: has all told so (`Room.tell_viewers`), soon, not too often."""
    queue: Callable[[str], bool] = lambda room: False
    """Have this room wait for its turn to train (`Steering.take_turn`); False: too many wait already."""
    class_changed: Callable[[str], None] = lambda room: None
    """Told when more or fewer digits are handed in: it has all told so (`Room.tell_class`), soon, and not too often."""
    keep_digit: Callable[[str, HandIn, Done], None] = keep_nothing
    """Keep for good what was handed in in the room with this code, and say when that is done."""
    keep_struck: Callable[[str, int, bool], None] = lambda room, id, struck: None
    """Keep that the one with this number is struck out, or is not any more."""
    garage: Garage = field(default_factory=Memory)
    """Where parked runs are."""
    came_back: Callable[[str], None] = lambda room: None
    """Told when a room has gone back to a parked run: there is something new of it to keep."""
    settled: Callable[[str], None] = lambda room: None
    """Told when a run that has made way is kept, or can't be: likewise."""
    hand_ins: int = 1000
    page_hand_ins: int = 50
    """At most so many, in a room and from a page."""
    most_bytes: int = 4_000_000_000
    """What a training may take of the memory, as its report counts it."""
    clock: Callable[[], float] = time.time
