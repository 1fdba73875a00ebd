"""The observer process as the engine sees it: started, told everything, and, should it end, started anew and told again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from multiprocessing.context import BaseContext
from typing import assert_never

from inkling.datasets._base import Folders
from inkling.runs import messages, targets
from inkling.runs.child import Child, reason

log = logging.getLogger("inkling.runs")

LOOKS = messages.SetLooks | messages.PutDrawing | messages.SendSample
_OfRoom = messages.NewWeights | messages.Leave | LOOKS | messages.SendThumbnails | messages.SendPreview | messages.MeasureShifts
"""What concerns a net that is there."""


@dataclass
class _Known:
    """What an observer must know of a room."""

    open: messages.Open
    fresh: messages.NewWeights | None = None
    looks: dict[str, dict[type, LOOKS]] = field(default_factory=dict)
    """Viewer → the newest of each sort."""


class ObserverLink:
    """The one observer, whichever process it is at the moment. All methods but `pid` are for the engine's thread.

    Args:
        context: how processes are started.
        folders: where data sets are.
        share: of the time, at most, goes into pictures of newer weights while anything trains.
        do: has something done in the engine's thread.
        deliver: takes the events, from the observer's reading thread.
    """

    def __init__(
        self,
        context: BaseContext,
        folders: Folders,
        share: float,
        do: Callable[..., None],
        deliver: Callable[[messages.Notice], None],
    ) -> None:
        self._context = context
        self._folders = folders
        self._share = share
        self._do = do
        self._deliver = deliver
        self._child: Child | None = None
        self._closed = False
        self._starts: list[float] = []
        self._rooms: dict[str, _Known] = {}
        self._walls: dict[str, dict[int, messages.HandedDrawing]] = {}
        """Room → what was handed in there; also of one whose net can't be built."""
        self._busy = messages.Busy(False)

    @property
    def pid(self) -> int | None:
        """Its process id; None: not running."""
        child = self._child
        return child.pid if child else None

    def start(self) -> None:
        """Start a process, and tell it everything."""
        if self._closed:
            return
        self._starts = [*self._starts[-9:], time.monotonic()]
        self._child = Child(
            self._context,
            targets.observe,
            (self._folders, self._share),
            name="observer",
            heard=self._hear,
            ended=lambda child, status: self._do(self._ended, child, status),
        )
        self._child.send(self._busy)
        for room, digits in self._walls.items():
            self._child.send(messages.Judge(room, tuple(digits.values()), whole=True))
        for known in self._rooms.values():
            self._child.send(known.open)
            if known.fresh is not None:
                self._child.send(known.fresh)
            for looks in known.looks.values():
                for look in looks.values():
                    self._child.send(look)

    def close(self) -> Child | None:
        """Start no other. Returns the process there is, for the caller to end."""
        self._closed = True
        return self._child

    def tell(self, message: messages.ToObserver) -> None:
        """Tell it, now and whenever it is started anew. What concerns no open room is dropped."""
        if not self._remember(message):
            return
        if self._child is not None:
            self._child.send(message, self._key(message))

    def _remember(self, message: messages.ToObserver) -> bool:
        """Note what an observer that is started anew has to be told; False: it concerns no net that is there."""
        match message:
            case messages.Busy():
                self._busy = message
            case messages.Open():
                old = self._rooms.get(message.room)
                self._rooms[message.room] = _Known(message, looks=old.looks if old else {})
            case messages.Judge():
                wall = {} if message.whole else self._walls.get(message.room, {})
                self._walls[message.room] = wall | {digit.id: digit for digit in message.digits}
            case messages.Shut():
                self._walls.pop(message.room, None)
                self._rooms.pop(message.room, None)
            case _:
                known = self._rooms.get(message.room)
                return known is not None and self._remember_of(known, message)
        return True

    def _remember_of(self, known: _Known, message: _OfRoom) -> bool:
        match message:
            case messages.NewWeights():
                if message.run != known.open.run:
                    return False
                known.fresh = message
            case messages.Leave():
                known.looks.pop(message.viewer, None)
            case messages.SetLooks() | messages.PutDrawing():
                known.looks.setdefault(message.viewer, {})[type(message)] = message
            case messages.SendSample() | messages.SendThumbnails() | messages.SendPreview() | messages.MeasureShifts():
                pass  # asked once; which sample it was, is told by `Chosen`
            case _:
                assert_never(message)
        return True

    def _key(self, message: messages.ToObserver) -> Hashable:
        """Of drawings and publications that wait to be sent, the newest is enough; but none goes past another net."""
        if isinstance(message, messages.PutDrawing):
            return messages.PutDrawing, message.viewer, self._rooms[message.room].open.run
        if isinstance(message, messages.NewWeights):
            return messages.NewWeights, message.run, message.snapshot
        return None

    def _hear(self, child: Child, message: messages.FromObserver) -> None:
        """In the observer's reading thread."""
        match message:
            case list():
                for event in message:
                    self._deliver(event)
            case messages.Notice():
                self._deliver(message)
            case messages.Chosen():
                self._do(self._chosen, message)
            case messages.Bug():
                log.error("The observer met an error.\n%s", message.traceback)
            case _:
                assert_never(message)

    def _chosen(self, message: messages.Chosen) -> None:
        known = self._rooms.get(message.room)
        if known is not None and message.viewer in known.looks:
            again = messages.SendSample(message.room, message.viewer, message.split, message.index, answer=False)
            known.looks[message.viewer][messages.SendSample] = again

    def _ended(self, child: Child, status: int | None) -> None:
        if self._closed or self._child is not child:
            return None
        log.warning("The observer process ended. %s It is started anew.", reason(status))
        self._child = None
        recent = [moment for moment in self._starts if time.monotonic() - moment < 30]
        if len(recent) < 3:
            return self.start()
        timer = threading.Timer(min(5.0, 0.1 * 2 ** len(recent)), self._do, (self.start,))
        timer.daemon = True
        timer.start()
        return None
