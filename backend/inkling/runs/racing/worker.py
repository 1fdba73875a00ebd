"""A racer process: one race, from its start to its end."""

from __future__ import annotations

import os
import traceback
from multiprocessing.connection import Connection

import torch

from inkling.datasets._base import Folders, find
from inkling.errors import InklingError
from inkling.machine import device as devices
from inkling.protocol.racing import RaceSoFar
from inkling.racing import racing
from inkling.runs import messages
from inkling.runs.process import keep_freed_memory, settle

NO_MEMORY = "There is not enough memory for so many nets at once. Race fewer of them."


def main(connection: Connection, job: messages.RaceJob, folders: Folders) -> None:
    """What a racer process runs, until the race is over, fails, or is killed."""
    settle(job.nice)
    keep_freed_memory()
    torch.set_num_threads(job.threads)
    last = RaceSoFar.of(job.race)

    def say(event: RaceSoFar) -> None:
        nonlocal last
        last = event
        connection.send(messages.Notice.of(event, job.room, job.run, key=str(job.number)))

    def fail(message: str) -> None:
        say(last.at_rest("failed", message))

    def hear() -> None:
        while connection.poll():
            message = connection.recv()
            if isinstance(message, messages.Threads):
                torch.set_num_threads(message.count)

    place = devices.find(job.device)
    if place.remark:
        connection.send(messages.Remark(place.remark))
    try:
        arrays = find(job.experiment.data.dataset).load(folders)
        for event in racing.run(job.race, job.experiment, arrays, place.device, start=job.start, breathe=hear):
            say(event)
    except InklingError as error:
        fail(str(error))
    except MemoryError:
        fail(NO_MEMORY)
    except (EOFError, ConnectionError):
        os._exit(0)  # the server is gone
    except Exception as error:
        if "out of memory" in str(error).lower() or "can't allocate memory" in str(error):
            fail(NO_MEMORY)
        else:
            connection.send(messages.Bug(traceback.format_exc()))
            fail(f"The race stopped because of an error in Inkling: {type(error).__name__}: {error}")
    connection.close()
