"""How one number of a layer's output comes about: which inputs it is made of, with which weights, and step by step.

numpy alone, in float64, from the net's own float32 numbers: what a page shows is computed here a second time, without torch,
and tests hold it against what torch gave.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Box = tuple[tuple[int, int], ...]
"""A part of an array: in each dimension the first index, and the one after the last."""


@dataclass(frozen=True)
class Line:
    """One line of a calculation: a name, its formula, and what it comes to."""

    name: str
    formula: str
    value: float


@dataclass(frozen=True)
class Explanation:
    """What one number is made of.

    Args:
        first: index of the first input it looks at, in the layer's input; negative in the padding.
        inputs: float, as many dimensions as the layer's input has: the inputs it looks at; 0 in the padding.
        lines: the calculation; the last line's value is the number itself.
        weights: what each input is multiplied by, in the same shape; None: nothing is multiplied.
        ordered: they are all of the unit's weights, in the layer's own order: each can be set by its place.
        apart: rows and columns from one input to the next (dilation); of a sequence, (1, places).
        winner: place in the flattened `inputs` of the one that was chosen; None: none is.
        second: what it looks at is the second input of a layer that has two.
        besides: index of the one number that it takes from the second input besides; None: none.
    """

    first: tuple[int, ...]
    inputs: Floats
    lines: tuple[Line, ...]
    weights: Floats | None = None
    apart: tuple[int, int] = (1, 1)
    winner: int | None = None
    second: bool = False
    besides: tuple[int, ...] | None = None
    ordered: bool = True

    @property
    def value(self) -> float:
        """The number itself."""
        return self.lines[-1].value


@dataclass(frozen=True)
class Window:
    """A window of a picture.

    Args:
        first: its first row and column; negative in the padding.
        values: float64 [channels, height, width]; 0 outside the picture.
        inside: bool [height, width]: which of its points lie in the picture.
    """

    first: tuple[int, int]
    values: Floats
    inside: npt.NDArray[np.bool_]


def window(x: Floats, first: tuple[int, int], size: tuple[int, int], apart: tuple[int, int] = (1, 1)) -> Window:
    """The window of `x`, [channels, height, width], whose first point is at `first`; it may stick out."""
    rows = first[0] + apart[0] * np.arange(size[0])
    columns = first[1] + apart[1] * np.arange(size[1])
    inside = np.outer((rows >= 0) & (rows < x.shape[1]), (columns >= 0) & (columns < x.shape[2]))
    values = x[:, rows.clip(0, x.shape[1] - 1)][:, :, columns.clip(0, x.shape[2] - 1)].astype(np.float64)
    return Window(first, np.where(inside, values, 0.0), inside)


def weighted(
    first: tuple[int, ...],
    inputs: Floats,
    weights: Floats,
    bias: Floats | None,
    apart: tuple[int, int] = (1, 1),
    *,
    ordered: bool = True,
) -> Explanation:
    """Σ x · w, plus a bias where there is one.

    Args:
        bias: a scalar.
        ordered: as `Explanation` has it.
    """
    inputs, weights = inputs.astype(np.float64), weights.astype(np.float64)
    with np.errstate(all="ignore"):
        total = float((inputs * weights).sum())
    lines = [Line("sum of products", "Σ x · w", total)]
    if bias is not None:
        lines += [Line("bias", "b", float(bias)), Line("value", "Σ x · w + b", total + float(bias))]
    return Explanation(first, inputs, tuple(lines), weights, apart, ordered=ordered)


def under(box: Box, shape: tuple[int, ...], size: tuple[int, int], stride: tuple[int, int], padding: tuple[int, int],
          dilation: tuple[int, int] = (1, 1)) -> tuple[tuple[int, int], tuple[int, int]]:  # fmt: skip
    """Rows and columns of an input of `shape` under the windows of an output's `box`."""
    rows, columns = (under_along(box[1 + i], shape[1 + i], size[i], stride[i], padding[i], dilation[i]) for i in (0, 1))
    return rows, columns


def along(x: Floats, first: int, size: int, apart: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The stretch of a sequence `x`, [channels, length], from `first` on, which may stick out.

    Returns:
        Its numbers, float64 [channels, size], 0 outside the sequence; and which of its places lie inside, bool [size].
    """
    seen = window(x[:, None], (0, first), (1, size), (1, apart))
    return seen.values[:, 0], seen.inside[0]


@lru_cache(maxsize=4096)
def under_along(ends: tuple[int, int], length: int, size: int, stride: int, padding: int, dilation: int) -> tuple[int, int]:
    """Places along one direction of an input, `length` long, under the windows of these of the output."""
    points = np.add.outer(np.arange(*ends) * stride - padding, dilation * np.arange(size))
    inside = points[(points >= 0) & (points < length)]
    # A window may lie in the padding altogether.
    return (int(inside.min()), int(inside.max()) + 1) if inside.size else (0, 0)


def everything(shape: tuple[int, ...]) -> Box:
    """The box that is all of an array."""
    return tuple((0, size) for size in shape)
