"""What child processes run. The server names these functions without importing what they need: torch is loaded in the child."""

from __future__ import annotations

from multiprocessing.connection import Connection

from inkling.datasets._base import Folders
from inkling.runs.messages import Job
from inkling.runs.process import wait_without_spinning


def train(connection: Connection, job: Job, folders: Folders) -> None:
    """A trainer process."""
    wait_without_spinning()
    from inkling.runs.worker import main

    main(connection, job, folders)


def observe(connection: Connection, folders: Folders, share: float) -> None:
    """The observer process."""
    wait_without_spinning()
    from inkling.runs.observer import main

    main(connection, folders, share)
