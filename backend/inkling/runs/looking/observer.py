"""The observer: the one process that looks into the nets of all rooms. It answers drawings and makes every picture, from
snapshots of the weights, so that no training is ever disturbed for it.

Drawings come first, the newest of each viewer alone; samples and previews next; then pictures of newer weights, each viewer's
at its own rate, and, while anything trains, within a share of the time; measurements last, piece by piece.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from typing import assert_never

import torch

from inkling.datasets._base import Arrays, Folders, find
from inkling.datasets._images import image_dataset
from inkling.datasets.making.handed import CLASS, SHAPE
from inkling.errors import InklingError
from inkling.protocol._base import Event
from inkling.protocol.room import Refused
from inkling.protocol.training import Failure
from inkling.runs import messages
from inkling.runs.looking import specimens
from inkling.runs.looking.budget import Budget
from inkling.runs.looking.judging import Judgement, Wall
from inkling.runs.looking.observed import Observed, Onlooker, Pad
from inkling.runs.looking.shelf import Shelf
from inkling.runs.looking.shifts import Shifts
from inkling.runs.process import settle

TOGETHER = 8
"""Pads answered in one batch: few enough that nobody waits long for the others' pictures. Whoever shows the net the very same
(in a hall where nobody draws, that is everybody) is answered with them, at no cost."""
CROWD = 64
"""Where more pads than those wait, all of them are predicted first, so many in one batch; their pictures come after."""
EARLY = 0.5
"""By this share of the time between its pictures a viewer may be early, to be shown the same weights together with others."""


class Observer:
    """All rooms, and what is to be done for them.

    Args:
        connection: messages from the server, events to it.
        folders: where data sets are.
        share: of the time, at most, goes into pictures of newer weights while anything trains; above 0, up to 1.
    """

    def __init__(self, connection: Connection, folders: Folders, share: float) -> None:
        self._connection = connection
        self._shelf = Shelf(folders)
        self._budget = Budget(share)
        self._rooms: dict[str, Observed] = {}
        self._unanswered: dict[tuple[str, str], bool] = {}
        """(Room, viewer) of drawings and looks that wait to be answered, oldest first; whether it was predicted already."""
        self._later: list[Callable[[], None]] = []
        """Samples and previews that wait."""
        self._share = share
        self._walls: dict[str, Wall] = {}
        """What was handed in, by room."""
        self._shifts: dict[str, Shifts] = {}
        """Measurements under way, by room: the first is worked on."""

    def run(self) -> None:
        """Serve until the pipe ends."""
        while True:
            try:
                self._hear(self._timeout())
            except (EOFError, OSError):
                return
            try:
                self._work()
            except BrokenPipeError:
                return
            except Exception:
                self._connection.send(messages.Bug(traceback.format_exc()))

    # --- what to do next ------------------------------------------------------------------------------------------------

    def _timeout(self) -> float | None:
        """Seconds until there is something to do; None: not before a message comes."""
        if self._unanswered or self._later or self._shifts:
            return 0
        moments = [viewer.due for _, viewer in self._waiting()]
        moments += [wall.due for _, _, wall in self._unjudged()]
        return max(0.0, min(moments), self._budget.ready_at) - time.monotonic() if moments else None

    def _waiting(self) -> Iterator[tuple[Observed, Onlooker]]:
        """Viewers for whom there are newer weights than those they have seen."""
        for room in self._rooms.values():
            for viewer in room.viewers.values():
                if room.waiting(viewer):
                    yield room, viewer

    def _unjudged(self) -> Iterator[tuple[str, Observed, Wall]]:
        """Walls that somebody looks at, and that the net, or its newest weights, has not judged as they are."""
        for name, wall in self._walls.items():
            room = self._rooms.get(name)
            if room is None or not any(viewer.wall and viewer.rate > 0 for viewer in room.viewers.values()):
                continue
            fits = room.experiment.net.input == SHAPE
            if fits and (wall.under_way or room.behind or wall.judged != (wall.version, room.run, room.weights)):
                yield name, room, wall

    def _hear(self, timeout: float | None) -> None:
        """Take in all messages there are, waiting up to `timeout` for the first."""
        ready = wait([self._connection, self._shelf.bell], None if timeout is None else max(0.0, timeout))
        while self._connection in ready and self._connection.poll():
            message = self._connection.recv()
            try:
                self._take(message)
            except Exception:
                self._connection.send(messages.Bug(traceback.format_exc()))
        if self._shelf.bell in ready:
            self._shelf.collect()

    def _work(self) -> None:
        """The most urgent piece of work."""
        if self._unanswered:
            self._answer_pads(next(iter(self._unanswered))[0])
        elif self._later:
            self._later.pop(0)()
        elif not self._judge() and not self._refresh() and self._shifts:
            self._measure()

    def _answer_pads(self, name: str) -> None:
        """Answer what waits in this room: the first few pads, or, of a crowd, all predictions."""
        waiting = {viewer: predicted for (room, viewer), predicted in self._unanswered.items() if room == name}
        room = self._rooms.get(name)
        there = {} if room is None else {id: viewer for id, viewer in room.viewers.items() if id in waiting}
        for id in waiting.keys() - there.keys():
            del self._unanswered[name, id]
        if room is None or not there:
            return None
        room.catch_up_sometimes()
        unsaid = [there[id] for id, predicted in waiting.items() if id in there and not predicted]
        if len({room.pad(viewer) for viewer in unsaid}) > TOGETHER:
            crowd = _same_pads(room, unsaid, CROWD)
            for viewer in crowd:
                self._unanswered[name, viewer.id] = True
            return self._show(name, room, crowd, [], predict_alone=True)
        viewers = _same_pads(room, [there[id] for id in waiting if id in there])
        for viewer in viewers:
            del self._unanswered[name, viewer.id]
        # Newer weights are shown at the viewer's own rate, however fast it draws.
        return self._show(name, room, viewers, [viewer for viewer in viewers if "weights" not in viewer.seen])

    def _refresh(self) -> bool:
        """Show newer weights to some viewers of one room, the one that has waited longest; False: there was nothing to do."""
        now = time.monotonic()
        if self._budget.ready_at > now:
            return False
        due = sorted(((viewer.due, name) for name, room in self._rooms.items() for viewer in room.viewers.values()
                      if room.waiting(viewer) and viewer.due <= now))  # fmt: skip
        if not due:
            return False
        name = due[0][1]
        room = self._rooms[name]
        waiting = [v for v in room.viewers.values() if room.waiting(v) and v.due <= now + EARLY / v.rate]
        viewers = _same_pads(room, sorted(waiting, key=lambda viewer: viewer.due))
        began = time.thread_time()
        room.catch_up()
        for viewer in viewers:
            viewer.due = max(viewer.due + 1 / viewer.rate, now)
        drawings = [viewer for viewer in viewers if viewer.seen.get("drawing") != room.weights]
        self._show(name, room, drawings, [viewer for viewer in viewers if viewer.seen.get("weights") != room.weights])
        self._budget.spent(time.thread_time() - began)
        return True

    def _judge(self) -> bool:
        """A piece of what a net says of all that was handed in; False: nobody waits for it."""
        now = time.monotonic()
        if self._budget.ready_at > now:
            return False
        due = min(((wall.due, name) for name, _, wall in self._unjudged() if wall.due <= now), default=None)
        if due is None:
            return False
        name = due[1]
        room, wall = self._rooms[name], self._walls[name]
        began = time.thread_time()
        try:
            if wall.under_way is None or wall.under_way.run != room.run:
                room.catch_up()
                wall.judged = wall.version, room.run, room.weights
                wall.under_way = self._begin_judgement(room, wall)
            verdicts = wall.under_way.piece()
        except (RuntimeError, MemoryError) as error:
            self._connection.send(messages.Bug(traceback.format_exc()))
            viewers = [viewer.id for viewer in room.viewers.values() if viewer.wall]
            self._refuse(name, viewers, "watch", f"The net could not be run: {error}")
            verdicts = wall.under_way = None
            wall.judged = wall.version, room.run, room.weights
        if verdicts is not None:
            told = tuple(viewer.id for viewer in room.viewers.values() if viewer.wall)
            self._connection.send(messages.Notice.of(verdicts, name, room.run, viewers=told))
            wall.under_way = None
        took = time.thread_time() - began
        wall.took += took
        self._budget.spent(took)
        if wall.under_way is None:
            wall.rest(self._share if self._budget.limited else None)
        return True

    def _begin_judgement(self, room: Observed, wall: Wall) -> Judgement:
        beside = None
        if room.dataset.name == CLASS and room.beside:
            if wall.beside is not None and wall.beside_name == room.beside:
                beside = find(room.beside), wall.beside
            else:
                self._fetch_beside(room.beside, wall)
        digits = list(wall.digits.values())
        return Judgement(room.run, room.step, room.net, room.dataset, digits, beside, room.experiment.training.loss)

    def _fetch_beside(self, name: str, wall: Wall) -> None:
        def come(arrays: Arrays | InklingError) -> None:
            if isinstance(arrays, Arrays) and len(arrays.test_targets) and wall.beside_name == name:
                wall.beside = arrays
                wall.version += 1

        wall.beside, wall.beside_name = None, name
        self._shelf.ask(name, come)

    def _measure(self) -> None:
        """A piece of the oldest measurement."""
        name, shifts = next(iter(self._shifts.items()))
        room = self._rooms.get(name)
        viewers = [viewer for viewer in shifts.viewers if room is not None and viewer in room.viewers]
        try:
            if room is not None and room.run == shifts.run and viewers:
                curve = shifts.piece()
                if curve is not None:
                    self._connection.send(messages.Notice.of(curve, name, room.run, viewers=tuple(viewers)))
                if curve is None or not curve.done:
                    return
        except (RuntimeError, MemoryError) as error:
            self._connection.send(messages.Bug(traceback.format_exc()))
            self._refuse(name, viewers, "shifts", f"The net could not be run: {error}")
        del self._shifts[name]

    def _show(
        self, name: str, room: Observed, drawings: list[Onlooker], weights: list[Onlooker], *, predict_alone: bool = False
    ) -> None:
        """Answer the drawings of some viewers, with their pictures or without, and show some the weights that are loaded."""
        said: list[messages.Notice] = []

        def tell(viewers: tuple[str, ...], kind: str, key: str, encoded: bytes) -> None:
            # Predictions leave at once; the pictures together, for each message wakes the server.
            if said and said[-1].kind == "prediction" != kind:
                self._connection.send(said)
                said.clear()
            run = None if kind == "refused" else room.run
            said.append(messages.Notice(name, run, kind, key, encoded, viewers))

        try:
            with torch.inference_mode():
                (room.predict if predict_alone else room.show_drawings)(drawings, tell)
                room.show_weights(weights, tell)
        except (RuntimeError, MemoryError) as error:
            viewers = list({viewer.id: viewer for viewer in [*drawings, *weights]}.values())
            for viewer in viewers:
                viewer.seen = {"drawing": room.weights, "weights": room.weights}
            self._connection.send(messages.Bug(traceback.format_exc()))
            self._refuse(name, [viewer.id for viewer in viewers], "draw", f"The net could not be run: {error}")
        if said:
            self._connection.send(said)

    # --- messages -------------------------------------------------------------------------------------------------------

    def _take(self, message: messages.ToObserver) -> None:
        match message:
            case messages.Busy():
                self._budget.limited = message.training
            case messages.Open():
                self._open(message)
            case messages.Shut():
                self._walls.pop(message.room, None)
                self._forget(self._rooms.pop(message.room, None))
            case messages.Judge():
                self._walls.setdefault(message.room, Wall()).change(message.digits, message.whole)
            case messages.Leave():
                if message.room in self._rooms:
                    self._rooms[message.room].viewers.pop(message.viewer, None)
            case messages.Fresh():
                room = self._rooms.get(message.room)
                if room is not None and room.run == message.run:
                    room.follow(message.snapshot)
                    self._fetch_data(message.room)
            case messages.Watch():
                self._watch(message)
            case messages.Draw():
                self._draw(message)
            case messages.Sample():
                self._sample(message)
            case messages.Thumbnails():
                self._thumbnails(message)
            case messages.Preview():
                self._preview(message)
            case messages.Shifts():
                self._begin_shifts(message)
            case _:
                assert_never(message)

    def _open(self, message: messages.Open) -> None:
        old = self._rooms.pop(message.room, None)
        self._forget(old)
        try:
            room = Observed(message.run, message.experiment, message.kept, message.checkpoint, message.handed, message.beside)
        except (InklingError, RuntimeError, MemoryError, OSError) as error:
            failure = Failure(what="The net could not be built.", why=str(error))
            self._connection.send(messages.Notice.of(failure, message.room, message.run))
            return
        self._rooms[message.room] = room
        for viewer in old.viewers.values() if old else ():
            viewer.sent.clear()
            viewer.seen.clear()
            if viewer.image is not None and room.misfit(viewer.image):
                viewer.image = None
            room.viewers[viewer.id] = viewer
            self._unanswered[message.room, viewer.id] = False
        self._fetch_data(message.room)

    def _forget(self, room: Observed | None) -> None:
        """This net is no more."""
        if room is not None and room.handed is not None:
            self._shelf.forget(room.handed)

    def _viewer(self, room: str, viewer: str) -> Onlooker | None:
        """The viewer, new or known; None where the room has no net."""
        if room not in self._rooms:
            return None
        return self._rooms[room].viewers.setdefault(viewer, Onlooker(viewer))

    def _again(self, room: str, viewer: Onlooker) -> None:
        """Answer this viewer's drawing as soon as possible."""
        viewer.seen.pop("drawing", None)
        self._unanswered[room, viewer.id] = False
        self._fetch_data(room)

    def _watch(self, message: messages.Watch) -> None:
        viewer = self._viewer(message.room, message.viewer)
        if viewer is not None:
            viewer.looks = message.looks
            viewer.rate = message.rate
            viewer.unit = message.unit
            if message.wall and not viewer.wall and message.room in self._walls:
                self._walls[message.room].judged = None
            viewer.wall = message.wall
            viewer.sent.clear()
            viewer.seen.clear()
            self._again(message.room, viewer)

    def _draw(self, message: messages.Draw) -> None:
        viewer = self._viewer(message.room, message.viewer)
        if viewer is None:
            return None
        why = "" if message.image is None else self._rooms[message.room].misfit(message.image)
        if why:
            return self._refuse(message.room, [message.viewer], "draw", why)
        viewer.drawing = message.id
        viewer.image = message.image
        viewer.drawn = True
        return self._again(message.room, viewer)

    def _fetch_data(self, name: str) -> None:
        """Get the data set that stands in for empty pads, where one is needed."""
        room = self._rooms[name]
        if not room.needs_data():
            return

        def come(arrays: Arrays | InklingError) -> None:
            # Where it is missing, the page says so by itself: nothing was asked for here.
            if isinstance(arrays, Arrays) and self._rooms.get(name) is room and room.arrays is None:
                room.arrays = arrays
                for viewer in room.viewers.values():
                    if viewer.image is None:
                        self._again(name, viewer)

        self._shelf.ask(room.dataset.name, come, room.handed)

    def _sample(self, message: messages.Sample) -> None:
        room = self._rooms.get(message.room)
        viewer = self._viewer(message.room, message.viewer)
        if room is None or viewer is None:
            return

        def come(arrays: Arrays | InklingError) -> None:
            try:
                if isinstance(arrays, InklingError):
                    raise arrays
                event = specimens.sample(room.dataset.name, arrays, message.split, message.index)
            except InklingError as error:
                return self._refuse(message.room, [message.viewer], "sample", str(error))
            viewer.sample = (message.split, event.index)
            if message.answer:
                self._connection.send(messages.Chosen(message.room, message.viewer, message.split, event.index))
                self._answer(message.room, message.viewer, event)
            if viewer.image is None and self._rooms.get(message.room) is room:
                room.arrays = arrays
                self._again(message.room, viewer)
            return None

        self._shelf.ask(room.dataset.name, come, room.handed)

    def _thumbnails(self, message: messages.Thumbnails) -> None:
        room = self._rooms.get(message.room)
        if room is None:
            return

        def come(arrays: Arrays | InklingError) -> None:
            if isinstance(arrays, InklingError):
                return self._refuse(message.room, [message.viewer], "thumbnails", str(arrays))
            event = specimens.thumbnails(room.dataset.name, arrays, message.indices)
            return self._answer(message.room, message.viewer, event)

        self._shelf.ask(room.dataset.name, come, room.handed)

    def _preview(self, message: messages.Preview) -> None:
        def come(arrays: Arrays | InklingError) -> None:
            self._later.append(partial(self._show_preview, message, arrays))

        room = self._rooms.get(message.room)
        self._shelf.ask(message.data.dataset, come, room.handed if room and message.data.dataset == CLASS else None)

    def _show_preview(self, message: messages.Preview, arrays: Arrays | InklingError) -> None:
        try:
            if isinstance(arrays, InklingError):
                raise arrays
            room = self._rooms.get(message.room)
            seed, dataset = room.experiment.seed if room else 0, image_dataset(message.data.dataset)
            event = specimens.preview(arrays, message.data, seed, dataset)
        except (InklingError, RuntimeError) as error:
            return self._refuse(message.room, [message.viewer], "preview", str(error))
        return self._answer(message.room, message.viewer, event)

    def _begin_shifts(self, message: messages.Shifts) -> None:
        room = self._rooms.get(message.room)
        if room is None or self._viewer(message.room, message.viewer) is None:
            return
        under_way = self._shifts.get(message.room)
        if under_way is not None and under_way.run == room.run:
            under_way.viewers.add(message.viewer)
            return

        def come(arrays: Arrays | InklingError) -> None:
            if self._rooms.get(message.room) is not room:
                return None
            try:
                if isinstance(arrays, InklingError):
                    raise arrays
                room.catch_up()
                shifts = Shifts(room.run, room.step, room.experiment.net.input, room.net, room.dataset, arrays)
            except (InklingError, MemoryError) as error:
                return self._refuse(message.room, [message.viewer], "shifts", str(error))
            under_way = self._shifts.get(message.room)
            if under_way is None or under_way.run != room.run:
                under_way = self._shifts[message.room] = shifts
            under_way.viewers.add(message.viewer)
            return None

        self._shelf.ask(room.dataset.name, come, room.handed)

    # --- saying ---------------------------------------------------------------------------------------------------------

    def _answer(self, room: str, viewer: str, event: Event) -> None:
        self._connection.send(messages.Notice.of(event, room, None, viewers=(viewer,)))

    def _refuse(self, room: str, viewers: list[str], command: str, message: str) -> None:
        event = Refused(command=command, message=message)
        self._connection.send(messages.Notice.of(event, room, None, viewers=tuple(viewers)))


def _same_pads(room: Observed, viewers: list[Onlooker], most: int = TOGETHER) -> list[Onlooker]:
    """Of these viewers, those who show the net one of the first few pads."""
    pads: dict[Pad | None, list[Onlooker]] = {}
    for viewer in viewers:
        pads.setdefault(room.pad(viewer), []).append(viewer)
    return list(chain.from_iterable(islice(pads.values(), most)))


def main(connection: Connection, folders: Folders, share: float) -> None:
    """What the observer process runs, until the server is gone."""
    settle()
    torch.set_num_threads(1)
    try:
        Observer(connection, folders, share).run()
    finally:
        os._exit(0)  # at once, whatever the shelf's thread is loading
