"""Quick, Draw!: cats, rainbows and trains that people drew in twenty seconds each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np

from inkling.datasets._base import Arrays, Folders
from inkling.datasets._images import Images, Labels, Writing
from inkling.datasets.making.fetch import Source
from inkling.datasets.making.idx import damaged
from inkling.datasets.making.published import PublishedDataset

EACH = 1_000
"""Doodles of each class in its file, one byte a pixel, one after the other."""
TRAIN = 800
"""Of each class, the first so many are learned from."""


class QuickDraw(PublishedDataset):
    """3,000 doodles of three things, 28×28."""

    name: ClassVar[str] = "quick-draw"
    title: ClassVar[str] = "Quick, Draw!"
    help: ClassVar[str] = (
        "Cats, rainbows and trains: 800 of each to learn from and 200 to test on, as people drew them for Google's game Quick, "
        "Draw! in twenty seconds. 28×28 grey pixels, the drawing scaled to fit 26×26 and put in the middle. "
        "Made available by Google, Inc. under CC BY 4.0; these are the files of The Coding Train's doodle classifier."
    )
    order: ClassVar[int] = 60
    classes: ClassVar[tuple[str, ...]] = ("Cat", "Rainbow", "Train")
    input_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    mean: ClassVar[float] = 0.1673
    std: ClassVar[float] = 0.3281
    warnings: ClassVar[Mapping[str, str]] = {"rotate": "A rainbow that is turned by 180° is a bowl."}
    writing: ClassVar[Writing] = Writing(box=26 / 28, pen=0.07, middle="box")

    elsewhere: ClassVar[Sequence[str]] = ("quickdraw",)
    mirrors: ClassVar[Sequence[str]] = (
        "https://raw.githubusercontent.com/CodingTrain/Toy-Neural-Network-JS/master/examples/doodle_classification/data/",
        "https://cdn.jsdelivr.net/gh/CodingTrain/Toy-Neural-Network-JS@master/examples/doodle_classification/data/",
    )
    sources: ClassVar[Sequence[Source]] = (
        Source("cats1000.bin", 784_000, "f0bf71131cbe74e2eb8bfbdb1839ce00fb71052f00714b4ce0ac536ec2993e8e"),
        Source("rainbows1000.bin", 784_000, "63d27ef67455394a7730cfc2760017ffe78e686253da1d388e67d5a29156debf"),
        Source("trains1000.bin", 784_000, "ba058382467471cf3d73813b0cd82e559b875460f70eb7fd766e25e480608513"),
    )

    def size(self, folders: Folders) -> tuple[int, int]:
        self.files(folders)
        return TRAIN * len(self.classes), (EACH - TRAIN) * len(self.classes)

    def read(self, paths: Sequence[Path]) -> Arrays:
        doodles = np.stack([self._doodles(path) for path in paths], axis=1)
        return Arrays(*self._mixed(doodles[:TRAIN]), *self._mixed(doodles[TRAIN:]))

    def _doodles(self, path: Path) -> Images:
        """[1000, 1, 28, 28]"""
        data = path.read_bytes()
        if len(data) != EACH * 28 * 28:
            raise damaged(path, f"it has {len(data):,} bytes, and {EACH:,} doodles have {EACH * 28 * 28:,}")
        return np.frombuffer(data, np.uint8).reshape(EACH, *self.input_shape)

    def _mixed(self, doodles: Images) -> tuple[Images, Labels]:
        """Doodles [each, classes, 1, 28, 28], the classes taking turns."""
        labels = np.tile(np.arange(len(self.classes), dtype=np.int64), len(doodles))
        return doodles.reshape(-1, *self.input_shape), labels
