"""MNIST's normalisation: what makes a drawing comparable with the images a net has learned from.

The page does the same to what is drawn on its pad (frontend: `tasks/images/centre`); this is the algorithm, step by step:

1. *Box*: the smallest rectangle that contains all ink (every pixel above 0).
2. *Scale*: the box is scaled, keeping its aspect, so that its longer side is 20 pixels; the shorter one is rounded, at
   least 1. Each new pixel is the average over the area it covers (a source pixel that is cut counts by the part inside).
3. *Place*: the scaled box goes on a 28×28 sheet, moved by whole pixels so that the centre of mass of its ink is as near as
   can be to the centre of the pixel in column 14, row 14 (counted from 0), but never over the edge.

This follows MNIST's own description ("size normalized to fit in a 20x20 pixel box while preserving their aspect ratio …
anti-aliasing … centered in a 28x28 image by computing the center of mass of the pixels", http://yann.lecun.com/exdb/mnist/).
What it leaves open is measured: in each of the 60,000 training images the centre of mass is within half a pixel of column
and row 14, evenly spread, so whole pixels they were; and all but 13 have ink in 20 rows or in 20 columns.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SHEET = 28
BOX = 20
MIDDLE = 14


def centre(ink: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    """One drawing [H, W], 0 to 255, of any size, as a 28×28 image in MNIST's normalisation. No ink: a bare sheet."""
    drawing: npt.NDArray[np.float64] = np.asarray(ink, dtype=np.float64)
    rows, columns = np.flatnonzero(drawing.any(1)), np.flatnonzero(drawing.any(0))
    if not len(rows):
        return np.zeros((SHEET, SHEET), dtype=np.uint8)
    drawing = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    longer = max(drawing.shape)
    height, width = (max(1, int(BOX * side / longer + 0.5)) for side in drawing.shape)
    scaled = average(drawing.shape[0], height) @ drawing @ average(drawing.shape[1], width).T
    sheet: npt.NDArray[np.uint8] = place(np.rint(scaled)[None].astype(np.uint8))[0]
    return sheet


def average(source: int, target: int) -> npt.NDArray[np.float64]:
    """[target, source]: row i has the share of each source pixel in the area of target pixel i; rows sum to 1."""
    edges = np.arange(target + 1) * (source / target)
    pixels = np.arange(source)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.asarray(overlap.clip(0) * (target / source), dtype=np.float64)


def place(boxes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Step 3, for many boxes [N, h, w] of at most 28×28 at once: [N, 28, 28]. What is bare stays where the box begins."""
    count, height, width = boxes.shape
    ink = boxes.astype(np.float64)
    mass = np.maximum(ink.sum((1, 2)), 1e-9)
    # Adding 1/2 and rounding down, as in every other language: numpy's own rounding goes to the even number.
    top = np.floor(MIDDLE - (ink.sum(2) @ np.arange(height)) / mass + 0.5).astype(int).clip(0, SHEET - height)
    left = np.floor(MIDDLE - (ink.sum(1) @ np.arange(width)) / mass + 0.5).astype(int).clip(0, SHEET - width)
    sheets = np.zeros((count, SHEET, SHEET), dtype=np.uint8)
    rows = top[:, None, None] + np.arange(height)[:, None]
    columns = left[:, None, None] + np.arange(width)
    sheets[np.arange(count)[:, None, None], rows, columns] = boxes
    return sheets
