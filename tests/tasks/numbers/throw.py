"""A throw: how far and how high does a ball fly?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from inkling.datasets._base import Arrays, Cancelled, Dataset, Folders, Progress

TRAIN, TEST = 1600, 400


class Throw(Dataset):
    """2,000 throws without wind or drag, from level ground: v² sin 2a / g far, v² sin² a / 2g high."""

    name: ClassVar[str] = "throw"
    task: ClassVar[str] = "numbers"
    title: ClassVar[str] = "A throw"
    help: ClassVar[str] = "2,000 throws by the formula: from speed in m/s and angle in degrees, how far and how high."
    order: ClassVar[int] = 500
    input_shape: ClassVar[tuple[int, ...]] = (2,)
    outputs: ClassVar[Mapping[str, str]] = {"Distance": "m", "Height": "m"}
    mean: ClassVar[tuple[float, float]] = (10, 45)
    std: ClassVar[tuple[float, float]] = (2.9, 14.4)

    def present(self, folders: Folders) -> bool:
        return True

    def size(self, folders: Folders) -> tuple[int, int]:
        return TRAIN, TEST

    def load(self, folders: Folders) -> Arrays:
        speed, angle = np.random.default_rng(1).uniform((5, 20), (15, 70), (TRAIN + TEST, 2)).T
        a, g = np.radians(angle), 9.81
        inputs = np.stack([speed, angle], 1).astype(np.float32)
        targets = np.stack([speed**2 * np.sin(2 * a) / g, (speed * np.sin(a)) ** 2 / (2 * g)], 1).astype(np.float32)
        return Arrays(inputs[:TRAIN], targets[:TRAIN], inputs[TRAIN:], targets[TRAIN:])

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        """Nothing is missing."""
