"""Data sets published as IDX files, the format of MNIST, with or without gzip.

Format: two zero bytes, a type (8: unsigned byte), the number of dimensions, each dimension as a big-endian uint32, the data
(Y. LeCun, C. Cortes, C. Burges, "The MNIST database", http://yann.lecun.com/exdb/mnist/).
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inkling.datasets._base import Arrays, Folders
from inkling.datasets._images import Images, Labels
from inkling.datasets.making.fetch import Source
from inkling.datasets.making.published import PublishedDataset
from inkling.errors import InklingError


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


class IdxDataset(PublishedDataset):
    """A data set in MNIST's four files, gzipped: training images and labels, test images and labels.

    Files that somebody has unpacked will do too, also under the names with dots that some tools give them.
    """

    def names(self, source: Source) -> Sequence[str]:
        stem = source.file.removesuffix(".gz")
        dotted = stem.replace("-idx", ".idx")
        return f"{stem}.gz", stem, f"{dotted}.gz", dotted

    def lacks(self, path: Path, source: Source) -> bool:
        """Unpacked files have no published sum: they are taken where they are whole."""
        if path.suffix == ".gz":
            return super().lacks(path, source)
        try:
            shape, _ = read_idx(path, header_only=True)
            return path.stat().st_size != 4 + 4 * len(shape) + math.prod(shape)
        except (OSError, InklingError):
            return True

    def listed(self, missing: Sequence[Source]) -> str:
        return f"{', '.join(source.file.removesuffix('.gz') for source in missing)}, as .gz or unpacked"

    def size(self, folders: Folders) -> tuple[int, int]:
        paths = self.files(folders)
        return read_idx(paths[1], header_only=True)[0][0], read_idx(paths[3], header_only=True)[0][0]

    def read(self, paths: Sequence[Path]) -> Arrays:
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
