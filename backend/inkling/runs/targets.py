"""What child processes run. The server names these functions without importing what they need: torch is loaded in the child."""

from __future__ import annotations

from multiprocessing.connection import Connection

from inkling.datasets._base import Folders
from inkling.runs.messages import Job, RaceJob
from inkling.runs.process import prepare_for_torch


def train(connection: Connection, job: Job, folders: Folders) -> None:
    """A trainer process."""
    prepare_for_torch()
    from inkling.runs.training.worker import main

    main(connection, job, folders)


def race(connection: Connection, job: RaceJob, folders: Folders) -> None:
    """A racer process."""
    prepare_for_torch()
    from inkling.runs.racing.worker import main

    main(connection, job, folders)


def observe(connection: Connection, folders: Folders, share: float) -> None:
    """The observer process."""
    prepare_for_torch()
    from inkling.runs.looking.observer import main

    main(connection, folders, share)
