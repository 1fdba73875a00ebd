"""The large things that are kept: the states of trainings, as files in a folder for each room.

A state is two files: NAME.safetensors, and NAME.state with the sum over the first and what else there is to know, which is
written last. So a state is there once its second file is, and nothing is ever half there. The two newest are kept: should
one be found damaged, there is another. Those of a run that has made way stay until its last state is kept (`store.parked`).

    rooms/CODE/RUN-0007.safetensors     the seventh state of this run
    rooms/CODE/RUN-0007.state
    rooms/CODE/RUN-start.safetensors    the weights it began with, where those were not random
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inkling.store import files
from inkling.store.records import KeptRun, RoomRecord
from inkling.store.sealed import seal, unseal

log = logging.getLogger("inkling.store")

FORMAT = 1
KEPT = 2
"""How many states of a training are kept."""
_MAGIC = b"INKLING STATE 1\n"
_CODE = re.compile(r"[A-Z0-9]{1,12}")
_RUN = re.compile(r"[0-9a-f]{1,32}")
_START = "start"


@dataclass(frozen=True)
class _StateFile:
    """What a .state file says."""

    record: RoomRecord
    """The room at that moment."""
    step: int
    size: int
    sum: str
    """Of the tensors' file; size 0: there is none."""
    history: bytes


@dataclass(frozen=True)
class FoundRun:
    """What there is of a training."""

    run: KeptRun | None
    """The newest whole state; None: there is none."""
    message: str = ""
    """What was damaged, and has been set aside; "": nothing."""
    at: int | None = None
    """The parked run whose state that is; None: it is none's."""


class RunFiles:
    """The states of all rooms' trainings. For one thread at a time.

    Args:
        folder: where they are; made when there is something to keep.
        most: bytes that all of them may take, with the parked runs that are in the same folder.
        spare: removes something that these are worth more than; False: there is nothing.
    """

    def __init__(self, folder: Path, most: int, spare: Callable[[], bool] = lambda: False) -> None:
        self._folder = folder
        self._most = most
        self._spare = spare

    # --- writing --------------------------------------------------------------------------------------------------------

    def keep(self, record: RoomRecord, step: int, tensors: Path | None, history: Callable[[], bytes]) -> None:
        """Keep a state of the training `record.run`. Nothing goes for it: see `clear`.

        Raises:
            OSError: it can't be written, or the bound is reached.
        """
        # Not by their steps: a training may go back to good weights of before, and its weights are changed by hand.
        newest = next(iter(self._states(self._room(record.code), record.run)), None)
        self._write(record, f"{_number(newest) + 1 if newest else 1:04}", step, tensors, history())

    def begin(self, record: RoomRecord, weights: Path) -> None:
        """Keep the weights with which the training `record.run` begins.

        Raises:
            OSError: they can't be written, or the bound is reached.
        """
        self._write(record, _START, 0, weights, b"")

    def clear(self, code: str, runs: Collection[str]) -> None:
        """Of a room, remove what is of none of these trainings, and all but the two newest states of each.

        Raises:
            OSError: that can't be done.
        """
        room = self._room(code)
        names = {f"{run}-{_START}" for run in runs} | {state.stem for run in runs for state in self._states(room, run)[:KEPT]}
        for path in list(room.iterdir()) if room.is_dir() else []:
            if path.suffix in (".safetensors", ".state", files.PART) and path.stem not in names:
                path.unlink(missing_ok=True)

    def drop(self, code: str, run: str) -> bool:
        """Remove all states of a training; False: there are none."""
        found = [*self._states(self._room(code), run), *self._room(code).glob(f"{run}-{_START}.state")]
        for state in found:
            _remove(state)
        return bool(found)

    def size_of(self, code: str, runs: Collection[str]) -> int:
        """Bytes that the states of these trainings of a room take."""
        return sum(path.stat().st_size for run in runs for path in self._room(code).glob(f"{run}-*"))

    def forget(self, code: str) -> None:
        """Remove all that is kept of a room's trainings."""
        shutil.rmtree(self._room(code), ignore_errors=True)

    def _write(self, record: RoomRecord, name: str, step: int, tensors: Path | None, history: bytes) -> None:
        room = self._room(record.code)
        if not _RUN.fullmatch(record.run):
            raise ValueError(f"{record.run!r} is no name of a run")
        target = room / f"{record.run}-{name}.safetensors"
        self._make_space(room, (tensors.stat().st_size if tensors else 0) + len(history))
        room.mkdir(parents=True, exist_ok=True)
        size, digest = files.copy(tensors, target) if tensors else (0, "")
        files.write(target.with_suffix(".state"), _pack(_StateFile(record, step, size, digest, history)))

    def _make_space(self, room: Path, size: int) -> None:
        """See to it that so many bytes more are within the bound: of each training's states the older ones go."""
        if self.size() + size <= self._most:
            return
        for other in self._rooms():
            newest: set[str] = set()
            for state in self._states(other):
                if _run(state) in newest:
                    _remove(state)
                newest.add(_run(state))
        while self.size() + size > self._most and self._spare():
            pass
        # What is replaced goes, but not before the new one is there: twice the newest state is the least that is needed.
        if self.size() + size > self._most:
            raise Full(self._most)

    # --- reading --------------------------------------------------------------------------------------------------------

    def find(self, code: str, run: str, *, thorough: bool = True) -> FoundRun:
        """What there is of a room's training. What is damaged is set aside.

        Args:
            thorough: read all of it. Otherwise only the size of tensors' files is looked at: that is quick, and sees those that
                are missing or cut.
        """
        room = self._room(code)
        start, at, lost = self._begun(room, run, thorough)
        damaged = False
        for path in self._states(room, run):
            try:
                state = _read(path, thorough=thorough)
            except (OSError, ValueError) as error:
                log.warning("Room %s: a kept state of its training can't be used (%s) and was set aside.", code, error)
                damaged = True
                _aside(path)
                continue
            tensors = path.with_suffix(".safetensors") if state.size else None
            words = f"The newest state of the training was damaged, so it goes on from step {state.step}." if damaged else lost
            return FoundRun(KeptRun(state.step, state.history, tensors, start), words, state.record.at)
        words = "The kept training was damaged, so it begins at step 0." if damaged else lost
        return FoundRun(KeptRun(0, b"", None, start) if start else None, words, at)

    def records(self) -> Iterator[RoomRecord]:
        """The rooms as the newest states know them: for where the database does not know them any more."""
        for room in self._rooms():
            found: list[RoomRecord] = []
            for path in [*self._states(room), *sorted(room.glob(f"*-{_START}.state"))]:
                with suppress(OSError, ValueError):
                    record = _read(path, tensors=False).record
                    found += [record] if record.code == room.name else []
            if found:
                # There may be some of a run that has made way: who knows of more runs, knows more.
                yield max(found, key=lambda record: record.counted)

    def tidy(self, known: Mapping[str, Collection[str]]) -> None:
        """Remove what belongs to no room, or was left half written.

        Args:
            known: code → trainings, of all rooms there are.
        """
        for room in self._rooms():
            if room.name in known:
                self.clear(room.name, known[room.name])
            else:
                shutil.rmtree(room, ignore_errors=True)

    def size(self) -> int:
        """Bytes that all of it takes."""
        return files.size(self._folder)

    def _begun(self, room: Path, run: str, thorough: bool) -> tuple[Path | None, int | None, str]:
        """The weights that a run began with, if those are kept; `Found.at` of them; and what was damaged."""
        path = room / f"{run}-{_START}.state"
        if not path.exists():
            return None, None, ""
        try:
            at = _read(path, thorough=thorough).record.at
        except (OSError, ValueError) as error:
            log.warning("Room %s: the weights its net began with can't be used (%s) and were set aside.", room.name, error)
            _aside(path)
            return None, None, "The weights that this net began with were damaged, so it begins with random ones."
        return path.with_suffix(".safetensors"), at, ""

    def _rooms(self) -> list[Path]:
        return sorted(path for path in self._folder.iterdir() if path.is_dir()) if self._folder.is_dir() else []

    def _states(self, room: Path, run: str = "*") -> list[Path]:
        """The .state files of a room, newest first."""
        return sorted((path for path in room.glob(f"{run}-*.state") if _number(path)), key=_number, reverse=True)

    def _room(self, code: str) -> Path:
        if not _CODE.fullmatch(code):
            raise ValueError(f"{code!r} is no room's code")
        return self._folder / code


