"""Given kernels: filters of a convolution that somebody made by hand, in the kernel lab or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, field_validator

from inkling.layers._base import Misfit, Real, Switch, Whole, sides

MOST = 32
"""Given kernels of one layer, at most: they are part of links."""
MOST_SIDE = 16
"""Rows and columns of one, at most."""
LARGEST = 1000
"""No weight is larger than this, or below its negative."""

Weight = Annotated[Real, Field(ge=-LARGEST, le=LARGEST)]
Row = Annotated[tuple[Weight, ...], Field(min_length=1, max_length=MOST_SIDE)]


class GivenKernel(BaseModel):
    """What one filter begins with.

    Each input channel gets the kernel divided by the number of channels, so that the filter answers to the mean of the channels
    (a grey picture, for one channel: the kernel itself, as float32). The filter's bias begins at 0.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    filter: Whole = Field(ge=0, lt=4096, description="Which filter, from 0")
    weights: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_SIDE)]
    """Row by row."""
    frozen: Switch = Field(False, description="Training leaves the filter and its bias as they are")

    @field_validator("weights")
    @classmethod
    def _rectangular(cls, weights: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
        if len({len(row) for row in weights}) != 1:
            raise ValueError("all rows of a kernel must be of one length")
        return weights

    @property
    def size(self) -> tuple[int, int]:
        """(Height, width)."""
        return len(self.weights), len(self.weights[0])

    def over(self, inputs: int) -> npt.NDArray[np.float32]:
        """The whole filter, [inputs, height, width]."""
        filters = np.asarray(self.weights, np.float64) / inputs
        return np.broadcast_to(filters.astype(np.float32), (inputs, *filters.shape)).copy()

    def at(self, size: tuple[int, int]) -> GivenKernel:
        """At another size, its centre where it was: what does not fit is cut, what is new is 0."""
        height, width = self.size
        down, right = height // 2 - size[0] // 2, width // 2 - size[1] // 2
        weights = tuple(
            tuple(
                self.weights[row + down][column + right] if 0 <= row + down < height and 0 <= column + right < width else 0.0
                for column in range(size[1])
            )
            for row in range(size[0])
        )
        return self.model_copy(update={"weights": weights})


def want_fitting(kernels: Sequence[GivenKernel], filters: int, size: tuple[int, int]) -> None:
    """Each kernel is of one of the filters, no two of the same, and as large as they are.

    Raises:
        Misfit: one is not; the change that it names mends it.
    """
    there = [kernel for kernel in kernels if kernel.filter < filters]
    if len(there) < len(kernels):
        wrong = next(kernel for kernel in kernels if kernel.filter >= filters)
        many = f"{filters:,} filter{'s' if filters > 1 else ''}"
        raise _misfit(f"A kernel is given for filter {wrong.filter + 1:,}; there are {many}", "Remove it", there)
    last = {kernel.filter: kernel for kernel in kernels}
    if len(last) < len(kernels):
        raise _misfit("A filter has two given kernels", "Keep the last", list(last.values()))
    other = next((kernel for kernel in kernels if kernel.size != size), None)
    if other is None:
        return
    message = f"The kernel given for filter {other.filter + 1:,} is {sides(other.size)}; kernel_size is {sides(size)}"
    if max(size) > MOST_SIDE:
        raise _misfit(message, "Remove it", [kernel for kernel in kernels if kernel.size == size])
    smaller = other.size[0] > size[0] or other.size[1] > size[1]
    label = f"Cut it to {sides(size)}" if smaller else f"Put zeros around it, to {sides(size)}"
    raise _misfit(message, label, [kernel.at(size) for kernel in kernels])


def _misfit(message: str, label: str, kernels: Sequence[GivenKernel]) -> Misfit:
    return Misfit(message, label, change={"kernels": [kernel.model_dump(mode="json") for kernel in kernels]})
