"""Arrays kept as .npy files, ready to be mapped into memory by many processes at once."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from inkling.datasets._base import Arrays

_FILES = {
    "train_images": "train_inputs",
    "train_labels": "train_targets",
    "test_images": "test_inputs",
    "test_labels": "test_targets",
}
"""What the files are called → what is in them."""
_ABANDONED = 3600
"""Seconds after which the writer of a part is taken to be dead."""


def cached(folder: Path, key: str, make: Callable[[], Arrays]) -> Arrays:
    """The arrays kept under `key` in `folder`; made, and kept, where they are missing or torn.

    Each file appears whole, by a rename, and its name contains the key: processes that make the same arrays at the same
    moment write the same bytes. Where the folder can't be written (read-only, disk full) the arrays are made each time.
    Files of other keys are removed, as far as nobody keeps them open on a system that minds.
    """
    kept = _read(folder, key)
    if kept is not None:
        return kept
    arrays = make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, field in _FILES.items():
            _write(folder / f"{name}-{key}.npy", getattr(arrays, field))
    except OSError:
        return arrays
    _tidy(folder, key)
    return _read(folder, key) or arrays


def _read(folder: Path, key: str) -> Arrays | None:
    loaded = []
    for name in _FILES:
        dtype, dimensions = (np.uint8, 4) if name.endswith("images") else (np.int64, 1)
        try:
            array = np.load(folder / f"{name}-{key}.npy", mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        if array.dtype != dtype or array.ndim != dimensions:
            return None
        loaded.append(array)
    arrays = Arrays(*loaded)
    if len(arrays.train_inputs) != len(arrays.train_targets) or len(arrays.test_inputs) != len(arrays.test_targets):
        return None
    return arrays


def _write(path: Path, array: np.ndarray) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as file:
            np.save(file, array, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _tidy(folder: Path, key: str) -> None:
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            abandoned = path.suffix == ".part" and time.time() - path.stat().st_mtime > _ABANDONED
            if abandoned or (path.suffix == ".npy" and not path.name.endswith(f"-{key}.npy")):
                path.unlink()
