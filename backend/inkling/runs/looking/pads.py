"""The pads of all viewers: the newest drawing of each is answered, and newer weights are shown to them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import chain, islice

import torch

from inkling.datasets._base import Arrays
from inkling.errors import InklingError
from inkling.runs import messages
from inkling.runs.looking.budget import Budget
from inkling.runs.looking.room_net import Pad, RoomNet
from inkling.runs.looking.saying import Saying
from inkling.runs.looking.shelf import Shelf
from inkling.runs.looking.viewer_state import ViewerState

TOGETHER = 8
"""Pads answered in one batch: few enough that nobody waits long for the others' pictures. Whoever shows the net the very same
(in a hall where nobody draws, that is everybody) is answered with them, at no cost."""
CROWD = 64
"""Where more pads than those wait, all of them are predicted first, so many in one batch; their pictures come after."""
EARLY = 0.5
"""By this share of the time between its pictures a viewer may be early, to be shown the same weights together with others."""


class Pads:
    """Drawings that wait for an answer, and viewers who wait for newer weights.

    Args:
        rooms: those that have a net, by code; they may change.
        saying: tells viewers.
        shelf: has the data sets, whose examples stand in for empty pads.
        budget: bounds the time for newer weights.
    """

    def __init__(self, rooms: Mapping[str, RoomNet], saying: Saying, shelf: Shelf, budget: Budget) -> None:
        self._rooms = rooms
        self._saying = saying
        self._shelf = shelf
        self._budget = budget
        self._unanswered: dict[tuple[str, str], bool] = {}
        """(Room, viewer) of drawings and looks that wait to be answered, oldest first; whether it was predicted already."""

    @property
    def waiting(self) -> bool:
        """Something on a pad has not been answered."""
        return bool(self._unanswered)

    def moments(self) -> Iterator[float]:
        """From when (of time.monotonic) viewers may be shown newer weights than those they have seen."""
        for room in self._rooms.values():
            for viewer in room.viewers.values():
                if room.waiting(viewer):
                    yield viewer.due

    # --- what is asked ----------------------------------------------------------------------------------------------------

    def again(self, name: str, viewer: ViewerState) -> None:
        """Answer what is on this viewer's pad as soon as possible."""
        viewer.seen.pop("drawing", None)
        self._unanswered[name, viewer.id] = False
        self.fetch_data(name)

    def renew(self, name: str) -> None:
        """The room has another net: answer all its viewers anew."""
        for viewer in self._rooms[name].viewers:
            self._unanswered[name, viewer] = False
        self.fetch_data(name)

    def draw(self, message: messages.PutDrawing, viewer: ViewerState) -> None:
        """This is on the viewer's pad now."""
        viewer.drawing = message.id
        viewer.example = message.example
        viewer.target = message.target
        viewer.drawn = True
        self.again(message.room, viewer)

    def fetch_data(self, name: str) -> None:
        """Get the data set that stands in for empty pads of a room, where one is needed."""
        room = self._rooms[name]
        if not room.needs_data():
            return

        def come(arrays: Arrays | InklingError) -> None:
            # Where it is missing, the page says so by itself: nothing was asked for here.
            if isinstance(arrays, Arrays) and self._rooms.get(name) is room and room.arrays is None:
                room.arrays = arrays
                for viewer in room.viewers.values():
                    if viewer.example is None:
                        self.again(name, viewer)

        self._shelf.ask(room.dataset.name, come, room.collected)

    # --- work -------------------------------------------------------------------------------------------------------------

    def answer(self) -> None:
        """Answer what waits in the room that waits longest: the first few pads, or, of a crowd, all predictions."""
        name = next(iter(self._unanswered))[0]
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

    def refresh(self) -> bool:
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

    def _show(
        self, name: str, room: RoomNet, drawings: list[ViewerState], weights: list[ViewerState], *, predict_alone: bool = False
    ) -> None:
        """Answer the drawings of some viewers, with their pictures or without, and show some the weights that are loaded."""
        said: list[messages.Notice] = []

        def tell(viewers: tuple[str, ...], kind: str, key: str, encoded: bytes) -> None:
            # Predictions leave at once; the pictures together, for each message wakes the server.
            if said and said[-1].kind == "prediction" != kind:
                self._saying.send(said)
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
            self._saying.could_not_run(name, [viewer.id for viewer in viewers], "draw", error)
        if said:
            self._saying.send(said)


def _same_pads(room: RoomNet, viewers: list[ViewerState], most: int = TOGETHER) -> list[ViewerState]:
    """Of these viewers, those who show the net one of the first few pads."""
    pads: dict[Pad | None, list[ViewerState]] = {}
    for viewer in viewers:
        pads.setdefault(room.pad(viewer), []).append(viewer)
    return list(chain.from_iterable(islice(pads.values(), most)))
