"""Drawings to hand in, and a process that hands them in without end, for tests that kill it."""

from __future__ import annotations

from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from inkling.store.archive import Archive
from inkling.store.records import HandIn

PICTURE = bytes(range(256)) * 3 + bytes(16)


def drawing(id: int = 1, **other: Any) -> HandIn:
    """A drawing, as it is kept; `other`: fields that are otherwise."""
    fields = {"sender": "a" * 16, "number": id, "name": "Ada", "dataset": "mnist", "label": 7, "image": PICTURE, "at": 1.5}
    return HandIn(id, **{**fields, **other})


def hand_in_without_end(home: Path, said: Connection) -> None:
    """Hand in one after the other, and say of each what was answered: (id, problem)."""
    archive = Archive(home)
    archive.open()

    def done(id: int, problem: str) -> None:
        said.send((id, problem))

    for id in range(100_000):
        archive.hand_in("K7AX", drawing(id, label=id % 10), partial(done, id))
        if id % 7 == 0:
            archive.flush(10)
