"""The walls of all rooms: what was handed in there, of which the room's net says what it is, again whenever either changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from inkling.datasets._base import Arrays, registry
from inkling.datasets._images import ImageDataset
from inkling.datasets.making.collected import CLASS
from inkling.errors import InklingError
from inkling.runs import messages
from inkling.runs.looking.budget import Budget
from inkling.runs.looking.judging import JudgedWall, Judgement
from inkling.runs.looking.room_net import RoomNet
from inkling.runs.looking.saying import Saying
from inkling.runs.looking.shelf import Shelf
from inkling.tasks._base import task_of


class Walls:
    """Judgements, one at a time.

    Args:
        rooms: those that have a net, by code; they may change.
        saying: tells viewers.
        shelf: has the data sets that are measured beside the class.
        budget: bounds the time.
    """

    def __init__(self, rooms: Mapping[str, RoomNet], saying: Saying, shelf: Shelf, budget: Budget) -> None:
        self._rooms = rooms
        self._saying = saying
        self._shelf = shelf
        self._budget = budget
        self.of: dict[str, JudgedWall] = {}
        """By room."""

    def change(self, message: messages.Judge) -> None:
        """These were handed in, or have changed."""
        self.of.setdefault(message.room, JudgedWall()).change(message.digits, message.whole)

    def again(self, name: str) -> None:
        """Somebody has begun to look at this room's wall."""
        if name in self.of:
            self.of[name].judged = None

    def forget(self, name: str) -> None:
        """This room is no more."""
        self.of.pop(name, None)

    def moments(self) -> Iterator[float]:
        """From when (of time.monotonic) walls may be judged that are not judged as they are."""
        return (wall.due for _, wall, _ in self._unjudged())

    def judge(self) -> bool:
        """A piece of what a net says of all that was handed in; False: nobody waits for it."""
        now = time.monotonic()
        if self._budget.ready_at > now:
            return False
        due = (each for each in self._unjudged() if each[1].due <= now)
        first = min(due, key=lambda each: (each[1].due, each[0]), default=None)
        if first is None:
            return False
        name, wall, data = first
        room = self._rooms[name]
        viewers = [viewer.id for viewer in room.viewers.values() if viewer.wall]
        began = time.thread_time()
        try:
            if wall.under_way is None or wall.under_way.run != room.run:
                room.catch_up()
                wall.judged = wall.version, room.run, room.weights
                wall.under_way = self._begin(room, data, wall)
            verdicts = wall.under_way.piece()
        except (RuntimeError, MemoryError) as error:
            self._saying.could_not_run(name, viewers, "watch", error)
            verdicts = wall.under_way = None
            wall.judged = wall.version, room.run, room.weights
        if verdicts is not None:
            self._saying.tell(verdicts, name, room.run, viewers)
            wall.under_way = None
        took = time.thread_time() - began
        wall.took += took
        self._budget.spent(took)
        if wall.under_way is None:
            wall.rest(self._budget.share if self._budget.limited else None)
        return True

    def _unjudged(self) -> Iterator[tuple[str, JudgedWall, ImageDataset]]:
        """Walls that somebody looks at, and that the net, or its newest weights, has not judged as they are: the room, its
        wall, and what it learns from.
        """
        for name, wall in self.of.items():
            room = self._rooms.get(name)
            if room is None or not any(viewer.wall and viewer.rate > 0 for viewer in room.viewers.values()):
                continue
            data = _sorted_by(room)
            if data and (wall.under_way or room.behind or wall.judged != (wall.version, room.run, room.weights)):
                yield name, wall, data

    def _begin(self, room: RoomNet, data: ImageDataset, wall: JudgedWall) -> Judgement:
        beside, takes = None, room.experiment.net.input
        other = registry().get(room.beside) if data.name == CLASS else None
        if other and other.input_shape == takes:  # images of another size than the class's digits can't be measured
            if wall.beside is not None and wall.beside_name == other.name:
                beside = other, wall.beside
            else:
                self._fetch_beside(other.name, wall)
        digits = list(wall.digits.values())
        return Judgement(room.run, room.step, room.net, data, room.experiment.training.loss, digits, beside, takes)

    def _fetch_beside(self, name: str, wall: JudgedWall) -> None:
        def come(arrays: Arrays | InklingError) -> None:
            if isinstance(arrays, Arrays) and len(arrays.test_targets) and wall.beside_name == name:
                wall.beside = arrays
                wall.version += 1

        wall.beside, wall.beside_name = None, name
        self._shelf.ask(name, come)


def _sorted_by(room: RoomNet) -> ImageDataset | None:
    """The room's data set, where its net takes a picture and gives what the task asks; None: it says nothing of drawings."""
    data = room.dataset
    if not isinstance(data, ImageDataset) or len(room.experiment.net.input) != 3:
        return None
    return data if room.gives == task_of(data).gives(data).size else None
