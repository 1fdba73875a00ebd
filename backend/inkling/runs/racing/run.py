"""One race of a room as the engine sees it: a process that is started at once, and ends when the race is over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.context import BaseContext
from typing import Literal, assert_never

from inkling.datasets._base import Folders
from inkling.protocol import wire
from inkling.protocol.racing import RaceSoFar
from inkling.runs import messages, targets
from inkling.runs.child import Child, reason, remark

log = logging.getLogger("inkling.runs")


class RaceRun:
    """One race, until it is over. All methods are for the engine's thread.

    Args:
        job: which nets, and how far; its threads are set by `start`.
        context: how processes are started.
        folders: where data sets are.
        do: has something done in the engine's thread.
        deliver: takes the events, from the racer's reading thread, or the engine's.
        over: told, in the engine's thread, when it has ended by itself.
    """

    def __init__(
        self,
        job: messages.RaceJob,
        *,
        context: BaseContext,
        folders: Folders,
        do: Callable[..., None],
        deliver: Callable[[messages.Notice], None],
        over: Callable[[RaceRun], None],
    ) -> None:
        self.room = job.room
        self.number = job.number
        self.racer: Child | None = None
        self._job = job
        self._context = context
        self._folders = folders
        self._do = do
        self._deliver = deliver
        self._over = over
        self._killed = False
        self._newest = RaceSoFar.of(job.race, "starting")

    def use_threads(self, count: int) -> None:
        """Compute with so many threads: from the start, or from now on."""
        if self.racer is None:
            self._job = replace(self._job, threads=count)
            self.racer = Child(
                self._context,
                targets.race,
                (self._job, self._folders),
                name=f"racer-{self.room}",
                heard=self._hear,
                ended=lambda child, status: self._do(self._ended, status),
            )
        elif count != self._job.threads:
            self._job = replace(self._job, threads=count)
            self.racer.send(messages.Threads(count), key=messages.Threads)

    def stop(self) -> None:
        """End it, at once, and say how far it came."""
        self.kill()
        if self._newest.state not in ("done", "failed"):
            self._say("stopped")

    def kill(self) -> None:
        """End it, at once."""
        self._killed = True
        racer, self.racer = self.racer, None
        if racer is not None:
            racer.kill()
            racer.join(2)

    def _hear(self, child: Child, message: messages.FromRacer) -> None:
        """In the racer's reading thread."""
        if self._killed:
            return
        match message:
            case messages.Notice():
                self._newest = wire.decode(message.encoded)
                self._deliver(message)
            case messages.Remark():
                remark(message.words)
            case messages.Bug():
                log.error("A race in room %s met an error.\n%s", self.room, message.traceback)
            case _:
                assert_never(message)

    def _ended(self, status: int | None) -> None:
        """The racer has ended, and nobody had told it to."""
        if self.racer is None:
            return
        self.racer = None
        if self._newest.state not in ("done", "failed"):
            why = reason(status)
            log.warning("Room %s: the race's process ended. %s", self.room, why)
            self._say("failed", f"The race's process ended. {why} Start it again.")
        self._over(self)

    def _say(self, state: Literal["stopped", "failed"], message: str = "") -> None:
        self._newest = self._newest.at_rest(state, message)
        self._deliver(messages.Notice.of(self._newest, self.room, self._job.run, key=str(self.number)))
