"""A trainer process: one experiment, trained in the background, with orders from a pipe and events into it."""

from __future__ import annotations

import os
import queue
import shutil
import threading
import traceback
from multiprocessing.connection import Connection

import torch
from torch import nn

from inkling.datasets._base import Folders, find
from inkling.errors import InklingError
from inkling.machine import device as devices
from inkling.machine.pace import Pace
from inkling.protocol._base import Event
from inkling.protocol.training import Failure, Status
from inkling.runs import messages
from inkling.runs.process import keep_freed_memory, settle
from inkling.runs.training.snapshot import SnapshotWriter
from inkling.runs.training.threads import quickest
from inkling.training.orders import Order
from inkling.training.trainer import Trainer


class PipeInbox:
    """Orders as they come through a pipe, read by a thread of its own, so that asking costs next to nothing.

    When the pipe ends, the server is gone, and so is this process, at once.
    """

    def __init__(self, connection: Connection) -> None:
        self.most_threads: int | None = None
        """More are of no use to this net; None: not known."""
        self._connection = connection
        self._messages: queue.SimpleQueue[Order | messages.Threads] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def poll(self) -> Order | None:
        """The next order, if one is there."""
        try:
            while isinstance(message := self._messages.get_nowait(), messages.Threads):
                self._use_threads(message.count)
        except queue.Empty:
            return None
        return message

    def wait(self) -> Order:
        """The next order."""
        while isinstance(message := self._messages.get(), messages.Threads):
            self._use_threads(message.count)
        return message

    def _read(self) -> None:
        try:
            while True:
                self._messages.put(self._connection.recv())
        except (EOFError, OSError):
            os._exit(0)

    def _use_threads(self, count: int) -> None:
        torch.set_num_threads(min(count, self.most_threads or count))


class _Voice:
    """Says events, and remembers the last status: a failure is told with the step at which it happened."""

    def __init__(self, connection: Connection, job: messages.Job) -> None:
        self._send = connection.send
        self._job = job
        self._status = Status()

    def say(self, event: Event) -> None:
        if isinstance(event, Status):
            self._status = event
        self._send(messages.Notice.of(event, self._job.room, self._job.run))

    def fail(self, failure: Failure) -> None:
        """Training is over, for this reason."""
        self.say(failure.model_copy(update={"step": self._status.step}))
        self.say(self._status.at_rest("failed", failure.what))


def main(connection: Connection, job: messages.Job, folders: Folders) -> None:
    """What a trainer process runs, until it is told to end, fails, or is killed."""
    settle(job.nice)
    keep_freed_memory()
    inbox = PipeInbox(connection)
    voice = _Voice(connection, job)
    place = devices.find(job.device)
    if place.remark:
        connection.send(messages.Remark(place.remark))
    if job.most_threads is not None and place.device.type == "cpu":
        inbox.most_threads = quickest(job.experiment, job.most_threads, folders.home / "threads.json")
    torch.set_num_threads(min(job.threads, inbox.most_threads or job.threads))
    writer: SnapshotWriter | None = None

    def publish(step: int, module: nn.Module) -> None:
        nonlocal writer
        if writer is None:
            writer = SnapshotWriter(job.snapshot, module)
        writer.publish(step, module)
        connection.send(messages.Published(step))

    to_keep = Pace(every=job.keep_every or 0)
    sent = 0

    def saved(step: int, resting: bool) -> None:
        nonlocal sent
        if job.keep_every is None or not (resting or to_keep.due):
            return
        with to_keep:
            sent += 1
            # A second name for the same file: costs nothing, and stays when the next one takes the first name.
            file = job.checkpoint.with_name(f"handed-{os.getpid()}-{sent}.safetensors")
            try:
                os.link(job.checkpoint, file)
            except OSError:
                shutil.copyfile(job.checkpoint, file)
            connection.send(messages.Notice(job.room, job.run, "saved", str(step), file=file))

    try:
        trainer = Trainer(
            job.experiment,
            find(job.experiment.data.dataset).load(folders),
            inbox=inbox,
            publish=publish,
            checkpoint=job.checkpoint,
            saved=saved,
            start=job.start,
            resume=job.resume,
            device=place.device,
            why_there=place.why,
        )
        for event in trainer.events():
            voice.say(event)
    except InklingError as error:
        voice.fail(Failure(what=error.what, why=error.why, todo=error.todo))
    except BrokenPipeError:
        os._exit(0)  # the server is gone
    except Exception as error:
        connection.send(messages.Bug(traceback.format_exc()))
        voice.fail(
            Failure(
                what="Training stopped because of an error in Inkling.",
                why=f"{type(error).__name__}: {error}",
                todo="Press Train to go on from the last kept step. The server's log has the details.",
            )
        )
    connection.close()
