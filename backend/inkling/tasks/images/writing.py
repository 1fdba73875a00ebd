"""A drawing of 28×28 grey pixels, written anew for a net that takes images of another shape.

The page does the same to a drawing that is put on its pad (frontend: `tasks/images/writing`, `rewritten`), byte by byte: both
are held to `writing.golden.json`. So the ink is averaged in whole numbers, which are exact in whatever order they are added.
`datasets/making/centre.py` is the same recipe for the data sets that Inkling makes; each change of it makes those anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np
import numpy.typing as npt

from inkling.datasets._images import Writing
from inkling.datasets.making.collected import SHAPE

Grey = npt.NDArray[np.uint8]
"""[H, W], 0 = bare paper, 255 = ink."""

INK = (255, 255, 255)
"""Red, green and blue of a drawing's ink, in images of three channels,"""
GROUND = (0x2F, 0x6F, 0xB5)
"""and of the ground it is on: what the page's pad begins with."""


def rewritten(drawing: Grey, shape: Sequence[int], writing: Writing) -> npt.NDArray[np.uint8]:
    """One drawing in a net's input shape. Where the net takes 28×28 grey pixels, it stays as it is.

    Args:
        drawing: [28, 28], made like MNIST's digits.
        shape: channels, height, width.
        writing: how drawings are made like the images that the net learns from.

    Returns:
        [C, H, W]: of three channels red, green and blue, else the ink in every channel. Of what is wider or higher, the
        drawing fills the square in the middle.
    """
    channels, height, width = shape
    if (channels, height, width) == SHAPE:
        return drawing.reshape(SHAPE)
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    page = np.zeros((height, width), dtype=np.uint8)
    page[top : top + side, left : left + side] = _sheet(drawing, side, writing)
    return _COLOURS[:, page] if channels == len(INK) else np.repeat(page[None], channels, axis=0)


def _colours() -> npt.NDArray[np.uint8]:
    """[3, 256]: what each strength of ink looks like."""
    ink, ground = (np.array(colour, dtype=np.float64)[:, None] for colour in (INK, GROUND))
    return np.floor(ground + (ink - ground) * np.arange(256) / 255 + 0.5).astype(np.uint8)


_COLOURS = _colours()


def _sheet(drawing: Grey, side: int, writing: Writing) -> Grey:
    """The drawing scaled and placed as `writing` says: [side, side]. Without ink: a bare sheet."""
    sheet = np.zeros((side, side), dtype=np.uint8)
    rows, columns = np.flatnonzero(drawing.any(1)), np.flatnonzero(drawing.any(0))
    if not len(rows):
        return sheet
    ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float64)
    longer, box = max(ink.shape), floor(side * writing.box + 0.5)
    height, width = (max(1, floor(length * box / longer + 0.5)) for length in ink.shape)
    small = np.rint(_shares(ink.shape[0], height) @ ink @ _shares(ink.shape[1], width).T / ink.size)
    if writing.middle == "box":
        top, left = (side - height) // 2, (side - width) // 2
    else:
        top, left = _place(small.sum(1), side), _place(small.sum(0), side)
    sheet[top : top + height, left : left + width] = small
    return sheet


def _shares(length: int, count: int) -> npt.NDArray[np.float64]:
    """[count, length]: how much each of `count` cells, spread evenly over `length` pixels, takes of each of these.

    In 1/count of a pixel, so that all are whole numbers; a row's sum is `length`.
    """
    cells, pixels = np.arange(count)[:, None] * length, np.arange(length) * count
    overlap = np.minimum(cells + length, pixels + count) - np.maximum(cells, pixels)
    return overlap.clip(0).astype(np.float64)


def _place(ink: npt.NDArray[np.float64], side: int) -> int:
    """Where something begins, along one side of the sheet, so that its centre of mass is as near as can be to the middle.

    Args:
        ink: of each of its rows, or columns.
    """
    mass, moment = float(ink.sum()), float(ink @ np.arange(len(ink)))
    return max(0, min(side - len(ink), floor(side / 2 - moment / max(mass, 1e-9) + 0.5)))
