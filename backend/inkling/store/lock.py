"""A folder is one server's: two that kept their rooms in it would overwrite each other's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "inkling.lock"


class FolderLock:
    """Held from `take` until `release`, or until the process ends, however it ends.

    Args:
        folder: an existing one.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._descriptor: int | None = None

    def take(self) -> str:
        """Take it. What the last holder had noted there.

        Raises:
            BlockingIOError: another process has it.
            OSError: the folder can't be written.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
            noted = os.read(descriptor, 4096).decode(errors="replace")
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return noted

    def note(self, text: str) -> None:
        """Leave a note for who takes it next. While it is not held, nothing happens.

        Raises:
            OSError: it can't be written.
        """
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, text.encode())

    def release(self) -> None:
        """Let others have it. The file stays: to remove it would let two hold it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
