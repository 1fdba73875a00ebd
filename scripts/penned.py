"""Digits that people drew, replayed on the pad through the page's own code: for tests and benchmarks alone.

The strokes (1,249 digits by five people on a pen tablet: UCI Pendigits, unnormalised, CC BY 4.0; `pen/strokes.json.gz` beside
`mnist/`) are rounded to the pixels of a pad, as a mouse gives them.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
SIDE = 300
"""Of the pad, in pixels."""
JUDGES = (4, 5)
"""Writers who were not looked at while the embedded digits and the pad were made."""

Way = npt.NDArray[np.float64]
"""[points, 2]: x and y, y down."""


@dataclass(frozen=True)
class Digit:
    """One digit by one person."""

    label: int
    writer: int
    strokes: list[Way]


@dataclass(frozen=True)
class Manner:
    """How it is drawn on the pad. Lengths in shares of the pad's side."""

    size: float = 0.68
    """Of its longer side."""
    middle: tuple[float, float] = (0.5, 0.5)
    slant: float = 0
    """Degrees; positive leans right."""
    turn: float = 0
    """Degrees, clockwise."""
    brush: float = 0.085
    stray: bool = False
    """With a tap somewhere on the pad."""


MANNERS = {
    "as usual": Manner(),
    "95 % of the pad": Manner(size=0.95),
    "20 % of the pad": Manner(size=0.2),
    "12 % of the pad": Manner(size=0.12),
    "slanted right": Manner(slant=20),
    "slanted left": Manner(slant=-20),
    "turned right": Manner(turn=15),
    "turned left": Manner(turn=-15),
    "thin brush": Manner(brush=0.03),
    "thick brush": Manner(brush=0.16),
    "in a corner": Manner(size=0.4, middle=(0.22, 0.78)),
    "half size, a stray tap": Manner(size=0.34, stray=True),
}


def digits(path: Path) -> list[Digit]:
    """All of them, y down."""
    with gzip.open(path) as file:
        found = json.load(file)
    flip = np.array([1.0, -1.0])
    return [
        Digit(
            int(each["label"]), int(each["writer"]), [np.array(stroke, dtype=np.float64) * flip for stroke in each["strokes"]]
        )
        for each in found
    ]


def on_the_pad(digit: Digit, manner: Manner, rng: np.random.Generator) -> list[Way]:
    """Its strokes as a mouse gives them on the pad."""
    angle = np.radians(manner.turn)
    lean = np.array([[1, -np.tan(np.radians(manner.slant))], [0, 1]])
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ lean
    strokes = [stroke @ turned.T for stroke in digit.strokes]
    everything = np.concatenate(strokes)
    low, high = everything.min(0), everything.max(0)
    scale = manner.size / max(high - low)
    strokes = [(stroke - (low + high) / 2) * scale + manner.middle for stroke in strokes]
    if manner.stray:
        strokes.append(rng.uniform(0.05, 0.95, (1, 2)))
    return [np.round(stroke * SIDE) / SIDE for stroke in strokes]


def seen(everyone: Sequence[Digit], manner: Manner) -> npt.NDArray[np.uint8]:
    """What the net is given of each: [digits, 28, 28], by the page's code."""
    rng = np.random.default_rng(0)
    drawings = [
        {"brush": manner.brush, "strokes": [stroke.tolist() for stroke in on_the_pad(digit, manner, rng)]} for digit in everyone
    ]
    command = [sys.executable, "../scripts/frontend.py", "npm", "run", "--silent", "replay"]
    done = subprocess.run(command, cwd=FRONTEND, input=json.dumps(drawings).encode(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(done.stdout, dtype=np.uint8).reshape(len(everyone), 28, 28)
