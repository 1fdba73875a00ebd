"""Whether each data set is here, and getting the ones that are not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from inkling.datasets._base import Dataset, Folders
from inkling.errors import InklingError
from inkling.protocol.data import DataState

SECONDS_BETWEEN_REPORTS = 0.3


class Downloads:
    """The data sets of this server.

    Args:
        datasets: all there are, by name.
        folders: where they are looked for.
        tell: called, from any thread, with every new state.
    """

    def __init__(self, datasets: dict[str, Dataset], folders: Folders, tell: Callable[[DataState], None]) -> None:
        self._datasets = datasets
        self._folders = folders
        self._tell = tell
        self._lock = threading.Lock()
        self._states: dict[str, DataState] = {}
        self._cancelled: dict[str, threading.Event] = {}

    def states(self) -> list[DataState]:
        """Every data set's state, in the registry's order."""
        return [self._state(name) for name in self._datasets]

    def _state(self, name: str) -> DataState:
        with self._lock:
            known = self._states.get(name)
        if known is not None and known.state != "absent":
            return known
        state = self._look(name)
        with self._lock:
            return self._states.setdefault(name, state) if state.state == "ready" else self._states.get(name, state)

    def _look(self, name: str) -> DataState:
        dataset = self._datasets[name]
        try:
            if not dataset.present(self._folders):
                words = f"{dataset.title} has not been downloaded yet. {dataset.wanted(self._folders)}".rstrip()
                return DataState(dataset=name, state="absent", message=words)
            train, test = dataset.size(self._folders)
        except InklingError as error:
            return DataState(dataset=name, state="failed", message=str(error))
        return DataState(dataset=name, state="ready", train=train, test=test)

    def fetch(self, name: str) -> None:
        """Start getting a data set, if it is not here and not on its way. Returns at once; `tell` has the rest.

        Raises:
            InklingError: there is no such data set.
        """
        if name not in self._datasets:
            raise InklingError(f"There is no data set called {name}.")
        with self._lock:
            if name in self._cancelled:
                return
            stop = self._cancelled[name] = threading.Event()
        threading.Thread(target=self._run, args=(name, stop), name=f"fetch-{name}", daemon=True).start()

    def cancel(self, name: str) -> None:
        """Stop getting a data set; what came so far is kept for the next time."""
        with self._lock:
            stop = self._cancelled.get(name)
        if stop is not None:
            stop.set()

    def close(self) -> None:
        """Stop all downloads."""
        with self._lock:
            stops = list(self._cancelled.values())
        for stop in stops:
            stop.set()

    def _run(self, name: str, stop: threading.Event) -> None:
        began = time.monotonic()
        told = 0.0
        first: int | None = None

        def progress(done: int, total: int) -> None:
            nonlocal told, first
            now = time.monotonic()
            first = done if first is None else first
            if now - told < SECONDS_BETWEEN_REPORTS and done < total:
                return
            told = now
            speed = (done - first) / max(now - began, 1e-3)
            left = (total - done) / speed if speed > 0 else None
            self._say(DataState(dataset=name, state="downloading", done=done, total=total, seconds_left=left))

        try:
            self._datasets[name].fetch(self._folders, progress, stop.is_set)
            state = self._look(name)
        except InklingError as error:
            state = DataState(dataset=name, state="failed", message=str(error))
        except OSError as error:
            state = DataState(
                dataset=name, state="failed", message=f"{self._datasets[name].title} could not be saved: {error}."
            )
        finally:
            with self._lock:
                del self._cancelled[name]
        self._say(state)
        self._say_others(name)

    def _say_others(self, name: str) -> None:
        """What came with another data set's files is here too: whoever has been told that it is absent hears of it."""
        with self._lock:
            missing = [
                each
                for each in self._datasets
                if each != name
                and each not in self._cancelled
                and (each not in self._states or self._states[each].state in ("absent", "failed"))
            ]
        for state in map(self._look, missing):
            with self._lock:
                late = state.dataset in self._cancelled
            if state.state == "ready" and not late:
                self._say(state)

    def _say(self, state: DataState) -> None:
        with self._lock:
            self._states[state.dataset] = state
        self._tell(state)
