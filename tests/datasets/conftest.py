"""Where the tests of data sets find, or make, their data."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inkling.datasets._base import Folders

STEMS = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A home with nothing in it but what tests have made before: the embedded digits are written once."""
    return Folders(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def real(data_folder: Path, embedded: Folders) -> Folders:
    """The same, and the published MNIST and Fashion-MNIST files."""
    return Folders(embedded.home, (data_folder,))


def idx(array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    """An IDX file's content, written from the format's description."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def files() -> dict[str, bytes]:
    """The four unpacked files of a tiny data set in MNIST's format: 20 training and 5 test images."""
    rng = np.random.default_rng(7)
    arrays = (
        rng.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        np.arange(20, dtype=np.uint8) % 10,
        rng.integers(0, 256, (5, 28, 28), dtype=np.uint8),
        np.arange(5, dtype=np.uint8),
    )
    return {stem: idx(array) for stem, array in zip(STEMS, arrays, strict=True)}


Put = Callable[..., Path]


@pytest.fixture
def put(files: dict[str, bytes]) -> Put:
    """Write the tiny data set into a folder: `put(folder, packed=True, **{stem: other content})`."""

    def write(folder: Path, packed: bool = True, **other: bytes) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for stem, content in {**files, **other}.items():
            (folder / (f"{stem}.gz" if packed else stem)).write_bytes(gzip.compress(content, mtime=0) if packed else content)
        return folder

    return write
