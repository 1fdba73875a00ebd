"""What is kept, as plain data: what the database and the files hold, and what a server that starts gets back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any


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
    """Names the training that belongs to it: one that is kept under another name is of a net it had before."""
    lives: tuple[str, ...]
    """How pages know the room; newest last."""
    experiment: dict[str, Any]
    """As JSON holds it."""

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
        if not isinstance(given, dict) or set(given) != {field.name for field in fields(cls)}:
            raise ValueError("this is no record of a room")
        kinds = {"house": bool, "closed": bool, "copies": bool, "pristine": bool, "lives": list, "experiment": dict}
        for name, value in given.items():
            if not isinstance(value, kinds.get(name, str)):
                raise ValueError(f"this is no record of a room: {name}")
        return cls(**{**given, "lives": tuple(str(life) for life in given["lives"])})


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
class KeptRoom:
    """A room as a server that starts gets it back."""

    record: RoomRecord
    run: KeptRun | None
    """None: it has not been trained."""
    hand_ins: tuple[HandIn, ...] = ()
    """What was handed in, in the order in which it came."""
    message: str = ""
    """What was lost, in words for its presenter; "": nothing."""
