"""What is said when something can't be kept, or was lost: what happened, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from inkling.store.runs import Full

_ELSEWHERE = "give it another folder with --home."


def taken(home: Path) -> str:
    """Another server has this folder."""
    return (
        f"Another Inkling keeps its rooms in {home}, so this one keeps nothing: what is made here is gone when it ends. "
        "Give it a folder of its own with --home."
    )


def unwritable(home: Path, error: Exception) -> str:
    """The folder can't be written."""
    return (
        f"Nothing can be kept in {home} ({why(error)}): rooms and trainings are gone when the server ends. "
        f"Let Inkling write there, or {_ELSEWHERE}"
    )


def unreadable(home: Path, error: Exception) -> str:
    """What is in the folder can't be read."""
    return (
        f"What is kept in {home} can't be read ({why(error)}), so nothing is kept. "
        f"Let Inkling read and write there, or {_ELSEWHERE}"
    )


def newer(home: Path) -> str:
    """What is in the folder is of another version."""
    return (
        f"What is kept in {home} is of a newer Inkling, so this one leaves it alone and keeps nothing. "
        f"Update Inkling, or {_ELSEWHERE}"
    )


def set_aside(home: Path, aside: Path, reason: str, rooms: int, hand_ins: int) -> str:
    """The database was damaged."""
    return (
        f"The list of rooms in {home} was damaged ({reason}). It was set aside as {aside.name}; "
        f"{count(rooms, 'room')} and {count(hand_ins, 'handed-in drawing')} could be saved from it."
    )


def found_again(rooms: int) -> str:
    """Rooms that the database did not know any more."""
    return f"{count(rooms, 'room')} could be saved from the states of trainings."


def runs_damaged(numbers: Sequence[int]) -> str:
    """Parked runs of a room."""
    if len(numbers) == 1:
        return f"Run {numbers[0]} was damaged, and can't be gone back to."
    return f"Runs {', '.join(str(number) for number in numbers)} were damaged, and can't be gone back to."


def of_run(number: int, words: str) -> str:
    """What is said of a training, of one that has made way."""
    return f"Run {number}: {words[:1].lower()}{words[1:]}"


def lost(home: Path, error: Exception) -> str:
    """The database was damaged in use, and no other can be made."""
    return f"The list of rooms in {home} is damaged ({why(error)}), and nothing is kept any more."


def failed(home: Path, error: Exception) -> str:
    """Something could not be written."""
    if isinstance(error, Full):
        return (
            f"What is kept has reached its bound of {error.most / 1e6:g} MB, so nothing more is kept. "
            "INKLING_KEPT_MEGABYTES sets the bound; rooms that nobody looks at go by themselves."
        )
    if _is_full(error):
        return f"The disk is full: what happens now is not kept. Free some space for {home}; it goes on by itself."
    return f"What happens now is not kept: {home} can't be written ({why(error)}). It is tried again."


def why(error: Exception) -> str:
    """The reason in a few words."""
    if _is_full(error):
        return "the disk is full"
    words = (isinstance(error, OSError) and error.strerror) or str(error)
    return words[:1].lower() + words[1:]


def count(number: int, what: str) -> str:
    """ "1 room", "2 rooms"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _is_full(error: Exception) -> bool:
    """The disk is, or what this user or process may have of it. (SQLite says so in words.)"""
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(error, OSError) and (error.errno in full or "is full" in str(error))
