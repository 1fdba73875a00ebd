"""The embedded digits: always there, no download."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import ClassVar

import numpy as np

from inkling.datasets._base import Arrays, Folders
from inkling.datasets._made import MadeImages
from inkling.datasets.making import centre, pen, scikit_learn, sheets, strokes


class Digits(MadeImages):
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

    makers: ClassVar[tuple[ModuleType, ...]] = (centre, pen, scikit_learn, sheets, strokes)
    written: ClassVar[tuple[int, int]] = (28_000, 4_000)
    """Training and test digits by the pen."""
    scanned: ClassVar[tuple[int, int]] = (1_497, 300)
    """Training and test digits of scikit-learn's, in its own order."""

    def size(self, folders: Folders) -> tuple[int, int]:
        return self.written[0] + self.scanned[0], self.written[1] + self.scanned[1]

    def make(self) -> Arrays:
        images, labels = sheets.scanned()
        train, test = (sheets.write(count, seed) for count, seed in zip(self.written, (0, 1), strict=True))
        cut = self.scanned[0]
        return Arrays(
            np.concatenate([train[0], images[:cut]]),
            np.concatenate([train[1], labels[:cut]]),
            np.concatenate([test[0], images[cut:]]),
            np.concatenate([test[1], labels[cut:]]),
        )
