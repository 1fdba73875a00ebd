"""One run of a room: its experiment, its files, and its trainer process, which is started when it is first needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import assert_never

from inkling.datasets._base import Folders
from inkling.datasets.making.collected import Collected
from inkling.experiment.experiment import Experiment
from inkling.protocol import wire
from inkling.protocol.training import Failure, Status
from inkling.runs import messages, targets
from inkling.runs.child import Child, reason, remark
from inkling.runs.training.folder import RunFolder
from inkling.store.records import KeptRun
from inkling.training.orders import Adjust, End, Go, OneStep, Order, SetWeights

log = logging.getLogger("inkling.runs")


class Run:
    """One experiment, from step 0 until its room has another. All methods but `pid` are for the engine's thread.

    Args:
        room, number: whose run it is, and its name among all runs.
        home: a folder for its files, made here.
        context: how processes are started.
        folders: where data sets are.
        most_threads: how many threads it may have where nothing else trains; None: something does.
        nice: how far its trainer gives way to everything else on the machine.
        device: where it trains, as `INKLING_DEVICE` has it.
        keep_every: seconds between two states that are handed over to be kept, see `messages.Job`.
        do: has something done in the engine's thread.
        deliver: takes the events, from the trainer's reading thread, or the engine's where the trainer has died.
        published: told, in the engine's thread, when there are newer weights.
        changed: told, in the engine's thread, when `active` has changed.
        digits: what it learns from, where that is the class: as they are now, whatever is handed in while it runs.
    """

    def __init__(
        self,
        room: str,
        number: int,
        experiment: Experiment,
        home: Path,
        *,
        context: BaseContext,
        folders: Folders,
        most_threads: Callable[[], int | None],
        nice: int,
        device: str,
        keep_every: float | None,
        do: Callable[..., None],
        deliver: Callable[[messages.Notice], None],
        published: Callable[[messages.NewWeights], None],
        changed: Callable[[], None],
        digits: Collected | None = None,
    ) -> None:
        self.room = room
        self.number = number
        self.active = False
        """It trains, or has just been told to."""
        self.trainer: Child | None = None
        self.experiment = experiment
        self.files = RunFolder(home)
        self._context = context
        self.folders = folders
        """Where it finds data sets."""
        self._most_threads = most_threads
        self._nice = nice
        self._device = device
        self._keep_every = keep_every
        self._do = do
        self._deliver = deliver
        self._published = published
        self._changed = changed
        self._starts = 0
        self._threads = 1
        self._status = Status()
        self._failed = False
        """The trainer has said itself that it failed."""
        self.waiting = False
        """The trainer was started ahead of time, and has not been told to do anything yet."""
        self._left: Callable[[Run], None] | None = None
        """Told when its trainer has ended, where it was told to `leave`."""
        if digits is not None:
            self.folders = replace(self.folders, collected=self.files.write_digits(digits))

    @property
    def pid(self) -> int | None:
        """The trainer's process id; None: not running."""
        trainer = self.trainer
        return trainer.pid if trainer else None

    # --- orders ---------------------------------------------------------------------------------------------------------

    def order(self, order: Order) -> None:
        """Pass an order on; one to train starts the trainer, if there is none."""
        if self.leaving:
            return
        if isinstance(order, Adjust):
            self.experiment = order.experiment
        elif isinstance(order, Go | OneStep) and not self.active:
            self.active = True
            self._changed()
        if isinstance(order, Go | OneStep | SetWeights):
            self.waiting = False
            if self.trainer is None:
                self._start()
        if self.trainer is not None:
            self.trainer.send(order, key=Adjust if isinstance(order, Adjust) else None)

    def warm_up(self) -> None:
        """Start the trainer, so that it is ready when it is told to train. Does nothing where it was started before."""
        if self._starts == 0:
            self.waiting = True
            self._start()

    def cool_down(self) -> None:
        """End a trainer that is still waiting; it is started again when there is something to do."""
        if self.waiting:
            self.waiting = False
            self.end()

    def use_threads(self, count: int) -> None:
        """Compute with so many threads from now on."""
        if count != self._threads:
            self._threads = count
            if self.trainer is not None:
                self.trainer.send(messages.Threads(count), key=messages.Threads)

    @property
    def leaving(self) -> bool:
        """It has been told to leave: nothing changes its state any more."""
        return self._left is not None

    def leave(self, seconds: float, left: Callable[[Run], None]) -> None:
        """Have the trainer do what it was told before, come to rest after the step under way, and end.

        Args:
            seconds: after so many, it is ended where it is.
            left: called, in the engine's thread, when it has ended.
        """
        self.active = self.waiting = False
        self._left = left
        trainer = self.trainer
        if trainer is None:
            return left(self)
        trainer.send(End())
        timer = threading.Timer(seconds, trainer.kill)
        timer.daemon = True
        timer.start()
        return None

    def hurry(self) -> None:
        """It has had time enough to leave."""
        if self.trainer is not None:
            self.trainer.kill()

    def end(self) -> None:
        """End the trainer, at once."""
        self.active = False
        if self.trainer is not None:
            self.trainer.kill()
            self.trainer.join(2)
            self.trainer = None

    # --- files ----------------------------------------------------------------------------------------------------------

    def take_weights_of(self, other: Run) -> None:
        """Start with the newest weights of another run, as far as they fit."""
        self.files.take_weights_of(other.files, other.experiment.net.model_dump_json())

    def take_up(self, kept: KeptRun, *, renewed: bool = False) -> None:
        """Be where an earlier run was. `renewed`: and have that kept as where this one is."""
        try:
            self.files.take_up(kept)
        except OSError as error:
            log.exception("The kept state of room %s could not be taken up.", self.room)
            self._say_failed(
                Failure(what="The kept state could not be taken up.", why=f"{error}.", todo="Press Train to begin at step 0."),
                Status(state="failed"),
            )
            return
        if renewed:
            self.hand_over_start()
            if self._keep_every is not None and kept.checkpoint is not None:
                file = self.files.checkpoint_to_keep()
                self._deliver(messages.Notice(self.room, self.number, "saved", str(kept.step), file=file))

    def hand_over_start(self) -> None:
        """Have the weights kept that it begins with, if they are not random."""
        file = self.files.start_to_keep() if self._keep_every is not None else None
        if file is not None:
            self._deliver(messages.Notice(self.room, self.number, "begun", file=file))

    # --- the trainer ----------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._starts += 1
        self._failed = False
        job = messages.Job(
            room=self.room,
            run=self.number,
            experiment=self.experiment,
            snapshot=self.files.snapshot(self._starts),
            checkpoint=self.files.checkpoint_path,
            resume=self.files.checkpoint is not None,
            start=self.files.start,
            threads=self._threads,
            most_threads=self._most_threads(),
            nice=self._nice,
            device=self._device,
            keep_every=self._keep_every,
        )
        self.trainer = Child(
            self._context,
            targets.train,
            (job, self.folders),
            name=f"trainer-{self.room}",
            heard=partial(self._hear, job),
            ended=lambda child, status: self._do(self._ended, child, status),
        )

    def _hear(self, job: messages.Job, child: Child, message: messages.FromTrainer) -> None:
        """In the trainer's reading thread."""
        match message:
            case messages.Notice():
                if self.waiting and message.kind in ("status", "failure"):
                    return  # nobody has asked yet: what is wrong is said when somebody does
                self._deliver(message)
                if message.kind in ("status", "failure"):
                    self._do(self._note, child, message)
            case messages.Published():
                self._do(self._note_weights, child, job.snapshot)
            case messages.Remark():
                remark(message.words)
            case messages.Bug():
                log.error("Training in room %s met an error.\n%s", self.room, message.traceback)
            case _:
                assert_never(message)

    def _note(self, child: Child, event: messages.Notice) -> None:
        """Remember what the trainer says of itself."""
        if self.trainer is not child:
            return
        if event.kind == "failure":
            self._failed = True
            return
        self._status = wire.decode(event.encoded)
        self._failed = self._status.state == "failed"
        active = self._status.state == "running"
        # A trainer that has just been started says "idle" before it has read its first order.
        if self.active != active and self._status.state != "idle":
            self.active = active
            self._changed()

    def _note_weights(self, child: Child, snapshot: Path) -> None:
        if self.trainer is child:
            self.files.newest = snapshot
            self._published(messages.NewWeights(self.room, self.number, snapshot))

    def _ended(self, child: Child, status: int | None) -> None:
        """The trainer has ended, and nobody had told it to."""
        if self.trainer is not child:
            return
        self.trainer = None
        if self.active:
            self.active = False
            self._changed()
        if self._left is not None:
            self._left(self)
            return
        if self._failed or self.waiting:
            self.waiting = False
            return
        what, why = "The training process ended.", reason(status)
        log.warning("Room %s: %s %s", self.room, what, why)
        last = self._status
        failure = Failure(what=what, why=why, todo=f"Press Train to go on from step {self.files.step()}.", step=last.step)
        self._status = last.at_rest("failed", what)
        self._say_failed(failure, self._status)

    def _say_failed(self, failure: Failure, status: Status) -> None:
        for event in (failure, status):
            self._deliver(messages.Notice.of(event, self.room, self.number))
