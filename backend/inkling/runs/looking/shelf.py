"""Data sets at hand for the observer: loaded in a thread of their own, so that drawings never wait for a file."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from inkling.datasets._base import Arrays, Folders, find
from inkling.errors import InklingError

Then = Callable[[Arrays | InklingError], None]
"""What to do with a data set once it is here, or with the reason why it is not."""
_Book = tuple[str, Path | None]
"""A data set's name, and the file of a room's own one."""


class Shelf:
    """The data sets that were asked for. All methods are for one thread.

    Args:
        folders: where data sets are.
    """

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._here: dict[_Book, Arrays] = {}
        self._asking: dict[_Book, list[Then]] = {}
        self._come: deque[tuple[_Book, Arrays | InklingError]] = deque()
        self._books: queue.SimpleQueue[_Book] = queue.SimpleQueue()
        self.bell: Connection
        """Becomes readable when `collect` has something to do."""
        self.bell, self._ring = Pipe(duplex=False)
        threading.Thread(target=self._load, name="shelf", daemon=True).start()

    def ask(self, name: str, then: Then, collected: Path | None = None) -> None:
        """Call `then` with the data set: at once if it is here, else in `collect`. `handed`: the file of a room's own one."""
        book = name, collected
        if book in self._here:
            then(self._here[book])
            return
        waiting = self._asking.setdefault(book, [])
        waiting.append(then)
        if len(waiting) == 1:
            self._books.put(book)

    def forget(self, collected: Path) -> None:
        """Nobody will ask for this room's file again."""
        self._here = {book: arrays for book, arrays in self._here.items() if book[1] != collected}

    def collect(self) -> None:
        """Hand out what has come."""
        while self.bell.poll():
            self.bell.recv_bytes()
        while self._come:
            book, arrays = self._come.popleft()
            if isinstance(arrays, Arrays):
                self._here[book] = arrays
            for then in self._asking.pop(book, []):
                then(arrays)

    def _load(self) -> None:
        while True:
            book = name, collected = self._books.get()
            result: Arrays | InklingError
            try:
                result = find(name).load(replace(self._folders, collected=collected))
            except InklingError as error:
                result = error
            except Exception as error:  # whatever is wrong with a file must not end this thread
                result = InklingError(f"The data set {name} could not be loaded.", f"{type(error).__name__}: {error}.")
            self._come.append((book, result))
            self._ring.send_bytes(b"!")
