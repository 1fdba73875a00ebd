"""Where training happens, as the server sees it: a run for each room, and one observer of all nets.

No torch and no asyncio here. Every method of `Engine` puts what it is asked on a queue and returns; one thread, the engine's
own, does it all in order and is the only one to touch the runs. Each child process has two more threads (`runs.child`).
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from inkling.datasets._base import Folders, find
from inkling.machine.cores import spare_a_core
from inkling.runs import messages
from inkling.runs.context import start_context
from inkling.runs.gate import Gate
from inkling.runs.looking.observer_link import ObserverLink
from inkling.runs.messages import Notice
from inkling.runs.racing.run import RaceRun
from inkling.runs.training.run import Run

log = logging.getLogger("inkling.runs")


SECONDS_TO_LEAVE = 20.0
"""So long may a trainer take to end with its last state; after that, the last one that it kept has to do."""
LEAVING = 2
"""Runs of one room that may be ending at the same time."""
SETTLED = 0.4
"""Seconds that a room has kept its net, before a trainer is started for it ahead of time: somebody may be editing."""


class Engine:
    """Trains and observes the nets of all rooms.

    Args:
        folders: where data sets are.
        scratch: an existing folder for snapshots and checkpoints, best in memory; what the engine puts there, it removes.
        notify: called with every event, from threads of the engine, one call at a time for one room's run. It must be quick,
            and must not wait for anything that waits for the engine.
        nice: how far trainers give way to everything else on the machine.
        device: where nets are trained, as `INKLING_DEVICE` has it.
        threads: how many threads all trainers together compute with; None: one fewer than there are cores, see `spare_a_core`.
        waiting: how many trainers, at most, are started ahead of time, and wait for somebody to train the net of their room.
        picture_share: the share of the time, at most, that goes into pictures of newer weights while anything trains.
        keep_every: seconds of training after which its state is handed over to be kept, and whenever it rests: a notice of kind
            "saved". None: never.
        method: how processes are started, as in multiprocessing; None: the quickest this system has.
    """

    def __init__(
        self,
        folders: Folders,
        scratch: Path,
        notify: Callable[[Notice], None],
        *,
        nice: int = 10,
        device: str = "auto",
        threads: int | None = None,
        waiting: int = 0,
        picture_share: float = 0.05,
        keep_every: float | None = None,
        method: Literal["forkserver", "spawn"] | None = None,
    ) -> None:
        self._folders = folders
        self._scratch = scratch
        self._nice = nice
        self._device = device
        self._keep_every = keep_every
        self._threads = threads or spare_a_core()
        self._context = start_context(method)
        self._observing = ObserverLink(self._context, folders, picture_share, self._do, self._deliver)
        self._current: dict[str, Run] = {}
        self._parting: list[Run] = []
        """Those that end in peace, and have not handed over their last state yet; oldest first."""
        self._races: dict[str, RaceRun] = {}
        """Those that are on, by room."""
        self._waiting = waiting
        self._busy = False
        self._gate = Gate(notify)
        self._race_number = 0
        self._closed = False
        self._closing = threading.Lock()
        """Guards the end, and the count of races."""
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)

    # --- for the server: quick, from any thread -------------------------------------------------------------------------

    def start(self) -> None:
        """Begin. Returns at once; what is asked in the meantime is done as soon as the processes are up."""
        self._thread.start()
        self._do(self._observing.start)

    def close(self, timeout: float = 5) -> None:
        """End all children and threads, and remove all files. Waits for that, up to `timeout` seconds."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._gate.close()
        if not self._thread.is_alive():
            return
        self._tasks.put(partial(self._end_all, time.monotonic() + timeout))
        self._tasks.put(None)
        self._thread.join(timeout + 1)

    def open(self, net: messages.NewNet) -> int:
        """Give a room this net; see `Port`."""
        run = self._gate.open(net.room)
        self._do(self._open, run, net)
        return run

    def order(self, room: str, order: messages.ToRun) -> None:
        """Tell the training of a room, or its race, this; see `Port`."""
        if isinstance(order, messages.Park):
            self._gate.leave(room)
        self._do(self._order, room, order)

    def race(self, race: messages.BeginRace) -> int:
        """Begin a race; see `Port`."""
        with self._closing:
            self._race_number += 1
            number = self._race_number
        self._do(self._begin_race, race, number)
        return number

    def look(self, look: messages.Look) -> None:
        """Have this looked at; see `Port`."""
        self._do(self._observing.tell, look)

    def shut(self, room: str) -> None:
        """End and forget all of this room; no notice of it comes any more."""
        self._gate.shut(room)
        self._do(self._shut, room)

    def problem(self) -> str:
        """Why it can't do its work at the moment; "" if it can."""
        if self._closed or not self._thread.is_alive():
            return "The engine does not run."
        return "" if self._observing.pid is not None else "The process that looks at nets does not run; it is being started."

    def pids(self, room: str) -> dict[str, int | None]:
        """Process ids of the trainer, of the racer, if a race is on, and of the observer, for diagnosis. None: not running."""
        run = self._current.get(room)
        race = self._races.get(room)
        racer = race.racer if race else None
        pids = {"trainer": run.pid if run else None, "observer": self._observing.pid}
        return pids | ({"racer": racer.pid} if racer else {})

    # --- the engine's own thread ----------------------------------------------------------------------------------------

    def _do(self, what: Callable[..., None], *args: Any, **more: Any) -> None:
        self._tasks.put(partial(what, *args, **more))

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except Exception:
                log.exception("The engine could not do what it was asked.")

    def _deliver(self, event: Notice) -> None:
        """Notify, unless the room has another net by now or is gone. From any thread of the engine."""
        self._gate.deliver(event)

    def _open(self, number: int, net: messages.NewNet) -> None:
        room, experiment, earlier = net.room, net.experiment, net.kept
        like = room if net.keep else net.like
        old = self._current.get(room)
        weights = self._current.get(like) if like is not None else None
        self._end_race(room, say=False)
        if old is not None and not old.leaving:
            old.end()
        run = self._current[room] = Run(
            room,
            number,
            experiment,
            self._scratch / f"run-{number}",
            context=self._context,
            folders=self._folders,
            most_threads=partial(self._most_threads, number),
            nice=self._nice,
            device=self._device,
            keep_every=self._keep_every,
            do=self._do,
            deliver=self._deliver,
            published=self._observing.tell,
            changed=self._share_threads,
            digits=net.digits,
        )
        if weights is not None:
            run.take_weights_of(weights)
            run.hand_over_start()
        if earlier is not None:
            run.take_up(earlier, renewed=net.renewed)
        if old is not None and old not in self._parting:
            old.files.remove()
        self._observing.tell(
            messages.Open(room, number, experiment, run.files.start, run.files.checkpoint, run.folders.collected, net.beside)
        )
        self._share_threads()
        if self._waiting and earlier is None:  # of those there may be many, and most have nobody
            timer = threading.Timer(SETTLED, self._do, (self._warm_up, run))
            timer.daemon = True
            timer.start()

    def _park(self, room: str) -> None:
        run = self._current.get(room)
        if run is None or run.leaving:
            return
        self._end_race(room, say=False)
        before = [each for each in self._parting if each.room == room]
        for each in before[: len(before) + 1 - LEAVING]:
            each.hurry()
        self._parting.append(run)
        run.leave(SECONDS_TO_LEAVE, self._left)
        self._share_threads()

    def _left(self, run: Run) -> None:
        """A run that was parked has ended."""
        self._parting.remove(run)
        step, file, start = run.files.last_state(self._scratch, run.number)
        if not self._gate.deliver(Notice(run.room, run.number, "left", str(step), file=file, start=start)):
            for path in (file, start):
                if path is not None:
                    path.unlink(missing_ok=True)
        self._gate.left(run.number)
        if self._current.get(run.room) is not run:
            run.files.remove()

    def _warm_up(self, run: Run) -> None:
        """Start this run's trainer ahead of time, if its room still has that net; those that have waited longest make way."""
        if self._closed or run.leaving or self._current.get(run.room) is not run:
            return
        if not find(run.experiment.data.dataset).present(run.folders):
            return
        run.warm_up()
        waiting = sorted((each for each in self._current.values() if each.waiting), key=lambda each: each.number)
        for each in waiting[: -self._waiting]:
            each.cool_down()

    def _order(self, room: str, order: messages.ToRun) -> None:
        if isinstance(order, messages.Park):
            return self._park(room)
        if isinstance(order, messages.StopRace):
            return self._end_race(room, say=True)
        run = self._current.get(room)
        return None if run is None else run.order(order)

    def _begin_race(self, race: messages.BeginRace, number: int) -> None:
        room = race.room
        self._end_race(room, say=False)
        run = self._current.get(room)
        if run is None or self._closed:
            return
        self._races[room] = RaceRun(
            messages.RaceJob(
                room,
                run.number,
                number,
                race.experiment,
                race.race,
                run.files.start,
                threads=1,
                nice=self._nice,
                device=self._device,
            ),
            context=self._context,
            folders=run.folders,
            do=self._do,
            deliver=self._deliver,
            over=self._race_is_over,
        )
        self._share_threads()

    def _end_race(self, room: str, *, say: bool) -> None:
        race = self._races.pop(room, None)
        if race is None:
            return
        if say:
            race.stop()
        else:
            race.kill()
        self._share_threads()

    def _race_is_over(self, race: RaceRun) -> None:
        if self._races.get(race.room) is race:
            del self._races[race.room]
            self._share_threads()

    def _shut(self, room: str) -> None:
        self._end_race(room, say=False)
        run = self._current.pop(room, None)
        parting = [each for each in self._parting if each.room == room]
        self._parting = [each for each in self._parting if each.room != room]
        for each in {*parting, *([run] if run is not None else [])}:
            each.end()
            each.files.remove()
        self._observing.tell(messages.Shut(room))
        self._share_threads()

    def _most_threads(self, number: int) -> int | None:
        """How many threads this run may have; None: others train, and it has to share."""
        others = self._races or any(run.active for run in self._current.values() if run.number != number)
        return None if others else self._threads

    def _share_threads(self) -> None:
        """Divide the threads among the trainings and races that run, and tell the observer whether any does."""
        active: list[Run | RaceRun] = [run for run in self._current.values() if run.active]
        active += self._races.values()
        for each in active:
            each.use_threads(max(1, self._threads // len(active)))
        if self._busy != bool(active):
            self._busy = bool(active)
            self._observing.tell(messages.Busy(self._busy))

    def _end_all(self, until: float) -> None:
        runs = {*self._current.values(), *self._parting}
        children = [*(run.trainer for run in runs), *(race.racer for race in self._races.values())]
        children.append(self._observing.close())
        for child in children:
            if child is not None:
                child.kill()
        for child in children:
            if child is not None:
                child.join(max(0.0, until - time.monotonic()))
        for run in runs:
            run.files.remove()
        self._current.clear()
        self._parting.clear()
