"""Sheets with digits on them, in MNIST's normalisation: written by the pen, and scikit-learn's scans."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from inkling.datasets._images import Images, Labels
from inkling.datasets.making import centre, pen, scikit_learn, strokes

_SEED = 20_260_801
_BATCH = 200
_HANDS = pen.Hands()


def write(count: int, stream: int, hands: pen.Hands = _HANDS) -> tuple[Images, Labels]:
    """`count` digits by the pen, as many of each class as can be, mixed; another stream gives others."""
    rng = np.random.default_rng([_SEED, stream])
    labels = rng.permutation(np.arange(count) % len(strokes.DIGITS))
    images = np.empty((count, 1, 28, 28), dtype=np.uint8)

    # A batch has one shape, so that numpy has long rows to work on, and a chance of its own, so that threads may share them.
    batches: list[tuple[strokes.Shape, npt.NDArray[np.intp], np.random.Generator]] = []
    for digit, shapes in enumerate(strokes.DIGITS):
        shares = np.array([shape.share for shape in shapes], dtype=np.float64)
        places = np.flatnonzero(labels == digit)
        chosen = rng.choice(len(shapes), len(places), p=shares / shares.sum())
        for number, shape in enumerate(shapes):
            where = places[chosen == number]
            batches += [(shape, where[start : start + _BATCH], rng.spawn(1)[0]) for start in range(0, len(where), _BATCH)]

    def fill(batch: tuple[strokes.Shape, npt.NDArray[np.intp], np.random.Generator]) -> None:
        shape, where, chance = batch
        images[where, 0] = pen.write(shape, len(where), chance, hands)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, batches))
    return images, labels.astype(np.int64)


def scanned() -> tuple[Images, Labels]:
    """scikit-learn's 8×8 digits as strokes."""
    scans, labels = scikit_learn.digits()
    fine = _enlarged(8, 56)
    images = np.stack([centre.centre(255 * np.clip((fine @ scan @ fine.T / 16 - 0.5) * 3 + 0.5, 0, 1)) for scan in scans])
    return images[:, None], labels


def scanned_anew(count: int, times: int, stream: int) -> tuple[Images, Labels]:
    """The first `count` of them, each so many times: leaning (±20°), turned (±12°), thin or thick."""
    rng = np.random.default_rng([_SEED, stream])
    scans, labels = scikit_learn.digits()
    chosen = np.repeat(np.arange(count), times)
    images = np.empty((len(chosen), 1, 28, 28), dtype=np.uint8)
    for place, at in enumerate(chosen):
        lean, turn = np.radians(rng.uniform([-20, -12], [20, 12]))
        paper = rng.uniform(0.35, 0.65)
        images[place, 0] = centre.centre(255 * np.clip((_moved(scans[at], lean, turn) / 16 - paper) * 3 + 0.5, 0, 1))
    return images, labels[chosen]


def _moved(image: npt.NDArray[np.float64], lean: float, turn: float) -> npt.NDArray[np.float64]:
    """An image [8, 8] leaning to the right, then turned clockwise (radians), on a sheet of 12×12, six times as fine [72, 72].

    Linear interpolation between the pixels' middles.
    """
    y, x = np.meshgrid(*2 * [(np.arange(72) + 0.5) / 6 - 6], indexing="ij")
    x, y = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    x = x + y * np.tan(lean)
    # One bare pixel around, and places beyond it are read there.
    padded = np.pad(image, 1)
    rows, columns = (y + 4.5).clip(0, 8.999), (x + 4.5).clip(0, 8.999)
    row, column = rows.astype(int), columns.astype(int)
    down, right = rows - row, columns - column
    above = padded[row, column] * (1 - right) + padded[row, column + 1] * right
    below = padded[row + 1, column] * (1 - right) + padded[row + 1, column + 1] * right
    return np.asarray(above * (1 - down) + below * down, dtype=np.float64)


def _enlarged(source: int, target: int) -> npt.NDArray[np.float64]:
    """[target, source]: linear interpolation between the pixels' middles."""
    at = (np.arange(target) + 0.5) * source / target - 0.5
    return np.asarray((1 - np.abs(at[:, None] - np.arange(source))).clip(0), dtype=np.float64)
