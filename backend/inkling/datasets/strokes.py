"""How people write the ten digits: skeletons of pen strokes, as data.

A digit has several *shapes*: ways of writing it that differ in their strokes. A shape has several *poses*: the extremes it
is written in, with the same strokes and the same number of points. A digit is written as a random mixture of the poses of
one shape, so a handful of numbers stands for a continuum of hands.

A pose is text: points as "x y", x to the right and y down, 0 to 100 for an ordinary digit, joined by commas into smooth
curves; "/" a corner (the point before it belongs to both sides), "|" the pen is lifted. All of it was made up for Inkling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_SAMPLES = 10
"""Points taken between two control points of a curve."""


@dataclass(frozen=True)
class Shape:
    """One way of writing a digit."""

    share: float
    """How common it is, against the digit's other shapes."""
    poses: tuple[str, ...]

    @cached_property
    def controls(self) -> Floats:
        """[poses, points, 2]"""
        return np.array([[_point(text) for text in re.split(r"[,/|]", pose)] for pose in self.poses], dtype=np.float32)

    @cached_property
    def runs(self) -> list[tuple[int, ...]]:
        """The control points of each smooth curve, in the order of writing."""
        runs, count = [], 0
        for stroke in self.poses[0].split("|"):
            for number, run in enumerate(stroke.split("/")):
                size = run.count(",") + 1
                runs.append(tuple(range(count - (number > 0), count + size)))
                count += size
        return runs

    @cached_property
    def curve(self) -> Floats:
        """[samples, points]: this matrix times the control points gives the points along the pen's way."""
        points = self.controls.shape[1]
        rows = []
        for run in self.runs:
            rows.append(np.zeros(((len(run) - 1) * _SAMPLES + 1, points), dtype=np.float32))
            rows[-1][:, list(run)] = _spline(len(run))
        return np.concatenate(rows)

    @cached_property
    def lifted(self) -> npt.NDArray[np.bool_]:
        """[samples - 1]: whether the pen is in the air, or turning on the spot, between a sample and the next."""
        ends = np.cumsum([(len(run) - 1) * _SAMPLES + 1 for run in self.runs])
        lifted = np.zeros(int(ends[-1]) - 1, dtype=bool)
        lifted[ends[:-1] - 1] = True
        return lifted


def _point(text: str) -> tuple[float, float]:
    x, y = text.split()
    return float(x), float(y)


def _spline(knots: int) -> Floats:
    """The natural cubic spline through `knots` values at 0, 1, 2, …, as a matrix from the values to its samples.

    Second derivatives m solve m[i-1] + 4 m[i] + m[i+1] = 6 (y[i-1] - 2 y[i] + y[i+1]), zero at both ends (de Boor, "A
    Practical Guide to Splines", chapter IV).
    """
    second = np.zeros((knots, knots))
    if knots > 2:
        inner = knots - 2
        left = 4 * np.eye(inner) + np.eye(inner, k=1) + np.eye(inner, k=-1)
        right = 6 * (np.eye(inner, knots) - 2 * np.eye(inner, knots, k=1) + np.eye(inner, knots, k=2))
        second[1:-1] = np.linalg.solve(left, right)
    at = np.arange((knots - 1) * _SAMPLES + 1) / _SAMPLES
    index = np.minimum(at.astype(int), knots - 2)
    b = (at - index)[:, None]
    a = 1 - b
    value = np.eye(knots)
    rows = a * value[index] + b * value[index + 1] + ((a**3 - a) * second[index] + (b**3 - b) * second[index + 1]) / 6
    return np.asarray(rows, dtype=np.float32)


