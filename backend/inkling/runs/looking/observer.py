"""The observer: the one process that looks into the nets of all rooms. It answers drawings and makes every picture, from
snapshots of the weights, so that no training is ever disturbed for it.

Drawings come first, the newest of each viewer alone; samples and previews next; then pictures of newer weights, each viewer's
at its own rate, and, while anything trains, within a share of the time; measurements last, piece by piece.
"""

from __future__ import annotations

import os
import time
from itertools import chain
from multiprocessing.connection import Connection, wait
from typing import assert_never

import torch

from inkling.datasets._base import Folders
from inkling.errors import InklingError
from inkling.protocol.training import Failure
from inkling.runs import messages
from inkling.runs.looking.budget import Budget
from inkling.runs.looking.measurements import Measurements
from inkling.runs.looking.pads import Pads
from inkling.runs.looking.room_net import RoomNet
from inkling.runs.looking.saying import Saying
from inkling.runs.looking.shelf import Shelf
from inkling.runs.looking.specimens import Specimens
from inkling.runs.looking.viewer_state import ViewerState
from inkling.runs.looking.walls import Walls
from inkling.runs.process import settle


class Observer:
    """All rooms, and what is to be done for them.

    Args:
        connection: messages from the server, events to it.
        folders: where data sets are.
        share: of the time, at most, goes into pictures of newer weights while anything trains; above 0, up to 1.
    """

    def __init__(self, connection: Connection, folders: Folders, share: float) -> None:
        self._connection = connection
        self._saying = Saying(connection)
        self._shelf = Shelf(folders)
        self._budget = Budget(share)
        self._rooms: dict[str, RoomNet] = {}
        self._pads = Pads(self._rooms, self._saying, self._shelf, self._budget)
        self.walls = Walls(self._rooms, self._saying, self._shelf, self._budget)
        self._specimens = Specimens(self._rooms, self._saying, self._shelf, self._pads)
        self._measurements = Measurements(self._rooms, self._saying, self._shelf)

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
                self._saying.bug()

    # --- what to do next ------------------------------------------------------------------------------------------------

    def _timeout(self) -> float | None:
        """Seconds until there is something to do; None: not before a message comes."""
        if self._pads.waiting or self._specimens.waiting or self._measurements.waiting:
            return 0
        first = min(chain(self._pads.moments(), self.walls.moments()), default=None)
        return None if first is None else max(0.0, first, self._budget.ready_at) - time.monotonic()

    def _hear(self, timeout: float | None) -> None:
        """Take in all messages there are, waiting up to `timeout` for the first."""
        ready = wait([self._connection, self._shelf.bell], None if timeout is None else max(0.0, timeout))
        while self._connection in ready and self._connection.poll():
            message = self._connection.recv()
            try:
                self._take(message)
            except Exception:
                self._saying.bug()
        if self._shelf.bell in ready:
            self._shelf.collect()

    def _work(self) -> None:
        """The most urgent piece of work."""
        if self._pads.waiting:
            self._pads.answer()
        elif self._specimens.waiting:
            self._specimens.show_next()
        elif not self.walls.judge() and not self._pads.refresh() and self._measurements.waiting:
            self._measurements.piece()

    # --- messages -------------------------------------------------------------------------------------------------------

    def _take(self, message: messages.ToObserver) -> None:
        match message:
            case messages.Busy():
                self._budget.limited = message.training
            case messages.Open():
                self._open(message)
            case messages.Shut():
                self.walls.forget(message.room)
                self._forget(self._rooms.pop(message.room, None))
            case messages.Judge():
                self.walls.change(message)
            case messages.Leave():
                if message.room in self._rooms:
                    self._rooms[message.room].viewers.pop(message.viewer, None)
            case messages.NewWeights():
                room = self._rooms.get(message.room)
                if room is not None and room.run == message.run:
                    room.follow(message.snapshot)
                    self._pads.fetch_data(message.room)
            case messages.SendThumbnails():
                self._specimens.thumbnails(message)
            case messages.SendPreview():
                self._specimens.preview(message)
            case messages.SetLooks() | messages.PutDrawing() | messages.SendSample() | messages.MeasureShifts():
                if message.room in self._rooms:
                    viewers = self._rooms[message.room].viewers
                    self._take_of(message, viewers.setdefault(message.viewer, ViewerState(message.viewer)))
            case _:
                assert_never(message)

    def _take_of(self, message: messages.OfViewer, viewer: ViewerState) -> None:
        """What a viewer asks of a net that is there."""
        match message:
            case messages.SetLooks():
                self._watch(message, viewer)
            case messages.PutDrawing():
                self._pads.draw(message, viewer)
            case messages.SendSample():
                self._specimens.sample(message, viewer)
            case messages.MeasureShifts():
                self._measurements.begin(message)
            case _:
                assert_never(message)

    def _open(self, message: messages.Open) -> None:
        old = self._rooms.pop(message.room, None)
        self._forget(old)
        try:
            room = RoomNet(
                message.run, message.experiment, message.start, message.checkpoint, message.collected, message.beside
            )
        except (InklingError, RuntimeError, MemoryError, OSError) as error:
            failure = Failure(what="The net could not be built.", why=str(error))
            self._saying.send(messages.Notice.of(failure, message.room, message.run))
            return
        self._rooms[message.room] = room
        for viewer in old.viewers.values() if old else ():
            viewer.sent.clear()
            viewer.seen.clear()
            room.viewers[viewer.id] = viewer
        self._pads.renew(message.room)

    def _forget(self, room: RoomNet | None) -> None:
        """This net is no more."""
        if room is not None and room.collected is not None:
            self._shelf.forget(room.collected)

    def _watch(self, message: messages.SetLooks, viewer: ViewerState) -> None:
        viewer.looks = message.looks
        viewer.rate = message.rate
        viewer.unit = message.unit
        if message.wall and not viewer.wall:
            self.walls.again(message.room)
        viewer.wall = message.wall
        viewer.sent.clear()
        viewer.seen.clear()
        self._pads.again(message.room, viewer)


def main(connection: Connection, folders: Folders, share: float) -> None:
    """What the observer process runs, until the server is gone."""
    settle()
    torch.set_num_threads(1)
    try:
        Observer(connection, folders, share).run()
    finally:
        os._exit(0)  # at once, whatever the shelf's thread is loading
