"""Omniglot's Latin and Greek letters: fifty classes, and few images of each."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inkling.datasets._base import Arrays, Folders
from inkling.datasets._images import ImageDataset, Images, Labels
from inkling.datasets.making import centre, png
from inkling.datasets.making.fetch import Source
from inkling.datasets.making.idx import damaged
from inkling.datasets.making.published import PublishedDataset

ALPHABETS = {"Latin": "abcdefghijklmnopqrstuvwxyz", "Greek": "αβγδεζηθικλμνξοπρστυφχψω"}
WRITERS = 20
"""People who drew each alphabet."""
TRAIN = 15
"""The letters of so many of them are learned from."""
LINE = 2.8
"""How wide their lines are, in pixels of 105."""
_NAME = re.compile(r"[^/]+/(Latin|Greek)/character(\d\d)/\d+_(\d\d)\.png")


class Omniglot(PublishedDataset):
    """1,000 letters of two alphabets, each by twenty people, written with MNIST's pen on 28×28."""

    name: ClassVar[str] = "omniglot"
    title: ClassVar[str] = "Omniglot letters"
    help: ClassVar[str] = (
        "26 Latin and 24 Greek letters, each drawn by 20 people with a mouse: 15 of them are learned from, the other 5 wrote "
        "the test images. So few of so many classes are hard to learn, and o and ο, v and ν are hardly to be told apart. "
        "105×105 pixels of black and white, here drawn thicker, scaled and centred as MNIST's digits are, on 28×28. "
        "B. Lake, R. Salakhutdinov, J. Tenenbaum, Science, 2015; MIT licence."
    )
    order: ClassVar[int] = 70
    classes: ClassVar[tuple[str, ...]] = tuple("".join(ALPHABETS.values()))
    input_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    mean: ClassVar[float] = 0.1522
    std: ClassVar[float] = 0.3369
    warnings: ClassVar[Mapping[str, str]] = {"rotate": "Turned by 180°, a d is a p and an n is a u."}

    mirrors: ClassVar[Sequence[str]] = (
        "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/",
        "https://github.com/brendenlake/omniglot/raw/master/python/",
    )
    sources: ClassVar[Sequence[Source]] = (
        Source(
            "images_background_small1.zip",
            1_319_022,
            "f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4",
        ),
    )

    def size(self, folders: Folders) -> tuple[int, int]:
        self.files(folders)
        return TRAIN * len(self.classes), (WRITERS - TRAIN) * len(self.classes)

    def code(self) -> str:
        files = (Path(__file__), *(Path(str(module.__file__)) for module in (centre, png)))
        return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()

    def read(self, paths: Sequence[Path]) -> Arrays:
        (path,) = paths
        letters = np.zeros((WRITERS, len(self.classes), *self.input_shape), dtype=np.uint8)
        seen = np.zeros(letters.shape[:2], dtype=bool)
        try:
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    found = _NAME.fullmatch(name)
                    if not found:
                        continue
                    alphabet, character, writer = found.groups()
                    letter = int(character) - 1 + (len(ALPHABETS["Latin"]) if alphabet == "Greek" else 0)
                    letters[int(writer) - 1, letter, 0] = written(~png.read_bits(archive.read(name)))
                    seen[int(writer) - 1, letter] = True
        except (OSError, ValueError, IndexError, zipfile.BadZipFile) as error:
            raise damaged(path, str(error)) from error
        if not seen.all():
            raise damaged(path, f"of {seen.size:,} letters it has {int(seen.sum()):,}")
        return Arrays(*_flat(letters[:TRAIN]), *_flat(letters[TRAIN:]))


def _flat(letters: Images) -> tuple[Images, Labels]:
    """Letters [writers, classes, 1, 28, 28], one after the other, with their classes."""
    labels = np.tile(np.arange(letters.shape[1], dtype=np.int64), len(letters))
    return letters.reshape(-1, *letters.shape[2:]), labels


def written(ink: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """A letter [105, 105] as MNIST's writers would have written it: lines as wide as theirs, scaled and centred: [28, 28]."""
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    if not len(rows):
        raise ValueError("a letter is missing")
    longer = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    pen = ImageDataset.writing.pen
    # Thicker by r on each side, the letter is longer by 2 r too: (LINE + 2 r) / (longer + 2 r) = pen.
    radius = max(0.0, (pen * longer - LINE) / (2 * (1 - pen)))
    return centre.centre(255 * _thickened(ink, radius))


def _thickened(ink: npt.NDArray[np.bool_], radius: float) -> npt.NDArray[np.bool_]:
    """All that is within `radius` pixels of ink, with a rim for it: [height + 2 r, width + 2 r], r whole."""
    reach = int(np.ceil(radius))
    height, width = ink.shape
    found = np.zeros((height + 2 * reach, width + 2 * reach), dtype=bool)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            if down * down + right * right <= radius * radius:
                found[reach + down : reach + down + height, reach + right : reach + right + width] |= ink
    return found
