"""MNIST's digits and Inkling's own, for a net that reads more hands than MNIST has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import numpy as np

from inkling.datasets._base import Arrays, Cancelled, Dataset, Folders, Progress, registry
from inkling.datasets._images import ImageDataset
from inkling.datasets.making import sheets
from inkling.datasets.making.cache import cached
from inkling.datasets.making.pen import Hands
from inkling.errors import InklingError

_SLANTED = Hands(slant=(6, 22), turn=11)
"""Hands that lean and turn more than MNIST's writers do, as people do on a pad."""
_SCANS = 1_497
"""How many of scikit-learn's digits are among the embedded training digits."""


class MnistInkling(ImageDataset):
    """The training images of both; the test images of MNIST."""

    name: ClassVar[str] = "mnist-inkling"
    title: ClassVar[str] = "MNIST and Inkling digits"
    help: ClassVar[str] = (
        "MNIST's 60,000 training images, Inkling's 29,497, 28,000 more by the same pen that lean and turn further, and "
        "10,479 changed scans; MNIST's 10,000 test images. MNIST's writers are American: a net that has seen no others takes "
        "a 1 with a long flag for a 7 and a 9 with a curled tail for a 3. Trained on all of these, nets read MNIST about as "
        "well as before, and of what two Europeans drew on the pad about 97 % instead of 88."
    )
    order: ClassVar[int] = 25
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    input_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    mean: ClassVar[float] = 0.1309
    std: ClassVar[float] = 0.3085
    warnings: ClassVar[Mapping[str, str]] = {"rotate": "Turned by 180°, a 6 is a 9 and a 9 is a 6."}

    slanted: ClassVar[int] = 28_000
    """Training digits by the pen that lean and turn more than the embedded ones."""
    anew: ClassVar[int] = 7
    """How often the real ones among the embedded training digits are there anew, each time changed."""

    def present(self, folders: Folders) -> bool:
        return _real().present(folders)

    def wanted(self, folders: Folders) -> str:
        return _real().wanted(folders)

    def size(self, folders: Folders) -> tuple[int, int]:
        self._need(folders)
        train, test = _real().size(folders)
        return train + _written().size(folders)[0] + self.slanted + self.anew * _SCANS, test

    def load(self, folders: Folders) -> Arrays:
        self._need(folders)
        words = f"{_real().key(folders)} {_written().key(folders)}".encode()
        key = hashlib.sha256(words + Path(__file__).read_bytes()).hexdigest()[:16]
        return cached(folders.cache(self.name), key, lambda: self._make(folders))

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        _real().fetch(folders, progress, cancelled)

    def _make(self, folders: Folders) -> Arrays:
        real, written = _real().load(folders), _written().load(folders)
        more = sheets.write(self.slanted, 2, _SLANTED), sheets.scanned_anew(_SCANS, self.anew, 3)
        return Arrays(
            np.concatenate([real.train_inputs, written.train_inputs, *(images for images, _ in more)]),
            np.concatenate([real.train_targets, written.train_targets, *(labels for _, labels in more)]),
            real.test_inputs,
            real.test_targets,
        )

    def _need(self, folders: Folders) -> None:
        if not self.present(folders):
            raise InklingError(
                f"{self.title} need MNIST, which is not on this machine yet.",
                self.wanted(folders),
                "Download it, or put its files there.",
            )


def _real() -> Dataset:
    return registry()["mnist"]


def _written() -> Dataset:
    return registry()["digits"]
