"""Runs that have made way for another, as files in a folder of their room.

    CODE/runs/0003.safetensors         the last state of the room's third run
    CODE/runs/0003-start.safetensors   the weights it began with, where those were not random
    CODE/runs/0003.state               sums over both, its history, and what there is to say of it; written last

Which of them a room still has, and in which order they were left, says its record. Until all of this is there, the states that
the run had as the room's training stay (`store.runs`), and the record says that it is leaving.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inkling.store import files
from inkling.store.records import KeptRun, LeftRun, ParkedRun
from inkling.store.runs import Full
from inkling.store.sealed import seal, unseal

log = logging.getLogger("inkling.store")

_MAGIC = b"INKLING RUN 1\n"
_CODE = re.compile(r"[A-Z0-9]{1,12}")


@dataclass(frozen=True)
class _Seen:
    """What a .state file says."""

    parked: ParkedRun
    step: int
    history: bytes
    checkpoint: Path | None
    start: Path | None


class ParkedFiles:
    """The parked runs of all rooms in one folder. For one thread at a time.

    Args:
        folder: where the rooms' folders are; made when there is something to keep.
        most: bytes that all that counts may take.
        size: gives how many bytes are taken of that.
        removed: told the room and the number of a run that had to make way for something else.
    """

    def __init__(
        self, folder: Path, most: int, size: Callable[[], int], removed: Callable[[str, int], None] = lambda room, run: None
    ) -> None:
        self._folder = folder
        self._most = most
        self._size = size
        self._removed = removed

    # --- writing --------------------------------------------------------------------------------------------------------

    def keep(self, room: str, left: LeftRun, replaced: int = 0) -> None:
        """Keep a run. Its files are copied; those of the oldest runs make way where the bound is reached.

        Args:
            replaced: bytes that are not needed any more once it is kept: for that moment, the bound may be passed by as much.

        Raises:
            OSError: it can't be written, or it has no room there without the others either: then those stay.
        """
        history = left.history()
        size = len(history) + sum(path.stat().st_size for path in (left.checkpoint, left.start) if path is not None) - replaced
        if self._size() - self._own_size() + size > self._most:
            raise Full(self._most)
        while self._size() + size > self._most and self.spare():
            pass
        state = self._state(room, left.number)
        try:
            state.parent.mkdir(parents=True, exist_ok=True)
            body: dict[str, Any] = {"number": left.number, "about": left.about, "step": left.step, "history": history}
            for name, source in (("checkpoint", left.checkpoint), ("start", left.start)):
                body[name] = None if source is None else list(files.copy(source, _beside(state, name)))
            files.write(state, seal(_MAGIC, body))
        except OSError:
            with suppress(OSError):  # on a disk that has become read-only, that can't be done either
                _remove(state)
            raise

    def spare(self) -> bool:
        """Remove the run that was left, or gone back to, longest ago, of whichever room; False: there is none."""
        found = sorted(self._folder.glob("*/runs/*.state"), key=_age)
        if not found:
            return False
        oldest = found[0]
        _remove(oldest)
        self._removed(oldest.parent.parent.name, int(oldest.stem))
        return True

    def _own_size(self) -> int:
        """Bytes that the parked runs take."""
        return sum(files.size(folder) for folder in self._folder.glob("*/runs"))

    def has(self, room: str, number: int) -> bool:
        """It is here, whole or not."""
        return self._state(room, number).exists()

    def drop(self, room: str, number: int) -> None:
        """Remove a run, where it is here."""
        _remove(self._state(room, number))

    def forget(self, room: str) -> None:
        """Remove all runs of a room."""
        for path in self._state(room, 0).parent.glob("*.state"):
            _remove(path)

    # --- reading --------------------------------------------------------------------------------------------------------

    def find(self, room: str, number: int) -> KeptRun | None:
        """A run, checked as a whole; None: it is not here. It is the last that `spare` would take now.

        Raises:
            ValueError: it is damaged, and has been set aside.
            OSError: it can't be read.
        """
        state = self._state(room, number)
        if not state.exists():
            return None
        try:
            seen = _read(state, thorough=True)
        except (ValueError, FileNotFoundError) as error:
            _set_aside(room, state, error)
            raise ValueError(str(error)) from error
        with suppress(OSError):
            os.utime(state)
        return KeptRun(seen.step, seen.history, seen.checkpoint, seen.start)

    def all(self, room: str, known: tuple[int, ...], counted: int, *, thorough: bool) -> tuple[list[ParkedRun], list[int]]:
        """The runs of a room, in the order in which they were left, and the numbers of those that are damaged and set aside.

        Args:
            known: the numbers of those it has, in order. Others that were given up to `counted` have gone, and are removed.
            thorough: read all of them; otherwise only the sizes of the large files are looked at.
        """
        found: dict[int, ParkedRun] = {}
        damaged: list[int] = []
        for state in sorted(self._state(room, 0).parent.glob("*.state")):
            number = int(state.stem) if state.stem.isdecimal() else 0
            if number <= counted and number not in known:
                _remove(state)
                continue
            try:
                seen = _read(state, thorough=thorough)
                found[number] = seen.parked
            except (OSError, ValueError) as error:
                _set_aside(room, state, error)
                damaged.append(number)
        self._tidy(room, found)
        order = [*(number for number in known if number in found), *(number for number in sorted(found) if number not in known)]
        return [found[number] for number in order], damaged

    def _tidy(self, room: str, found: dict[int, ParkedRun]) -> None:
        """Remove what was left half written."""
        for path in self._state(room, 0).parent.glob("*"):
            if path.suffix == files.PART or (path.suffix == ".safetensors" and _number(path) not in found):
                path.unlink(missing_ok=True)

    def _state(self, room: str, number: int) -> Path:
        if not _CODE.fullmatch(room):
            raise ValueError(f"{room!r} is no room's code")
        return self._folder / room / "runs" / f"{number:04}.state"


def _number(path: Path) -> int:
    number = path.name[: -len(".safetensors")].removesuffix("-start")
    return int(number) if number.isdecimal() else 0


def _beside(state: Path, name: str) -> Path:
    """The large file of this name that belongs to a .state file."""
    return state.with_name(f"{state.stem}-start.safetensors") if name == "start" else state.with_suffix(".safetensors")


def _read(state: Path, *, thorough: bool) -> _Seen:
    """A run, checked.

    Raises:
        OSError, ValueError: it is not there, or not what was written.
    """
    said = unseal(_MAGIC, state.read_bytes(), state.name)
    paths: dict[str, Path | None] = {}
    for name in ("checkpoint", "start"):
        path = None if said[name] is None else _beside(state, name)
        paths[name] = path
        if path is not None:
            size, digest = said[name]
            whole = files.digest(path) == (size, digest) if thorough else path.stat().st_size == size
            if not whole:
                raise ValueError(f"{path.name} is not what was written")
    parked = ParkedRun(int(said["number"]), said["about"])
    return _Seen(parked, int(said["step"]), said["history"], paths["checkpoint"], paths["start"])


def _age(state: Path) -> float:
    try:
        return state.stat().st_mtime
    except OSError:
        return 0.0


def _set_aside(room: str, state: Path, error: Exception) -> None:
    log.warning("Room %s: run %d can't be used (%s) and was set aside.", room, int(state.stem), error)
    for each in (_beside(state, "checkpoint"), _beside(state, "start"), state):
        with suppress(OSError):
            files.set_aside(each)


def _remove(state: Path) -> None:
    for each in (state, _beside(state, "checkpoint"), _beside(state, "start")):
        each.unlink(missing_ok=True)
