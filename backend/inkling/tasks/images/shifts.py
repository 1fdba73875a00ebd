"""A net on test images that are moved sideways: what pooling is good for, measured.

The work is cut into pieces of a few milliseconds, so that drawings are answered in between.
"""

from __future__ import annotations

import time

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from inkling.datasets._base import Arrays, Dataset
from inkling.datasets._images import ImageDataset
from inkling.errors import InklingError
from inkling.layers._base import times
from inkling.protocol.images import ShiftCurve
from inkling.tasks._base import task_of

FARTHEST = 8
"""Pixels to either side."""
SAMPLE = 1000
"""Test images, at most: the same ones for every net, so that curves can be compared."""
PIECE = 0.003
"""Seconds that a piece of work should take, about."""


class ShiftMeasurement:
    """One measurement.

    Args:
        run: which of the room's nets it is.
        step: how many steps it has learned from.
        input: what it takes: channels, height, width.
        net: gives scores; it does not learn while it is measured.
        dataset: whose test images are moved.
        arrays: these images.

    Raises:
        InklingError: there are no test images, or they are not what the net takes.
    """

    def __init__(self, run: int, step: int, input: tuple[int, ...], net: nn.Module, dataset: Dataset, arrays: Arrays) -> None:
        if not isinstance(dataset, ImageDataset):
            raise InklingError(f"{dataset.title} has no images that could be moved.")
        if dataset.input_shape != input:
            raise InklingError(f"{dataset.title} has images of {times(dataset.input_shape)}; the net takes {times(input)}.")
        if not len(arrays.test_targets):
            raise InklingError(f"{dataset.title} has no test images.")
        self.run = run
        self.viewers: set[str] = set()
        """Who is told."""
        self._step = step
        self._net = net
        self._ready = task_of(dataset).ready(dataset)
        rows = sample(len(arrays.test_targets))
        self._images = torch.from_numpy(arrays.test_inputs[rows])
        self._labels = torch.from_numpy(arrays.test_targets[rows])
        # From the middle outwards, so that the curve's shape is seen soon.
        self._left = sorted(range(-FARTHEST, FARTHEST + 1), key=lambda shift: (abs(shift), shift))
        self._found: dict[int, float] = {}
        self._place = 0
        """Images seen at the present shift."""
        self._right = 0
        """How many of them were answered rightly."""
        self._together = 8
        """Images in the next piece."""

    def piece(self) -> ShiftCurve | None:
        """Do a little; the curve so far, once another shift has been measured.

        Raises:
            RuntimeError, MemoryError: the net can't be run.
        """
        began = time.perf_counter()
        part = slice(self._place, self._place + self._together)
        images = moved(self._images[part], self._left[0])
        with torch.inference_mode():
            guesses = self._net(self._ready(images)).argmax(1)
        self._right += int((guesses == self._labels[part]).sum())
        self._place += len(images)
        took = time.perf_counter() - began
        self._together = max(1, min(2 * self._together, int(len(images) * PIECE / max(took, 1e-6))))
        if self._place < len(self._labels):
            return None
        self._found[self._left.pop(0)] = self._right / len(self._labels)
        self._place = self._right = 0
        shifts = sorted(self._found)
        return ShiftCurve(
            step=self._step,
            size=len(self._labels),
            shifts=shifts,
            accuracy=[self._found[shift] for shift in shifts],
            done=not self._left,
        )


def sample(count: int) -> npt.NDArray[np.int64]:
    """The rows of the test images that are used, of `count`: always the same."""
    rows: npt.NDArray[np.int64] = np.sort(np.random.default_rng(0).permutation(count)[:SAMPLE])
    return rows


def moved(images: Tensor, right: int) -> Tensor:
    """Images [N, C, H, W], moved by so many pixels (negative: to the left); what comes in is 0, the background."""
    width = images.shape[-1]
    found = torch.zeros_like(images)
    if abs(right) < width:
        found[..., max(right, 0) : width + min(right, 0)] = images[..., max(-right, 0) : width - max(right, 0)]
    return found
