"""The embedded digits: always there, no download."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inkling.datasets import centre, pen, strokes
from inkling.datasets._base import Arrays, Cancelled, Dataset, Folders, Images, Labels, Progress
from inkling.datasets._cache import cached

_SEED = 20_260_801
_BATCH = 200


class Digits(Dataset):
    """Digits written by a pen of our own, and scikit-learn's real ones."""

    name: ClassVar[str] = "digits"
    title: ClassVar[str] = "Inkling digits"
    help: ClassVar[str] = (
        "33,797 digits that need no download: 32,000 written by a simulated pen, from strokes made up for Inkling, and "
        "scikit-learn's 1,797 real ones, enlarged from 8×8. 28×28 grey pixels, normalised as MNIST's. The 4,300 test images "
        "are other digits by the same pen and from the same scans: their accuracy does not say how strangers' handwriting "
        "is read. MNIST's test images do; a two-block CNN trained here reads about 97 % of them."
    )
    order: ClassVar[int] = 10
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    input_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    mean: ClassVar[float] = 0.1309
    std: ClassVar[float] = 0.3098
    warnings: ClassVar[Mapping[str, str]] = {"rotate": "Turned by 180°, a 6 is a 9 and a 9 is a 6."}

    written: ClassVar[tuple[int, int]] = (28_000, 4_000)
    """Training and test digits by the pen."""
    scanned: ClassVar[tuple[int, int]] = (1_497, 300)
    """Training and test digits of scikit-learn's, in its own order."""

    def present(self, folders: Folders) -> bool:
        return True

    def size(self, folders: Folders) -> tuple[int, int]:
        return self.written[0] + self.scanned[0], self.written[1] + self.scanned[1]

    def load(self, folders: Folders) -> Arrays:
        return cached(folders.cache(self.name), self.key(folders), self._make)

    def key(self, folders: Folders) -> str:
        """Another version of any code that makes these digits gives another key."""
        files = (Path(__file__), *(Path(str(module.__file__)) for module in (centre, pen, strokes)))
        return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        progress(0, 1)
        self.load(folders)
        progress(1, 1)

    def _make(self) -> Arrays:
        images, labels = _scanned()
        train, test = (write(count, seed) for count, seed in zip(self.written, (0, 1), strict=True))
        cut = self.scanned[0]
        return Arrays(
            np.concatenate([train[0], images[:cut]]),
            np.concatenate([train[1], labels[:cut]]),
            np.concatenate([test[0], images[cut:]]),
            np.concatenate([test[1], labels[cut:]]),
        )


def write(count: int, stream: int) -> tuple[Images, Labels]:
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
        images[where, 0] = pen.write(shape, len(where), chance)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, batches))
    return images, labels.astype(np.int64)


def _scanned() -> tuple[Images, Labels]:
    """scikit-learn's 8×8 digits (E. Alpaydin, C. Kaynak, 1998: how many of 4×4 scanned pixels are ink, 0 to 16), as strokes."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    fine = _enlarged(8, 56)
    images = np.stack(
        [centre.centre(255 * np.clip((fine @ image @ fine.T / 16 - 0.5) * 3 + 0.5, 0, 1)) for image in bunch.images]
    )
    return images[:, None], bunch.target.astype(np.int64)


def _enlarged(source: int, target: int) -> npt.NDArray[np.float64]:
    """[target, source]: linear interpolation between the pixels' middles."""
    at = (np.arange(target) + 0.5) * source / target - 0.5
    return np.asarray((1 - np.abs(at[:, None] - np.arange(source))).clip(0), dtype=np.float64)