DIGITS: tuple[tuple[Shape, ...], ...] = (
    # 0: one round, more or less closed
    (
        Shape(3, (
            "50 2, 25 14, 12 50, 24 88, 46 98, 70 86, 80 50, 68 14, 48 2",
            "50 1, 34 12, 24 50, 32 88, 48 99, 64 88, 72 50, 64 12, 48 2",
            "52 4, 14 16, 0 50, 18 86, 52 96, 86 84, 100 50, 84 16, 50 4",
            "62 8, 34 8, 10 46, 16 86, 40 99, 68 86, 82 46, 72 12, 44 0",
            "40 6, 20 24, 12 56, 26 90, 52 98, 78 76, 80 40, 62 10, 56 14",
        )),
        Shape(1, (
            "34 10, 18 30, 12 58, 26 92, 52 98, 76 76, 80 42, 60 8, 30 2, 20 14",
            "60 14, 40 4, 18 24, 10 60, 30 96, 62 92, 80 54, 70 14, 46 6, 30 22",
        )),
    ),
    # 1: a line; with a flag; with a foot
    (
        Shape(6, (
            "50 0, 50 33, 50 66, 50 100",
            "54 0, 50 33, 49 66, 52 100",
            "46 0, 52 33, 53 66, 48 100",
        )),
        Shape(2, (
            "30 22, 44 12, 54 0 / 53 50, 52 100",
            "38 14, 46 8, 52 0 / 50 50, 46 100",
            "18 34, 40 22, 56 0 / 54 50, 54 100",
        )),
        Shape(1, (
            "28 22, 42 14, 52 0 / 52 50, 52 98 | 22 98, 50 98, 82 97",
            "38 16, 46 10, 52 0 / 50 50, 48 98 | 30 99, 50 97, 68 97",
        )),
    ),
    # 2: round top; straight or looped foot
    (
        Shape(3, (
            "14 26, 32 5, 60 3, 76 24, 62 52, 36 78, 12 97 / 46 95, 88 94",
            "20 14, 40 2, 64 8, 68 30, 54 56, 34 80, 16 98 / 46 98, 78 96",
            "8 34, 24 6, 62 0, 84 22, 66 54, 34 74, 4 92 / 48 88, 98 96",
            "22 20, 40 6, 58 8, 64 28, 54 54, 36 78, 18 94 / 50 100, 84 88",
        )),
        Shape(3, (
            "14 24, 34 3, 64 4, 76 26, 60 56, 34 84, 12 95, 4 84, 18 76, 42 87, 66 97, 94 88",
            "18 20, 38 2, 62 8, 68 30, 52 60, 30 88, 14 96, 8 88, 20 80, 44 86, 66 92, 92 90",
            "10 30, 34 4, 70 6, 80 30, 58 62, 26 94, 6 92, 2 74, 24 66, 50 80, 74 94, 102 92",
        )),
        Shape(1, (
            "16 10, 44 5, 72 6 / 46 50, 14 96 / 48 95, 84 95",
            "12 14, 42 6, 76 4 / 42 52, 10 94 / 46 98, 82 92",
        )),
    ),
    # 3: two bows; flat top; a small loop between
    (
        Shape(4, (
            "14 16, 40 2, 70 12, 64 34, 36 47 / 68 54, 76 78, 50 98, 10 88",
            "20 10, 46 0, 68 14, 58 36, 40 46 / 64 56, 70 78, 46 100, 14 92",
            "10 18, 38 2, 76 8, 74 30, 44 44 / 78 52, 84 74, 56 96, 4 84",
            "24 8, 44 4, 62 14, 56 32, 36 42 / 70 50, 80 74, 54 98, 8 94",
        )),
        Shape(1, (
            "12 5, 40 5, 74 4 / 54 24, 36 42 / 70 54, 76 78, 50 98, 10 88",
            "16 10, 40 6, 68 6 / 52 24, 40 40 / 66 52, 72 80, 44 99, 14 90",
        )),
        Shape(1, (
            "14 16, 40 2, 70 12, 62 36, 40 48, 32 44, 44 44, 70 56, 76 80, 48 99, 10 88",
            "18 12, 44 2, 66 16, 58 38, 38 52, 30 44, 44 44, 68 58, 70 82, 44 99, 12 92",
        )),
        Shape(1, (
            "14 14, 42 2, 72 14, 68 32, 54 46, 68 56, 78 76, 52 98, 10 90",
            "20 8, 46 2, 66 16, 62 34, 48 48, 62 58, 70 78, 46 98, 12 94",
        )),
    ),
    # 4: open; closed; rounded like a y
    (
        Shape(4, (
            "18 4, 15 30, 14 54 / 46 55, 86 50 | 74 2, 71 50, 66 100",
            "28 6, 20 26, 10 50 / 44 52, 74 46 | 78 0, 68 50, 56 100",
            "14 10, 12 32, 18 52 / 44 52, 70 46 | 72 4, 70 50, 70 100",
            "30 0, 20 28, 6 56 / 46 60, 96 54 | 66 20, 62 60, 58 100",
        )),
        Shape(2, (
            "64 2, 36 32, 8 64 / 46 64, 90 62 | 64 2, 63 50, 62 100",
            "56 0, 34 36, 10 66 / 50 66, 92 60 | 68 14, 64 56, 58 100",
            "70 2, 42 28, 16 54 / 48 56, 82 54 | 72 2, 66 50, 58 100",
        )),
        Shape(2, (
            "14 6, 12 30, 26 50, 54 48, 76 30 | 80 2, 74 50, 64 100",
            "20 2, 10 32, 22 54, 52 52, 72 40 | 76 4, 70 52, 70 100",
        )),
        Shape(1, (
            "22 4, 12 34, 18 52, 50 50, 72 24, 78 2 / 70 50, 62 100",
            "18 8, 12 36, 24 54, 52 46, 70 22, 74 6 / 70 52, 70 100",
        )),
    ),
    # 5: neck, belly, bar; in one stroke; like an S
    (
        Shape(3, (
            "24 6, 22 24, 20 44 / 48 36, 74 52, 72 80, 44 98, 8 92 | 24 6, 52 5, 84 2",
            "30 10, 26 26, 22 46 / 46 44, 66 58, 64 84, 40 99, 12 94 | 32 10, 60 6, 92 0",
            "22 8, 18 26, 16 42 / 50 34, 80 50, 80 78, 48 98, 4 86 | 22 6, 46 6, 70 6",
        )),
        Shape(3, (
            "84 3, 56 4, 27 6 / 24 24, 20 43 / 48 38, 74 54, 72 80, 44 98, 8 92",
            "94 0, 64 6, 34 10 / 28 26, 22 44 / 46 42, 66 58, 62 84, 38 99, 10 96",
            "76 8, 52 6, 26 6 / 22 24, 18 42 / 50 36, 80 52, 78 80, 48 98, 8 86",
        )),
        Shape(2, (
            "82 4, 50 4, 26 16, 26 38, 54 50, 72 70, 54 94, 10 92",
            "90 2, 56 8, 34 24, 38 42, 60 56, 66 76, 44 96, 4 94",
            "74 6, 46 4, 24 18, 24 38, 52 46, 74 64, 60 94, 14 92",
        )),
    ),
    # 6: stem and loop
    (
        Shape(4, (
            "64 2, 36 20, 15 55, 20 88, 46 98, 68 82, 62 60, 40 55, 20 74",
            "72 0, 42 28, 20 62, 24 90, 46 99, 66 86, 62 68, 42 64, 24 82",
            "50 0, 28 26, 14 58, 22 90, 50 98, 74 78, 66 54, 40 52, 18 72",
            "38 0, 24 28, 16 60, 22 90, 46 98, 64 84, 60 66, 40 62, 20 80",
            "84 6, 46 16, 16 52, 20 88, 52 98, 82 84, 74 62, 46 58, 20 76",
        )),
        Shape(1, (
            "62 4, 34 24, 16 60, 28 94, 60 94, 66 70, 40 62, 24 78, 36 92",
            "46 0, 26 28, 16 64, 30 96, 60 92, 62 70, 38 66, 26 80, 40 90",
        )),
    ),
    # 7: with a corner; rounded; barred; with a serif
    (
        Shape(4, (
            "10 8, 44 7, 80 5 / 58 46, 40 100",
            "16 14, 46 10, 76 4 / 62 50, 56 100",
            "4 6, 44 6, 88 10 / 56 44, 30 98",
            "12 16, 42 6, 76 8 / 70 50, 68 100",
        )),
        Shape(2, (
            "10 16, 34 6, 68 6, 76 18, 60 50, 46 100",
            "8 22, 26 6, 58 10, 76 8, 68 46, 52 100",
            "14 12, 44 8, 70 4, 80 14, 58 54, 38 98",
        )),
        Shape(2, (
            "10 8, 44 7, 80 5 / 58 46, 40 100 | 28 54, 50 52, 76 48",
            "14 12, 44 8, 76 8 / 64 50, 54 100 | 38 48, 58 50, 80 52",
        )),
        Shape(1, (
            "12 26, 12 18, 14 8 / 46 7, 80 6 / 60 46, 44 100",
            "6 30, 10 20, 12 12 / 44 9, 78 4 / 58 46, 46 100",
        )),
    ),
    # 8: an S and back; two rounds
    (
        Shape(4, (
            "70 14, 46 2, 22 16, 32 38, 58 56, 72 80, 48 98, 22 82, 36 58, 60 36, 72 12",
            "72 8, 50 0, 28 16, 36 40, 56 60, 64 82, 44 99, 26 84, 40 60, 60 36, 70 14",
            "76 20, 48 2, 18 14, 30 38, 62 54, 80 78, 48 98, 16 82, 34 56, 64 40, 76 16",
            "62 16, 44 6, 28 18, 38 38, 58 58, 64 82, 44 98, 26 80, 40 56, 62 32, 64 8",
        )),
        Shape(2, (
            "48 48, 22 30, 28 8, 52 0, 72 14, 68 36, 48 48, 22 66, 22 90, 50 99, 76 86, 72 62, 48 48",
            "48 44, 30 28, 34 8, 52 0, 66 12, 62 32, 48 44, 20 64, 20 90, 48 100, 74 90, 72 62, 48 44",
            "50 52, 20 36, 24 10, 52 0, 76 14, 74 40, 50 52, 28 68, 28 90, 50 99, 70 88, 68 66, 50 52",
        )),
        Shape(1, (
            "46 4, 26 16, 34 38, 58 56, 70 80, 48 98, 22 84, 34 58, 62 38, 70 16, 48 4",
            "56 2, 30 14, 34 38, 56 58, 66 84, 40 98, 22 82, 38 56, 68 34, 74 12, 54 4",
        )),
    ),
    # 9: loop and tail, straight or curled
    (
        Shape(4, (
            "72 18, 50 2, 22 12, 14 36, 38 50, 66 36, 74 14 / 72 52, 68 100",
            "66 14, 46 4, 26 16, 22 36, 42 44, 62 30, 70 10 / 64 50, 52 100",
            "76 14, 48 0, 14 16, 10 42, 40 54, 70 38, 78 10 / 78 54, 78 100",
            "70 24, 56 6, 28 14, 14 38, 34 48, 60 38, 76 16 / 60 54, 40 100",
        )),
        Shape(2, (
            "72 18, 50 2, 22 12, 14 36, 38 50, 66 36, 74 14 / 76 50, 64 90, 22 94",
            "68 16, 48 2, 26 14, 20 36, 40 46, 62 34, 72 12 / 74 48, 62 92, 30 98",
        )),
        Shape(2, (
            "72 12, 44 2, 18 20, 18 42, 44 46, 70 22, 72 18, 70 56, 64 100",
            "68 8, 42 6, 20 26, 24 44, 46 42, 68 16, 72 20, 66 58, 54 100",
        )),
    ),
)  # fmt: skip
"""The shapes of each digit."""
