"""scikit-learn's digits as they come: the smallest images that a digit can be read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from inkling.datasets._base import Arrays, Cancelled, Folders, Progress
from inkling.datasets._images import ImageDataset, Writing
from inkling.datasets.making import scikit_learn

TRAIN = 1_500


class SmallDigits(ImageDataset):
    """1,797 handwritten digits of 8×8 pixels."""

    name: ClassVar[str] = "small-digits"
    title: ClassVar[str] = "Digits, 8×8"
    help: ClassVar[str] = (
        "The 1,797 digits that come with scikit-learn, 8×8 grey pixels: how many of 4×4 scanned ones are ink, in 17 levels. "
        "The first 1,500 are learned from, the last 297 are the test images. There is so little of them that every weight "
        "and every product can be looked at. E. Alpaydin, C. Kaynak, UCI, 1998; CC BY 4.0."
    )
    order: ClassVar[int] = 40
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    input_shape: ClassVar[tuple[int, int, int]] = (1, 8, 8)
    mean: ClassVar[float] = 0.3052
    std: ClassVar[float] = 0.3749
    warnings: ClassVar[Mapping[str, str]] = {
        "rotate": "Turned by 180°, a 6 is a 9 and a 9 is a 6.",
        "shift": "Of 8 pixels, 2 are a quarter: what is shifted further leaves the image.",
    }
    # They fill their eight rows.
    writing: ClassVar[Writing] = Writing(box=1, pen=0.16, middle="box")

    def present(self, folders: Folders) -> bool:
        return True

    def size(self, folders: Folders) -> tuple[int, int]:
        return TRAIN, scikit_learn.DIGITS - TRAIN

    def load(self, folders: Folders) -> Arrays:
        scans, labels = scikit_learn.digits()
        images = np.round(scans * (255 / 16)).astype(np.uint8)[:, None]
        return Arrays(images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        """Nothing is missing."""
