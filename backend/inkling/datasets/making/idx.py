"""Data sets published as IDX files, the format of MNIST, with or without gzip.

Format: two zero bytes, a type (8: unsigned byte), the number of dimensions, each dimension as a big-endian uint32, the data
(Y. LeCun, C. Cortes, C. Burges, "The MNIST database", http://yann.lecun.com/exdb/mnist/).
"""

from __future__ import annotations

import gzip
import hashlib
import math
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inkling.datasets._base import Arrays, Cancelled, Folders, Progress
from inkling.datasets._images import ImageDataset, Images, Labels
from inkling.datasets.making.cache import cached
from inkling.datasets.making.fetch import Source, fetch, matches
from inkling.errors import InklingError

_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def read_idx(path: Path, *, header_only: bool = False) -> tuple[tuple[int, ...], npt.NDArray[np.uint8]]:
    """The shape and the bytes of an IDX file of unsigned bytes; `.gz` is unpacked on the way.

    Raises:
        InklingError: it is not such a file, or a damaged or half one.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            zeros, kind, dimensions = struct.unpack(">HBB", _exactly(file.read(4), 4))
            if zeros != 0 or kind != 8 or not 1 <= dimensions <= 4:
                raise ValueError("it does not begin like an IDX file of bytes")
            shape = struct.unpack(f">{dimensions}I", _exactly(file.read(4 * dimensions), 4 * dimensions))
            if header_only:
                return shape, np.empty(0, dtype=np.uint8)
            size = math.prod(shape)
            data = file.read(size + 1)  # the one more finds what is too long, and makes gzip check its sum
    except (OSError, EOFError, ValueError, zlib.error, MemoryError, OverflowError) as error:
        raise damaged(path, str(error)) from error
    if len(data) != size:
        raise damaged(
            path, f"its header announces {size:,} bytes, and {'more' if len(data) > size else f'{len(data):,}'} follow"
        )
    return shape, np.frombuffer(data, dtype=np.uint8)


def _exactly(data: bytes, size: int) -> bytes:
    if len(data) != size:
        raise ValueError("it ends in its header")
    return data


def damaged(path: Path, why: str) -> InklingError:
    """The error for a file that can't be read as it should."""
    return InklingError(
        f"The data file {path} can't be read.",
        f"It is damaged or incomplete: {why.rstrip('.')}.",
        "Delete it and download the data set again, or put a whole copy in its place.",
    )


class IdxDataset(ImageDataset):
    """A data set in MNIST's four files. A subclass names its sources and describes its images."""

    mirrors: ClassVar[Sequence[str]]
    """Addresses of folders that hold the four files, gzipped; tried in this order. Each ends in a slash."""
    sources: ClassVar[Sequence[Source]]
    """The four files, gzipped, as they were published: training images and labels, test images and labels."""
    elsewhere: ClassVar[Sequence[str]] = ()
    """What other tools call the folder of this data set."""

    def _find(self, folders: Folders) -> list[Path | None]:
        places = folders.places(self.name, self.elsewhere)

        def first(stem: str) -> Path | None:
            choices = (place / name for place in places for name in _names(stem))
            return next((path for path in choices if path.is_file()), None)

        return [first(stem) for stem in _FILES]

    def _files(self, folders: Folders) -> list[Path]:
        paths = [path for path in self._find(folders) if path is not None]
        if len(paths) < len(_FILES):
            raise InklingError(
                f"{self.title} is not on this machine yet.", self.wanted(folders), "Download it, or put its files there."
            )
        return paths

    def wanted(self, folders: Folders) -> str:
        missing = [stem for stem, path in zip(_FILES, self._find(folders), strict=True) if path is None]
        places = [folders.own(self.name), *(folder / self.name for folder in folders.extra)]
        return f"Looked for in {' and '.join(map(str, places))}: {', '.join(missing)}, as .gz or unpacked."

    def present(self, folders: Folders) -> bool:
        return None not in self._find(folders)

    def size(self, folders: Folders) -> tuple[int, int]:
        paths = self._files(folders)
        return read_idx(paths[1], header_only=True)[0][0], read_idx(paths[3], header_only=True)[0][0]

    def load(self, folders: Folders) -> Arrays:
        paths = self._files(folders)
        return cached(folders.cache(self.name), _key(paths), lambda: self._read(paths))

    def key(self, folders: Folders) -> str:
        """Other files give another key."""
        return _key(self._files(folders))

    def _read(self, paths: Sequence[Path]) -> Arrays:
        train_inputs, train_targets = self._images(paths[0]), self._labels(paths[1])
        test_inputs, test_targets = self._images(paths[2]), self._labels(paths[3])
        for path, images, labels in ((paths[1], train_inputs, train_targets), (paths[3], test_inputs, test_targets)):
            if len(images) != len(labels):
                raise damaged(path, f"it has {len(labels):,} labels for {len(images):,} images")
        return Arrays(train_inputs, train_targets, test_inputs, test_targets)

    def _images(self, path: Path) -> Images:
        shape, data = read_idx(path)
        wants = self.input_shape if self.input_shape[0] > 1 else self.input_shape[1:]
        if shape[1:] != wants or shape[0] == 0:
            got, want = ("×".join(map(str, sizes)) for sizes in (shape[1:], wants))
            raise damaged(path, f"{self.title} has images of {want}, and this file {shape[0]:,} of {got or '1'}")
        return data.reshape(shape[0], *self.input_shape)

    def _labels(self, path: Path) -> Labels:
        shape, data = read_idx(path)
        if len(shape) != 1 or (len(data) and int(data.max()) >= len(self.classes)):
            raise damaged(path, f"its numbers are not labels from 0 to {len(self.classes) - 1}")
        return data.astype(np.int64)

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        missing = [source for source, path in zip(self.sources, self._find(folders), strict=True) if _lacking(path, source)]
        otherwise = f"Or put its files where they are looked for. {self.wanted(folders)}"
        fetch(self.title, missing, self.mirrors, folders.own(self.name), progress, cancelled, otherwise=otherwise)


def _names(stem: str) -> list[str]:
    """What a file is called: as published, or with the dot that some tools unpack it under; packed or not."""
    dotted = stem.replace("-idx", ".idx")
    return [f"{stem}.gz", stem, f"{dotted}.gz", dotted]


def _lacking(path: Path | None, source: Source) -> bool:
    """Unpacked files have no published sum: they are taken where they are whole."""
    if path is None:
        return True
    if path.suffix == ".gz":
        return not matches(path, source)
    try:
        shape, _ = read_idx(path, header_only=True)
        return path.stat().st_size != 4 + 4 * len(shape) + math.prod(shape)
    except (OSError, InklingError):
        return True


def _key(paths: Sequence[Path]) -> str:
    """Another file, or the same one changed, gives another key. The 1 is the version of the cache's own format."""
    marks = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    return hashlib.sha256(repr((1, marks)).encode()).hexdigest()[:16]
