"""How the loss of one example comes about, and how it depends on one number: plain numbers, no torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from inkling.layers._arithmetic import Floats, Line

POINTS = 101
"""Points of a curve."""


@dataclass(frozen=True)
class Column:
    """A step of the calculation that is done for each output: its name, its formula, and what it comes to, output by output."""

    name: str
    formula: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class LossArithmetic:
    """What the loss of one example is made of.

    Args:
        columns: what is done output by output; the first are the outputs themselves.
        lines: what is made of that; the last line's value is the loss.
        points: where that lies in the picture of the loss, as (x, height); empty where the picture is not of this example.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    points: tuple[tuple[float, float], ...] = ()

    @property
    def value(self) -> float:
        """The loss."""
        return self.lines[-1].value


@dataclass(frozen=True)
class CurveLine:
    """One line of a picture: its name, "" where there is but one, and its height at each x."""

    name: str
    y: tuple[float, ...]


@dataclass(frozen=True)
class LossCurve:
    """How the loss depends on one number.

    Args:
        axis: what that number is, in words.
        x: rising, at most `POINTS`.
        lines: the loss at each x; all are finite.
    """

    axis: str
    x: tuple[float, ...]
    lines: tuple[CurveLine, ...]


def column(name: str, formula: str, values: Floats) -> Column:
    """The same of an array [outputs]."""
    return Column(name, formula, tuple(map(float, values)))


def points(x: Floats, y: Floats) -> tuple[tuple[float, float], ...]:
    """(x, y), place by place."""
    return tuple(zip(map(float, x), map(float, y), strict=True))


def curve(axis: str, low: float, high: float, *lines: tuple[str, Callable[[float], float]]) -> LossCurve:
    """A picture from `low` to `high`, of functions with their names."""
    x = tuple(map(float, np.linspace(low, high, POINTS)))
    return LossCurve(axis, x, tuple(CurveLine(name, tuple(float(loss(at)) for at in x)) for name, loss in lines))


def log_sum(z: Sequence[float] | Floats) -> float:
    """log Σ e^z, the largest taken off first, so that it is right for numbers of any size."""
    values = np.asarray(z, np.float64)
    largest = float(values.max())
    return largest + float(np.log(np.exp(values - largest).sum())) if np.isfinite(largest) else largest
