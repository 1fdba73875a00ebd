"""What is kept, as plain data: what the database and the files hold, and what a server that starts gets back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

Where = Literal["kept", "here", "lost"]
"""What became of a run that was left: it outlives the server; it is there until the server ends; it is not kept."""


@dataclass(frozen=True)
class Leaving:
    """A run that has made way for another, and whose last state is not kept yet: there are those that it had as the room's."""

    run: str
    """As `RoomRecord.run` named it."""
    number: int
    """Of the run in its room."""
    name: str
    """As pages know it."""
    experiment: dict[str, Any]
    """As JSON holds it."""

    @classmethod
    def read(cls, given: Any) -> Leaving:
        """What `RoomRecord.text` made of one.

        Raises:
            ValueError: it is something else.
        """
        kinds = {"run": str, "number": int, "name": str, "experiment": dict}
        if not isinstance(given, dict) or set(given) != set(kinds):
            raise ValueError("this is no record of a run")
        if not all(isinstance(given[name], kind) for name, kind in kinds.items()):
            raise ValueError("this is no record of a run")
        return cls(**given)


@dataclass(frozen=True)
class RoomRecord:
    """A room, without its training."""

    code: str
    house: bool
    """It is the room at the bare address."""
    presenter: str
    driver: str
    """Hashes of their keys, in hex; "" where nobody has one."""
    closed: bool
    copies: bool
    pristine: bool
    """Nobody has changed or trained anything yet."""
    run: str
    """Names the training that belongs to it: one that is kept under another name is of a net it had before. A run that is gone
    back to has another one than before."""
    lives: tuple[str, ...]
    """How pages know the room; newest last."""
    experiment: dict[str, Any]
    """As JSON holds it."""
    runs: tuple[int, ...] = ()
    """The numbers of its parked runs; what was left last comes last."""
    counted: int = 0
    """The highest number that a run of it was given."""
    name: str = ""
    """As pages know its training; "": as `run`."""
    at: int | None = None
    """The number of the parked run that it has gone back to, and where nothing has changed since."""
    leaving: tuple[Leaving, ...] = ()
    """Parked runs whose last state is not kept yet. Of several with one number, the last of which there is a state counts."""

    @property
    def states(self) -> frozenset[str]:
        """Of which trainings it has states: of its own, and of those that are leaving."""
        return frozenset({self.run, *(each.run for each in self.leaving)})

    def text(self) -> str:
        """As JSON; the same for the same record."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> RoomRecord:
        """What `text` made.

        Raises:
            ValueError: it is something else.
        """
        given = json.loads(text)
        names = {field.name for field in fields(cls)}
        # The first version knew of no parked runs, the second of none that are leaving.
        if not isinstance(given, dict) or not names - {"runs", "counted", "name", "at", "leaving"} <= set(given) <= names:
            raise ValueError("this is no record of a room")
        kinds: dict[str, Any] = {"house": bool, "closed": bool, "copies": bool, "pristine": bool, "lives": list}
        kinds |= {"experiment": dict, "runs": list, "counted": int, "at": int | None, "leaving": list}
        for name, value in given.items():
            if not isinstance(value, kinds.get(name, str)):
                raise ValueError(f"this is no record of a room: {name}")
        lives, runs = (str(life) for life in given["lives"]), (int(number) for number in given.get("runs", ()))
        leaving = (Leaving.read(each) for each in given.get("leaving", ()))
        return cls(**{**given, "lives": tuple(lives), "runs": tuple(runs), "leaving": tuple(leaving)})


@dataclass(frozen=True)
class HandIn:
    """A drawing that somebody has handed in."""

    id: int
    """Its number in the room, from 1; never given twice."""
    sender: str
    """The page that handed it in, as it names itself,"""
    number: int
    """and that page's own count: the two together are there once in a room."""
    name: str
    """Of who handed it in: text, cleaned."""
    dataset: str
    """The data set whose classes the label is one of."""
    label: int
    image: bytes
    """28×28 bytes, row by row; 255 = ink."""
    at: float
    """When it came, in seconds since 1970, by the clock of that moment."""
    struck: bool = False
    """The presenter has struck it out."""


@dataclass(frozen=True)
class KeptRun:
    """The state of a training. The files stay the archive's: who wants one copies it."""

    step: int
    history: bytes
    """As `rooms.history.History.pack` wrote it; empty: nothing was learned yet."""
    checkpoint: Path | None
    """A safetensors file as `checkpoint.save` wrote it."""
    start: Path | None
    """A safetensors file with weights that the net began with, where those were not random."""


@dataclass(frozen=True)
class LeftRun:
    """The last state of a run that has made way for another, as it is handed over to be kept."""

    number: int
    """Of the run in its room."""
    about: bytes
    """What there is to say of it, in the rooms' own words."""
    step: int
    history: Callable[[], bytes]
    """Gives what there is to know of it, as bytes; called in the archive's thread."""
    checkpoint: Path | None
    start: Path | None
    """As in `KeptRun`; who takes these files removes them."""


@dataclass(frozen=True)
class ParkedRun:
    """A run that has made way for another, and is kept."""

    number: int
    about: bytes
    """As in `LeftRun`."""


@dataclass(frozen=True)
class KeptRoom:
    """A room as a server that starts gets it back."""

    record: RoomRecord
    run: KeptRun | None
    """None: it has not been trained."""
    hand_ins: tuple[HandIn, ...] = ()
    """What was handed in, in the order in which it came."""
    message: str = ""
    """What was lost, in words for its presenter; "": nothing."""
    parked: tuple[ParkedRun, ...] = ()
    """Its parked runs; what was left last comes last."""
    leaving: tuple[tuple[Leaving, KeptRun], ...] = ()
    """Those that were leaving when the server ended, each with the last state that there is of it."""
    of_run: bool = False
    """`run` is the state of the parked run `record.at`: as the room's own, none was kept yet."""