class Full(OSError):
    """What is kept has reached its bound."""

    def __init__(self, most: int) -> None:
        super().__init__(None, f"what is kept has reached its bound of {most / 1e6:g} MB")
        self.most = most


def _run(state: Path) -> str:
    """Of which run it is."""
    return state.stem.partition("-")[0]


def _number(state: Path) -> int:
    """Which state of its run it is, from 1; 0: none."""
    number = state.stem.partition("-")[2]
    return int(number) if number.isdecimal() and len(number) < 12 else 0


def _pack(state: _StateFile) -> bytes:
    body = {
        "record": state.record.text(),
        "step": state.step,
        "size": state.size,
        "sum": state.sum,
        "history": state.history,
    }
    return seal(_MAGIC, body)


def _read(path: Path, *, tensors: bool = True, thorough: bool = True) -> _StateFile:
    """A state, checked; its tensors' file too, unless they are not wanted, or if not `thorough` the size of that alone.

    Raises:
        OSError, ValueError: it is not there, or not what was written.
    """
    said = unseal(_MAGIC, path.read_bytes(), path.name)
    state = _StateFile(RoomRecord.read(said["record"]), said["step"], said["size"], said["sum"], said["history"])
    beside = path.with_suffix(".safetensors")
    if tensors and state.size:
        whole = files.digest(beside) == (state.size, state.sum) if thorough else beside.stat().st_size == state.size
        if not whole:
            raise ValueError(f"{beside.name} is not what was written")
    return state


def _aside(path: Path) -> None:
    for each in (path.with_suffix(".safetensors"), path):
        with suppress(OSError):
            files.set_aside(each)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_suffix(".safetensors").unlink(missing_ok=True)
