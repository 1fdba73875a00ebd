"""Images that were handed in in a room, in a file: how the class's digits reach the processes that learn from them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inkling.datasets._base import Arrays
from inkling.datasets._images import Images, Labels
from inkling.errors import InklingError

CLASS = "class"
"""The name of the data set that is made of them."""
SHAPE = (1, 28, 28)
"""Channels, height, width of each."""
SIZE = 1 * 28 * 28
"""Bytes of each."""
LEAST = 10
"""So many are needed, to learn from them."""
TEST_EVERY = 4
"""Every so many of them is a test image."""


def is_test(id: int) -> bool:
    """Whether the image with this number is a test image. It is, or is not, for good: whatever else comes or is struck out."""
    return id % TEST_EVERY == 0


def split_sizes(ids: Sequence[int]) -> tuple[int, int]:
    """How many of these are training images, and how many test images."""
    test = sum(is_test(id) for id in ids)
    return len(ids) - test, test


def too_few(ids: Sequence[int]) -> str:
    """Why these are not enough to learn from, in a sentence; "" if they are."""
    count = len(ids)
    if count < LEAST:
        some = {0: "No digits have", 1: "One digit has"}.get(count, f"{count} digits have")
        return f"{some} been handed in; {LEAST} are needed to learn from them."
    train, test = split_sizes(ids)
    if not train or not test:
        return f"All of these {count} digits are {'test' if test else 'training'} images; some of both are needed."
    return ""


@dataclass(frozen=True)
class Collected:
    """Images with their numbers and labels, in rising order of the numbers."""

    ids: tuple[int, ...]
    labels: tuple[int, ...]
    images: bytes
    """`SIZE` bytes each, 255 = ink."""

    def arrays(self) -> Arrays:
        """Them as a data set: every fourth number is a test image."""
        images: Images = np.frombuffer(self.images, np.uint8).reshape(-1, *SHAPE)
        labels: Labels = np.array(self.labels, dtype=np.int64)
        test = np.array([is_test(id) for id in self.ids], dtype=bool)
        return Arrays(images[~test], labels[~test], images[test], labels[test])

    def write(self, path: Path) -> None:
        """Write them to a file, which is there whole or not at all.

        Raises:
            OSError: it can't be written.
        """
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                np.savez(
                    file,
                    ids=np.array(self.ids, dtype=np.int64),
                    labels=np.array(self.labels, dtype=np.int64),
                    images=np.frombuffer(self.images, np.uint8),
                )
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def read(path: Path) -> Collected:
    """What was written to this file.

    Raises:
        InklingError: it is not there, or damaged.
    """
    try:
        # numpy, given a path, leaves a file open that is no archive.
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            ids, labels, images = (file[name] for name in ("ids", "labels", "images"))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InklingError(
            "The class's digits could not be read.", f"{type(error).__name__}: {error}.", "Choose the data set again."
        ) from error
    if not len(ids) == len(labels) == images.size / SIZE:
        raise InklingError("The class's digits could not be read.", "The file is damaged.", "Choose the data set again.")
    return Collected(tuple(ids.tolist()), tuple(labels.tolist()), images.tobytes())
